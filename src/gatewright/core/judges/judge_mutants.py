"""Judge how many small faults in changed lines the tests notice. It advises, unless configured.

Some faults alter nothing that anybody could see, so a score of 100 per cent is asked of nobody.
"""

from collections.abc import Sequence

from gatewright.core.judging.cases import counted
from gatewright.core.judging.subject import Subject, evidence_of
from gatewright.core.judging.trials import Outcome, Trial
from gatewright.model.rules import MutantsRule
from gatewright.model.verdicts import Examined, Figure, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "mutants"
PLACES_MAX = 50


def judge_mutants(
    check: str, trials: Sequence[Trial], total: int, rule: MutantsRule, subject: Subject
) -> Verdict:
    """Return whether enough mutants were noticed. Shape: `total` were chosen to be tried."""
    tried = [each for each in trials if each.outcome is not Outcome.UNDECIDED]
    survivors = [each for each in tried if each.outcome is Outcome.UNNOTICED]
    noticed = len(tried) - len(survivors)
    score = 100 * noticed // len(tried) if tried else 0
    reasons = _reasons(survivors, len(tried), score, rule) if tried else (_none_tried(total),)
    bad = Status.FAIL if tried else Status.ERROR
    said = f"{noticed} of {counted(len(tried), 'small fault')} noticed"
    executions = [execution for trial in trials for execution in trial.executions]
    return Verdict(
        check=check,
        kind=KIND,
        status=bad if reasons else Status.PASS,
        headline=f"{said}; {rule.score_min} % is wanted" if tried else reasons[0].headline,
        examined=Examined(len(tried), "mutants", expected=total),
        evidence=evidence_of(subject, JUDGE_VERSION, executions),
        reasons=reasons,
        notes=_notes(survivors, total - len(tried)),
        figures=(Figure("mutants.score", str(score), f">= {rule.score_min}", "%"),),
    )


def _reasons(
    survivors: Sequence[Trial], tried: int, score: int, rule: MutantsRule
) -> tuple[Reason, ...]:
    """Return the reason for a score that is too low; () where it is not."""
    if score >= rule.score_min:
        return ()
    return (
        Reason(
            code="mutants.survived",
            headline=f"{counted(len(survivors), 'small fault')} of {tried} noticed by no test",
            wanted=f"at least {rule.score_min} % noticed",
            found=f"{score} % noticed",
            places=tuple(each.place for each in survivors[:PLACES_MAX]),
            way_out="demand in a test what these lines decide",
        ),
    )


def _none_tried(total: int) -> Reason:
    """Return the reason for a verdict that rests on nothing."""
    return Reason(
        code="proof.not-tried",
        headline=f"none of {counted(total, 'small fault')} could be tried",
        wanted="at least one mutant, with all tests run",
        found="the time was over, or the tests could not be started",
        way_out="gatewright show tests    says how long the tests take, and what keeps them",
    )


def _notes(survivors: Sequence[Trial], left: int) -> tuple[str, ...]:
    """Return who survived, and what was not tried."""
    told = [f"not noticed: {each.place} {each.place.text}" for each in survivors[:3]]
    if left:
        told.append(f"{counted(left, 'small fault')} not tried: the time was over")
    return tuple(told)
