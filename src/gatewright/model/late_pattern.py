"""Regular expressions that are compiled when they are first used: most commands use few of them."""

import re
from typing import Any, cast


class _LatePattern:
    """Stands for a pattern; what is asked of it once is at hand from then on."""

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, found)
        return found


def late_pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return the pattern of `text`; a wrong one raises at its first use, not here.

    Shape: its methods are all there; functions of `re` do not take it.
    """
    return cast(re.Pattern[str], _LatePattern(text, flags))
