"""What a gate opens for: verdicts that are settled well, of every check, and what people waived."""

from collections import Counter
from datetime import datetime

from gatewright.core.judging.implicit_checks import IMPLICIT
from gatewright.core.state.run_state import UNDER_WAY, RunState, Waiting
from gatewright.model.changing import DefinitionReplaced
from gatewright.model.events import (
    AttemptStarted,
    DecisionAsked,
    Event,
    HintGiven,
    StepAccepted,
    StepGivenUp,
    StepJudged,
    StepRefused,
    StepReopened,
    VerdictLine,
    WorkflowOutgrown,
)
from gatewright.model.ids import Digest, StepPath
from gatewright.model.intake import Intake, JudgingDone
from gatewright.model.remedies import RemedyLaid
from gatewright.model.standing import OutcomeHolds
from gatewright.model.verdicts import Status
from gatewright.model.waivers import Waived
from gatewright.model.workflow import NoGo
from tests.laws.tale import Answer, Law, Tale
from tests.laws.written import CLEAN, of_step, resting_on, since, since_open


class SettledWell(Law):
    """A step is accepted only on its last judgement since it was open, all of it settled well."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, StepAccepted | OutcomeHolds):
            return
        if tale.state.record(event.step).is_template:
            return
        judged = of_step(since_open(tale.events, event.step), event.step, StepJudged)
        assert judged, f"{event.step} was not judged since it was opened"
        last = judged[-1]
        assert isinstance(last, StepJudged)
        assert (last.number, last.tree) == (event.number, event.tree)
        bad = [line.check for line in last.verdicts if line.status not in CLEAN]
        assert bad == [], f"{event.step} accepted, {bad} did not pass"
        self.seen["accepted"] += 1
        self.seen["after a refusal"] += bool(of_step(tale.events, event.step, StepRefused))

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        if isinstance(intake, JudgingDone) and answer.refusal is None:
            statuses = {line.status for line in intake.judged.verdicts}
            self.seen["pending"] += Status.PENDING in statuses
            self.seen["not well"] += not statuses <= CLEAN


class Answered(Law):
    """No gate opens by absence: each check that it names has a verdict before anybody is asked."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, StepAccepted | OutcomeHolds | DecisionAsked):
            return
        record = tale.state.record(event.step)
        if not record.is_template:
            last = of_step(tale.events, event.step, StepJudged)[-1]
            assert isinstance(last, StepJudged)
            said = {line.check.split(" ")[0] for line in last.verdicts}
            silent = set(record.definition.gate.checks) - said
            assert silent == set(), f"{event.step} opens without {silent}"
            self.seen["opened"] += 1

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        if answer.refusal is not None and answer.refusal.found.startswith("none to "):
            self.seen["silent"] += isinstance(intake, JudgingDone)


class OwnProducts(Law):
    """A step is accepted with artifacts that it makes, and with no others."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, StepAccepted):
            makes = {each.name for each in tale.state.record(event.step).definition.produces}
            assert {name for name, _ in event.artifacts} <= makes, event
            self.seen["made"] += bool(event.artifacts)

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        if isinstance(intake, JudgingDone) and answer.refusal is not None:
            is_foreign = answer.refusal.found.endswith("which it does not make")
            self.seen["foreign"] += is_foreign
            record = was.steps.get(intake.judged.step)
            makes = record is not None and bool(record.definition.produces)
            self.seen["beside its own"] += is_foreign and makes


class LetThrough(Law):
    """What is let through was waived by a person: that finding, of that check."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, StepJudged):
            for line in event.verdicts:
                if line.status is Status.WAIVED:
                    given = waived(tale, line)
                    assert line.fingerprints, f"{line.check} is let through for nothing"
                    assert set(line.fingerprints) <= set(given), f"{line.check} was not waived"
                    self.seen["let through"] += 1

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        if isinstance(intake, JudgingDone):
            statuses = [line.status for line in intake.judged.verdicts]
            self.seen["forged"] += Status.WAIVED in statuses


class WaiverRunsOut(Law):
    """A waiver lets nothing through once its time has run out."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, StepJudged):
            for line in event.verdicts:
                self._look(tale, line)

    def _look(self, tale: Tale, line: VerdictLine) -> None:
        given = waived(tale, line)
        dead = {each for each in line.fingerprints if each in given and not given[each]}
        if line.status is Status.WAIVED:
            assert not dead, f"{line.check} is let through by a waiver that has run out"
        self.seen["run out"] += bool(dead)


class NotWaivable(Law):
    """What every step must hold, and what could not be judged, is never waived."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, Waived):
            record = tale.state.record(event.step)
            products = {each.name for each in record.definition.produces}
            assert event.check not in products | set(IMPLICIT), f"{event.check} is waived"
            last = of_step(tale.events, event.step, StepJudged)[-1]
            assert isinstance(last, StepJudged)
            found = {line.status for line in last.verdicts if line.check == event.check}
            assert found == {Status.FAIL}, f"{event.check} is {found} and waived"
            self.seen["waived"] += 1

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        if answer.refusal is not None and answer.refusal.code in ("waive.law", "waive.unjudged"):
            self.seen[answer.refusal.code.replace(".", " ")] += 1


