"""Whether something that reaches a run is taken, and which facts it becomes.

The only way into a journal: outcomes of effects, and everything people type, from any process. What
is not admitted changes nothing and says why.
"""

from gatewright.core.admit.admit_attempt import begin_attempt, hold
from gatewright.core.admit.admit_change import admit_change
from gatewright.core.admit.admit_choice import admit_choice
from gatewright.core.admit.admit_commit import admit_made
from gatewright.core.admit.admit_entries import (
    admit_note,
    admit_record,
    entries_of_forms,
    entries_of_work,
)
from gatewright.core.admit.admit_exits import admit_abort, admit_finish, refuse_change
from gatewright.core.admit.admit_judgement import holds_well, refuse_unfit
from gatewright.core.admit.admit_merge import admit_conflict, admit_merge
from gatewright.core.admit.admit_people import (
    admit_decision,
    admit_hint,
    admit_landing,
    admit_submission,
    admit_taking,
)
from gatewright.core.admit.admit_permission import admit_permission
from gatewright.core.admit.admit_reply import admit_reply
from gatewright.core.admit.admit_role_map import admit_role_map
from gatewright.core.admit.admit_target import admit_target
from gatewright.core.admit.admit_waiver import admit_waiver
from gatewright.core.admit.late import late
from gatewright.core.approval.approvals import expired_voices
from gatewright.core.approval.commit_units import due
from gatewright.core.course.consequences import Completed, complete
from gatewright.core.course.decide import wanted_now
from gatewright.core.course.fact_changes import after_start, unfit_facts
from gatewright.core.course.part_exit import let_go
from gatewright.core.evolve.evolve import begin, fold
from gatewright.core.state.run_state import Judging, Over, RunState, Working
from gatewright.core.state.run_time import with_more_time
from gatewright.core.state.setbacks import delayed
from gatewright.core.state.waivers import with_waivers
from gatewright.model.budgets import UsageCounted
from gatewright.model.digest import digest_of
from gatewright.model.effects import JudgeStep
from gatewright.model.events import (
    ActForbidden,
    AttemptFinished,
    AttemptLost,
    Ended,
    Event,
    RunStarted,
    StepJudged,
    StepRefused,
)
from gatewright.model.ids import PERSON
from gatewright.model.intake import (
    Abort,
    AllowCommit,
    AskChange,
    BeginAttempt,
    Branched,
    CannotBegin,
    Choose,
    Committed,
    Decide,
    Finish,
    ForbiddenAct,
    Hint,
    Intake,
    JudgingDone,
    Landed,
    MergeConflict,
    Merged,
    NamePeople,
    Note,
    Record,
    Refusal,
    Reply,
    Start,
    Submit,
    Take,
    TakeIn,
    Waive,
    WorkDone,
    WorkLost,
    WorkUsed,
)
from gatewright.model.questions import QuestionAsked
from gatewright.model.records import replace

Admitted = tuple[Event, ...]
ACTS_OF_PEOPLE = (Decide, Choose, AskChange, Hint, Waive, Take, Submit, Reply, Record, Finish)
Outcome = (
    WorkDone | WorkLost | WorkUsed | JudgingDone | Merged | MergeConflict | Branched | Committed
)
Help = Hint | Take | Submit | Reply | Record | AllowCommit | Abort | Finish | TakeIn | Landed
Seen = ForbiddenAct | NamePeople | Note
Act = Decide | Choose | AskChange | Waive | Help
CUT_OFF = (Ended.TIMED_OUT, Ended.QUIET, Ended.FLOODED)
QUESTIONS_MAX = 3
OUTGROWN_MAX = 3  # workflows that outgrow into each other come to an end


