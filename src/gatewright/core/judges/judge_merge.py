"""Whether work goes with what became of the head meanwhile: each clash is a reason, with its place.

Looked at before anything is judged on the head; where it clashes, nothing is.
"""

from collections.abc import Sequence

from gatewright.core.judging.subject import Subject, evidence_of
from gatewright.model.change import Clash
from gatewright.model.verdicts import Examined, Place, Reason, Status, Verdict
from gatewright.model.workflow import MERGE_CHECK

JUDGE_VERSION = 1
CONFLICT = "lane.conflict"
PLACES_MAX = 20
HUNKS_CHARS_MAX = 12_000


def judge_merge(clashes: Sequence[Clash], subject: Subject) -> Verdict:
    """Return the verdict on work that clashes with the head. Shape: at least one clash."""
    many = "1 place was" if len(clashes) == 1 else f"{len(clashes)} places were"
    headline = f"{many} changed by others meanwhile, in another way"
    hunks = "\n".join(f"{each.path}\n{each.hunks}" for each in clashes if each.hunks)
    reason = Reason(
        code=CONFLICT,
        headline=headline,
        wanted="the change, made on what the others left",
        found=f"{clashes[0].path}: {clashes[0].says}",
        places=tuple(Place(one.path, one.line, one.says) for one in clashes[:PLACES_MAX]),
        tail=hunks[:HUNKS_CHARS_MAX],
    )
    return Verdict(
        check=MERGE_CHECK,
        kind=MERGE_CHECK,
        status=Status.FAIL,
        headline=headline,
        examined=Examined(len(clashes), "places"),
        evidence=evidence_of(subject, JUDGE_VERSION),
        reasons=(reason,),
    )
