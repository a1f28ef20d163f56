"""A verdict with its whole evidence, as plain data."""

from collections.abc import Sequence

from gatewright.core.judging.naming import verdict_id
from gatewright.model.isolation import CLAIMS, Isolation
from gatewright.model.observations import Execution
from gatewright.model.records import dataclass
from gatewright.model.verdicts import Evidence, Examined, Figure, Status, Verdict
from gatewright.views.exits import Exit
from gatewright.views.refusal import RefusalView, refusal_view


@dataclass(frozen=True, slots=True)
class IsolationView:
    """Under what something ran, and what that is worth."""

    level: int
    name: str
    network: str
    claim: str


@dataclass(frozen=True, slots=True)
class ExecutionView:
    """One program that was run."""

    tool: str
    argv: tuple[str, ...]
    cwd: str
    exit_code: int | None
    ending: str
    duration_ms: int
    tree: str
    environment_key: str | None
    isolation: IsolationView
    log: str | None
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnewView:
    """Why something was looked at anew."""

    seen_at: str | None  # of the nearest earlier look; None: there is none
    differing: tuple[str, ...]  # from that look


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """What a verdict rests on."""

    head_tree: str
    base_tree: str | None
    definition: str
    judge_version: int
    environment_key: str | None
    isolation: IsolationView | None
    first_judged_at: str | None  # None: judged now, or some of it
    reused_files: int  # of which what was seen before was taken
    anew: AnewView | None  # None: nothing was looked at anew
    executions: tuple[ExecutionView, ...]


@dataclass(frozen=True, slots=True)
class VerdictView:
    """One check's answer."""

    id: str
    check: str
    kind: str
    status: str
    is_advisory: bool  # never blocks
    headline: str
    examined: Examined
    figures: tuple[Figure, ...]
    reasons: tuple[RefusalView, ...]
    notes: tuple[str, ...]
    duration_ms: int
    evidence: EvidenceView

    @property
    def is_bad(self) -> bool:
        """Return whether it says something that a person should read."""
        return self.status in ("fail", "error", "pending")

    @property
    def is_blocking(self) -> bool:
        """Return whether it stands in the way."""
        return self.is_bad and not self.is_advisory


def derive_exit(verdicts: Sequence[Verdict]) -> Exit:
    """Return what `verdicts` come to. No verdict at all is not a pass: nothing was looked at."""
    if any(verdict.status is Status.FAIL and not verdict.is_advisory for verdict in verdicts):
        return Exit.REFUSED
    if verdicts and all(verdict.may_open for verdict in verdicts):
        return Exit.SETTLED
    return Exit.UNDECIDED


def verdict_view(verdict: Verdict) -> VerdictView:
    """Return `verdict` as every face shows it."""
    return VerdictView(
        id=verdict_id(verdict),
        check=verdict.check,
        kind=verdict.kind,
        status=verdict.status.value,
        is_advisory=verdict.is_advisory,
        headline=verdict.headline,
        examined=verdict.examined,
        figures=verdict.figures,
        reasons=tuple(
            refusal_view(reason, verdict.status, is_advisory=verdict.is_advisory)
            for reason in verdict.reasons
        ),
        notes=verdict.notes,
        duration_ms=verdict.duration_ms,
        evidence=_evidence_view(verdict.evidence),
    )


def isolation_view(isolation: Isolation) -> IsolationView:
    """Return an isolation with what it is worth."""
    return IsolationView(
        level=int(isolation.level),
        name=isolation.level.name.lower(),
        network=isolation.network.value,
        claim=CLAIMS[isolation.level],
    )


def _evidence_view(evidence: Evidence) -> EvidenceView:
    isolation = evidence.isolation
    return EvidenceView(
        head_tree=evidence.head_tree,
        base_tree=evidence.base_tree,
        definition=evidence.definition,
        judge_version=evidence.judge_version,
        environment_key=evidence.environment_key,
        isolation=isolation_view(isolation) if isolation else None,
        first_judged_at=evidence.reused_from,
        reused_files=evidence.reused_count,
        anew=AnewView(evidence.anew.seen_at, evidence.anew.differing) if evidence.anew else None,
        executions=tuple(_execution_view(each) for each in evidence.executions),
    )


def _execution_view(execution: Execution) -> ExecutionView:
    return ExecutionView(
        tool=execution.tool,
        argv=execution.argv,
        cwd=execution.cwd,
        exit_code=execution.exit_code,
        ending=execution.ending,
        duration_ms=execution.duration_ms,
        tree=execution.tree,
        environment_key=execution.environment_key,
        isolation=isolation_view(execution.isolation),
        log=execution.log,
        reports=execution.reports,
    )
