"""What follows from a state without anybody's doing: the events that complete an intake.

Called after every admitted intake, until nothing follows any more. Each rule looks at few steps:
those that are active or ready.
"""

from collections.abc import Iterable, Iterator, Mapping

from gatewright.core.approval.approvals import asked_or_kept, is_given, rules_to_ask
from gatewright.core.approval.changes import agreed
from gatewright.core.approval.commit_units import waits_for_permission
from gatewright.core.course.fact_changes import after_judged, after_shown, left_behind
from gatewright.core.course.failure import after_refusal
from gatewright.core.course.judged_again import on_head
from gatewright.core.course.lapsed import lapsed
from gatewright.core.course.merge_queue import OPEN_AGAIN, binds_tree, why_behind, why_not_now
from gatewright.core.course.part_exit import of_exit
from gatewright.core.course.refused import refusal_of
from gatewright.core.course.remedies import of_remedies
from gatewright.core.course.retired import asked_of_retired, of_question, stopped_items
from gatewright.core.course.target_changes import judged_before
from gatewright.core.course.upgrades import after_agreed, stopped_for
from gatewright.core.evolve.evolve import evolve
from gatewright.core.facts.conditions import applies, missing_facts, questions_for, undecidable
from gatewright.core.facts.content_digests import after, changed_reads, may_be_stale
from gatewright.core.layout.item_steps import of_list
from gatewright.core.registers.entries import holding
from gatewright.core.registers.issues import issues_of_judgement
from gatewright.core.registers.written_rows import lacking_rows
from gatewright.core.state.exits import ended, signals_of
from gatewright.core.state.run_state import (
    Accepted,
    Deciding,
    GivenUp,
    Held,
    InHand,
    Judged,
    Judging,
    Moving,
    Queued,
    Ready,
    Refused,
    RunState,
    Skipped,
    StepRecord,
    Waiting,
    Working,
)
from gatewright.core.state.setbacks import next_agent, why_broken
from gatewright.model.events import (
    DecisionAsked,
    Event,
    RunBlocked,
    StepAccepted,
    StepJudged,
    StepsExpanded,
    StepSkipped,
)
from gatewright.model.ids import Digest, StepPath, TreeId
from gatewright.model.queueing import WorkQueued, WorkStopped
from gatewright.model.records import dataclass
from gatewright.model.standing import OutcomeHolds, StepStale
from gatewright.model.trouble import Trouble
from gatewright.model.waivers import JudgedAnew
from gatewright.model.workflow import StepDefinition, WorkerKind

STOPPABLE = (Working, InHand, Judging, Queued)
FOLLOWING_MAX = 10_000  # a bound on our own mistakes; a run of 5,000 steps needs fewer


@dataclass(frozen=True, slots=True)
class Completed:
    """Events with all that follows from them, and the state after the last one."""

    events: tuple[Event, ...]
    state: RunState


def complete(state: RunState, events: tuple[Event, ...]) -> Completed:
    """Return `events` with all that follows from them."""
    made: list[Event] = []
    following = events
    for _ in range(FOLLOWING_MAX):
        before = state
        for event in following:
            for each in (*lapsed(state, event), event):
                made.append(each)
                state = evolve(state, each)
        following = asked_of_retired(before, state, following) or next_events(state)
        if not following:
            return Completed(tuple(made), state)
    raise AssertionError(f"BUG: no end of what follows in run {state.started.feature.run_id}")


def next_events(state: RunState) -> tuple[Event, ...]:
    """Return what follows at once from `state`; empty when somebody has to do something."""
    of_end = of_exit(state)
    if of_end is not None:
        return of_end
    if following := of_remedies(state):
        return following
    for step in sorted(state.active):
        following = _of_active(state, state.record(step))
        if following:
            return following
    for step in sorted(state.ready):
        following = _of_ready(state, state.record(step))
        if following:
            return following
    return _of_run(state)


def _of_run(state: RunState) -> tuple[Event, ...]:
    """Return the end of a run in which all holds, or that nothing is left but what was given up."""
    if not isinstance(state.phase, Moving) or (state.ready and not _is_held(state)):
        return ()
    if not all(_is_kept_back(state, step) for step in state.active):
        return ()
    if state.settled_count == len(state.steps):
        moved = _moved(state, state.crossings)
        if not moved and waits_for_permission(state):
            return ()
        return moved or ended(state)
    given_up = [
        (step, record.state.because)
        for step, record in state.steps.items()
        if isinstance(record.state, GivenUp)
    ]
    assert given_up, f"BUG: nobody can go on in run {state.started.feature.run_id}"
    step, because = given_up[0]
    return (RunBlocked(f"{step}: {because}", step),)


def _is_held(state: RunState) -> bool:
    """Return whether all waits for a target that nobody could put together with the work."""
    taking = state.taking
    return taking is not None and isinstance(state.record(taking).state, GivenUp)


