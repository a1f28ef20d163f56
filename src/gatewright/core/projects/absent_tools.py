"""A tool that is set up and not installed: was it the change that took it away?

Environments are built from the head on both sides, so that the tool is absent there says nothing
of the base; what the manifests say does.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

_REQUIRED_AS = {"pyright": "(?:based)?pyright", "tsc": "typescript"}
_END = r"(?=$|[\s\[\]<>=!~;,\"'@:])"


class Absence(StrEnum):
    """Since when a tool is not there."""

    ALWAYS = "always"  # the base cannot run it either
    TAKEN = "taken"  # the change takes it out of the manifests
    UNKNOWN = "unknown"  # they changed, and still name it


def judge_absence(
    profile: str, base: Mapping[str, bytes] | None, head: Mapping[str, bytes]
) -> Absence:
    """Return since when the tool of `profile` is missing.

    Shape: the contents of all manifests of either side by path; `base` is None without a base.
    """
    if base is None or base == head or not is_named(profile, base):
        return Absence.ALWAYS
    return Absence.UNKNOWN if is_named(profile, head) else Absence.TAKEN


def is_named(profile: str, texts: Mapping[str, bytes]) -> bool:
    """Return whether a manifest names the tool as something to install."""
    wanted = _REQUIRED_AS.get(profile, re.escape(profile))
    pattern = re.compile(rf"(?:^[ \t-]*|[\"'/]){wanted}{_END}", re.MULTILINE | re.IGNORECASE)
    return any(pattern.search(text.decode("utf-8", "replace")) for text in texts.values())
