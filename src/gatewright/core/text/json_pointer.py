"""Say and follow JSON pointers (RFC 6901): "/paths/~1users/get" is a place in a document."""

import re
from collections.abc import Sequence

from gatewright.core.text.plain_data import Plain
from gatewright.model.late_pattern import late_pattern

ABSENT = object()
"""What a pointer leads to where there is nothing; `None` is a value."""
_INDEX = late_pattern("0|[1-9][0-9]{0,8}")


def escape(word: str) -> str:
    """Return `word` as one step of a pointer."""
    return word.replace("~", "~0").replace("/", "~1")


def steps_of(pointer: str) -> tuple[str, ...]:
    """Return the steps of `pointer`; "" is the whole document."""
    words = pointer.split("/")[1:]
    return tuple(word.replace("~1", "/").replace("~0", "~") for word in words)


def follow(value: Plain, pointer: str) -> object:
    """Return what `pointer` leads to in `value`; ABSENT where it leads nowhere."""
    return follow_steps(value, steps_of(pointer))


def follow_steps(value: Plain, steps: Sequence[str]) -> object:
    """Return what `steps` lead to in `value`; ABSENT where they lead nowhere."""
    here: object = value
    for step in steps:
        here = _one_step(here, step)
        if here is ABSENT:
            return ABSENT
    return here


def _one_step(here: object, step: str) -> object:
    """Return what lies one step below `here`."""
    if isinstance(here, dict):
        return here.get(step, ABSENT)
    if isinstance(here, list) and _INDEX.fullmatch(step) and int(step) < len(here):
        return here[int(step)]
    return ABSENT


def pointer_problem(text: str) -> str | None:
    """Return why `text` is no pointer, or None."""
    if text and not text.startswith("/"):
        return "a pointer starts with /: /results/p95"
    if re.search("~(?![01])", text):
        return "in a pointer ~0 stands for ~ and ~1 for /"
    return None


def pointer_of_reference(reference: str) -> str | None:
    """Return where in its own document a `$ref` leads; None where it leads out of it.

    Shape: an anchor ("#name") is not looked for: None.
    """
    if not reference.startswith("#"):
        return None
    pointer = _without_percents(reference[1:])
    return pointer if pointer_problem(pointer) is None else None


def _without_percents(text: str) -> str:
    """Return `text` with its %XX read as bytes of UTF-8."""
    raw = re.sub(
        rb"%([0-9A-Fa-f]{2})",
        lambda match: bytes.fromhex(match[1].decode()),
        text.encode("utf-8", "replace"),
    )
    return raw.decode("utf-8", "replace")
