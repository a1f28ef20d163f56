"""What a changed setting does to a check: weaker, stronger, or not to be told.

Invariants: a setting that is not known here is UNCLEAR, never harmless. Where a setting has no
value, only those effects are decided whose default is "nothing" (an empty list, zero, off).
"""

import re
from collections.abc import Callable, Mapping
from functools import partial

from gatewright.core.ruler.pytest_options import Direction, compare_options
from gatewright.core.ruler.ruler_senses import Sense, sense_of
from gatewright.core.ruler.ruler_settings import Value
from gatewright.model.records import dataclass

__all__ = ["Direction", "Effect", "judge_setting"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What one changed setting does, in words, and what to look for in the file."""

    direction: Direction
    what: str  # "adds shortlink/alias.py to coverage omit"
    needles: tuple[str, ...]  # texts that stand on the line it is about


SHOWN_CHARS_MAX = 80


def judge_setting(key: str, before: Value | None, after: Value | None) -> Effect | None:
    """Return what the change of one setting does; None where it does nothing to a check."""
    sense = sense_of(key)
    if sense is Sense.INERT:
        return None
    judge = _JUDGES.get(sense) if sense else None
    if judge is None or (sense in _NEED_BOTH and (before is None or after is None)):
        return _unclear(_name(key), before, after)
    return judge(_name(key), before, after)


def _judge_list(
    name: str, before: Value | None, after: Value | None, *, more: Direction
) -> Effect | None:
    """Judge a setting that is a set; one entry in the bad direction decides."""
    old, new = _items(before), _items(after)
    added = tuple(item for item in new if item not in old)
    removed = tuple(item for item in old if item not in new)
    fewer = Direction.STRONGER if more is Direction.WEAKER else Direction.WEAKER
    adding = Effect(more, f"adds {_shown(added)} to {name}", (*added, _last(name)))
    removing = Effect(fewer, f"removes {_shown(removed)} from {name}", (_last(name),))
    if added and (more is Direction.WEAKER or not removed):
        return adding
    return removing if removed else None


def _judge_number(
    name: str, before: Value | None, after: Value | None, *, higher: Direction
) -> Effect | None:
    old, new = _number(before), _number(after)
    if old is None or new is None:
        return _unclear(name, before, after)
    if old == new:
        return None
    lower = Direction.STRONGER if higher is Direction.WEAKER else Direction.WEAKER
    verb, direction = ("raises", higher) if new > old else ("lowers", lower)
    what = f"{verb} {name} from {_shown((str(before or 0),))} to {_shown((str(after or 0),))}"
    return Effect(direction, what, (_last(name),))


def _judge_flag(
    name: str, before: Value | None, after: Value | None, *, true: Direction
) -> Effect | None:
    old = False if before is None else _flag(before)
    new = False if after is None else _flag(after)
    if old is None or new is None or (before is None and not new and true is Direction.STRONGER):
        return _unclear(name, before, after)
    if old == new:
        return None
    false = Direction.STRONGER if true is Direction.WEAKER else Direction.WEAKER
    return Effect(true if new else false, f"turns {name} {'on' if new else 'off'}", (_last(name),))


def _judge_options(name: str, before: Value | None, after: Value | None) -> Effect | None:
    told = compare_options(_command_line(before), _command_line(after))
    if told is None:
        return None
    direction, verb, option = told
    joint = "to" if verb == "adds" else "from"
    needles = (*option.split(), _last(name)) if verb == "adds" else (_last(name),)
    return Effect(direction, f"{verb} {_shown((option,))} {joint} {name}", needles)


def _command_line(value: Value | None) -> str | tuple[str, ...]:
    return value if isinstance(value, tuple) else str(value or "")


def _unclear(name: str, before: Value | None, after: Value | None) -> Effect:
    if before is None:
        what = f"adds {name} = {_shown(_items(after))}"
    elif after is None:
        what = f"removes {name}, which was {_shown(_items(before))}"
    else:
        what = f"changes {name} from {_shown(_items(before))} to {_shown(_items(after))}"
    return Effect(Direction.UNCLEAR, what, (_last(name),))


def _name(key: str) -> str:
    """Return a key as people say it: the tool and the last part, "coverage omit"."""
    tool, _, rest = key.partition("/")
    marker = "per-file-ignores/"
    if marker in rest:
        return f"{tool} {rest[rest.index(marker) :].replace('/', ' ', 1)}"
    return f"{tool} {rest.rpartition('/')[2]}".strip()


def _last(name: str) -> str:
    return name.rpartition(" ")[2]


def _items(value: Value | None) -> tuple[str, ...]:
    match value:
        case None:
            return ()
        case tuple():
            return value
        case bool():
            return ("true" if value else "false",)
        case _:
            parts = (part.strip() for part in re.split(r"[,\n]", str(value)))
            return tuple(part for part in parts if part and not part.startswith("#"))


def _number(value: Value | None) -> float | None:
    try:
        return float(str(value or 0))
    except ValueError:
        return None


def _flag(value: Value | None) -> bool | None:
    words = {"true": True, "1": True, "yes": True, "on": True}
    return (words | {"false": False, "0": False, "no": False, "off": False}).get(
        str(value).strip().lower()
    )


def _shown(items: tuple[str, ...]) -> str:
    text = ", ".join(items)
    return text if len(text) <= SHOWN_CHARS_MAX else text[: SHOWN_CHARS_MAX - 3] + "..."


_JUDGES: Mapping[Sense, Callable[[str, Value | None, Value | None], Effect | None]] = {
    Sense.MORE_IS_WEAKER: partial(_judge_list, more=Direction.WEAKER),
    Sense.MORE_ADDS: partial(_judge_list, more=Direction.STRONGER),
    Sense.MORE_IS_STRONGER: partial(_judge_list, more=Direction.STRONGER),
    Sense.HIGHER_IS_STRONGER: partial(_judge_number, higher=Direction.STRONGER),
    Sense.HIGHER_IS_WEAKER: partial(_judge_number, higher=Direction.WEAKER),
    Sense.TRUE_IS_STRONGER: partial(_judge_flag, true=Direction.STRONGER),
    Sense.TRUE_IS_WEAKER: partial(_judge_flag, true=Direction.WEAKER),
    Sense.OPTIONS: _judge_options,
}
_NEED_BOTH = (Sense.MORE_IS_STRONGER, Sense.HIGHER_IS_WEAKER)  # unset: the tool's own choice