class StaleExactly(Law):
    """What is opened again takes with it exactly the gates behind it, and nobody's work."""

    def after(self, tale: Tale, event: Event, was: RunState) -> None:
        if not isinstance(event, StepReopened):
            return
        resting = {each for each in resting_on(was, event.step) if _is_there(was, each)}
        wanted = {each for each in resting if not isinstance(was.steps[each].state, UNDER_WAY)}
        self.seen["at work"] += bool(resting - wanted)
        found = {path for path in was.steps if _is_there(was, path) and _is_open(tale.state, path)}
        found -= {event.step}
        assert found == wanted, f"{event.step} took {sorted(found)} with it, not {sorted(wanted)}"
        self.seen["reopened"] += 1
        self.seen["taken along"] += bool(wanted)
        kept = [path for path, each in was.steps.items() if each.is_settled]
        self.seen["kept"] += bool(set(kept) - wanted - {event.step})


class ErrorIsFree(Law):
    """What could not be judged is judged again: it costs no attempt and refuses nothing."""

    def after(self, tale: Tale, event: Event, was: RunState) -> None:
        if not isinstance(event, StepJudged):
            return
        found = {line.status for line in event.verdicts}
        if Status.ERROR in found and Status.FAIL not in found:
            before, now = was.record(event.step), tale.state.record(event.step)
            assert (now.tries, now.state) == (before.tries, before.state), "an error was counted"
            self.seen["error"] += 1


class SameReasonTwice(Law):
    """A step that is refused twice in a row for one reason is given up, not tried a third time."""

    def before(self, tale: Tale, event: Event) -> None:
        match event:
            case StepReopened(by=by, rule=rule) if by is not None and rule is not None:
                reasons = self._reasons(tale, by)
                assert len(set(reasons)) == len(reasons), f"{by} goes on after {reasons}"
                self.seen["goes on"] += 1
            case StepGivenUp(step):
                self.seen["given up"] += len(set(self._reasons(tale, step))) == 1
            case _:
                pass

    def _reasons(self, tale: Tale, step: StepPath) -> list[Digest]:
        own = since(tale.own(step), step, StepAccepted, HintGiven)
        anew = [at for at, each in enumerate(own) if _is_tried_anew(each, step)]
        own = own[anew[-1] :] if anew else own
        refused = of_step(own, step, StepRefused)
        return [each.signature for each in refused if isinstance(each, StepRefused)][-2:]


def _is_tried_anew(event: Event, step: StepPath) -> bool:
    """Return whether something was done in between, or a step is another now by people's word."""
    if isinstance(event, DefinitionReplaced):
        return step in (*event.made_again, *event.judged_again)
    return isinstance(event, RemedyLaid) and event.by == step


class Bounded(Law):
    """A failure rule is used as often as it is written, until a person adds words."""

    def __init__(self, seen: Counter[str]) -> None:
        super().__init__(seen)
        self.used: dict[StepPath, Counter[tuple[NoGo, int]]] = {}  # by the rule itself

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, AttemptStarted):
            self.seen["attempts"] += 1
        match event:
            case StepReopened(by=by, rule=rule) if by is not None and rule is not None:
                self._count(by, tale.state.record(by).definition.no_go, rule)
            case HintGiven(step=step) if event.attempts_granted:
                self.used.pop(step, None)
            case WorkflowOutgrown():
                self.used.clear()
            case StepGivenUp():
                self.seen["given up"] += 1
            case _:
                pass

    def after(self, tale: Tale, event: Event, was: RunState) -> None:
        """Forget a rule that another definition has no more: where it comes back, it is new."""
        if not isinstance(event, DefinitionReplaced):
            return
        for step, used in self.used.items():
            record = tale.state.steps.get(step)
            left = record.definition.no_go if record is not None else ()
            for rule, place in tuple(used):
                if left.count(rule) <= place:
                    del used[rule, place]

    def _count(self, step: StepPath, rules: tuple[NoGo, ...], place: int) -> None:
        rule = rules[place]
        used = self.used.setdefault(step, Counter())
        used[rule, rules[:place].count(rule)] += 1
        count = used[rule, rules[:place].count(rule)]
        assert count <= rule.at_most, f"rule {place} of {step}: {count} of {rule.at_most}"
        self.seen["used"] += 1


def waived(tale: Tale, line: VerdictLine) -> dict[Digest, bool]:
    """Return what people waived of a check, and whether any of it counts still."""
    given: dict[Digest, bool] = {}
    for each in tale.events:
        if isinstance(each, Waived) and each.check == line.check:
            counts = not each.until or _time(tale.at) < _time(each.until)
            for fingerprint in each.fingerprints:
                given[fingerprint] = given.get(fingerprint, False) or counts
    return given


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _is_open(state: RunState, path: StepPath) -> bool:
    """Return whether a step waits to be begun, or could be."""
    return type(state.steps[path].state).__name__ in ("Waiting", "Ready")


def _is_there(state: RunState, path: StepPath) -> bool:
    """Return whether a step is anything but waiting: only then it can be taken along."""
    return not isinstance(state.steps[path].state, Waiting) and not _is_open(state, path)
