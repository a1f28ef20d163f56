"""What an agent that asks is permitted: by the kind of its tool, and the places that it names.

A courtesy and no boundary: agents may write without asking. What holds them is isolation, and what
is judged.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_PATH_KEYS = ("path", "file_path", "filePath", "filepath", "absolute_path", "abs_path")
_PLACES_MAX = 1000


def is_permitted(
    call: Mapping[str, Any], permits: Sequence[str], folders: Sequence[str], lane: str
) -> bool:
    """Return whether a tool call is of a permitted kind, and names places in `folders` alone.

    Shape: `folders` and `lane` are absolute; what names no place is not kept from anywhere.
    """
    if (call.get("kind") or "other") not in permits:
        return False
    named = list(_places(call))
    return len(named) <= _PLACES_MAX and all(
        _lies_in(os.path.join(lane, place), folders) for place in named
    )


def choose(options: Sequence[tuple[str, str]], is_yes: bool) -> str | None:
    """Return the id of the option that says so, once rather than always; None where none does.

    Shape: `options` are ids with their kinds.
    """
    word = "allow" if is_yes else "reject"
    for kind in (f"{word}_once", f"{word}_always"):
        for option, of_kind in options:
            if of_kind == kind:
                return option
    return None


def _places(call: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths that a call names."""
    for each in (*_list(call, "locations"), *_list(call, "content"), call.get("rawInput")):
        if isinstance(each, Mapping):
            yield from (each[key] for key in _PATH_KEYS if isinstance(each.get(key), str))


def _list(call: Mapping[str, Any], key: str) -> list[Any]:
    found = call.get(key)
    return found if isinstance(found, list) else []


def _lies_in(place: str, folders: Sequence[str]) -> bool:
    """Return whether `place` leads into one of `folders`, links followed."""
    if "\0" in place:
        return False
    real = os.path.realpath(place)
    tops = [os.path.realpath(folder) for folder in folders]
    return any(real == top or real.startswith(f"{top.rstrip('/')}/") for top in tops)
