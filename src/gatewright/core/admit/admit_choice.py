"""What a person may say where a failure rule leaves it to them what follows."""

from gatewright.core.course.failure import after_choice
from gatewright.core.state.run_state import Choosing, RunState
from gatewright.model.choices import MoveChosen
from gatewright.model.events import Event
from gatewright.model.ids import PERSON
from gatewright.model.intake import Choose, Refusal
from gatewright.model.workflow import NoGo


def admit_choice(state: RunState, intake: Choose) -> tuple[Event, ...] | Refusal:
    """Return a choice and what it sets off; it must be of what was asked, by who may choose."""
    record = state.steps.get(intake.step)
    if record is None or not isinstance(record.state, Choosing):
        return _unasked(state, intake)
    if record.state.nonce != intake.nonce:
        return Refusal(
            "choice.stale",
            "what you chose is not what is asked any more",
            "a choice of what is offered now",
            "it was refused once more since",
            f"gatewright choose {state.started.feature.run_id}",
        )
    rule = record.definition.no_go[record.state.rule]
    refusal = _unfit(state, rule, intake)
    if refusal is not None:
        return refusal
    chosen = MoveChosen(
        intake.step, intake.nonce, intake.offer, intake.person, rule.role, intake.because
    )
    return (chosen, *after_choice(state, record, rule.offers[intake.offer], intake.because))


def _unasked(state: RunState, intake: Choose) -> Refusal:
    """Return that nobody is asked to choose."""
    run_id = state.started.feature.run_id
    return Refusal(
        "choice.unasked",
        f"{intake.step} leaves nothing to choose",
        "a step that asks what follows",
        "none",
        f"gatewright status {run_id}",
    )


def _unfit(state: RunState, rule: NoGo, intake: Choose) -> Refusal | None:
    """Return why a choice cannot be taken as it is; None where it can."""
    people = state.started.people
    able = dict(people.roles).get(rule.role, ()) if rule.role else (state.started.requester,)
    if not people.is_solo and intake.person not in able:
        names = ", ".join(person.removeprefix(PERSON) for person in able) or "nobody"
        what = f"{intake.person.removeprefix(PERSON)} cannot choose here"
        found = f"it stays with: {names}"
        wanted = f"somebody with role {rule.role}" if rule.role else "who asked for the run"
        return Refusal("choice.role", what, wanted, found)
    if not 0 <= intake.offer < len(rule.offers):
        wanted = f"1 to {len(rule.offers)}"
        return Refusal("choice.unknown", "this is not offered", wanted, f"{intake.offer + 1}")
    if not intake.because.strip():
        what, wanted = "a choice needs a reason", "a sentence for who reads this later"
        return Refusal("choice.reason", what, wanted, "none", '-m "..."')
    return None
