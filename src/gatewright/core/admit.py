"""Whether something that reaches a run is taken, and which facts it becomes.

The only way into a journal: outcomes of effects, and everything people type, from any process. What
is not admitted changes nothing and says why.
"""

from gatewright.core.admit_people import (
    admit_abort,
    admit_decision,
    admit_hint,
    admit_landing,
    admit_reply,
    admit_submission,
    admit_taking,
)
from gatewright.core.consequences import complete
from gatewright.core.evolve import begin
from gatewright.core.run_state import (
    Judging,
    Moving,
    Over,
    Ready,
    RunState,
    Working,
)
from gatewright.model.digest import digest_of
from gatewright.model.events import (
    AttemptFinished,
    AttemptLost,
    AttemptStarted,
    CommitMade,
    Ended,
    Event,
    QuestionAsked,
    RunStarted,
    StepJudged,
    StepRefused,
)
from gatewright.model.intake import (
    Abort,
    BeginAttempt,
    Committed,
    Decide,
    Hint,
    Intake,
    JudgingDone,
    Landed,
    Refusal,
    Reply,
    Start,
    Submit,
    Take,
    WorkDone,
    WorkLost,
)
from gatewright.model.workflow import WorkerKind

Admitted = tuple[Event, ...]
CUT_OFF = (Ended.TIMED_OUT, Ended.QUIET, Ended.FLOODED)
QUESTIONS_MAX = 3


def admit(state: RunState | None, intake: Intake, at: str) -> Admitted | Refusal:
    """Return the events that `intake` becomes, with all that follows; or why it is refused.

    Units: `at` is the time of the intake, RFC 3339 in UTC.
    """
    if isinstance(intake, Start):
        return _admit_start(state, intake.started, at)
    if state is None:
        return Refusal("run.unknown", "there is no such run", "a run that was started", "none")
    if isinstance(state.phase, Over) and not isinstance(intake, Committed | Landed):
        return _over(state)
    admitted = _admit_one(state, intake)
    if isinstance(admitted, Refusal):
        return admitted
    return complete(state, admitted)


def _admit_start(state: RunState | None, started: RunStarted, at: str) -> Admitted | Refusal:
    """Return the first events of a run."""
    if state is not None:
        run_id = started.feature.run_id
        return Refusal("run.exists", f"run {run_id} is there already", "a new number", run_id)
    return (started, *complete(begin(started, at), ()))


def _over(state: RunState) -> Refusal:
    """Return why nothing is taken any more."""
    assert isinstance(state.phase, Over), "BUG: the run is not over"
    run_id = state.started.feature.run_id
    return Refusal(
        "run.over",
        f"{run_id} is {state.phase.exit}",
        "a run that still moves",
        state.phase.because,
        f"gatewright log {run_id}",
    )


def _admit_one(state: RunState, intake: Intake) -> Admitted | Refusal:
    """Return the events of `intake` alone."""
    answer: Admitted | Refusal
    match intake:
        case BeginAttempt() | WorkDone() | WorkLost() | JudgingDone() | Committed():
            answer = _admit_outcome(state, intake)
        case Decide():
            answer = admit_decision(state, intake)
        case Hint():
            answer = admit_hint(state, intake)
        case Take():
            answer = admit_taking(state, intake)
        case Submit():
            answer = admit_submission(state, intake)
        case Reply():
            answer = admit_reply(state, intake)
        case Abort():
            answer = admit_abort(state, intake)
        case Landed():
            answer = admit_landing(state, intake)
        case Start():
            raise AssertionError("BUG: a start is admitted before there is a state")
    return answer


# What the shell reports


def _admit_outcome(
    state: RunState, intake: BeginAttempt | WorkDone | WorkLost | JudgingDone | Committed
) -> Admitted | Refusal:
    match intake:
        case BeginAttempt():
            return _begin_attempt(state, intake)
        case WorkDone():
            return _finish_attempt(state, intake)
        case WorkLost():
            return _lose_attempt(state, intake)
        case JudgingDone():
            return _judge(state, intake)
        case Committed():
            return _commit(state, intake)


