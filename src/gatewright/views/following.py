"""What a person's word set off: who acts next, and the command where that is the person."""

from gatewright.core.approval.approvals import counted_for, open_requests
from gatewright.core.approval.commit_units import waits_for_permission
from gatewright.core.course.decide import decide, waits_for_people
from gatewright.core.state.run_state import (
    Blocked,
    Choosing,
    Deciding,
    Held,
    InHand,
    Over,
    RunState,
    StepRecord,
)
from gatewright.model.events import Exit
from gatewright.model.records import dataclass
from gatewright.views.held import freeing, held_words
from gatewright.views.here import here_words, next_here
from gatewright.views.voices import voices_words, who_decides


@dataclass(frozen=True, slots=True)
class FollowingView:
    """One sentence, and the command that follows; () where nothing need be typed."""

    says: str
    command: tuple[str, ...] = ()


def following(state: RunState, *, is_driven: bool) -> FollowingView:
    """Return how a run goes on from `state`."""
    run = str(state.started.feature.run_id)
    effects = decide(state)
    if effects:
        step = effects[-1].step  # a commit that is still to be made comes first
        if is_driven:
            return FollowingView(f"{run} goes on at {step}. Runner: alive.")
        says = f"Recorded; {run} goes on at {step}, but nothing is driving it."
        return FollowingView(says, ("run", run))
    if isinstance(state.phase, Over):
        return _end(run, state.phase)
    if isinstance(state.phase, Blocked):
        return FollowingView(f"{run} is blocked: {state.phase.because}.", ("why", run))
    waiting = waits_for_people(state)
    return _waiting(state, run, waiting[0]) if waiting else _of_run(state, run)


def _of_run(state: RunState, run: str) -> FollowingView:
    if waits_for_permission(state):
        return FollowingView(f"{run} waits for a word that it may be committed.", ("commit", run))
    return FollowingView(f"{run} is under way.", ("status", run))


def _end(run: str, over: Over) -> FollowingView:
    if over.landed is not None:
        return FollowingView(f"{run} has landed.")
    if over.exit is Exit.COMPLETED:
        return FollowingView(f"{run} is complete and ready to take.", ("land", run))
    if over.exit is Exit.PARTIAL:
        return FollowingView(f"{run} ended with what holds, ready to take.", ("land", run))
    return FollowingView(f"{run} is over: {over.exit.value}.")


def _waiting(state: RunState, run: str, record: StepRecord) -> FollowingView:
    """Return that the run waits for a person, and for what."""
    step = record.definition.path
    match record.state:
        case Deciding() if told := _voices(state, record.state):
            return FollowingView(f"{run} waits for more voices at {step}: {told}.", ("status", run))
        case Deciding():
            return FollowingView(f"{run} waits for a decision at {step}.", ("approve", run))
        case Choosing():
            return FollowingView(f"{run} waits for a choice at {step}.", ("choose", run))
        case Held():
            return FollowingView(f"{run} waits for an answer at {step}.", ("answer", run))
        case InHand():
            return FollowingView(f"{run} waits until {step} is handed in.", ("submit", run))
        case _:
            return _to_be_begun(state, run, record)


def _to_be_begun(state: RunState, run: str, record: StepRecord) -> FollowingView:
    """Return that a person does a step, or sets it free."""
    step = record.definition.path
    free = freeing(state, record) or next_here(state, record)
    if here := here_words(state, record):
        return FollowingView(f"{run} waits at {step}: {here}.", free.arguments if free else ())
    if free is None:
        return FollowingView(f"{run} waits for a person to do {step}.", ("checkout", run))
    return FollowingView(f"{run} waits at {step}: {held_words(state, record)}.", free.arguments)


def _voices(state: RunState, deciding: Deciding) -> str:
    """Return how far the people are, once the first of them has spoken."""
    if not any(each.voices for each in deciding.requests):
        return ""
    people = state.started.people
    told = [
        voices_words(each.rule, counted_for(each, people), each.said_yes)
        or f"{who_decides(each.rule)} wanted: {each.rule.question}"
        for each in open_requests(deciding, people)
    ]
    return "; ".join(told)
