"""What an event makes of a run. Total and silent: an event was admitted, so it is only folded.

Nothing is decided here. What follows from the new state is said by `consequences`.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from gatewright.core.expansion import expand, lay_out
from gatewright.core.run_state import (
    ACTIVE,
    SETTLED,
    Accepted,
    Blocked,
    Deciding,
    GivenUp,
    Held,
    InHand,
    Judged,
    Judging,
    Moving,
    Over,
    Question,
    Ready,
    Refused,
    RunPhase,
    RunState,
    Skipped,
    StepRecord,
    StepState,
    Unit,
    Waiting,
    Working,
)
from gatewright.model.events import (
    AttemptFinished,
    AttemptLost,
    AttemptStarted,
    CommitMade,
    Decided,
    DecisionAsked,
    DecisionLapsed,
    Ended,
    Event,
    HintGiven,
    QuestionAnswered,
    QuestionAsked,
    RunBlocked,
    RunExited,
    RunLanded,
    RunResumed,
    RunStarted,
    StepAccepted,
    StepGivenUp,
    StepJudged,
    StepRefused,
    StepReopened,
    StepsExpanded,
    StepSkipped,
    StepTaken,
    WorkflowOutgrown,
)
from gatewright.model.ids import StepPath
from gatewright.model.verdicts import Status

REFUSALS_KEPT = 5
UNKNOWN = (Ended.FAILED, Ended.ABSENT)  # nothing is known of the work


def begin(event: RunStarted, at: str) -> RunState:
    """Return the state after the first event."""
    return lay_out(event, at)


def evolve(state: RunState, event: Event) -> RunState:
    """Return `state` after `event`."""
    match event:
        case RunStarted():
            return state
        case StepsExpanded():
            return expand(state, event)
        case (
            AttemptStarted()
            | AttemptFinished()
            | AttemptLost()
            | StepTaken()
            | QuestionAsked()
            | QuestionAnswered()
        ):
            return _work(state, event)
        case (
            StepJudged()
            | StepAccepted()
            | StepRefused()
            | StepReopened()
            | StepGivenUp()
            | StepSkipped()
        ):
            return _settle(state, event)
        case DecisionAsked() | Decided() | DecisionLapsed() | HintGiven():
            return _decide(state, event)
        case _:
            return _run(state, event)


def fold(state: RunState, events: Iterable[Event]) -> RunState:
    """Return `state` after all of `events`."""
    for event in events:
        state = evolve(state, event)
    return state


# Work


def _work(
    state: RunState,
    event: AttemptStarted
    | AttemptFinished
    | AttemptLost
    | StepTaken
    | QuestionAsked
    | QuestionAnswered,
) -> RunState:
    match event:
        case AttemptStarted(step, number, effect_id, worker, from_tree, _):
            working = Working(number, effect_id, worker, from_tree)
            return change(
                state,
                step,
                working,
                lambda record: replace(
                    record,
                    numbers_used=number,
                    authors=record.authors | {worker},
                ),
            )
        case AttemptFinished():
            return _finish(state, event)
        case AttemptLost(step):
            return change(
                state, step, Ready(), lambda record: replace(record, lost=record.lost + 1)
            )
        case StepTaken(step, person, folder):
            number = state.record(step).numbers_used + 1
            return change(
                state,
                step,
                InHand(number, person, folder),
                lambda record: replace(record, numbers_used=number),
            )
        case QuestionAsked(step, question_id, text):
            return _ask(state, Question(question_id, step, text))
        case QuestionAnswered(question_id, _, text):
            return _answer(state, question_id, text)


def _finish(state: RunState, event: AttemptFinished) -> RunState:
    """Return the state after a worker ended: to be judged, refused, or tried again."""
    record = state.record(event.step)
    author = {event.author} if event.author else set()
    from_tree = record.state.from_tree if isinstance(record.state, Working) else state.tree
    after: StepState = Judging(event.number, event.tree, from_tree, event.ended)
    troubles = record.troubles
    if event.ended in UNKNOWN:
        after, troubles = Ready(), troubles + 1
    return change(
        state,
        event.step,
        after,
        lambda record: replace(record, troubles=troubles, authors=record.authors | author),
    )


def _ask(state: RunState, question: Question) -> RunState:
    """Return the state in which a step waits for one answer more."""
    before = state.record(question.step).state
    asked = before.questions if isinstance(before, Held) else ()
    number = state.record(question.step).numbers_used
    held = Held(number, (*asked, question.question_id))
    state = change(state, question.step, held)
    return replace(state, questions={**state.questions, question.question_id: question})


def _answer(state: RunState, question_id: str, text: str) -> RunState:
    """Return the state after an answer; the last one sets the step free."""
    question = state.questions[question_id]
    left = {key: value for key, value in state.questions.items() if key != question_id}
    is_open = any(each.step == question.step for each in left.values())
    hint = f"{question.text}\n{text}"
    after = state.record(question.step).state if is_open else Ready()
    state = change(
        state,
        question.step,
        after,
        lambda record: replace(record, hints=(*record.hints, hint)),
    )
    return replace(state, questions=left)


# Verdicts


def _settle(
    state: RunState,
    event: StepJudged | StepAccepted | StepRefused | StepReopened | StepGivenUp | StepSkipped,
) -> RunState:
    match event:
        case StepJudged(step):
            return _judged(state, event)
        case StepAccepted(step, number, tree, artifacts):
            state = change(
                state,
                step,
                Accepted(number, tree),
                lambda record: replace(record, tries=0, troubles=0, lost=0),
            )
            is_new = tree != state.tree
            unit = (Unit(step, tree),) if is_new else ()
            return replace(
                state,
                tree=tree,
                artifacts={**state.artifacts, **dict(artifacts)},
                to_commit=(*state.to_commit, *unit),
            )
        case StepRefused(step, number):
            state = change(
                state,
                step,
                Refused(number),
                lambda record: replace(
                    record,
                    tries=record.tries + 1,
                    troubles=0,
                    refusals=(*record.refusals, event)[-REFUSALS_KEPT:],
                ),
            )
            return replace(state, refusals_count=state.refusals_count + 1)
        case StepReopened():
            return _reopen(state, event)
        case StepGivenUp(step, because):
            return change(state, step, GivenUp(because))
        case StepSkipped(step, because):
            return change(state, step, Skipped(because))


def _judged(state: RunState, event: StepJudged) -> RunState:
    """Return the state with the verdicts on a step in it."""
    before = state.record(event.step).state
    from_tree = before.from_tree if isinstance(before, Judging) else state.tree
    is_error = any(line.status is Status.ERROR for line in event.verdicts)
    after: StepState = Judged(event.number, event, from_tree)
    if is_error:
        after = before  # to be judged again; a step that nobody works on is ready still
    return change(
        state,
        event.step,
        after,
        lambda record: replace(
            record,
            judged=event,
            numbers_used=max(record.numbers_used, event.number),
            troubles=record.troubles + 1 if is_error else 0,
        ),
    )


def _reopen(state: RunState, event: StepReopened) -> RunState:
    """Return the state in which a step, and what judged its outcome, is open again."""
    if event.by is not None:
        state = _count_rule(state, event)
    for step in (event.step, *_resting_on(state, event.step)):
        state = change(state, step, Waiting())
    return state


def _count_rule(state: RunState, event: StepReopened) -> RunState:
    """Return the state with one use more of the rule that reopened the step."""
    assert event.by is not None, "BUG: no rule to count"
    record = state.record(event.by)
    uses = list(record.rule_uses)
    for index, rule in enumerate(record.definition.no_go):
        first = rule.steps[0] if rule.steps else event.by
        if first == event.step and uses[index] < rule.at_most:
            uses[index] += 1
            break
    return keep(state, replace(record, rule_uses=tuple(uses)))


def _resting_on(state: RunState, step: StepPath) -> tuple[StepPath, ...]:
    """Return the settled or asked steps whose outcome rests on that of `step`.

    Order alone carries no staleness: a step that only had to wait for it stays as it is. A step
    without a worker judges what is there, so it rests on everything before it.
    """
    made = {product.name for product in state.record(step).definition.produces}
    resting, queue = [], list(state.needed_by.get(step, ()))
    seen: set[StepPath] = set()
    while queue:
        path = queue.pop(0)
        if path in seen:
            continue
        seen.add(path)
        queue.extend(state.needed_by.get(path, ()))
        record = state.record(path)
        rests = not record.has_worker or bool(made & set(record.definition.reads))
        if rests and not isinstance(record.state, Waiting):
            resting.append(path)
            made |= {product.name for product in record.definition.produces}
    return tuple(resting)


# Decisions


def _decide(
    state: RunState, event: DecisionAsked | Decided | DecisionLapsed | HintGiven
) -> RunState:
    match event:
        case DecisionAsked(step, number, nonce, bound, tree):
            before = state.record(step).state
            from_tree = before.from_tree if isinstance(before, Judged) else state.tree
            return change(state, step, Deciding(number, tree, nonce, bound, from_tree))
        case Decided():
            return state
        case DecisionLapsed(step):
            return change(state, step, Waiting())
        case HintGiven(step, _, text, granted):
            record = state.record(step)
            return keep(
                state,
                replace(
                    record,
                    hints=(*record.hints, text),
                    granted=record.granted + granted,
                    troubles=0 if granted else record.troubles,
                    lost=0 if granted else record.lost,
                    rule_uses=(0,) * len(record.rule_uses) if granted else record.rule_uses,
                ),
            )


# The run


def _run(state: RunState, event: Event) -> RunState:
    match event:
        case CommitMade(step, commit, _):
            left = tuple(unit for unit in state.to_commit if unit.step != step)
            return replace(state, to_commit=left, commits=(*state.commits, commit))
        case WorkflowOutgrown():
            return _go_on_as(state, event)
        case RunLanded(commit):
            assert isinstance(state.phase, Over), "BUG: landed before it was over"
            return replace(state, phase=replace(state.phase, landed=commit))
        case _:
            return replace(state, phase=_phase_after(state, event))


def _phase_after(state: RunState, event: Event) -> RunPhase:
    """Return the phase that an event about the whole run puts it in."""
    match event:
        case RunBlocked(because, step):
            return Blocked(because, step)
        case RunResumed():
            return Moving()
        case RunExited(exit_, because, _):
            return Over(exit_, because)
        case _:
            return state.phase


def _go_on_as(state: RunState, event: WorkflowOutgrown) -> RunState:
    """Return the state under another workflow, with the work so far kept."""
    started = replace(state.started, workflow=event.workflow)
    return replace(
        lay_out(started, state.started_at),
        tree=event.tree,
        commits=state.commits,
        to_commit=state.to_commit,
        refusals_count=state.refusals_count,
    )


# Bookkeeping


def keep(state: RunState, record: StepRecord) -> RunState:
    """Return `state` with the record of one step replaced."""
    return replace(state, steps={**state.steps, record.definition.path: record})


def change(
    state: RunState,
    step: StepPath,
    after: StepState,
    also: Callable[[StepRecord], StepRecord] = lambda record: record,
) -> RunState:
    """Return `state` with `step` in the state `after`, and every counter right.

    Shape: a step that is to wait while nothing is missing is ready at once.
    """
    record = state.record(step)
    if isinstance(after, Waiting) and state.unmet[step] == 0:
        after = Ready()
    was, is_now = record.is_settled, isinstance(after, SETTLED)
    state = _mark(keep(state, replace(also(record), state=after)), step, after)
    if was == is_now:
        return state
    state = replace(state, settled_count=state.settled_count + is_now - was)
    for path in state.needed_by.get(step, ()):
        state = _count_need(state, path, -1 if is_now else 1)
    return state


def _mark(state: RunState, step: StepPath, after: StepState) -> RunState:
    """Return `state` with `step` in the sets that its new state belongs to."""
    is_ready, is_active = isinstance(after, Ready), isinstance(after, ACTIVE)
    return replace(
        state,
        ready=state.ready | {step} if is_ready else state.ready - {step},
        active=state.active | {step} if is_active else state.active - {step},
    )


def _count_need(state: RunState, step: StepPath, by: int) -> RunState:
    """Return `state` after one need of `step` settled (-1) or opened again (+1)."""
    unmet = state.unmet[step] + by
    state = replace(state, unmet={**state.unmet, step: unmet})
    before = state.record(step).state
    match before:
        case Waiting() if unmet == 0:
            after: StepState = Ready()
        case Ready() if unmet > 0:
            after = Waiting()
        case _:
            return state
    return _mark(keep(state, replace(state.record(step), state=after)), step, after)