def _is_kept_back(state: RunState, step: StepPath) -> bool:
    """Return whether work is done and waits for something that is open again."""
    is_waiting = state.unmet[step] > 0 or _is_held(state)
    return is_waiting and isinstance(state.record(step).state, Judging | Queued)


def _of_active(state: RunState, record: StepRecord) -> tuple[Event, ...]:
    """Return what follows from a step that was judged or refused."""
    if asked := of_question(state, record):
        return asked
    match record.state:
        case Judged(_, judged):
            issues = issues_of_judgement(state, record, judged)
            return (*issues, *after_judgement(state, record, judged))
        case Deciding():
            return _of_deciding(state, record, record.state)
        case Refused():
            return after_refusal(state, record)
        case Judging() if record.troubles > state.started.bounds.trouble_max:
            return _blocked_once(state, record, "it could not be judged")
        case _:
            return ()


def _of_deciding(state: RunState, record: StepRecord, asked: Deciding) -> tuple[Event, ...]:
    """Return the acceptance of a step for which the voices are enough, as others have roles now."""
    if not all(is_given(each, state.started.people) for each in asked.requests):
        return ()
    assert record.judged is not None, "BUG: asked without a judgement"
    return accept(state, record, record.judged, asked.from_tree)


def _of_ready(state: RunState, record: StepRecord) -> tuple[Event, ...]:
    """Return what follows from a step that nothing has to be done for."""
    step = record.definition.path
    if record.is_template and record.definition.needs:
        accepted = StepAccepted(step, record.numbers_used + 1, state.tree, ())
        return (accepted, *signals_of(state, record.definition))
    if record.change is not None:  # there is nothing to be judged: people are asked at once
        return (StepJudged(step, record.numbers_used + 1, state.tree, (), ()),)
    asked = of_question(state, record)
    if asked or holding(state, step) is not None:
        return asked
    broken = why_broken(state, record)
    worn_out = _worn_out(state, record) or broken
    if worn_out:
        return next_agent(state, broken) or _blocked_once(state, record, worn_out)
    if missing_facts(state, record):
        return questions_for(state, record)
    return (
        _of_conditions(state, record) or _of_crossing(state, record) or _of_nothing(state, record)
    )


def _of_crossing(state: RunState, record: StepRecord) -> tuple[Event, ...]:
    """Return which earlier gates must hold once more before this one is looked at."""
    if not record.definition.gate.is_crossing:
        return ()
    return _moved(state, state.crossings[: state.crossings.index(record.definition.path)])


def _moved(state: RunState, gates: Iterable[StepPath]) -> tuple[Event, ...]:
    """Return which of `gates` were judged on another tree than there is: they must hold on it."""
    settled = [(gate, state.record(gate).state) for gate in gates]
    because = "the content is another than it was judged on"
    return tuple(
        StepStale(gate, because)
        for gate, each in settled
        if isinstance(each, Accepted) and each.tree != state.tree
    )


def _worn_out(state: RunState, record: StepRecord) -> str:
    """Return why a step is not begun again without a person; "" where it is."""
    if record.troubles > state.started.bounds.trouble_max and not record.is_shut_out:
        is_command = record.definition.doer.kind is WorkerKind.COMMAND
        who = "its command is not there or broke" if is_command else "its worker broke"
        return f"{who}, or it could not be judged"
    if record.lost and record.definition.asks_if_lost:
        return "its command was cut off, and nobody knows what it did; look, then retry"
    if record.lost > state.started.bounds.lost_max:
        return "its attempts were lost each time"
    return ""


def _of_conditions(state: RunState, record: StepRecord) -> tuple[Event, ...]:
    """Return what the conditions of a step come to; () where it goes on."""
    answer = applies(state, record)
    if answer is False:
        because = f"does not apply: {record.definition.when}"
        return (StepSkipped(record.definition.path, because), *left_behind(state, record))
    trouble = answer if isinstance(answer, Trouble) else undecidable(state, record)
    if trouble is None:
        return ()
    return _blocked_once(state, record, f"its condition cannot be decided: {trouble.found}")


def _of_nothing(state: RunState, record: StepRecord) -> tuple[Event, ...]:
    """Return what follows where a step is to be made for each of a list that there is not."""
    name = record.definition.for_each
    if not name:
        return ()
    makers = [each for each in state.steps.values() if _is_made_for(record, each.definition)]
    if makers and all(isinstance(each.state, Skipped) for each in makers):
        return (StepSkipped(record.definition.path, f"does not apply: nobody made {name}"),)
    least = record.definition.items_min
    few = "is nothing" if least == 1 else f"are fewer than {least}"
    return _blocked_once(state, record, f"there {few} in {name} to make it for")


def _blocked_once(state: RunState, record: StepRecord, because: str) -> tuple[Event, ...]:
    """Return that the run is blocked, unless it is already."""
    if not isinstance(state.phase, Moving):
        return ()
    step = record.definition.path
    return (RunBlocked(f"{step}: {because}", step),)


