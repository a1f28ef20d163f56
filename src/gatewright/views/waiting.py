"""What a step waits for, in words: all that it needs or some of it, and which gates it passes."""

from collections.abc import Iterator

from gatewright.core.course.decide import waits_for_people
from gatewright.core.state.needs import missing_of
from gatewright.core.state.retired import questions
from gatewright.core.state.run_state import RunState, StepRecord, Waiting
from gatewright.model.ids import StepPath
from gatewright.model.workflow import SomeOf, StepDefinition
from gatewright.views.held import held_words
from gatewright.views.quoting import plain

SHOWN_MAX = 6


def needs_words(step: StepDefinition) -> Iterator[str]:
    """Yield what a step waits for, in clauses."""
    some_of = [group for group in step.some_of if set(group.steps) <= set(step.needs)]
    counted = {each for group in some_of for each in group.steps}
    waited = [plain(need) for need in step.needs if need not in counted]
    groups = [f"{group.at_least} of {_named(group)}" for group in some_of]
    if waited or groups:
        yield f"after {' and '.join((', '.join(waited), *groups) if waited else groups)}"
    if step.passes:
        yield f"early, before {', '.join(plain(gate) for gate in step.passes)}"


def short_words(step: StepDefinition) -> str:
    """Return how few a step waits for and whether it is early: "2 of 3, early"; "" for neither."""
    groups = [group for group in step.some_of if set(group.steps) <= set(step.needs)]
    few = [f"{group.at_least} of {len(group.steps)}" for group in groups]
    return ", ".join((*few, *(["early"] if step.passes else [])))


def missing_rows(state: RunState, record: StepRecord) -> Iterator[tuple[str, str]]:
    """Yield what is missing before a step goes on."""
    step = record.definition
    path = step.path
    apart = state.apart.get(path)
    must = step.needs if apart is None else (*apart.must, *_made_anew(state, apart.read))
    holding = (each.definition.path for each in questions(state))
    asked = [each for each in holding if path in state.needed_by.get(each, ())]
    missing = [need for need in dict.fromkeys((*must, *asked)) if not state.stands(need)]
    yield from (("needs", plain(need)) for need in missing[:SHOWN_MAX])
    for group in step.some_of:
        few = missing_of(group, state.steps, state.unmet)
        if few:
            yield "needs", f"{few} more of {_named(group)}"
    for gate in step.passes:
        if state.record(gate).is_vetoed:
            yield "sent back", plain(gate)
    for each in asked_for(state, path):
        held = held_words(state, each)
        if held:
            yield "held", f"{plain(each.definition.path)}: {held}"


def asked_for(state: RunState, step: StepPath) -> list[StepRecord]:
    """Return at which steps people settle what `step` waits for: at itself, or before it."""
    record = state.record(step)
    if not isinstance(record.state, Waiting):
        return [record]
    return [each for each in waits_for_people(state) if _waits_for(state, step, each)]


def _waits_for(state: RunState, step: StepPath, first: StepRecord) -> bool:
    """Return whether `step` waits for `first`, or for what waits for it."""
    seen, left = {first.definition.path}, [first.definition.path]
    while left:
        new = set(state.needed_by.get(left.pop(), ())) - seen
        seen |= new
        left += sorted(new)
    return step in seen


def _made_anew(state: RunState, makers: tuple[StepPath, ...]) -> list[StepPath]:
    return [each for each in makers if state.record(each).has_held]


def _named(group: SomeOf) -> str:
    return ", ".join(plain(each) for each in group.steps)