def admit(state: RunState | None, intake: Intake, at: str) -> Completed | Refusal:
    """Return the events that `intake` becomes, with all that follows; or why it is refused.

    Units: `at` is the time of the intake, RFC 3339 in UTC.
    """
    if isinstance(intake, Start):
        return _admit_start(state, intake.started, at)
    if state is None:
        return Refusal("run.unknown", "there is no such run", "a run that was started", "none")
    if isinstance(state.phase, Over) and not isinstance(intake, Committed | Landed | TakeIn):
        return _over(state)
    admitted = _admit_one(state, intake, at)
    if isinstance(admitted, Refusal):
        return admitted
    if isinstance(intake, ACTS_OF_PEOPLE):
        admitted = with_more_time(state, admitted, intake.person, at)
    return complete(state, admitted)


def _admit_start(state: RunState | None, started: RunStarted, at: str) -> Completed | Refusal:
    """Return the first events of a run."""
    if state is not None:
        run_id = started.feature.run_id
        return Refusal("run.exists", f"run {run_id} is there already", "a new number", run_id)
    first = begin(started, at)
    following = complete(first, after_start(first))
    return replace(following, events=(started, *following.events))


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


def _admit_one(
    state: RunState, intake: BeginAttempt | CannotBegin | Seen | Outcome | Act, at: str
) -> Admitted | Refusal:
    """Return the events of `intake` alone."""
    match intake:
        case BeginAttempt():
            return begin_attempt(state, intake, at)
        case (
            WorkDone()
            | WorkLost()
            | WorkUsed()
            | JudgingDone()
            | Merged()
            | MergeConflict()
            | Branched()
            | Committed()
        ):
            return _admit_outcome(state, intake, at)
        case CannotBegin():
            return hold(state, intake)
        case ForbiddenAct() | NamePeople() | Note():
            return _admit_seen(state, intake, at)
        case _:
            return _admit_act(state, intake, at)


def _admit_seen(state: RunState, intake: Seen, at: str) -> Admitted | Refusal:
    """Return what the shell saw, or an agent in a person's checkout noted."""
    match intake:
        case ForbiddenAct(what, found):
            return (ActForbidden(what, found),)
        case NamePeople():
            return admit_role_map(state, intake, at)
        case _:
            return admit_note(state, intake, at)


def _admit_act(state: RunState, intake: Act, at: str) -> Admitted | Refusal:
    """Return the events of what a person does."""
    if not intake.person.startswith(PERSON):
        what, found = "only people act on a run", intake.person[:100] or "nobody"
        return Refusal("act.nobody", what, f"somebody called {PERSON}NAME", found)
    match intake:
        case Decide():
            return admit_decision(state, intake, at)
        case Choose():
            return admit_choice(state, intake)
        case AskChange():
            return refuse_change(state) or admit_change(state, intake)
        case Waive():
            return admit_waiver(state, intake, at)
        case _:
            return _admit_help(state, intake, at)


def _admit_help(state: RunState, intake: Help, at: str) -> Admitted | Refusal:
    """Return the events of what a person does for a run, rather than decides on it."""
    answer: Admitted | Refusal
    match intake:
        case Hint():
            answer = admit_hint(state, intake)
        case Take():
            answer = admit_taking(state, intake)
        case Submit():
            answer = admit_submission(state, intake)
        case Reply():
            answer = admit_reply(state, intake)
        case Record():
            answer = admit_record(state, intake, at)
        case AllowCommit():
            answer = admit_permission(state, intake)
        case Abort():
            answer = admit_abort(state, intake, at)
        case Finish():
            answer = admit_finish(state, intake)
        case TakeIn():
            answer = admit_target(state, intake, at)
        case _:
            answer = admit_landing(state, intake)
    return answer


# What the shell reports


def _admit_outcome(state: RunState, intake: Outcome, at: str) -> Admitted | Refusal:
    """Return the events of what an effect came to."""
    match intake:
        case WorkDone():
            return _finish_attempt(state, intake, at)
        case WorkLost() | WorkUsed():
            return _end_attempt(state, intake)
        case JudgingDone():
            return _judge(state, intake, at)
        case Merged():
            return admit_merge(state, intake) or late(state, intake)
        case MergeConflict():
            return admit_conflict(state, intake) or late(state, intake)
        case _:
            return admit_made(state, intake) or late(state, intake)


