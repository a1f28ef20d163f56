"""Whether a step applies, and what must be known for that: its own condition, then its gate."""

from gatewright.core.facts.begun import with_begun
from gatewright.core.facts.facts import question_of, undecided, words_of
from gatewright.core.registers.on_record import registers_in
from gatewright.core.registers.register_words import speaks_of_registers, with_registers
from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.core.text.expressions import evaluate
from gatewright.core.text.known_facts import conditions_know
from gatewright.model.facts import FactRule
from gatewright.model.questions import QuestionAsked
from gatewright.model.trouble import Trouble


def missing_facts(state: RunState, record: StepRecord) -> tuple[FactRule, ...]:
    """Return what somebody must say before a step begins; of one that does not apply, nothing."""
    definition, workflow = record.definition, state.started.workflow
    own = undecided(workflow, state.facts, definition.when) if definition.when else ()
    gate = definition.gate
    if own or not (gate.approvals or gate.facts):
        return own
    asked = [rule.when for rule in gate.approvals if rule.when]
    missing = {rule.name: rule for when in asked for rule in undecided(workflow, state.facts, when)}
    if gate.facts:
        more = undecided(workflow, state.facts, "", gate.facts)
        missing |= {rule.name: rule for rule in more}
    return tuple(missing.values()) if missing and applies(state, record) is not False else ()


def questions_for(state: RunState, record: StepRecord) -> tuple[QuestionAsked, ...]:
    """Return the questions for what is missing that nobody was asked yet."""
    return tuple(
        QuestionAsked(record.definition.path, question_of(rule), words_of(rule))
        for rule in missing_facts(state, record)
        if question_of(rule) not in state.questions
    )


def applies(state: RunState, record: StepRecord) -> bool | Trouble:
    """Return whether the condition of a step is true; what stands in the way of telling."""
    when = record.definition.when
    return answer_to(state, when) if when else True


def undecidable(state: RunState, record: StepRecord) -> Trouble | None:
    """Return why a condition of its gate can never be decided; None where each can."""
    asked = [rule.when for rule in record.definition.gate.approvals if rule.when]
    answers = (answer_to(state, when) for when in asked)
    return next((each for each in answers if isinstance(each, Trouble)), None)


def answer_to(state: RunState, when: str) -> bool | Trouble:
    """Return what a condition comes to, over the facts that are known."""
    known = conditions_know(state.facts)
    if state.ending is not None:
        when = with_begun(when, state)
    if speaks_of_registers(when):
        when = with_registers(when, state)
        known |= registers_in(state)
    answer = evaluate(when, known)
    return answer if isinstance(answer, Trouble) else bool(answer)
