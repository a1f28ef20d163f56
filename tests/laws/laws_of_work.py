"""What is worked on: what is wanted, once, from what was accepted, and nothing that comes late."""

from collections import Counter

from gatewright.core.course.decide import decide
from gatewright.core.state.run_state import Ready, RunState
from gatewright.model.commit_policy import CommitMade
from gatewright.model.effects import StartAttempt
from gatewright.model.events import (
    AttemptFinished,
    AttemptStarted,
    DecisionAsked,
    Event,
    StepAccepted,
    StepJudged,
    StepSkipped,
    StepTaken,
    WorkflowOutgrown,
)
from gatewright.model.ids import StepPath, TreeId
from gatewright.model.intake import (
    BeginAttempt,
    Committed,
    Intake,
    JudgingDone,
    WorkDone,
    WorkLost,
)
from gatewright.model.questions import QuestionAnswered, QuestionAsked
from gatewright.model.queueing import WorkMerged
from gatewright.model.standing import TargetMoved
from gatewright.model.waivers import JudgedAnew
from tests.laws.tale import Answer, Law, Tale
from tests.laws.written import CONDITIONS, is_under_way, needs_of, of_step, since, stands


class Fenced(Law):
    """An outcome is taken where its attempt is the one under way, and refused where it is not."""

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        match intake:
            case WorkDone(finished):
                step, number = finished.step, finished.number
            case WorkLost(step, number):
                pass
            case _:
                return
        is_current = is_under_way(tale.events[: tale.mark], step, number)
        assert is_current == (answer.refusal is None), (
            f"{step} {number} {'is' if is_current else 'is not'} under way, {answer.refusal}"
        )
        self.seen["current" if is_current else "late"] += 1


class Wanted(Law):
    """An attempt begins only where it is wanted, and from the tree that was accepted last."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, AttemptStarted):
            assert isinstance(tale.state.record(event.step).state, Ready)
            assert event.from_tree == tale.tree, f"{event.from_tree}, accepted was {tale.tree}"
            self.seen["begun"] += 1

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        if isinstance(intake, BeginAttempt):
            wanted = [
                (each.step, each.number, each.effect_id)
                for each in decide(was)
                if isinstance(each, StartAttempt)
            ]
            is_wanted = (intake.step, intake.number, intake.effect_id) in wanted
            assert answer.refusal is not None or is_wanted
            self.seen["unwanted"] += answer.refusal is not None


class JudgedAsHandedIn(Law):
    """A judgement counts only on what was handed in last, or what that came to on the head."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, StepJudged):
            return
        record = tale.state.record(event.step)
        if record.has_worker:
            wanted = self._handed_in(tale, event.step)
        else:
            wanted = (record.numbers_used + 1, tale.tree)
        assert (event.number, event.tree) == wanted, f"{event.number} {event.tree}, not {wanted}"
        self.seen["judged"] += 1

    def _handed_in(self, tale: Tale, step: StepPath) -> tuple[int, TreeId]:
        """Return what there is to be judged; where a target clashes, it was found to at once."""
        kinds = (AttemptFinished, JudgedAnew, WorkMerged, TargetMoved)
        last = of_step(tale.events, step, *kinds)[-1]
        if isinstance(last, TargetMoved):
            return 1, last.head
        assert isinstance(last, AttemptFinished | JudgedAnew | WorkMerged)
        self.seen["on the head"] += isinstance(last, WorkMerged)
        return last.number, last.tree

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        self.seen["refused"] += isinstance(intake, JudgingDone) and answer.refusal is not None


