"""What becomes of a run when a procedure is laid in for a refused step, and when that is over."""

from collections.abc import Iterable

from gatewright.core.evolve.evolve_verdicts import count_rule
from gatewright.core.evolve.history import as_history
from gatewright.core.layout.expansion import with_remedy
from gatewright.core.layout.item_steps import rules_at, steps_of_remedy
from gatewright.core.layout.rules_anew import uses_of
from gatewright.core.state.remedies import steps_of, template_of, waiting_for_remedy
from gatewright.core.state.run_state import Refused, Remedying, RunState, StepRecord
from gatewright.core.state.step_changes import change
from gatewright.model.brief import Hint
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.remedies import RemedyEnded, RemedyLaid
from gatewright.model.workflow import Move, NoGo, StepDefinition


def evolve_remedy(state: RunState, event: RemedyLaid | RemedyEnded) -> RunState:
    """Return `state` after `event`; what follows for the refused step is the next event."""
    if isinstance(event, RemedyLaid):
        return _laid(state, event)
    return _ended(state, event)


def _laid(state: RunState, event: RemedyLaid) -> RunState:
    """Return the state with the steps of a remedy, for which the refused step waits.

    What was refused before is no reason to give up afterwards: something was done about it.
    """
    if event.offer is None and event.place == 0:
        state = count_rule(state, event.by, event.rule)
    record = state.record(event.by)
    steps = steps_of_remedy(template_of(record, event), event.step, record.definition)
    made = {step.path: _record(state, step, event) for step in steps}
    state = with_remedy(state, made, event.by)
    return change(
        replace(state, remedies=(*state.remedies, event)),
        event.by,
        Remedying(record.refusals[-1].number, event.step),
        lambda record: replace(record, tries_at_grant=record.tries),
    )


def _record(state: RunState, step: StepDefinition, laid: RemedyLaid) -> StepRecord:
    """Return the record of one step of a remedy; who works there is told what it is for."""
    hint = Hint(f"the gate of {laid.by}", laid.because)
    uses = _used(state, step, laid.by, laid.step)
    return StepRecord(step, rule_uses=uses, remedy=laid, hints=(hint,) if step.works else ())


def _used(state: RunState, step: StepDefinition, by: StepPath, at: StepPath) -> tuple[int, ...]:
    """Return how often each failure rule was used in earlier remedies of the same step.

    Shape: what has this step alone tried again is counted in each remedy by itself.
    """
    earlier = _last_before(state.steps.values(), step, by)
    if earlier is None or earlier.remedy is None:
        return (0,) * len(step.no_go)
    rules = rules_at(earlier.definition, earlier.remedy.step, at)
    pairs = zip(step.no_go, uses_of(rules, earlier.rule_uses, step.no_go), strict=True)
    return tuple(used if _is_of_run(rule) else 0 for rule, used in pairs)


def _last_before(
    records: Iterable[StepRecord], step: StepDefinition, by: StepPath
) -> StepRecord | None:
    """Return the same step of the last remedy that there was for `by`."""
    found = None
    for each in records:
        is_same = each.definition.made_from == step.made_from
        if is_same and each.remedy is not None and each.remedy.by == by:
            found = each
    return found


def _is_of_run(rule: NoGo) -> bool:
    """Return whether a rule is counted once for the whole run."""
    return rule.move is not Move.REWORK or bool(rule.remedies)


def _ended(state: RunState, event: RemedyEnded) -> RunState:
    """Return the state in which a remedy is history; where it failed, the next rule applies."""
    laid = state.record(event.step).remedy
    assert laid is not None, "BUG: ended what is no remedy"
    state = as_history(state, steps_of(state, event.step), event.because)
    state = replace(state, remedies=tuple(each for each in state.remedies if each != laid))
    waiting = waiting_for_remedy(state, laid)
    if event.holds or waiting is None:
        return state
    past = laid.rule + (laid.offer is None)
    return change(state, laid.by, Refused(waiting.refusals[-1].number, past))