def _lose_attempt(state: RunState, intake: WorkLost) -> Admitted | Refusal:
    """Return that an attempt is lost, if it is the one under way."""
    if not _is_current(state, intake):
        return _late(state, intake)
    return (AttemptLost(intake.step, intake.number, intake.because),)


def _commit(state: RunState, intake: Committed) -> Admitted | Refusal:
    """Return that a commit was made, if it was asked for."""
    wanted = [(unit.step, unit.tree) for unit in state.to_commit]
    if (intake.step, intake.tree) not in wanted:
        found = f"{len(wanted)} asked for, not this one"
        return Refusal("commit.unasked", "no commit was asked for", "a request", found)
    return (CommitMade(intake.step, intake.commit, intake.tree),)


def _begin_attempt(state: RunState, intake: BeginAttempt) -> Admitted | Refusal:
    """Return the durable request, if the attempt is the one that is wanted now."""
    record = state.steps.get(intake.step)
    if record is None or not isinstance(record.state, Ready) or state.active:
        return _late(state, intake)
    if not isinstance(state.phase, Moving) or intake.number != record.numbers_used + 1:
        return _late(state, intake)
    return (
        AttemptStarted(
            intake.step,
            intake.number,
            intake.effect_id,
            intake.worker,
            intake.from_tree,
            intake.brief,
        ),
    )


def _is_current(state: RunState, intake: WorkDone | WorkLost) -> bool:
    """Return whether the attempt that `intake` speaks of is under way."""
    step, number = (
        (intake.finished.step, intake.finished.number)
        if isinstance(intake, WorkDone)
        else (intake.step, intake.number)
    )
    record = state.steps.get(step)
    return (
        record is not None and isinstance(record.state, Working) and record.state.number == number
    )


def _finish_attempt(state: RunState, intake: WorkDone) -> Admitted | Refusal:
    """Return the end of an attempt, and what it asked; an outcome that comes late is fenced off."""
    if not _is_current(state, intake):
        return _late(state, intake)
    finished = intake.finished
    asked = tuple(
        QuestionAsked(finished.step, f"{finished.step}.{finished.number}.{index}", text)
        for index, text in enumerate(intake.questions[:QUESTIONS_MAX], start=1)
    )
    if asked:
        return (finished, *asked)
    return (finished, *_cut_off(finished))


def _cut_off(finished: AttemptFinished) -> tuple[Event, ...]:
    """Return the refusal of an attempt that was ended at a limit; nothing for one that was not."""
    if finished.ended not in CUT_OFF:
        return ()
    code = f"work.{finished.ended.replace(' ', '-')}"
    because = f"the worker was ended: {finished.ended}"
    return (
        StepRefused(
            finished.step, finished.number, digest_of([code, finished.tree]), (code,), because
        ),
    )


def _judge(state: RunState, intake: JudgingDone) -> Admitted | Refusal:
    """Return the verdicts on a step, if they are on the content that is to be judged."""
    judged = intake.judged
    if not _is_wanted(state, judged):
        return _late(state, intake)
    if intake.outgrown is not None:
        return (judged, intake.outgrown)
    return (judged,)


def _is_wanted(state: RunState, judged: StepJudged) -> bool:
    """Return whether the judgement is of the tree and number that are wanted now."""
    record = state.steps.get(judged.step)
    match record.state if record is not None else None:
        case Judging(number, tree):
            return (judged.number, judged.tree) == (number, tree)
        case Ready():
            assert record is not None, "BUG: a state without a record"
            return (
                record.definition.doer.kind is WorkerKind.NOBODY
                and judged.number == record.numbers_used + 1
                and judged.tree == state.tree
                and not state.active
            )
        case _:
            return False


def _late(state: RunState, intake: Intake) -> Refusal:
    """Return why an outcome is not taken: it is not of what is under way."""
    return Refusal(
        "outcome.late",
        "this is not what is under way",
        "the outcome of the current attempt",
        f"{type(intake).__name__} for a step that has moved on",
    )
