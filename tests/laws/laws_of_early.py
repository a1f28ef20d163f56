"""Steps that begin before all that stands before them: with enough of it, and past no no."""

from gatewright.core.state.run_state import RunState, Skipped, StepRecord
from gatewright.model.events import (
    AttemptStarted,
    Choice,
    Decided,
    Event,
    StepAccepted,
    StepJudged,
)
from gatewright.model.ids import StepPath
from gatewright.model.workflow import SomeOf
from tests.laws.tale import Law, Tale
from tests.laws.written import of_step

BEGUN = (AttemptStarted, StepJudged, StepAccepted)


class EnoughIsThere(Law):
    """A step with `at_least` never begins, nor is it accepted, with fewer accepted needs."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, BEGUN):
            for group in tale.state.record(event.step).definition.some_of:
                self._look_at(tale, event.step, group)

    def _look_at(self, tale: Tale, step: StepPath, group: SomeOf) -> None:
        out = [each for each in group.steps if _is_out(tale.state.record(each))]
        there = [each for each in group.steps if each not in out and is_there(tale.state, each)]
        wanted = min(group.at_least, len(group.steps) - len(out))
        assert len(there) >= wanted, f"{step} with {there} of {group}"
        self.seen["with fewer than all"] += len(there) + len(out) < len(group.steps)
        self.seen["as fewer apply"] += wanted < group.at_least
        self.seen["with more"] += len(there) > wanted


class PassesNoNo(Law):
    """A step passes a gate before its phase only where it says so, and none that people said no to.

    A gate that it does not pass stands when it begins.
    """

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, BEGUN):
            own = tale.state.record(event.step).definition
            for gate, record in tale.state.steps.items():
                is_before = record.definition.phase < own.phase
                if record.definition.gate.is_crossing and is_before:
                    self._look_at(tale, event.step, gate, is_passed=gate in own.passes)

    def _look_at(self, tale: Tale, step: StepPath, gate: StepPath, *, is_passed: bool) -> None:
        if not is_passed:
            assert is_there(tale.state, gate), f"{step} is begun, {gate} is not held"
            self.seen["behind a gate"] += 1
            return
        said = of_step(tale.events, gate, Decided, StepAccepted)
        last = said[-1] if said else None
        is_no = isinstance(last, Decided) and last.choice is Choice.SEND_BACK
        assert not is_no or isinstance(tale.state.record(gate).state, Skipped), f"{step} passes it"
        self.seen["past a gate"] += not isinstance(last, StepAccepted)
        noes = [each for each in said if isinstance(each, Decided)]
        self.seen["after a no"] += any(each.choice is Choice.SEND_BACK for each in noes)


def is_there(state: RunState, step: StepPath) -> bool:
    """Return whether a step is settled and all that it rests on is: walked each time."""
    record = state.record(step)
    if not record.is_settled:
        return False
    counted = {each for group in record.definition.some_of for each in group.steps}
    return all(is_there(state, each) for each in record.definition.needs if each not in counted)


def _is_out(record: StepRecord) -> bool:
    return isinstance(record.state, Skipped)
