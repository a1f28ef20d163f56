"""Ignore patterns, as git reads them: which files of a tree would a tool not see any more.

Invariants: matching is by path only and ends in time linear in patterns times depth; a pattern
that cannot be read hides nothing.
"""

import re
from collections.abc import Iterable, Sequence
from fnmatch import translate
from functools import lru_cache

from gatewright.model.late_pattern import late_pattern
from gatewright.model.records import dataclass

__all__ = ["hidden_by", "newly_veiled"]

PATTERNS_MAX = 2000
PATTERN_CHARS_MAX = 500


def hidden_by(ignore_file: str, content: bytes, paths: Iterable[str]) -> frozenset[str]:
    """Return those of `paths` that an ignore file hides.

    Shape: `ignore_file` is the repository path of the file; it rules its own folder.
    """
    folder = ignore_file.rpartition("/")[0]
    prefix = f"{folder}/" if folder else ""
    rules = _rules(content)
    if not rules:
        return frozenset()
    inside = (path for path in paths if path.startswith(prefix))
    hiding = _Hiding(rules)
    return frozenset(path for path in inside if hiding.hides(path[len(prefix) :]))


@dataclass(frozen=True, slots=True)
class _Rule:
    """One line of an ignore file."""

    segments: tuple[re.Pattern[str] | None, ...]  # one a folder level; None stands for "**"
    hides: bool  # False: "!pattern"
    fits_folders_only: bool


def _rules(content: bytes) -> list[_Rule]:
    lines = content.decode("utf-8", "replace").splitlines()[:PATTERNS_MAX]
    texts = (line.rstrip() for line in lines)
    return [
        _rule(text)
        for text in texts
        if text and not text.startswith("#") and len(text) <= PATTERN_CHARS_MAX
    ]


def _rule(text: str) -> _Rule:
    hides = not text.startswith("!")
    pattern = text.removeprefix("!")
    parts = pattern.strip("/").split("/")
    if "/" not in pattern.rstrip("/"):
        parts.insert(0, "**")  # not anchored: fits at any depth
    # "**/**" says no more than "**", and each one costs a look at every depth.
    once = [
        part
        for part, after in zip(parts, [*parts[1:], ""], strict=True)
        if part != "**" or after != "**"
    ]
    segments = tuple(None if part == "**" else _segment(part) for part in once)
    return _Rule(segments, hides, pattern.endswith("/"))


@lru_cache(maxsize=4096)
def _segment(text: str) -> re.Pattern[str]:
    """Return a pattern for one name. fnmatch's own patterns never backtrack past a star."""
    return re.compile(translate(re.sub(r"\\(.)", r"[\1]", text)))


class _Hiding:
    """Answers whether a path is hidden; each folder is asked about once."""

    def __init__(self, rules: Sequence[_Rule]) -> None:
        self._rules = tuple(reversed(rules))
        self._folders: dict[str, bool] = {"": False}

    def hides(self, path: str) -> bool:
        """Return whether `path` or a folder above it is hidden; a hidden folder hides for good."""
        return self._hides_folder(path.rpartition("/")[0]) or self._says(path, is_folder=False)

    def _hides_folder(self, folder: str) -> bool:
        waiting = []
        while folder not in self._folders:
            waiting.append(folder)
            folder = folder.rpartition("/")[0]
        hidden = self._folders[folder]
        for each in reversed(waiting):
            hidden = hidden or self._says(each, is_folder=True)
            self._folders[each] = hidden
        return hidden

    def _says(self, path: str, *, is_folder: bool) -> bool:
        """Return what the last rule that fits says."""
        parts = path.split("/")
        for rule in self._rules:
            if (is_folder or not rule.fits_folders_only) and _fits(parts, rule.segments):
                return rule.hides
        return False


def _fits(parts: Sequence[str], segments: Sequence[re.Pattern[str] | None]) -> bool:
    """Return whether all `parts` are matched: a table of what each prefix can reach."""
    if len(segments) == 2 and segments[0] is None and segments[1] is not None:
        return segments[1].match(parts[-1]) is not None  # most patterns: a name at any depth
    reached = {0}
    for segment in segments:
        if segment is None:
            reached = set(range(min(reached), len(parts) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(parts) and segment.match(parts[at])}
        if not reached:
            return False
    return len(parts) in reached


_VEILS = late_pattern(
    r"^(binary|-diff|-text|export-ignore|linguist-generated(=true)?|filter=(?!lfs).+)$"
)
_CODE = late_pattern(
    r"\.(py|pyi|ipynb|js|jsx|mjs|cjs|ts|tsx|go|rs|java|kt|rb|c|h|cc|cpp|sh|toml|cfg|ini|ya?ml)$"
)


def newly_veiled(path: str, before: bytes, after: bytes, paths: Iterable[str]) -> frozenset[str]:
    """Return the code files that a `.gitattributes` newly keeps from being seen as text."""
    code = [each for each in paths if _CODE.search(each)]
    return hidden_by(path, _veiling(after), code) - hidden_by(path, _veiling(before), code)


def _veiling(content: bytes) -> bytes:
    """Return the patterns of the lines that veil, as an ignore file would list them."""
    kept = []
    for line in content.decode("utf-8", "replace").splitlines()[:PATTERNS_MAX]:
        pattern, *attributes = line.split() or [""]
        if not pattern.startswith(("#", "[")) and any(_VEILS.match(each) for each in attributes):
            kept.append(pattern)
    return "\n".join(kept).encode()
