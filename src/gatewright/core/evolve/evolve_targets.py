"""What becomes of a run whose target moved on: it rests on that, and goes on."""

from gatewright.core.approval.targets import step_of_target
from gatewright.core.layout.expansion import with_step
from gatewright.core.state.run_state import Moving, RunState, StepRecord
from gatewright.model.feature import Origin
from gatewright.model.records import replace
from gatewright.model.standing import PeopleChanged, TargetMoved


def evolve_target(state: RunState, event: TargetMoved | PeopleChanged) -> RunState:
    """Return `state` after what the target has is another: its content, or who decides there."""
    if isinstance(event, PeopleChanged):
        return _with_people(state, event)
    return _moved(state, event)


def _moved(state: RunState, event: TargetMoved) -> RunState:
    """Return the state in which the work is on the target as it is now, and nothing else begins."""
    definition = step_of_target(event, state.agent)
    rules = (0,) * len(definition.no_go)
    state = with_step(state, StepRecord(definition, rule_uses=rules, target=event))
    origin = Origin(event.commit, event.tree, event.branch)
    return replace(
        state,
        started=replace(state.started, origin=origin),
        phase=Moving(),
        tree=event.head,
        taking=event.step,
        rested_on=(state.started.origin, state.tree),
    )


def _with_people(state: RunState, event: PeopleChanged) -> RunState:
    """Return the state in which others may decide; what was said stays as it was said."""
    started = replace(state.started, people=event.people)
    return replace(state, started=started, people_at=event.commit)
