"""What a check that a workflow defines itself demands, in plain words: those of its refusals.

What has no words of its own is told key by key. All of it was written by the workflow's author.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gatewright.core.judging.demand_words import (
    branch_wanted,
    each_wanted,
    end_wanted,
    entries_wanted,
    lines_wanted,
    only_wanted,
    printed_wanted,
    touched_wanted,
    unchanged_wanted,
    unprinted_wanted,
)
from gatewright.views.quoting_markdown import code

Said = Any
BESIDE = ("advisory", "when", "waive", "timeout")
YES = ("true", "yes")


def check_words(text: str) -> str:
    """Return what a check demands. Shape: `text` is the JSON that the workflow keeps of it."""
    plain = json.loads(text)
    kind = next((name for name in plain if name not in BESIDE), "")
    words = _WORDS.get(kind)
    said = plain.get(kind, "")
    told = "; ".join(words(said)) if words is not None and _fits(kind, said) else _told(kind, said)
    when = f"; only where {code(plain['when'])}" if plain.get("when") else ""
    advice = "; it only advises" if plain.get("advisory") in YES else ""
    return f"{told}{when}{advice}"


def _fits(kind: str, said: Said) -> bool:
    """Return whether a check is written as its words expect it."""
    return isinstance(said, str if kind == "assert" else dict)


def _told(kind: str, said: Said) -> str:
    """Return what a check says, key by key."""
    if not isinstance(said, dict) or not said:
        return f"{kind} {code(_value(said))}".rstrip() if said else kind
    return f"{kind}: " + "; ".join(f"{name} {code(_value(value))}" for name, value in said.items())


def _value(value: Said) -> str:
    """Return what is said under a key, on one line."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _list(said: Mapping[str, Said], key: str) -> list[str]:
    """Return what is said under a key, as a list of words."""
    value = said.get(key, [])
    return [_value(each) for each in value] if isinstance(value, list) else [_value(value)]


def _assert(said: str) -> Iterator[str]:
    yield f"it holds that {code(said)}"


def _document(said: Mapping[str, Said]) -> Iterator[str]:
    """Yield what is demanded of a document, or of a register."""
    if "register" in said:
        yield from _register(said)
        return
    own = next((key for key in ("artifact", "form", "path") if key in said), "")
    yield f"{code(_value(said.get(own, '')))} is there, whole"
    if "schema" in said:
        yield f"it has the form {code(_value(said['schema']))}"
    others = {key: value for key, value in said.items() if key not in (own, "schema")}
    yield from (f"{key} {code(_value(value))}" for key, value in others.items())


def _register(said: Mapping[str, Said]) -> Iterator[str]:
    """Yield what must be on record."""
    count, where = _value(said.get("min", "1")), _value(said.get("where", ""))
    of_step = said.get("scope") == "step"
    least = int(count) if count.isdecimal() else 1
    yield entries_wanted(_value(said["register"]), least, where, of_step=of_step)
    for field, values in _mapping(said.get("cover")).items():
        yield each_wanted(field, _list({field: values}, field))
    if "schema" in said:
        yield f"each as {code(_value(said['schema']))}"
    if "max_age" in said:
        yield f"the youngest no older than {_value(said['max_age'])}"


def _mapping(said: Said) -> Mapping[str, Said]:
    return said if isinstance(said, dict) else {}


def _git(said: Mapping[str, Said]) -> Iterator[str]:
    """Yield what is agreed on branch, commits and paths."""
    if "branch" in said:
        yield branch_wanted(_value(said["branch"]))
    for key, words in (
        ("only", only_wanted),
        ("unchanged", unchanged_wanted),
        ("must_touch", touched_wanted),
    ):
        if key in said:
            yield words(_list(said, key))
    if "max_changed_lines" in said:
        yield lines_wanted(_value(said["max_changed_lines"]))
    known = ("branch", "only", "unchanged", "must_touch", "max_changed_lines")
    yield from (f"{key} {code(_value(said[key]))}" for key in said if key not in known)


def _command(said: Mapping[str, Said]) -> Iterator[str]:
    """Yield what a command must come to."""
    argv = " ".join(_list(said, "argv") or _list(said, "run"))
    yield f"{code(argv)} comes to {end_wanted(_list(said, 'expect_exit') or ['0'])}"
    yield from (f"it prints {unprinted_wanted(each)}" for each in _list(said, "forbid_output"))
    yield from (f"it prints {printed_wanted(each)}" for each in _list(said, "require_output"))


def _trace(said: Mapping[str, Said]) -> Iterator[str]:
    """Yield what must be covered by what."""
    count = _value(said.get("min_per_item", "1"))
    often = "at least once" if count == "1" else f"at least {count} times"
    via = f" by its {code(_value(said['via']))}" if "via" in said else ""
    source, target = _value(said.get("from", "")), _value(said.get("to", ""))
    yield f"each of {code(source)} is taken up in {code(target)}{via}, {often}"
    if said.get("no_orphans") in YES:
        yield f"each of {code(target)} goes back to one of {code(source)}"


_WORDS: Mapping[str, Callable[[Any], Iterator[str]]] = {
    "assert": _assert,
    "doc": _document,
    "git": _git,
    "command": _command,
    "trace": _trace,
}
