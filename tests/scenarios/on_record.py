"""What the checks of a gate that look at registers come to, judged as in a run."""

from collections.abc import Iterator

from gatewright.core.judges.judge_assert import judge_assert
from gatewright.core.judges.judge_register import judge_register
from gatewright.core.judging.subject import Subject
from gatewright.core.registers.on_record import on_record, registers_in, with_words
from gatewright.core.state.run_state import RunState
from gatewright.definitions.inline_checks import check_of_gate
from gatewright.model.configuration import Configuration
from gatewright.model.digest import digest_of
from gatewright.model.register_rules import RegisterRule
from gatewright.model.rules import AssertRule, CheckDefinition
from gatewright.model.verdicts import Status, Verdict
from gatewright.model.workflow import StepDefinition
from tests.unit.run_stories import AT


def failing_on_record(state: RunState, step: StepDefinition) -> list[str]:
    """Return the checks of the gate of `step` that look at registers and do not hold."""
    verdicts = [verdict for each in _checks(state, step) for verdict in _judged(state, step, each)]
    return [each.check for each in verdicts if each.status is not Status.PASS]


def _checks(state: RunState, step: StepDefinition) -> Iterator[CheckDefinition]:
    for each in step.gate.defined:
        if not any(word in each.text for word in ("register", "reg(", "agreed(")):
            continue
        yield with_words(check_of_gate(each, {}, Configuration()), state)


def _judged(state: RunState, step: StepDefinition, check: CheckDefinition) -> Iterator[Verdict]:
    subject = Subject(state.tree, None, digest_of(check.name))
    if isinstance(check.rule, RegisterRule):
        yield judge_register(check.name, check.rule, on_record(state, step.path, AT), subject)
    if isinstance(check.rule, AssertRule):
        yield judge_assert(check.name, check.rule, registers_in(state), subject)
