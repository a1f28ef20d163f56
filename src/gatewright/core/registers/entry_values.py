"""What somebody writes for a register, line by line, as an entry; or why it is none.

Lines of workers are hostile: nothing here raises, and all of it is bounded.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from gatewright.model.records import dataclass
from gatewright.model.registers import (
    LINE_CHARS_MAX,
    EntryField,
    FieldKind,
    Register,
    Value,
    Values,
)

REGISTER, KEY, CLOSES, BECAUSE = "register", "key", "closes", "because"
ABOUT, BLOCKS = "about", "blocks"
OWN = (KEY, CLOSES, BECAUSE, ABOUT, BLOCKS)
"""What every entry may say besides the fields of its register."""
FILLED = ("register", "state", "step", "number", "author", "role", "at", "tree", "closed_by")
"""What is filled in for every entry."""

KEY_CHARS_MAX = 64
WORDS_MAX = 20  # of a list
WORD_CHARS_MAX = 300
INT_MAX = 10**12
YES, NO = ("true", "yes"), ("false", "no")


class Unfit(Exception):
    """Raised inside of this module for what is no entry; the caller gets its words."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as somebody wrote it."""

    register: str
    values: Values = ()
    key: str = ""
    closes: str = ""
    because: str = ""
    about: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


def line_as_mapping(line: str) -> Mapping[str, object] | str:
    """Return what a line of JSON says; in words, why it says nothing that can be taken."""
    if len(line) > LINE_CHARS_MAX:
        return f"it has more than {LINE_CHARS_MAX} characters"
    try:
        said = json.loads(line, parse_constant=_refuse, parse_float=str)
    except (ValueError, RecursionError):
        return 'it is no JSON object on one line: {"register": "...", ...}'
    if not isinstance(said, dict) or not isinstance(said.get(REGISTER), str):
        return 'it does not say "register"'
    return said


def draft_of(register: Register, said: Mapping[str, object]) -> Draft | str:
    """Return the entry that `said` comes to; in words, why it is none."""
    try:
        return _draft(register, said)
    except Unfit as why:
        return str(why)


def _draft(register: Register, said: Mapping[str, object]) -> Draft:
    """Return the entry. Raises: Unfit."""
    fields = {field.name: field for field in register.fields}
    own = {name: said[name] for name in OWN if name in said}
    for name in said:
        if name not in fields and name not in (*OWN, REGISTER):
            known = ", ".join((*fields, *OWN))
            raise Unfit(f'{register.name} has no field "{name[:40]}"; it has {known}')
    closes = _word(CLOSES, own.get(CLOSES, ""))
    values = tuple(_values(fields, said, is_closing=bool(closes)))
    blocks = _words(BLOCKS, own.get(BLOCKS, ()))
    if (closes or blocks) and not register.has_state:
        raise Unfit(f"entries of {register.name} are not open or closed")
    if closes and blocks:
        raise Unfit("what closes an entry blocks nothing")
    return Draft(
        register.name,
        values,
        key=_word(KEY, own.get(KEY, "")),
        closes=closes,
        because=_text(BECAUSE, own.get(BECAUSE, "")),
        about=_words(ABOUT, own.get(ABOUT, ())),
        blocks=blocks,
    )


def _values(
    fields: Mapping[str, EntryField], said: Mapping[str, object], *, is_closing: bool
) -> Iterator[tuple[str, Value]]:
    """Yield the fields that were given; what closes an entry need not say it all again."""
    for name, field in fields.items():
        if name in said:
            yield name, _value(field, said[name])
        elif field.is_required and not is_closing:
            raise Unfit(f'it does not say "{name}"')


def _value(field: EntryField, said: object) -> Value:
    """Return the value of one field, also as a person types it. Raises: Unfit."""
    match field.kind:
        case FieldKind.BOOL:
            return _bool(field.name, said)
        case FieldKind.INT:
            return _int(field.name, said)
        case FieldKind.LIST:
            return _words(field.name, said)
        case FieldKind.NUMBER:
            return _number(field, said)
        case _:
            text = _text(field.name, said)
    if field.is_required and not text.strip():
        raise Unfit(f'"{field.name}" is empty')
    if field.kind is FieldKind.WORD and text not in field.values:
        raise Unfit(f'"{field.name}" is one of {", ".join(field.values)}')
    return text


def _text(name: str, said: object) -> str:
    if not isinstance(said, str):
        raise Unfit(f'"{name}" is text')
    if not said.isprintable() and not said.replace("\n", "").replace("\t", "").isprintable():
        raise Unfit(f'"{name}" has a character that cannot be shown')
    return said[:LINE_CHARS_MAX]


def _word(name: str, said: object) -> str:
    text = str(said) if isinstance(said, int) else _text(name, said)
    if len(text) > KEY_CHARS_MAX or "\n" in text:
        raise Unfit(f'"{name}" is a word of at most {KEY_CHARS_MAX} characters')
    return text.strip()


def _words(name: str, said: object) -> tuple[str, ...]:
    if isinstance(said, str):
        said = [each.strip() for each in said.split(",")] if said.strip() else []
    if not isinstance(said, list | tuple) or len(said) > WORDS_MAX:
        raise Unfit(f'"{name}" is a list of at most {WORDS_MAX}')
    return tuple(_text(name, each)[:WORD_CHARS_MAX] for each in said)


def _bool(name: str, said: object) -> bool:
    if isinstance(said, bool):
        return said
    if isinstance(said, str) and said in (*YES, *NO):
        return said in YES
    raise Unfit(f'"{name}" is true or false')


def _int(name: str, said: object) -> int:
    if isinstance(said, str) and said.isascii() and said.lstrip("-").isdigit() and len(said) < 14:
        said = int(said)
    if isinstance(said, bool) or not isinstance(said, int) or abs(said) > INT_MAX:
        raise Unfit(f'"{name}" is a whole number')
    return said


def _number(field: EntryField, said: object) -> str:
    name = field.name
    text = str(said) if isinstance(said, str | int) and not isinstance(said, bool) else ""
    digits = text.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20):
        raise Unfit(f'"{name}" is a number in decimal digits')
    if field.most and not 0 <= Decimal(text) <= Decimal(field.most):
        raise Unfit(f'"{name}" is a number from 0 to {field.most}')
    return text


def _refuse(word: str) -> None:
    """Refuse NaN and the infinities, which are no JSON. Raises: ValueError."""
    raise ValueError(word)


def keys_taken(entries: Sequence[str], wanted: str) -> str:
    """Return the key of a new entry: the one that is wanted, else the next free number."""
    number = len(entries) + 1
    while not wanted and str(number) in entries:
        number += 1
    return wanted or str(number)
