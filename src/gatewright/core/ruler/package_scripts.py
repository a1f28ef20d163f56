"""Which scripts of a package.json a check goes through, so that a new dev server is no ruler.

Invariants: a script counts when its name says so, or when a script that counts names it.
"""

import re
from collections.abc import Mapping

from gatewright.core.ruler.ruler_settings import Setting
from gatewright.model.late_pattern import late_pattern

__all__ = ["checking_scripts"]

_PREFIX = "scripts/"
_CHECKING = late_pattern(
    r"^(pre|post)?(test|lint|type|check|coverage|cover|verify|ci|e2e|unit)|:(test|lint|check)"
)

_Settings = Mapping[str, Setting]


def checking_scripts(
    before: _Settings, after: _Settings
) -> tuple[dict[str, Setting], dict[str, Setting]]:
    """Return both sides without the scripts that no check goes through."""
    counting = _counting(before) | _counting(after)
    return _kept(before, counting), _kept(after, counting)


def _counting(settings: _Settings) -> frozenset[str]:
    scripts = {key: str(setting.value) for key, setting in settings.items() if _is_script(key)}
    counting = {key for key in scripts if _CHECKING.search(key.removeprefix(_PREFIX))}
    waiting = list(counting)
    while waiting:
        words = set(re.findall(r"[\w:.-]+", scripts[waiting.pop()]))
        named = {_PREFIX + word for word in words} & scripts.keys() - counting
        counting |= named
        waiting.extend(named)
    return frozenset(counting)


def _is_script(key: str) -> bool:
    return key.startswith(_PREFIX)


def _kept(settings: _Settings, counting: frozenset[str]) -> dict[str, Setting]:
    return {
        key: setting for key, setting in settings.items() if not _is_script(key) or key in counting
    }
