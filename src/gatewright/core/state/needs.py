"""What a step waits for: all that it needs, or enough of it; and gates that people said no to.

Of steps of which some are enough, one that did not come to an end yet holds nobody. What it made
once is read, so its reader waits while that is made anew.
"""

from collections.abc import Collection, Iterable, Mapping

from gatewright.core.state.run_state import Accepted, Apart, Skipped, StepRecord
from gatewright.model.ids import StepPath
from gatewright.model.workflow import SomeOf, StepDefinition

Steps = Mapping[StepPath, StepRecord]
Unmet = Mapping[StepPath, int]


def apart_of(
    definition: StepDefinition,
    needs: Iterable[StepPath],
    lists: Collection[StepPath],
    makers: Collection[StepPath],
) -> Apart | None:
    """Return the needs of a step by how they hold it; None for one that simply waits for all.

    Shape: `lists` make what it is made for, which is waited for anyway; `makers` what it reads.
    """
    if not (definition.some_of or definition.passes):
        return None
    counted = {each for group in definition.some_of for each in group.steps}
    loose = {need for need in needs if need not in lists and _is_of(need, counted)}
    must = tuple(need for need in needs if need not in loose)
    return Apart(must, tuple(need for need in makers if need in loose))


def unmet_of(definition: StepDefinition, apart: Apart, steps: Steps, unmet: Unmet) -> int:
    """Return how much is missing before a step may go on that does not wait for all."""
    open_ones = [need for need in apart.must if not _stands(need, steps, unmet)]
    made = [need for need in apart.read if steps[need].has_held]
    anew = [need for need in made if not _stands(need, steps, unmet)]
    few = sum(missing_of(group, steps, unmet) for group in definition.some_of)
    said_no = [gate for gate in definition.passes if gate in steps and steps[gate].is_vetoed]
    return len(open_ones) + len(anew) + few + len(said_no)


def missing_of(group: SomeOf, steps: Steps, unmet: Unmet) -> int:
    """Return how many more of a group must be accepted; fewer are wanted where fewer apply."""
    there = [each for each in group.steps if each in steps]
    standing = [steps[each].state for each in there if _stands(each, steps, unmet)]
    applying = len(there) - sum(isinstance(each, Skipped) for each in standing)
    accepted = sum(isinstance(each, Accepted) for each in standing)
    return max(0, min(group.at_least, applying) - accepted)


def is_counted_otherwise(before: StepRecord, after: StepRecord) -> bool:
    """Return whether a change of one step's record matters to who does not wait for all."""
    are_settled = before.is_settled and after.is_settled
    is_other = are_settled and isinstance(before.state, Skipped) != isinstance(after.state, Skipped)
    return is_other or before.is_vetoed != after.is_vetoed


def _is_of(step: StepPath, counted: Collection[StepPath]) -> bool:
    """Return whether a step is counted, or stands inside of one that is."""
    return step in counted or any(step.startswith(f"{each}/") for each in counted)


def _stands(step: StepPath, steps: Steps, unmet: Unmet) -> bool:
    return steps[step].is_settled and unmet[step] == 0
