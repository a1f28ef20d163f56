"""What a step leaves as it is: what others make, and what steps before it froze."""

from collections.abc import Mapping, Sequence

from gatewright.definitions.exit_layout import is_of_clean_up
from gatewright.definitions.path_words import frozen_by
from gatewright.definitions.workflow_names import Names
from gatewright.definitions.workflow_order import Written


def kept_by(
    one: Written, ordered: Sequence[Written], makers: Mapping[str, set[str]], names: Names
) -> tuple[str, ...]:
    """Return what `one` may not alter: paths of other steps, and globs that are frozen.

    Shape: a clean-up may undo what the run made; `makers` are by path.
    """
    if is_of_clean_up(one):
        own = {other.name for other in ordered if is_of_clean_up(other)}
        return _of_others(one, {path: by & own for path, by in makers.items() if by & own})
    return tuple(dict.fromkeys((*_of_others(one, makers), *_frozen(one, ordered, names))))


def _of_others(one: Written, makers: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Return what the other steps make, by path."""
    return tuple(path for path, by in makers.items() if one.name not in by)


def _frozen(one: Written, ordered: Sequence[Written], names: Names) -> tuple[str, ...]:
    """Return what the steps before `one` froze: it stays as those left it."""
    before = ordered[: ordered.index(one)]
    frozen = (entry for other in before for entry in frozen_by(other, names.words))
    return tuple(dict.fromkeys(frozen))
