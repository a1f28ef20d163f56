"""One kept verdict in full, and what judging it again showed."""

from gatewright.model.judgement import OfRun, Recalled, Reproduction, Stability
from gatewright.model.records import dataclass
from gatewright.model.verdicts import Figure
from gatewright.views.next import NextView
from gatewright.views.verdict import VerdictView, verdict_view

SCHEMA = "gatewright.show/1"
SAYS: dict[Stability, str] = {
    Stability.SAME: "the same content was judged again: same answer, same figures",
    Stability.UNSTABLE: "the same content was judged again and the answer differs: unstable",
    Stability.NOT_PROMISED: (
        "judged again, but it reaches a network or a service: equal answers are not promised"
    ),
}


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What is compared when a verdict is judged again."""

    status: str
    headline: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class ReproductionView:
    """Before, after, and what that says."""

    stability: str
    says: str
    before: AnswerView
    after: AnswerView


@dataclass(frozen=True, slots=True)
class OfRunView:
    """Where in a run it was given, and what the record says: this is chained, the evidence not."""

    run_id: str
    slug: str
    step: str
    attempt: int
    entry: int  # of the log
    status: str
    headline: str
    evidence: str  # digest of the whole verdict


@dataclass(frozen=True, slots=True)
class ShowView:
    """Everything there is to say of one verdict."""

    schema: str
    id: str
    judged_at: str | None
    stage: str | None
    base: str | None  # "main@4f2c9d1"
    run: OfRunView | None  # None: of a check
    verdict: VerdictView | None  # None: it is gone, or is not what was kept
    lost: tuple[str, ...]  # digests of what it rests on: gone, or not what was kept
    reproduction: ReproductionView | None
    next: tuple[NextView, ...]

    @property
    def is_whole(self) -> bool:
        """Return whether all of it is as it was kept."""
        return self.verdict is not None and not self.lost


def show_view(recalled: Recalled, reproduction: Reproduction | None = None) -> ShowView:
    """Return what is left of a verdict as every face shows it."""
    stored, of_run = recalled.stored, recalled.of_run
    verdict = verdict_view(stored.verdict) if stored else None
    base = stored.base if stored else None
    return ShowView(
        schema=SCHEMA,
        id=recalled.name,
        judged_at=stored.judged_at if stored else of_run.at if of_run else None,
        stage=stored.stage.value if stored else None,
        base=f"{base.name}@{base.commit[:7]}" if base else None,
        run=_of_run_view(of_run) if of_run else None,
        verdict=verdict,
        lost=recalled.lost,
        reproduction=_reproduction_view(reproduction) if reproduction else None,
        next=(
            _next(recalled.name, verdict, is_reproduced=reproduction is not None)
            if verdict
            else _next_of_lost(of_run)
        ),
    )


def _of_run_view(of_run: OfRun) -> OfRunView:
    return OfRunView(
        run_id=of_run.run_id,
        slug=of_run.slug,
        step=of_run.step,
        attempt=of_run.number,
        entry=of_run.seq,
        status=of_run.status.value,
        headline=of_run.headline,
        evidence=of_run.digest,
    )


def _reproduction_view(reproduction: Reproduction) -> ReproductionView:
    before, after = verdict_view(reproduction.before.verdict), verdict_view(reproduction.after)
    return ReproductionView(
        stability=reproduction.stability.value,
        says=SAYS[reproduction.stability],
        before=_answer_view(before),
        after=_answer_view(after),
    )


def _answer_view(verdict: VerdictView) -> AnswerView:
    return AnswerView(verdict.status, verdict.headline, verdict.figures)


def _next(name: str, verdict: VerdictView, *, is_reproduced: bool) -> tuple[NextView, ...]:
    """Return the command that repeats the verdict, and the one that explains its rule."""
    again = NextView(("show", name, "--reproduce"), "judge the same content again, and compare")
    explain = tuple(
        NextView(("explain", code), "why this rule, and how to change it")
        for code in dict.fromkeys(reason.code for reason in verdict.reasons)
    )
    return explain if is_reproduced else (again, *explain)


def _next_of_lost(of_run: OfRun | None) -> tuple[NextView, ...]:
    """Return what can be done about a verdict that is not there any more."""
    if of_run is None:
        return (NextView(("check",), "judge this branch again"),)
    return (
        NextView(("audit", "verify"), "whether the record of the runs is as it was written"),
        NextView(("log", of_run.run_id), "what the record says"),
    )
