"""Whether a decision is proved to be of a person as much as is demanded; and none of them twice."""

from gatewright.core.approval.grades import ASKS, demanded_grade
from gatewright.core.state.run_state import RunState
from gatewright.model.ids import PERSON
from gatewright.model.intake import Decide, Refusal
from gatewright.model.workflow import ApprovalRule


def refuse_replay(state: RunState, intake: Decide) -> Refusal | None:
    """Return that a statement was taken before; None for one that is new, or for none."""
    if intake.signed is None or intake.signed.statement not in state.statements:
        return None
    return Refusal(
        "approval.replayed",
        "this signed decision was taken before, and counts once",
        "a decision that is signed anew",
        f"statement {intake.signed.statement[:12]}",
        f"gatewright approve {state.started.feature.run_id}",
    )


def refuse_unproved(state: RunState, rule: ApprovalRule, intake: Decide) -> Refusal | None:
    """Return that a decision is not signed by the key that is demanded; None where it is."""
    demanded = demanded_grade(state.started.people, rule)
    if demanded is None or (intake.signed is not None and intake.signed.grade.reaches(demanded)):
        return None
    run_id = state.started.feature.run_id
    if intake.signed is None:
        return Refusal(
            "approval.unsigned",
            f"an unsigned decision of {intake.person.removeprefix(PERSON)} does not count here",
            ASKS[demanded],
            "none",
            f"gatewright approve {run_id} --sign-with KEY",
        )
    return Refusal(
        "approval.grade",
        "the key that signed asks less of a person than is demanded",
        ASKS[demanded],
        f"{intake.signed.key} ({intake.signed.kind}): {intake.signed.grade}",
        f"gatewright approve {run_id} --sign-with KEY",
    )
