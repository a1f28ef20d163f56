"""Another definition of a run: it spares what it does not touch, and nothing that it does."""

from collections import Counter

from gatewright.core.state.run_state import Accepted, RunState
from gatewright.model.changing import DefinitionReplaced
from gatewright.model.events import (
    AttemptStarted,
    Event,
    Exit,
    RunExited,
    StepAccepted,
    StepJudged,
    StepTaken,
)
from gatewright.model.ids import StepPath
from gatewright.model.intake import Intake, JudgingDone
from gatewright.model.standing import OutcomeHolds
from gatewright.model.workflow import Gate, StepDefinition
from tests.laws.tale import Answer, Law, Tale
from tests.laws.written import real

WORK = ("doer", "reads", "writes", "produces")


class KeepsWhatIsTheSame(Law):
    """What another definition leaves as it is goes on as it was: accepted, or worked on."""

    def after(self, tale: Tale, event: Event, was: RunState) -> None:
        if not isinstance(event, DefinitionReplaced):
            return
        for record in real(was):
            step, now = record.definition.path, tale.state.steps.get(record.definition.path)
            is_same = now is not None and now.definition == record.definition
            if now is None or now.is_retired or not is_same or not record.has_worker:
                continue
            assert now.numbers_used == record.numbers_used, f"{step} begins to count anew"
            if isinstance(record.state, Accepted):
                assert now.state == record.state, f"{step} was left as it is, and holds no more"
                self.seen["kept"] += 1


class DueAgain(Law):
    """What another definition touches is worked on or judged once more before it counts."""

    def __init__(self, seen: Counter[str]) -> None:
        super().__init__(seen)
        self.owes: dict[StepPath, type[Event]] = {}

    def before(self, tale: Tale, event: Event) -> None:
        match event:
            case AttemptStarted(step=step) | StepTaken(step=step):
                self.owes |= {step: StepJudged} if step in self.owes else {}
            case StepJudged(step=step) if self.owes.get(step) is StepJudged:
                del self.owes[step]
            case StepAccepted(step=step) | OutcomeHolds(step=step):
                assert step not in self.owes, f"{step} counts without {self.owes[step].__name__}"
            case RunExited(exit=Exit.COMPLETED):
                held = {
                    r.definition.path for r in real(tale.state) if isinstance(r.state, Accepted)
                }
                assert not held & set(self.owes), f"{held & set(self.owes)} never held by it"
            case _:
                pass

    def after(self, tale: Tale, event: Event, was: RunState) -> None:
        if not isinstance(event, DefinitionReplaced):
            return
        self.seen["replaced"] += 1
        for record in real(was):
            now = tale.state.steps.get(record.definition.path)
            if now is None or now.is_retired:
                self.owes.pop(record.definition.path, None)
                self.seen["retired"] += record.has_held
            elif isinstance(record.state, Accepted):
                self._note(record.definition, now.definition)

    def _note(self, before: StepDefinition, now: StepDefinition) -> None:
        if any(getattr(before, name) != getattr(now, name) for name in WORK) and before.works:
            self.owes[now.path] = AttemptStarted
            self.seen["made again"] += 1
        elif before.gate != now.gate:
            self.owes[now.path] = StepJudged
            self.seen["judged again"] += 1


class JudgedByWhatItIs(Law):
    """No judgement is taken by a definition that another one has taken the place of."""

    def __init__(self, seen: Counter[str]) -> None:
        super().__init__(seen)
        self.by: dict[int, tuple[JudgingDone, Gate]] = {}  # kept, so that no id is used twice

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        if not isinstance(intake, JudgingDone) or intake.judged.step not in was.steps:
            return
        gate = was.record(intake.judged.step).definition.gate
        _, judged_by = self.by.setdefault(id(intake), (intake, gate))
        if answer.refusal is None:
            assert judged_by == gate, f"{intake.judged.step} was judged by what it is not held to"
        self.seen["too late"] += judged_by != gate

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, DefinitionReplaced):
            for intake in tale.under_way:
                if intake.judged.step in tale.state.steps:
                    gate = tale.state.record(intake.judged.step).definition.gate
                    self.by[id(intake)] = (intake, gate)


LAWS: tuple[type[Law], ...] = (KeepsWhatIsTheSame, DueAgain, JudgedByWhatItIs)
