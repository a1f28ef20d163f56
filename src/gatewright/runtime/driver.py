"""Drive one run: read, decide, make durable, perform, record; until nothing moves without a person.

Several attempts are under way at once, as many as the run allows; what is judged or merged is done
one after the other. All of them write through one log.
Crash: an attempt whose request is durable and whose end is not is lost, and made again; what was
judged is judged again; a commit is made again, and shown once it is recorded. Nothing accepted is
done twice.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from gatewright.core.approval.commit_units import due
from gatewright.core.course.decide import decide, is_at_rest, wants
from gatewright.core.state.run_state import RunState, Working
from gatewright.core.state.setbacks import PAUSE_S_MAX, wait_s
from gatewright.model.effects import (
    Effect,
    JudgeStep,
    MakeBranch,
    MakeCommit,
    MergeLane,
    StartAttempt,
)
from gatewright.model.here import is_here
from gatewright.model.ids import EffectId, RunId
from gatewright.model.intake import Branched, Committed, Intake, Refusal, WorkLost
from gatewright.model.told import Busy, RunTold
from gatewright.model.trouble import Mistake
from gatewright.runtime.attempts import try_step
from gatewright.runtime.committing import make_commit, show_commits
from gatewright.runtime.crew import Crew
from gatewright.runtime.merging import merge_lane
from gatewright.runtime.role_map import renew_people
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog, stream_of
from gatewright.runtime.step_judge import judge_step
from gatewright.runtime.wanted import NoLongerWanted, wanted_while

Tell = Callable[[RunTold], None]
DRIVER = "gatewright"
FOLLOW_PAUSE_S = 0.1
LOOKS_MAX = 3
LOOK_PAUSE_S = 0.02
LATER_PAUSE_S = 0.5  # an abort is noticed meanwhile


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
    """Perform what is wanted, as much at once as the run allows, until nothing is."""
    _recover(log)
    with suppress(Mistake):  # who decides is told of what cannot be read; here nobody does
        renew_people(run, log)
    driving = _Driving(run, log, _one_at_a_time(tell))
    driving.show()
    with Crew(log.state.started.bounds.parallel, driving.perform) as crew:
        driving.crew = crew
        while True:
            log.catch_up()
            wanted = decide(log.state)
            if not _begin(driving, crew, wanted) and crew.is_idle:
                if not wanted:
                    return log.state
                driving.pause(wanted)
            if not crew.is_idle:
                crew.wait()


def _begin(driving: "_Driving", crew: Crew, wanted: Sequence[Effect]) -> bool:
    """Begin the first thing that is wanted and for which there is a hand; return whether any was.

    Shape: commits are made at once, by who looks. After each, what is wanted is looked at anew.
           What is to wait for its time is passed over.
    """
    for effect in wanted:
        if isinstance(effect, MakeCommit):
            driving.perform(effect)
            return True
        if crew.has_hand_for(effect.step) and driving.is_time_for(effect):
            crew.begin(effect)
            return True
    return False


def wait_for(effect: Effect, now: Callable[[], str]) -> float:
    """Return how long `effect` is to wait still. Units: seconds."""
    if not isinstance(effect, StartAttempt) or not effect.not_before:
        return 0.0
    return wait_s(effect.not_before, now())


def _recover(log: RunLog) -> None:
    """Record as lost what a dead driver left under way: its processes are gone with it.

    Shape: who works in a person's own checkout is no process of a driver's.
    """
    for step in sorted(log.state.active):
        state = log.state.record(step).state
        if isinstance(state, Working) and not is_here(state.worker):
            log.admit(WorkLost(step, state.number, "its driver is gone"), DRIVER)


class _Driving:
    """What performs the effects of one run. Whoever judges or merges has the workbench alone."""

    def __init__(self, run: RunEdges, log: RunLog, tell: Tell) -> None:
        self._run = run
        self._tell = tell
        self._bench = threading.Lock()
        self._showing = threading.Lock()  # whoever is late does not put it back
        self._waits_since_s: dict[EffectId, float] = {}
        self._paused_s = 0.0
        self.log = log
        self.crew: Crew | None = None

    def is_time_for(self, effect: Effect) -> bool:
        """Return whether `effect` need not wait any more; that it does is told once.

        Shape: nobody waits for longer than the longest pause, wherever the clock was set to.
        """
        if wait_for(effect, self._run.now) == 0:
            return True
        if effect.effect_id not in self._waits_since_s:
            self._waits_since_s[effect.effect_id] = self._paused_s
            self._tell(Busy(effect.step, "waiting before it tries again"))
        return self._paused_s - self._waits_since_s[effect.effect_id] >= PAUSE_S_MAX

    def pause(self, wanted: Sequence[Effect]) -> None:
        """Wait for the first of `wanted`, or for a moment: it may be that nobody wants it then."""
        wait = min(LATER_PAUSE_S, *(wait_for(each, self._run.now) for each in wanted))
        self._run.pause(wait)
        self._paused_s += wait

    def perform(self, effect: Effect) -> None:
        """Perform one effect and record what came of it."""
        match effect:
            case StartAttempt():
                try_step(self._run, self.log, effect, self._tell, self._is_leaving)
            case JudgeStep():
                self._judge(effect)
            case MergeLane():
                with self._bench:
                    self._record(effect, merge_lane(self._run, effect))
            case MakeBranch():
                self._record(effect, Branched(effect.step, effect.commit))
                self.show()
            case MakeCommit():
                commit = make_commit(self._run, self.log, effect)
                if commit is not None:
                    self._record(effect, Committed(effect.step, commit, effect.tree))
                    self.show()

    def show(self) -> None:
        """Let the branch of the run be where the journal says."""
        with self._showing:
            show_commits(self._run, self.log.state)

    def _judge(self, effect: JudgeStep) -> None:
        """Judge a step, as long as that is wanted."""
        journal, log = self._run.journal, self.log
        asked = wanted_while(journal, log, lambda state: wants(state, effect))
        with self._bench, suppress(NoLongerWanted):
            if self._is_leaving() or not asked():
                return
            self._tell(Busy(effect.step, "judging"))
            with self._run.while_wanted(lambda: not self._is_leaving() and asked()):
                self._record(effect, judge_step(self._run, log.state, effect, self._tell))

    def _is_leaving(self) -> bool:
        """Return whether the driver ends, whatever is wanted."""
        return self.crew is not None and self.crew.is_leaving

    def _record(self, effect: Effect, intake: Intake) -> None:
        """Record an outcome; one that comes late is of no use to anybody and is let go."""
        answer = self.log.admit(intake, DRIVER)
        if isinstance(answer, Refusal):
            self.log.catch_up()
            is_wanted = wants(self.log.state, effect) and due(self.log.state) is None
            assert not is_wanted, f"BUG: {answer.code}: {answer.what} ({answer.found})"


def _one_at_a_time(tell: Tell) -> Tell:
    """Return `tell` for several threads: who listens hears one after the other."""
    lock = threading.Lock()

    def tell_alone(told: RunTold) -> None:
        with lock:
            tell(told)

    return tell_alone


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
