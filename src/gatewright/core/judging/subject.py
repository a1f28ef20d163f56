"""What a judge is told besides the observation: which content, under which definition."""

from collections.abc import Sequence

from gatewright.model.ids import Digest, TreeId
from gatewright.model.isolation import Isolation
from gatewright.model.observations import Execution
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Evidence, Examined, Reason, Status, Verdict


@dataclass(frozen=True, slots=True)
class Subject:
    """The content under judgement and the digest of the check's own definition."""

    head_tree: TreeId
    base_tree: TreeId | None
    definition: Digest
    environment_key: Digest | None = None


def evidence_of(
    subject: Subject, judge_version: int, executions: Sequence[Execution] = ()
) -> Evidence:
    """Return the evidence of a verdict on `subject` that rests on `executions`."""
    return Evidence(
        head_tree=subject.head_tree,
        base_tree=subject.base_tree,
        definition=subject.definition,
        judge_version=judge_version,
        executions=tuple(executions),
        environment_key=subject.environment_key,
        isolation=weakest(executions),
    )


def weakest(executions: Sequence[Execution]) -> Isolation | None:
    """Return the least isolation among `executions`: a verdict is worth no more than that."""
    return min((each.isolation for each in executions), key=lambda one: one.level, default=None)


def judge_trouble(
    check: str, kind: str, trouble: Trouble, *, unit: str, evidence: Evidence
) -> Verdict:
    """Return the verdict `error` that says why nothing could be judged."""
    reason = Reason(
        code=trouble.code,
        headline=trouble.found,
        wanted=trouble.wanted,
        found=trouble.found,
        way_out=trouble.way_out,
        tail=trouble.tail,
    )
    return Verdict(
        check=check,
        kind=kind,
        status=Status.ERROR,
        headline=f"could not judge: {trouble.found}",
        examined=Examined(0, unit),
        evidence=evidence,
        reasons=(reason,),
    )