# After a judgement


def after_judgement(state: RunState, record: StepRecord, judged: StepJudged) -> tuple[Event, ...]:
    """Return what the verdicts on a step come to."""
    failing = tuple(line for line in judged.verdicts if not line.status.is_settled_well)
    if failing:
        return (refusal_of(judged, failing),)
    assert isinstance(record.state, Judged), "BUG: verdicts on what was not judged"
    if shown := after_shown(state, judged):
        return shown
    from_tree = record.state.from_tree
    behind = why_behind(state, judged.step, from_tree) or _why_unasked(state, record, judged)
    if behind and not record.is_judged_again:
        return (WorkQueued(judged.step, judged.number, behind),)
    asked = asked_or_kept(state, record, judged)
    if any(isinstance(each, DecisionAsked) for each in asked):
        return asked
    return (*asked, *accept(state, record, judged, from_tree))


def _why_unasked(state: RunState, record: StepRecord, judged: StepJudged) -> str:
    """Return why nobody is asked about a tree now: the head may become another meanwhile."""
    is_of_tree = any(binds_tree(rule) for rule in rules_to_ask(state, record, judged))
    return why_not_now(state, record.definition.path, judged.tree) if is_of_tree else ""


def accept(
    state: RunState, record: StepRecord, judged: StepJudged, from_tree: TreeId
) -> tuple[Event, ...]:
    """Return the acceptance of a step, and what it changes for others.

    Shape: where the head is not what it was judged against, or may not move now, it waits its turn.
    """
    step = record.definition.path
    if record.is_judged_again:
        return _held_again(state, record, judged)
    behind = why_behind(state, step, from_tree) or why_not_now(state, step, judged.tree)
    if behind:
        return (WorkQueued(step, judged.number, behind),)
    accepted = StepAccepted(step, judged.number, judged.tree, judged.artifacts)
    if record.change is not None:
        events = (accepted, *stopped_for(state, record.change), *agreed(state, record))
        return (*events, *after_agreed(state, events, record.change))
    return _settled(state, record, judged, accepted)


def _held_again(state: RunState, record: StepRecord, judged: StepJudged) -> tuple[Event, ...]:
    """Return that what was accepted holds still; while it rests on what is open, it waits."""
    step = record.definition.path
    if state.unmet[step]:
        return (JudgedAnew(step, judged.number, judged.tree, OPEN_AGAIN),)
    holds = OutcomeHolds(step, judged.number, judged.tree)
    return _settled(state, record, on_head(state, record, judged), holds)


def _settled(
    state: RunState, record: StepRecord, judged: StepJudged, accepted: StepAccepted | OutcomeHolds
) -> tuple[Event, ...]:
    """Return `accepted`, with what changes for others by what was judged."""
    definition = record.definition
    stale = (
        *_stale(state, record, dict(judged.artifacts)),
        *judged_before(state, record),
        *lacking_rows(state, definition.path),
    )
    told = signals_of(state, definition)
    events = (accepted, *stale, *_expanded(state, definition, judged), *told)
    return (*events, *after_judged(state, events, judged))


def _expanded(state: RunState, definition: StepDefinition, judged: StepJudged) -> tuple[Event, ...]:
    """Return the steps that are made for what a step lists."""
    if not definition.produces:
        return ()
    made = [each for each in state.steps.values() if _is_made_for(each, definition)]
    listed = [(each, of_list(judged.items, each.definition)) for each in made]
    made_anew = [
        (each.definition.path, items) for each, items in listed if items or each.is_template
    ]
    stopped = (one for step, items in made_anew for one in stopped_items(state, step, items))
    return (*stopped, *(StepsExpanded(step, items) for step, items in made_anew))


def _stale(
    state: RunState, record: StepRecord, made: Mapping[str, Digest]
) -> Iterator[StepStale | WorkStopped]:
    """Yield what does not hold once `made` is there: what read something else under these names.

    Shape: equal content makes nothing stale, however often it was made (early cut-off). What waits
           for an answer begins anew after it, and reads what there is then.
    """
    own, new = record.definition.path, after(state, record, made)
    for step in may_be_stale(state, own, new):
        reader = state.record(step)
        if isinstance(reader.state, Waiting | Ready | Held | Skipped) or reader.is_template:
            continue
        changed = changed_reads(state, reader, new, own)
        are = "is" if len(changed) == 1 else "are"
        because = f"{' and '.join(changed)} {are} not what it was made from"
        if changed and isinstance(reader.state, STOPPABLE):
            yield WorkStopped(step, reader.numbers_used, because)
        elif changed:
            yield StepStale(step, because, changed)


def _is_made_for(record: StepRecord, maker: StepDefinition) -> bool:
    """Return whether `record` is made for each item of something that `maker` makes."""
    return record.definition.for_each in {product.name for product in maker.produces}
