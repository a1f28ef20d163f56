"""The params of a workflow: given when it starts, or by who uses it, and fixed from then on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatewright.core.text.filling import PARAMS, holes, literal
from gatewright.core.text.patterns import matching_words, printable
from gatewright.definitions.fields import (
    EXPRESSION,
    PATTERN,
    WORDS,
    Choice,
    ListOf,
    NamedMap,
    Record,
)
from gatewright.definitions.forms import ByForm
from gatewright.definitions.param_values import following, settled_by
from gatewright.definitions.problems import nearest, shown
from gatewright.model.records import dataclass, field
from gatewright.model.trouble import Trouble

PARAM_PATTERN = "^[a-z][a-z0-9_]{0,63}$"
VALUE_CHARS_MAX = 500
BY_A_LIST = 'an item of a list: a step with for_each uses this, with: {NAME: "{ITEM}"}'
ITEM = "item"
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}")
ItemNames = Mapping[str, Sequence[str]]
"""What stands for an item in texts, with the names of what it says."""

_ALIAS = re.compile(r"\{(?:params\.)?([a-z][a-z0-9_-]*)\}")


def _problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in a param, or None."""
    kind = values["type"]
    if (kind == "enum") != ("values" in values):
        return '"values" and "type: enum" go together'
    if "pattern" in values and kind != "string":
        return '"pattern" is for "type: string"'
    if "from" in values and "default" in values:
        return '"from" says what it is where it is not given; leave out "default"'
    if kind == ITEM:
        extra = [key for key in ("default", "from") if key in values]
        return f"an item has no {extra[0]}: it is given" if extra else None
    return wrong_value(values, values["default"]) if "default" in values else None


VALUE_PATTERN = r"^[^\s{}][^\n{}]{0,99}$"
SETTLES = NamedMap(WORDS, "a fact", PARAM_PATTERN)
PARAM = Record(
    "a param",
    {
        "type": Choice(("string", "int", "bool", "enum", ITEM)),
        "values": ByForm(
            "values, or values with the facts that each settles",
            items=ListOf(WORDS, 1),
            entries=NamedMap(SETTLES, "a value", VALUE_PATTERN),
        ),
        "pattern": PATTERN,
        "default": WORDS,
        "from": EXPRESSION,
    },
    required=("type",),
    problem=_problem,
)
PARAMS_OF_WORKFLOW = NamedMap(PARAM, "a param", PARAM_PATTERN)


NO_ITEMS: ItemNames = {}


@dataclass(frozen=True, slots=True)
class Bound:
    """What each param stands for in texts and in conditions, and what is wrong with it."""

    texts: Mapping[str, str] = field(default_factory=dict)
    literals: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)  # the values, by param
    items: ItemNames = field(default_factory=dict)  # what stands for items in them
    wrong: tuple[tuple[str, str, str], ...] = ()  # the param, what is wrong, what to do
    settles: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # word, param


def bind(
    specs: Mapping[str, Mapping[str, Any]],
    given: Mapping[str, str],
    way: str,
    items: ItemNames = NO_ITEMS,
) -> Bound:
    """Return `specs` with the values given for them. Shape: `way` says how one is given."""
    texts, literals, values = dict[str, str](), dict[str, str](), dict[str, str]()
    settles = dict[str, tuple[str, str]]()
    wrong = list(_unknown(specs, given, way))
    for name, spec in specs.items():
        value = given.get(name, spec.get("default"))
        if value is None and "from" in spec:
            value = following(spec, values, specs)
        hint = way.replace("NAME", name)
        if value is None or isinstance(value, Trouble):
            hint = BY_A_LIST.replace("NAME", name) if spec["type"] == ITEM else hint
            wrong.append((name, _missing(name, value), hint))
        elif spec["type"] == ITEM:
            alias = _ALIAS.fullmatch(value)
            if alias is None or alias[1] not in items:
                known = ", ".join(f"{{{each}}}" for each in sorted(items)) or "none is here"
                wrong.append((name, f'the param "{name}" is an item of a list', known))
            else:
                texts |= _aliases(name, alias[1], items[alias[1]])
                literals |= _names(name, alias[1], items[alias[1]])
        elif because := wrong_value(spec, value):
            wrong.append((name, f'the param "{name}": {because}', hint))
        else:
            texts[name] = values[name] = value
            literals[PARAMS + name] = literal(value) if _is_text(spec) else value
            settles |= {fact: (word, name) for fact, word in settled_by(spec, value).items()}
    named = (hole.partition(".")[0] for text in texts.values() for hole in holes(text))
    spoken = {one: items[one] for one in named if one in items}
    return Bound(texts, literals, values, spoken, tuple(wrong), settles)


def _missing(name: str, value: Trouble | None) -> str:
    """Return that a param has no value, and why."""
    because = "is not given" if value is None else f"follows from nothing: {value.found}"
    return f'the param "{name}" {because}'


def wrong_value(spec: Mapping[str, Any], value: str) -> str | None:
    """Return why `value` is none of this param, or None."""
    if len(value) > VALUE_CHARS_MAX or not printable(value).isprintable():
        return f"a value is one line of at most {VALUE_CHARS_MAX} characters"
    match spec["type"]:
        case "int" if not _WHOLE_NUMBER.fullmatch(value):
            return f'"{shown(value)}" is no whole number'
        case "bool" if value not in ("true", "false"):
            return f'"{shown(value)}" is neither true nor false'
        case "enum" if value not in spec["values"]:
            return f'"{shown(value)}" is none of {", ".join(spec["values"])}'
        case "string" if "pattern" in spec and not matching_words(spec["pattern"], [value]):
            return f'"{shown(value)}" does not match {spec["pattern"]}'
    return None


def _unknown(
    specs: Mapping[str, object], given: Mapping[str, str], way: str
) -> Iterator[tuple[str, str, str]]:
    """Yield what was given and nobody asked for."""
    for name in given:
        if name not in specs:
            near = nearest(name, specs)
            hint = f'did you mean "{near}"?' if near else f"known: {', '.join(specs) or 'none'}"
            yield name, f'there is no param "{shown(name)}"', hint


def _is_text(spec: Mapping[str, Any]) -> bool:
    return spec["type"] in ("string", "enum")


def _aliases(name: str, of: str, said: Sequence[str]) -> dict[str, str]:
    """Return what the names of an item become where it is called otherwise."""
    fields = {f"{name}.{part}": f"{{{of}.{part}}}" for part in said}
    return {name: f"{{{of}}}", **fields}


def _names(name: str, of: str, said: Sequence[str]) -> dict[str, str]:
    """Return the same for conditions."""
    parts = (*said, "title")
    pairs = {f"{name}.{part}": f"{of}.{part}" for part in parts}
    return pairs | {f"{PARAMS}{each}": other for each, other in pairs.items()}
