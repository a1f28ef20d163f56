"""What people do: decide on what was shown to them, in their role, not on their own work."""

from gatewright.core.run_state import RunState
from gatewright.model.events import (
    AttemptFinished,
    AttemptStarted,
    Choice,
    Decided,
    DecisionAsked,
    Event,
    RunBlocked,
    RunResumed,
    StepAccepted,
    StepTaken,
    Waived,
)
from gatewright.model.ids import PERSON, StepPath
from gatewright.model.intake import Decide, Intake
from gatewright.model.workflow import ApprovalRule
from tests.laws.tale import Answer, Law, Tale
from tests.laws.written import of_step


def rule_of(tale: Tale, step: StepPath) -> ApprovalRule:
    """Return what is written of who decides on a step."""
    rule = tale.state.record(step).definition.gate.approval
    assert rule is not None, f"{step} is decided on, and asks nobody"
    return rule


class BoundToContent(Law):
    """A decision counts only on what is asked now: that asking, and that content."""

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        if not isinstance(intake, Decide):
            return
        if answer.refusal is not None:
            self.seen["stale"] += answer.refusal.code == "approval.stale"
            return
        asked = of_step(tale.events[: tale.mark], intake.step, DecisionAsked)[-1]
        assert isinstance(asked, DecisionAsked)
        wanted = (asked.nonce, asked.bound)
        assert (intake.nonce, intake.bound) == wanted, f"on {intake.bound}, asked {asked.bound}"
        self.seen["counted"] += 1


class Approved(Law):
    """A step that asks people is accepted only after a yes to the asking of that very judgement."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, StepAccepted):
            return
        record = tale.state.record(event.step)
        if record.is_template or record.definition.gate.approval is None:
            return
        asked = of_step(tale.events, event.step, DecisionAsked)
        last = asked[-1] if asked else None
        assert isinstance(last, DecisionAsked), f"{event.step}: nobody was asked"
        assert (last.number, last.tree) == (event.number, event.tree), f"{event.step}: not on this"
        given = [each for each in tale.events if isinstance(each, Decided)]
        yes = [each for each in given if (each.nonce, each.choice) == (last.nonce, Choice.APPROVE)]
        assert yes, f"{event.step}: nobody said yes"
        self.seen["approved"] += 1
        self.seen["approved again"] += len(asked) > 1


class InTheirRole(Law):
    """Who decides or waives holds the role that it is done in."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, Decided | Waived) or tale.people.is_solo:
            return
        held = [role for role, people in tale.people.roles if event.person in people]
        assert event.role in held, f"{event.person} as {event.role}, holds {held}"
        if isinstance(event, Decided):
            assert event.role in rule_of(tale, event.step).roles
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
        if isinstance(event, Decided) and not rule_of(tale, event.step).not_author:
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
        items, said = rule_of(tale, event.step).items, [each.item for each in event.answers]
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
