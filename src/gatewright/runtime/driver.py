"""Drive one run: read, decide, make durable, perform, record; until nothing moves without a person.

Crash: an attempt whose request is durable and whose end is not is lost, and made again; what was
judged is judged again; a commit is found or made again. Nothing accepted is done twice.
"""

from collections.abc import Callable
from contextlib import suppress

from gatewright.core.decide import decide, is_at_rest
from gatewright.core.run_state import RunState, Working
from gatewright.model.effects import Effect, JudgeStep, MakeCommit, MergeLane, StartAttempt
from gatewright.model.ids import RunId
from gatewright.model.intake import Committed, Intake, Refusal, WorkLost
from gatewright.model.told import Busy, RunTold
from gatewright.runtime.attempts import try_step
from gatewright.runtime.committing import make_commit
from gatewright.runtime.merging import merge_lane
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog, stream_of
from gatewright.runtime.step_judge import judge_step
from gatewright.runtime.wanted import NoLongerWanted, wanted_while

Tell = Callable[[RunTold], None]
DRIVER = "gatewright"
FOLLOW_PAUSE_S = 0.1
LOOKS_MAX = 3
LOOK_PAUSE_S = 0.02


def drive(run: RunEdges, run_id: RunId, tell: Tell) -> RunState:
    """Drive `run_id` until it is at rest or over, and return its state.

    Shape: where another process drives it already, this one follows and tells the same.
    """
    for _ in range(LOOKS_MAX):
        with run.journal.drive(stream_of(run_id)) as is_ours:
            if is_ours:
                return _drive(run, RunLog(run, run_id, tell), tell)
        run.pause(LOOK_PAUSE_S)  # it may be that somebody only looked whether it is driven
    return _follow(run, run_id, RunLog(run, run_id, tell))


def _drive(run: RunEdges, log: RunLog, tell: Tell) -> RunState:
    """Perform what is wanted, one effect after the other, until nothing is."""
    _recover(log)
    while True:
        log.catch_up()
        wanted = decide(log.state)
        if not wanted:
            return log.state
        _perform(run, log, wanted[0], tell)


def _recover(log: RunLog) -> None:
    """Record as lost what a dead driver left under way: its processes are gone with it."""
    for step in sorted(log.state.active):
        state = log.state.record(step).state
        if isinstance(state, Working):
            log.admit(WorkLost(step, state.number, "its driver is gone"), DRIVER)


def _perform(run: RunEdges, log: RunLog, effect: Effect, tell: Tell) -> None:
    """Perform one effect and record what came of it."""
    match effect:
        case StartAttempt():
            try_step(run, log, effect, tell)
        case JudgeStep():
            tell(Busy(effect.step, "judging"))
            still = wanted_while(run.journal, log, lambda state: effect in decide(state))
            with suppress(NoLongerWanted), run.while_wanted(still):
                _record(log, effect, judge_step(run, log.state, effect, tell))
        case MergeLane():
            _record(log, effect, merge_lane(run, effect))
        case MakeCommit():
            commit = make_commit(run, log, effect)
            _record(log, effect, Committed(effect.step, commit, effect.tree))


def _record(log: RunLog, effect: Effect, intake: Intake) -> None:
    """Record an outcome; one that comes late is of no use to anybody and is let go."""
    answer = log.admit(intake, DRIVER)
    if isinstance(answer, Refusal):
        log.catch_up()
        is_wanted = effect in decide(log.state)
        assert not is_wanted, f"BUG: {answer.code}: {answer.what} ({answer.found})"


def _follow(run: RunEdges, run_id: RunId, log: RunLog) -> RunState:
    """Tell what another driver does, until the run is at rest or that driver is gone."""
    version = run.journal.version()
    while not is_at_rest(log.state):
        run.pause(FOLLOW_PAUSE_S)
        if run.journal.version() != version:
            version = run.journal.version()
            log.catch_up()
            continue
        with run.journal.drive(stream_of(run_id)) as is_free:
            if is_free:
                log.catch_up()  # its last words may be younger than our last look
                return log.state
    return log.state
