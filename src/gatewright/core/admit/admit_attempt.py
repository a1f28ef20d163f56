"""Whether an attempt may begin: it is wanted, by such a worker, and something is left for it."""

from gatewright.core.admit.late import late
from gatewright.core.course.decide import wanted_now
from gatewright.core.course.work_here import comes_by_itself, worked_on_here
from gatewright.core.registers.not_by import why_barred
from gatewright.core.state.budget_words import used_words
from gatewright.core.state.budgets import used_up
from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.core.state.run_time import out_of_time, overdue_s
from gatewright.model.effects import StartAttempt
from gatewright.model.events import AttemptStarted, Event, RunBlocked
from gatewright.model.here import is_here
from gatewright.model.intake import BeginAttempt, CannotBegin, Refusal

Admitted = tuple[Event, ...]


def begin_attempt(state: RunState, intake: BeginAttempt, at: str) -> Admitted | Refusal:
    """Return the durable request, if the attempt is the one that is wanted now.

    Shape: where the time of the run is used up, the run holds instead, and nothing may be started.
    """
    if not _is_asked(state, intake):
        return late(state, intake)
    at_work = worked_on_here(state) if is_here(intake.worker) else None
    if at_work is not None:
        return _one_place(at_work)
    if overdue_s(state, at) > 0:
        return (RunBlocked(f"{intake.step}: {out_of_time(state, at)}", intake.step),)
    for used in used_up(state, state.record(intake.step)):
        return (RunBlocked(f"{intake.step}: {used_words(used)}", intake.step),)
    barred = why_barred(state, state.record(intake.step), intake.worker)
    if barred:
        return (RunBlocked(f"{intake.step}: {barred}", intake.step),)
    return (
        AttemptStarted(
            intake.step,
            intake.number,
            intake.effect_id,
            intake.worker,
            intake.from_tree,
            intake.brief,
            intake.seen,
        ),
    )


def _one_place(at_work: StepRecord) -> Refusal:
    """Return that a checkout is one place, in which one step is worked on."""
    step, wanted = at_work.definition.path, "one step at a time in a checkout"
    return Refusal(
        "here.busy", f"{step} is worked on here", wanted, "another one", f"submit {step}"
    )


def hold(state: RunState, intake: CannotBegin) -> Admitted | Refusal:
    """Return that the run holds at a step that was to be begun."""
    if not any(isinstance(each, StartAttempt) for each in wanted_now(state, intake.step)):
        return late(state, intake)
    return (RunBlocked(f"{intake.step}: {intake.because}", intake.step),)


def _is_asked(state: RunState, intake: BeginAttempt) -> bool:
    """Return whether the attempt is the one that is wanted now, on that content, by such a worker.

    Shape: who comes by itself is not started, and who is started does not come.
    """
    return any(
        isinstance(wanted, StartAttempt)
        and comes_by_itself(state, wanted) == is_here(intake.worker)
        and (wanted.step, wanted.number) == (intake.step, intake.number)
        and (wanted.effect_id, wanted.from_tree) == (intake.effect_id, intake.from_tree)
        for wanted in wanted_now(state, intake.step)
    )
