"""Which key a decision has to be signed by, and what is known of one that signed."""

from gatewright.core.text.allowed_signers import SignerLine
from gatewright.core.text.ssh_signatures import SshSignature
from gatewright.model.feature import People
from gatewright.model.signing import Grade
from gatewright.model.workflow import ApprovalRule

ASKS = {
    Grade.SILENT: "a signature",
    Grade.CONFIRM: "a signature by a key that asks each time",
    Grade.TOUCH: "a signature by a key that is touched each time",
}


def demanded_grade(people: People, rule: ApprovalRule) -> Grade | None:
    """Return what is demanded by project and approval together; None where nothing is."""
    demanded = [grade for grade in (people.grade, rule.grade) if grade is not None]
    return max(demanded, key=list(Grade).index, default=None)


def grade_of(signature: SshSignature, line: SignerLine) -> Grade:
    """Return what a person had to do for a signature, as far as it can be known.

    Shape: a touch is told by the signature itself, for which the key has to be of hardware; that
           an agent asks first is the word of whoever put the key on the list.
    """
    if signature.was_touched:
        return Grade.TOUCH
    return Grade.CONFIRM if line.is_confirmed else Grade.SILENT