class NumberedOnce(Law):
    """No number of an attempt, no id of an effect, a question or an asking is ever used twice."""

    def __init__(self, seen: Counter[str]) -> None:
        super().__init__(seen)
        self.used: set[tuple[str, object]] = set()

    def before(self, tale: Tale, event: Event) -> None:
        match event:
            case AttemptStarted(step, number, effect_id):
                self._use("attempt", (step, number))
                self._use("effect", effect_id)
            case StepTaken(step):
                self._use("attempt", (step, tale.state.record(step).numbers_used + 1))
            case QuestionAsked(_, question_id):
                self._use("question", question_id)
            case DecisionAsked(nonce=nonce):
                self._use("asking", nonce)
            case WorkflowOutgrown():
                self.seen["outgrown"] += 1
            case _:
                pass

    def _use(self, kind: str, name: object) -> None:
        assert (kind, name) not in self.used, f"{kind} {name} again"
        self.used.add((kind, name))
        self.seen[kind] += 1


class NeedsStand(Law):
    """Nothing is begun, judged or held for done before everything that it rests on stands."""

    def before(self, tale: Tale, event: Event) -> None:
        state = tale.state
        match event:
            case AttemptStarted(step) | StepTaken(step) | StepSkipped(step):
                pass
            case StepAccepted(step) if state.record(step).is_template:
                self.seen["lists done"] += 1
            case StepJudged(step) if not state.record(step).has_worker:
                pass
            case _:
                return
        open_ones = [
            need for need in needs_of(state, state.record(step)) if not stands(state, need)
        ]
        assert open_ones == [], f"{step} before {open_ones}"
        self.seen["begun"] += 1
        self.seen["reads"] += bool(state.record(step).definition.reads)


class SkippedWhereFalse(Law):
    """A step whose condition is false is skipped, each time: nobody works on it or judges it."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, AttemptStarted | StepJudged):
            when = tale.state.record(event.step).definition.when
            assert CONDITIONS[when] is not False, f"{event.step} although {when}"
            self.seen["met"] += bool(when)
        if isinstance(event, StepSkipped):
            self.seen["skipped"] += 1


class UndecidedHolds(Law):
    """A condition that cannot be decided holds the run; it is never taken for true or false."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, AttemptStarted | StepSkipped):
            when = tale.state.record(event.step).definition.when
            assert CONDITIONS[when] is not None, f"{type(event).__name__} although {when}"

    def at_rest(self, tale: Tale) -> None:
        because = getattr(tale.state.phase, "because", "")
        self.seen["held"] += "its condition cannot be decided" in because


class CommittedOnce(Law):
    """Each accepted change of the tree becomes exactly one commit, in the order of acceptance.

    A target that is taken in is one, whatever it changes.
    """

    def __init__(self, seen: Counter[str]) -> None:
        super().__init__(seen)
        self.units: list[tuple[StepPath, TreeId]] = []
        self.made: list[CommitMade] = []

    def before(self, tale: Tale, event: Event) -> None:
        is_taken_in = isinstance(event, StepAccepted) and event.step == tale.taking
        if isinstance(event, StepAccepted) and (event.tree != tale.tree or is_taken_in):
            self.units.append((event.step, event.tree))
        if isinstance(event, CommitMade):
            self.made.append(event)
            self.seen["made"] += 1

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        self.seen["refused"] += isinstance(intake, Committed) and answer.refusal is not None

    def at_rest(self, tale: Tale) -> None:
        if tale.is_committed_later:
            return  # what waits is a commit together with what is made anew meanwhile
        made = [(each.step, each.tree) for each in self.made]
        left = [(each.step, each.tree) for each in tale.state.to_commit]
        assert made + left == self.units, f"made {made}, left {left}, accepted {self.units}"
        assert len({each.commit for each in self.made}) == len(made), "one commit for two"


class QuestionHolds(Law):
    """A step with a question that nobody answered is not begun, judged or accepted.

    What was asked about an item is moot once its step is made anew for another.
    """

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, QuestionAnswered):
            self.seen["answered"] += 1
        if isinstance(event, AttemptStarted | StepJudged | StepAccepted):
            own = since(tale.own(event.step), event.step)
            asked = {
                each.question_id
                for each in of_step(own, event.step, QuestionAsked)
                if isinstance(each, QuestionAsked)
            }
            answered = {each.question_id for each in own if isinstance(each, QuestionAnswered)}
            assert asked <= answered, f"{event.step} goes on without {asked - answered}"
