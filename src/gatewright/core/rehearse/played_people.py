"""Who there is in a play: as many people as it can ever want, and whoever may say a thing."""

from gatewright.core.approval.approvals import deciding_roles
from gatewright.core.approval.grades import demanded_grade
from gatewright.core.state.asked import Request
from gatewright.core.state.run_state import RunState
from gatewright.model.digest import digest_of
from gatewright.model.feature import People
from gatewright.model.ids import PERSON, CommitId
from gatewright.model.signing import Grade, Signed
from gatewright.model.workflow import Workflow

WHO = f"{PERSON}somebody"


def who_allows(state: RunState) -> str:
    """Return somebody who may let accepted work be committed."""
    held = dict(state.started.people.roles)
    return next((held[role][0] for role in deciding_roles(state) if held.get(role)), WHO)


def signature_of(state: RunState, request: Request, person: str) -> Signed | None:
    """Return a signature that is good for whatever is demanded; None where nothing is."""
    if demanded_grade(state.started.people, request.rule) is None:
        return None
    name = digest_of([request.nonce, person, len(state.statements)])
    return Signed(name, name, "SHA256:somebody", "played", Grade.TOUCH, CommitId("played"))


def enough_people(workflow: Workflow) -> People:
    """Return people each of whom has every role, as many as an approval can want."""
    steps = workflow.every_step
    rules = [rule for step in steps for rule in step.gate.approvals]
    asked = [rule.role for step in steps for rule in step.no_go] + [f.role for f in workflow.facts]
    deciding = [role for rule in rules for role in rule.roles]
    roles = [role for role in dict.fromkeys([*deciding, *asked]) if role]
    wanted = max((max(rule.voices_min, len(rule.roles)) for rule in rules), default=1)
    names = tuple(f"{PERSON}person-{number}" for number in range(1, wanted + 1))
    return People(tuple((role, names) for role in roles), is_solo=False)