def _end_attempt(state: RunState, intake: WorkLost | WorkUsed) -> Admitted | Refusal:
    """Return that an attempt is lost, if it is the one under way; or what it used, once."""
    if isinstance(intake, WorkUsed):
        return _count_usage(state, intake)
    if not _is_current(state, intake):
        return late(state, intake)
    return (AttemptLost(intake.step, intake.number, intake.because),)


def _count_usage(state: RunState, intake: WorkUsed) -> Admitted | Refusal:
    """Return what an attempt used that hands nothing in, once."""
    if (intake.step, intake.number) not in state.untold:
        return late(state, intake)
    return (UsageCounted(intake.step, intake.number, intake.duration_ms, intake.usage),)


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


def _finish_attempt(state: RunState, intake: WorkDone, at: str) -> Admitted | Refusal:
    """Return the end of an attempt, what it put on record and asked; a late outcome is fenced."""
    if not _is_current(state, intake):
        return late(state, intake)
    finished = intake.finished
    asked = tuple(
        QuestionAsked(finished.step, f"{finished.step}.{finished.number}.{index}", text)
        for index, text in enumerate(intake.questions[:QUESTIONS_MAX], start=1)
    )
    working = state.record(finished.step).state
    assert isinstance(working, Working), "BUG: an attempt that is current is under way"
    entries = entries_of_work(state, finished, intake.lines, working.worker, at)
    pause = delayed(state, finished, at)
    return (finished, *pause, *entries, *(asked or _cut_off(finished)))


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


def _judge(state: RunState, intake: JudgingDone, at: str) -> Admitted | Refusal:
    """Return the verdicts on a step, if they are on the content that is to be judged.

    Shape: a workflow is outgrown only once all that it accepted is a commit, and not for ever.
           What is waived is decided here, whatever the shell made of it.
    """
    judged = with_waivers(state, intake.judged, at)
    outgrown = intake.outgrown if judged == intake.judged else None
    if not _is_of_head(state, judged) or state.taking is not None:
        outgrown = None  # judged once more on the head; what was accepted meanwhile is not lost
    if not _is_wanted(state, judged) or (outgrown is not None and due(state)):
        return late(state, intake)
    record = state.record(judged.step)
    if intake.edition != record.edition:
        return late(state, intake)  # judged by what it is not held to any more
    unfit = refuse_unfit(record, JudgingDone(judged, outgrown), state.watched)
    if unfit is not None:
        return unfit
    odd = unfit_facts(state, judged)
    if odd is not None:
        return Refusal("judgement.unfit", f"{judged.step} says too much", *odd)
    if outgrown is not None and state.outgrown_count < OUTGROWN_MAX:
        asked = let_go(state, f"goes on as {outgrown.workflow.name}")
        return (judged, *asked, outgrown, *after_start(fold(state, (judged, outgrown))))
    entries = entries_of_forms(state, judged, intake.lines, at) if holds_well(judged) else ()
    return (*expired_voices(state, judged.step, at), *entries, judged)


def _is_of_head(state: RunState, judged: StepJudged) -> bool:
    """Return whether what was judged was begun from the head as it is now."""
    record = state.steps.get(judged.step)
    if record is None or not isinstance(record.state, Judging):
        return True
    return record.state.from_tree == state.tree


def _is_wanted(state: RunState, judged: StepJudged) -> bool:
    """Return whether the judgement is of the step, number and tree that are wanted now."""
    return any(
        isinstance(wanted, JudgeStep)
        and (wanted.step, wanted.number, wanted.tree) == (judged.step, judged.number, judged.tree)
        for wanted in wanted_now(state, judged.step)
    )
