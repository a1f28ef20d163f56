"""Marks in the code that tell a check to look away, which a change adds.

Invariants: a mark that only moved, within a file or from one to another, is no increase; a mark
in a string or in prose is no mark.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.code.code_lines import Split, split_line, split_text
from gatewright.model.change import Change, ChangedFile, Line
from gatewright.model.late_pattern import late_pattern
from gatewright.model.records import dataclass

__all__ = ["Suppression", "find_suppressions", "suppression_paths"]

_PYTHON = (".py", ".pyi")
_SCRIPT = (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte")
_PLAIN = (".toml", ".cfg", ".ini", ".yaml", ".yml", ".sh", ".go", ".java", ".kt", ".rs", ".env")
# A word of every mark below: a line without one need not be read closely.
_HINT = late_pattern(
    r"noqa|ignore|disable|mypy|pyright|pylint|nosec|nosemgrep|pragma|gitleaks|@ts-|istanbul|c8|v8"
    r"|skip|xfail|expectedFailure|__test__|todo|only|runIf|fixme|fails|\b(?:xit|xtest|xdescribe|fit)"
    r"|fdescribe",
    re.IGNORECASE,
)
SUPPRESSIONS_MAX = 500
SHOWN_CHARS_MAX = 160


@dataclass(frozen=True, slots=True)
class Suppression:
    """One mark that the change adds."""

    path: str
    line: int  # 1-based, in the head
    mark: str  # "type: ignore"
    text: str  # the mark as it stands there


_COMMENT_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (mark, late_pattern(pattern, re.IGNORECASE))
    for mark, pattern in (
        ("ruff: noqa", r"#\s*(ruff|flake8)\s*:\s*noqa[^#]*"),
        ("ruff: ignore", r"#\s*ruff\s*:\s*(ignore|disable|file-ignore)[^#]*"),
        ("noqa", r"#\s*noqa\b[^#]*"),
        ("type: ignore", r"#\s*type\s*:\s*ignore[^#]*"),
        ("mypy: ignore", r"#\s*mypy\s*:\s*(ignore|disable|allow|no)[^#]*"),
        ("pyright: ignore", r"#\s*(based)?pyright\s*:\s*(ignore|basic|off|report)[^#]*"),
        ("ty: ignore", r"#\s*ty\s*:\s*ignore[^#]*"),
        ("pylint: disable", r"#\s*pylint\s*:\s*(disable|skip-file)[^#]*"),
        ("nosec", r"#\s*nosec\b[^#]*"),
        ("nosemgrep", r"nosemgrep\b[^#]*"),
        ("pragma: no cover", r"pragma\s*+(?::\s*+)?no\s?(cover|branch)[^#]*"),
        ("allowlist secret", r"pragma:\s*(allow|white)list(\s+nextline)?\s+secret[^#]*"),
        ("gitleaks:allow", r"gitleaks:allow[^#]*"),
        ("mutation off", r"pragma:\s*no\s?mutate[^#]*"),
        ("eslint-disable", r"(eslint|oxlint|biome)-(disable|ignore)[^#]*"),
        ("@ts-ignore", r"@ts-(ignore|expect-error|nocheck)[^#]*"),
        ("istanbul ignore", r"(istanbul|c8|v8|node:coverage)\s+(ignore|disable)[^#]*"),
    )
)
_PYTHON_MARKS = late_pattern(
    r"\bmark\.(skip|skipif|xfail)\b|\bpytest\.(skip|xfail|importorskip)\b|\bunittest\.skip\w*"
    r"|@(skip|skipIf|skipUnless|xfail|expectedFailure)\b|\bexpectedFailure\b|\bskipTest\("
    r"|\braise\s*(unittest\.)?SkipTest\b|\b__test__\s*=\s*False\b"
)
_SCRIPT_MARKS = late_pattern(
    r"\b(it|test|describe|suite|context|bench)(\.\w+)*\.(skip|skipIf|todo|only|runIf|fixme|fails)\b"
    r"|\b(xit|xtest|xdescribe|fit|fdescribe)\(|\bt\.(skip|todo)\("
)


def suppression_paths(change: Change) -> tuple[str, ...]:
    """Return the paths whose content helps to tell comments from strings, of either tree."""
    touched = {path for file in change.files for path in (file.path, file.old_path)}
    return tuple(sorted(path for path in touched if path.endswith(_PYTHON)))


def find_suppressions(
    change: Change,
    head_texts: Mapping[str, bytes] | None = None,
    base_texts: Mapping[str, bytes] | None = None,
) -> tuple[Suppression, ...]:
    """Return the marks that the change adds and nowhere takes away.

    Shape: the texts are those of `suppression_paths`; without one, lines are read by themselves.
    """
    found: list[tuple[Suppression, str]] = []
    gone: Counter[str] = Counter()
    for file in change.files:
        added = _marked(file, file.added, file.path, head_texts or {})
        removed = _marked(file, file.removed, file.old_path, base_texts or {})
        left, taken = _without_equal(added, removed)
        found.extend(left)
        gone.update(taken)
    return tuple(_without_moved(found, gone))[:SUPPRESSIONS_MAX]


def _without_equal(
    added: Sequence[tuple[Suppression, str]], removed: Sequence[tuple[Suppression, str]]
) -> tuple[list[tuple[Suppression, str]], list[str]]:
    """Strike out what stood in the same file before; the code beside it may have changed."""
    before = Counter(_content(mark) for mark, _ in removed)
    left = []
    for mark, whole in added:
        if before[_content(mark)]:
            before[_content(mark)] -= 1
        else:
            left.append((mark, whole))
    taken = []
    for mark, whole in reversed(removed):
        if before[_content(mark)]:
            before[_content(mark)] -= 1
            taken.append(whole)
    return left, taken


def _content(mark: Suppression) -> str:
    return " ".join(mark.text.lower().split())


def _without_moved(
    found: Sequence[tuple[Suppression, str]], gone: Counter[str]
) -> Iterator[Suppression]:
    """Strike out whole lines that left another file."""
    for mark, whole in found:
        if gone[whole]:
            gone[whole] -= 1
        else:
            yield mark


def _marked(
    file: ChangedFile, lines: Sequence[Line], path: str, texts: Mapping[str, bytes]
) -> list[tuple[Suppression, str]]:
    if file.is_binary or not path.endswith(_PYTHON + _SCRIPT + _PLAIN):
        return []
    telling = [line for line in lines if _HINT.search(line.text)]
    whole = split_text(path, texts.get(path)) if telling else None
    marks = []
    for line in telling:
        split = split_line(path, line.text) if whole is None else whole.get(line.number)
        if split is not None:
            marks += [
                (Suppression(path, line.number, mark, text[:SHOWN_CHARS_MAX]), line.text.strip())
                for mark, text in _marks_in(path, split)
            ]
    return marks


def _marks_in(path: str, split: Split) -> Iterator[tuple[str, str]]:
    """Give each mark of one line."""
    for mark, pattern in _COMMENT_MARKS:
        for match in pattern.finditer(split.comment):
            yield mark, match[0].strip()
    marks = _PYTHON_MARKS if path.endswith(_PYTHON) else _SCRIPT_MARKS
    if path.endswith(_PYTHON + _SCRIPT) and (skip := marks.search(split.code)):
        yield "skip", skip[0].strip()
