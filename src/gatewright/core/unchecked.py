"""What nobody looked at, as a verdict of a step's gate."""

from gatewright.core.subject import Subject, evidence_of
from gatewright.model.digest import digest_of
from gatewright.model.ids import TreeId
from gatewright.model.verdicts import Examined, NotChecked, Reason, Status, Verdict

JUDGE_VERSION = 1


def verdict_of_unchecked(unchecked: NotChecked, head: TreeId, base: TreeId) -> Verdict:
    """Return void for what cannot be looked at here; a failure where a step must show it.

    A gate holds what the base can run. What a step itself left out has a code, and is refused.
    """
    reason = Reason(
        code=unchecked.code,
        headline=unchecked.because,
        wanted="something that shows what the change does",
        found=unchecked.because,
        way_out=unchecked.way_out,
    )
    return Verdict(
        check=unchecked.name,
        kind="unchecked",
        status=Status.FAIL if unchecked.code else Status.NOT_APPLICABLE,
        headline=unchecked.because,
        examined=Examined(0, "things"),
        evidence=evidence_of(Subject(head, base, digest_of(unchecked.name)), JUDGE_VERSION),
        reasons=(reason,) if unchecked.code else (),
    )
