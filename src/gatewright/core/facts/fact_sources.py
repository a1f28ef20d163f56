"""What the source of a fact comes to: over documents, the diff, or other facts.

`unknown`, a key that is not there, and whatever is not of the fact's type settle nothing.
"""

import re
from collections.abc import Iterable, Mapping

from gatewright.core.facts.facts import Known, facts_of, fits
from gatewright.core.text.expressions import value_of, without_literals
from gatewright.core.text.known_facts import conditions_know
from gatewright.model.change import Change
from gatewright.model.facts import DIFF, FactRule, FactValue
from gatewright.model.trouble import Trouble

UNKNOWN = "unknown"
_NOTHING = "\0unknown"
_ARTIFACT = re.compile(r"(?<![\w.-])[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?![\w-]|\s*\()")
_DIFF = re.compile(rf"(?<![\w.-]){DIFF}\.")


def artifacts_of(source: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return which of `names` a source speaks of."""
    named = dict.fromkeys(_ARTIFACT.findall(without_literals(source)))
    return tuple(name for name in named if name in set(names))


def is_of_diff(source: str) -> bool:
    """Return whether a source speaks of the diff."""
    return _DIFF.search(without_literals(source)) is not None


def found_value(rule: FactRule, data: Mapping[str, object]) -> FactValue | None:
    """Return what the source of a fact comes to; None where that settles nothing.

    Shape: `data` by what the source calls it: artifacts, and "diff".
    """
    names = [name for name, _ in rule.reads]
    if any(name not in data for name in names):
        return None
    known = {_plain(name): value for name, value in data.items()}
    return _fitting(rule, value_of(_named(rule.source, names), {**known, UNKNOWN: _NOTHING}))


def derived(rules: Iterable[FactRule], known: Known) -> dict[str, FactValue]:
    """Return what follows from what is known, by fact; what people said stays as it is.

    Shape: what follows from something that follows, too: each fact rests on others only.
    """
    left = {rule.name: rule for rule in rules if rule.is_derived and rule.name not in known}
    found: dict[str, FactValue] = {}
    while ready := [name for name, rule in left.items() if left.keys().isdisjoint(_below(rule))]:
        for name in ready:
            value = _derived(left.pop(name), {**known, **found})
            if value is not None:
                found[name] = value
    return found


def _below(rule: FactRule) -> tuple[str, ...]:
    return facts_of(rule.source)


def _derived(rule: FactRule, known: Known) -> FactValue | None:
    return _fitting(rule, value_of(rule.source, {**conditions_know(known), UNKNOWN: _NOTHING}))


def _fitting(rule: FactRule, value: object | Trouble) -> FactValue | None:
    """Return a value that the fact can have."""
    is_one = isinstance(value, bool | int | str) and value != _NOTHING and fits(rule, value)
    return value if is_one else None  # type: ignore[return-value]


def _named(source: str, names: Iterable[str]) -> str:
    """Return a source that calls artifacts as the language can: it takes `-` for a minus."""
    parts, end = [], 0
    known = set(names)
    for match in _ARTIFACT.finditer(without_literals(source)):
        if match[0] in known:
            parts += [source[end : match.start()], _plain(match[0])]
            end = match.end()
    return "".join((*parts, source[end:]))


def _plain(name: str) -> str:
    return name.replace("-", "_")


def data_of_diff(change: Change) -> Mapping[str, object]:
    """Return what a source may say of the diff."""
    paths = dict.fromkeys(path for file in change.files for path in (file.path, file.old_path))
    return {
        "paths": list(paths),
        "lines": change.added_count + change.removed_count,
        "added": change.added_count,
        "removed": change.removed_count,
    }
