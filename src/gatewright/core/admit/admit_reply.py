"""Answers: to a worker that does not know something, and to facts that a condition needs."""

from gatewright.core.course.fact_changes import after_answer
from gatewright.core.facts.facts import rule_of, settled_by, wanted_of
from gatewright.core.state.run_state import RunState
from gatewright.model.events import Event
from gatewright.model.ids import PERSON
from gatewright.model.intake import Refusal, Reply
from gatewright.model.questions import QuestionAnswered


def admit_reply(state: RunState, intake: Reply) -> tuple[Event, ...] | Refusal:
    """Return the answer to an open question."""
    open_ids = sorted(state.questions)
    wanted = intake.question_id or (open_ids[0] if len(open_ids) == 1 else None)
    if wanted is None or wanted not in state.questions:
        return Refusal(
            "answer.unasked",
            "there is no such question" if open_ids else "nothing is asked",
            "an open question",
            ", ".join(open_ids) or "none",
        )
    unfit = _unfit_fact(state, wanted, intake)
    answered = QuestionAnswered(wanted, intake.person, intake.text)
    return unfit or (answered, *after_answer(state, answered))


def _unfit_fact(state: RunState, question_id: str, intake: Reply) -> Refusal | None:
    """Return why an answer settles no fact; None where it does, or none is asked."""
    rule = rule_of(state.started.workflow, question_id)
    if rule is None:
        return None
    people = state.started.people
    able = dict(people.roles).get(rule.role, ())
    if rule.role and not people.is_solo and intake.person not in able:
        names = ", ".join(person.removeprefix(PERSON) for person in able) or "nobody"
        found = f"it stays with: {names}"
        what = f"{intake.person.removeprefix(PERSON)} does not settle this"
        return Refusal("fact.role", what, f"somebody with role {rule.role}", found)
    if settled_by(intake.text, rule) is None:
        run_id = state.started.feature.run_id
        way_out = f'gatewright answer {run_id} "no: it changes no screen"'
        what = "this settles nothing"
        return Refusal("fact.answer", what, wanted_of(rule), intake.text[:100], way_out)
    return None
