"""Small faults put into changed lines: would any test notice?

A handful of operators on the text: a comparison turned round, a truth turned over, a number off by
one, a `not` gone, nothing returned. Each mutant changes what the code means, as far as that can be
told.

Invariants: nothing is run; strings and comments are left alone; hostile text is bounded.
"""

import re
import tokenize
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest

from gatewright.core.code.code_meaning import can_stand, meaning_of
from gatewright.core.code.hunks import lines_of
from gatewright.model.records import dataclass

__all__ = ["Mutant", "choose_mutants", "mutants_of", "mutate"]

SIZE_BYTES_MAX = 1024 * 1024
LINE_CHARS_MAX = 500
MUTANTS_OF_FILE_MAX = 400
_PYTHON = (".py", ".pyi")
_TURNED = {
    "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "===": "!==",
    "!==": "===", "True": "False", "False": "True", "true": "false", "false": "true",
    "and": "or", "or": "and", "&&": "||", "||": "&&", "not": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small fault on one line."""

    path: str
    line: int  # 1-based
    start: int  # in characters of the line
    before: str
    after: str

    @property
    def said(self) -> str:
        """Return the fault in words."""
        return f"{self.before} became {self.after}" if self.after else f"{self.before} left out"


def mutants_of(path: str, content: bytes, numbers: Collection[int]) -> Iterator[Mutant]:
    """Yield the mutants of the lines `numbers` of one file, in order.

    Bounds: MUTANTS_OF_FILE_MAX; a file above SIZE_BYTES_MAX has none, nor a very long line.
    """
    if len(content) > SIZE_BYTES_MAX or not can_stand(path, content):
        return
    meaning, found = meaning_of(path, content), 0
    find = _in_python if path.endswith(_PYTHON) else _in_script
    for mutant in find(path, content.decode("utf-8", "replace"), frozenset(numbers)):
        if found >= MUTANTS_OF_FILE_MAX:
            return
        changed = mutate(content, mutant)
        if can_stand(path, changed) and meaning_of(path, changed) != meaning:
            found += 1
            yield mutant


def mutate(content: bytes, mutant: Mutant) -> bytes:
    """Return `content` with the fault in it; as it is where it is not of this content."""
    lines = lines_of(content)
    if mutant.line > len(lines):
        return content
    text = lines[mutant.line - 1].decode("utf-8", "surrogateescape")
    end = mutant.start + len(mutant.before)
    if text[mutant.start : end] != mutant.before:
        return content
    changed = text[: mutant.start] + mutant.after + text[end:]
    lines[mutant.line - 1] = changed.encode("utf-8", "surrogateescape")
    return b"".join(lines)


def choose_mutants(mutants: Sequence[Mutant], count_max: int) -> tuple[Mutant, ...]:
    """Return at most `count_max` of `mutants`, spread over all lines: one of each line in turn."""
    by_line: dict[tuple[str, int], list[Mutant]] = {}
    for mutant in mutants:
        by_line.setdefault((mutant.path, mutant.line), []).append(mutant)
    lines = list(by_line.values())
    if len(lines) > count_max:
        lines = [lines[index * len(lines) // count_max] for index in range(count_max)]
    in_turn = chain.from_iterable(zip_longest(*lines))
    return tuple(islice(filter(None, in_turn), count_max))


def _in_python(path: str, text: str, numbers: Collection[int]) -> Iterator[Mutant]:
    """Yield the mutants of Python code, token by token."""
    lines = (line + "\n" for line in text.split("\n"))
    try:
        tokens = list(tokenize.generate_tokens(lines.__next__))
    except (tokenize.TokenError, SyntaxError, ValueError, StopIteration):
        return
    for index, token in enumerate(tokens):
        row, column = token.start
        if row not in numbers or len(token.line) > LINE_CHARS_MAX:
            continue
        after = _python_fault(token)
        if after is not None:
            yield Mutant(path, row, column, token.string, after)
        if token.string == "return" and token.type == tokenize.NAME:
            yield from _returned(path, tokens, index)


def _python_fault(token: tokenize.TokenInfo) -> str | None:
    """Return what to put for a token; None where it is left as it is."""
    if token.type == tokenize.NUMBER and token.string.isdecimal():
        return str(int(token.string[:18]) + 1)
    if token.type in (tokenize.OP, tokenize.NAME):
        return _TURNED.get(token.string)
    return None


def _returned(path: str, tokens: Sequence[tokenize.TokenInfo], index: int) -> Iterator[Mutant]:
    """Yield the mutant that returns nothing, where the value stands on one line."""
    row = tokens[index].start[0]
    following = tokens[index + 1]
    end = next((each for each in tokens[index:] if each.type == tokenize.NEWLINE), None)
    is_value = following.type not in (tokenize.NEWLINE, tokenize.COMMENT)
    if end is None or end.start[0] != row or not is_value or following.string == "None":
        return
    comment = next((each for each in tokens[index:] if each.type == tokenize.COMMENT), None)
    stop = comment.start[1] if comment and comment.start[0] == row else end.start[1]
    start = following.start[1]
    yield Mutant(path, row, start, following.line[start:stop].rstrip(), "None")


_HIDDEN = re.compile(
    r"\"(?:\\.|[^\"\\]){0,200}\"|'(?:\\.|[^'\\]){0,200}'|`(?:\\.|[^`\\]){0,200}`"
    r"|//.*|/\*.*?\*/|^\s*\*.*"
)
_FAULTS = re.compile(
    r"(?<=\s)(?:===|!==|==|!=|<=|>=|<|>|&&|\|\|)(?=\s)|\b(?:true|false)\b"
    r"|(?<![\w.])\d{1,9}(?![\w.])|!(?=[\w(])"
)
_RETURN = re.compile(r"\breturn\s+([^;\s][^;]*)(?=;|$)")


def _in_script(path: str, text: str, numbers: Collection[int]) -> Iterator[Mutant]:
    """Yield the mutants of JavaScript or TypeScript, line by line."""
    for number, line in enumerate(text.split("\n"), start=1):
        if number not in numbers or len(line) > LINE_CHARS_MAX:
            continue
        shown = _HIDDEN.sub(lambda match: " " * len(match[0]), line).rstrip()
        for match in _FAULTS.finditer(shown):
            yield Mutant(path, number, match.start(), match[0], _script_fault(match[0]))
        returned = _RETURN.search(shown)
        if returned is not None and _is_whole(returned[1]):
            value = line[returned.start(1) : returned.end(1)].rstrip()
            yield Mutant(path, number, returned.start(1), value, "undefined")


def _script_fault(text: str) -> str:
    """Return what to put for a piece of a script."""
    return str(int(text) + 1) if text.isdecimal() else _TURNED.get(text, "")


def _is_whole(text: str) -> bool:
    """Return whether an expression ends on the line it begins on."""
    pairs: Mapping[str, str] = {"(": ")", "[": "]", "{": "}"}
    return all(text.count(one) == text.count(other) for one, other in pairs.items())
