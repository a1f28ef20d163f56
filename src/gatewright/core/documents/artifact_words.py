"""Conditions that speak of artifacts: review.verdict == 'ready', art('test-plan').size() > 0."""

import re
from collections.abc import Iterable, Mapping

from gatewright.core.text.expressions import without_literals

ROOTS = ("facts", "params", "branch", "stage", "change", "verdicts")
"""What a condition may speak of besides artifacts; an artifact of such a name is art('change')."""

_RESERVED = (
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in",
    "let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while",
)  # fmt: skip
_CALL = re.compile(r"\bart\(\s*(['\"])([a-z][a-z0-9-]*)\1\s*\)")


def variable_of(name: str) -> str:
    """Return what an artifact is called in a condition: a dash there is a minus."""
    plain = name.replace("-", "_")
    return f"{plain}_" if plain in ROOTS or plain in _RESERVED else plain


def with_artifacts(condition: str, names: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Return a condition in which each of `names` is a variable, and which of them it speaks of.

    Shape: a bare name stands for art('name'); a name with a dash, too.
    """
    spoken: dict[str, None] = {}
    known = frozenset(names)
    bare = without_literals(condition)
    parts, end = [], 0
    for match in _CALL.finditer(condition):
        if bare[match.start()] == "a" and match[2] in known:
            parts += [condition[end : match.start()], variable_of(match[2])]
            spoken[match[2]] = None
            end = match.end()
    text = "".join((*parts, condition[end:]))
    for name in sorted(known.difference(ROOTS), key=len, reverse=True):
        text = _replaced(text, name, spoken)
    return text, tuple(spoken)


def values_by_variable(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of artifacts as conditions name them."""
    return {variable_of(name): value for name, value in values.items()}


def _replaced(text: str, name: str, spoken: dict[str, None]) -> str:
    """Return `text` with a bare name replaced wherever it stands outside of quotes."""
    pattern = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\s*\()")
    parts, end = [], 0
    for match in pattern.finditer(without_literals(text)):
        parts += [text[end : match.start()], variable_of(name)]
        spoken[name] = None
        end = match.end()
    return "".join((*parts, text[end:]))
