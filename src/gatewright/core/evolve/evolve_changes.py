"""What becomes of a run when an artifact is wanted otherwise: a step at which people decide."""

from gatewright.core.approval.change_steps import laid_for, steps_for
from gatewright.core.approval.changes import question_of, waiting_for
from gatewright.core.evolve.evolve_verdicts import count_rule
from gatewright.core.evolve.history import as_history
from gatewright.core.facts.fact_state import said_by_person
from gatewright.core.layout.expansion import expand, with_steps
from gatewright.core.state.run_state import Changing, Refused, RunState, Skipped, StepRecord
from gatewright.core.state.step_changes import change, keep
from gatewright.model.brief import Hint
from gatewright.model.changing import ChangeAsked, ChangeTurnedDown
from gatewright.model.events import StepsExpanded
from gatewright.model.records import replace


def evolve_change(state: RunState, event: ChangeAsked | ChangeTurnedDown) -> RunState:
    """Return `state` after `event`; what a decision on it comes to is the next event."""
    if isinstance(event, ChangeAsked):
        return _asked(state, event)
    return _turned_down(state, event)


def _asked(state: RunState, event: ChangeAsked) -> RunState:
    """Return the state in which people are to decide, and who asked by a rule waits for it."""
    state = _laid_in(state, event)
    if event.by is None:
        return state
    if event.rule is not None:
        state = count_rule(state, event.by, event.rule)
    number = state.record(event.by).refusals[-1].number
    return change(state, event.by, Changing(number, event.step))


def _laid_in(state: RunState, event: ChangeAsked) -> RunState:
    """Return the state with the steps at which it is decided; who works there is told on what."""
    *inner, closing = laid_for(state, event)
    made = {each.path: StepRecord(each, rule_uses=(0,) * len(each.no_go)) for each in inner}
    rules = (0,) * len(closing.no_go)
    record = StepRecord(closing, rule_uses=rules, change=event, sent_back_by=event.person)
    state = with_steps(state, {**dict(state.steps.items()), **made, event.step: record})
    for step in inner:
        if step.items:
            state = expand(state, StepsExpanded(step.path, step.items))
    hint = Hint(str(event.step), question_of(event))
    for path in steps_for(state, event.step):
        known = state.record(path)
        state = keep(state, replace(known, hints=(hint,) if known.has_worker else ()))
    return state


def _turned_down(state: RunState, event: ChangeTurnedDown) -> RunState:
    """Return the state in which nothing changes, and the next rule of who waits for it applies."""
    asked = state.record(event.step).change
    state = change(state, event.step, Skipped(f"turned down: {event.because}"))
    state = as_history(state, steps_for(state, event.step), "the change was turned down")
    assert asked is not None, "BUG: turned down what nobody asked for"
    state = said_by_person(state, [name for name, _ in asked.facts])
    waiting = waiting_for(state, asked)
    if waiting is None:
        return state
    before = state.record(waiting).state
    assert isinstance(before, Changing), "BUG: turned down what nobody waits for"
    return change(state, waiting, Refused(before.number))
