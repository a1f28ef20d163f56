"""One kept verdict in full, and what judging it again showed."""

from dataclasses import dataclass

from gatewright.model.judgement import Reproduction, Stability, StoredVerdict
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
class ShowView:
    """Everything there is to say of one verdict."""

    schema: str
    id: str
    judged_at: str
    stage: str
    base: str | None  # "main@4f2c9d1"
    verdict: VerdictView
    reproduction: ReproductionView | None
    next: tuple[NextView, ...]


def show_view(stored: StoredVerdict, reproduction: Reproduction | None = None) -> ShowView:
    """Return a kept verdict as every face shows it."""
    verdict = verdict_view(stored.verdict)
    base = stored.base
    return ShowView(
        schema=SCHEMA,
        id=stored.verdict_id,
        judged_at=stored.judged_at,
        stage=stored.stage.value,
        base=f"{base.name}@{base.commit[:7]}" if base else None,
        verdict=verdict,
        reproduction=_reproduction_view(reproduction) if reproduction else None,
        next=_next(stored.verdict_id, verdict, is_reproduced=reproduction is not None),
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
