"""What people do: decide on what was shown to them, in their role, not on their own work."""

from gatewright.core.approval.approvals import request_with
from gatewright.core.state.run_state import Choosing, Deciding, RunState
from gatewright.model.events import (
    AttemptFinished,
    AttemptStarted,
    Choice,
    Decided,
    DecisionAsked,
    DecisionLapsed,
    Event,
    RunBlocked,
    RunResumed,
    StepAccepted,
    StepJudged,
    StepsExpanded,
    StepTaken,
)
from gatewright.model.ids import PERSON, StepPath
from gatewright.model.intake import Decide, Intake
from gatewright.model.standing import DecisionKept, OutcomeHolds
from gatewright.model.waivers import Waived
from gatewright.model.workflow import ApprovalRule
from tests.laws.tale import Answer, Law, Tale
from tests.laws.written import of_step, since


def rule_of(tale: Tale, event: Decided) -> ApprovalRule:
    """Return what is written of who decides on what is asked."""
    request = request_with(tale.state, event.step, event.nonce)
    assert request is not None, f"{event.step}: nobody asked that"
    return request.rule


class BoundToContent(Law):
    """A decision counts only on what is asked now: that asking, and that content."""

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        if not isinstance(intake, Decide):
            return
        if answer.refusal is not None:
            self.seen["stale"] += answer.refusal.code == "approval.stale"
            return
        events = of_step(tale.events[: tale.mark], intake.step, DecisionAsked)
        asked = [each for each in events if isinstance(each, DecisionAsked)]
        last = asked[-1].number
        now = [(each.nonce, each.bound) for each in asked if each.number == last]
        assert (intake.nonce, intake.bound) in now, f"on {intake.bound}, asked {now}"
        self.seen["counted"] += 1
        self.seen["side by side"] += len(now) > 1


class AskedUntilSaid(Law):
    """What people are asked stays asked until they say it, or it is said that nobody asks it."""

    def after(self, tale: Tale, event: Event, was: RunState) -> None:
        for step in was.active:
            before = _asked_of(was, step)
            gone = before - _asked_of(tale.state, step)
            self.seen["asked"] += bool(before)
            if gone:
                own = getattr(event, "step", None) == step and not isinstance(event, StepsExpanded)
                assert own, f"{type(event).__name__} took away what is asked at {step}"
                self.seen["lapsed"] += isinstance(event, DecisionLapsed)
        if isinstance(event, StepsExpanded):
            self.seen["lists"] += 1


def _asked_of(state: RunState, step: StepPath) -> set[str]:
    """Return what people are asked at a step."""
    asked = state.steps[step].state if step in state.steps else None
    match asked:
        case Deciding(requests=requests):
            return {each.nonce for each in requests}
        case Choosing(nonce=nonce):
            return {nonce}
        case _:
            return set()


class Approved(Law):
    """A step that asks people is accepted only after a yes to exactly what there is, not withdrawn.

    The yes is to the asking of that very judgement, or to an earlier one on the same content.
    """

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, StepAccepted | OutcomeHolds):
            return
        record = tale.state.record(event.step)
        if record.is_template or not record.definition.gate.approvals:
            return
        asked = [
            each
            for each in since(tale.events, event.step, StepJudged)
            if isinstance(each, DecisionAsked | DecisionKept) and each.step == event.step
        ]
        assert asked, f"{event.step}: nobody was asked"
        given = [
            (each.nonce, each.bound, each.choice)
            for each in tale.events[_taken_back(tale, event.step) :]
            if isinstance(each, Decided)
        ]
        for each in asked:
            if isinstance(each, DecisionAsked):
                assert each.tree == event.tree, f"{event.step}: not on this tree"
            yes = (each.nonce, each.bound, Choice.APPROVE)
            assert yes in given, f"{event.step}: nobody said yes"
            self.seen["kept"] += isinstance(each, DecisionKept)
        self.seen["approved"] += 1
        self.seen["approved again"] += event.number > 1


def _taken_back(tale: Tale, step: StepPath) -> int:
    """Return after how many events no person objected to what was decided at `step`."""
    for index in range(len(tale.events) - 1, -1, -1):
        event = tale.events[index]
        if isinstance(event, Decided) and (event.step, event.choice) == (step, Choice.SEND_BACK):
            return index + 1
    return 0


class InTheirRole(Law):
    """Who decides or waives holds the role that it is done in."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, Decided | Waived) or tale.people.is_solo:
            return
        held = [role for role, people in tale.people.roles if event.person in people]
        assert event.role in held, f"{event.person} as {event.role}, holds {held}"
        if isinstance(event, Decided):
            assert event.role in rule_of(tale, event).roles
        self.seen[type(event).__name__.lower()] += 1

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        code = answer.refusal.code if answer.refusal is not None else ""
        if code in ("approval.role", "waive.role"):
            self.seen[code.replace(".", " ").replace("-", " ")] += 1


class NotTheirOwn(Law):
    """In a team, who wrote part of the work neither decides on it nor waives what was found."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, Decided | Waived) or tale.people.is_solo:
            return
        if isinstance(event, Decided) and not rule_of(tale, event).not_author:
            return
        wrote = {each.author for each in tale.events if isinstance(each, AttemptFinished)}
        assert event.person not in wrote, f"{event.person} wrote part of {event.step}"
        self.seen["others"] += 1

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        code = answer.refusal.code if answer.refusal is not None else ""
        if code in ("approval.author", "waive.author"):
            self.seen[code.replace(".", " ").replace("-", " ")] += 1


class EachItem(Law):
    """A yes answers each item that is asked, once; a no has a reason."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, Decided):
            return
        items, said = rule_of(tale, event).items, [each.item for each in event.answers]
        assert len(set(said)) == len(said)
        assert set(said) <= set(items)
        if event.choice is Choice.APPROVE:
            assert set(said) == set(items), f"nobody answered {set(items) - set(said)}"
        if event.choice is Choice.SEND_BACK or not all(each.is_yes for each in event.answers):
            assert event.because.strip(), "a no without a reason"
        self.seen["decided"] += 1

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        code = answer.refusal.code if answer.refusal is not None else ""
        if code in ("approval.unanswered", "approval.reason", "approval.unasked-item"):
            self.seen[code.replace(".", " ").replace("-", " ")] += 1


class OnlyPeople(Law):
    """What people do is taken from people only, whatever the principal is called."""

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        person = getattr(intake, "person", None)
        if person is not None and not person.startswith(PERSON):
            assert answer.refusal is not None, f"{person} did {type(intake).__name__}"
            self.seen["nobody"] += 1

    def before(self, tale: Tale, event: Event) -> None:
        self.seen["taken"] += isinstance(event, StepTaken)


class InTime(Law):
    """Nothing is begun once the time of the run is used up, until a person acts."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, AttemptStarted):
            late_s = -tale.left_s
            assert late_s <= 0, f"{event.step} begun {late_s} s after the time was used up"
            self.seen["in time"] += 1
        if isinstance(event, RunBlocked):
            self.seen["used up"] += "budget used up" in event.because
        if isinstance(event, RunResumed):
            self.seen["begun anew"] += bool(event.wall_s_granted)
