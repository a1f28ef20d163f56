"""Judge whether some test notices each hunk of the change that is undone by itself.

A test that imports the new code and asserts nothing is red on the base and green on the head. It
does not notice when half of that code is taken away again.
"""

from collections.abc import Sequence

from gatewright.core.code.hunks import Hunk, lines_of
from gatewright.core.code.reversal_plan import ReversalPlan
from gatewright.core.judging.cases import counted
from gatewright.core.judging.subject import Subject, evidence_of
from gatewright.core.judging.trials import Outcome, Trial
from gatewright.model.verdicts import Examined, Figure, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "reversal"
PLACES_MAX = 50
TEXT_CHARS_MAX = 120


def judge_reversal(
    check: str, trials: Sequence[Trial], plan: ReversalPlan, subject: Subject
) -> Verdict:
    """Return whether every hunk that was tried was noticed. Shape: `plan` has hunks."""
    tried = [each for each in trials if each.outcome is not Outcome.UNDECIDED]
    unnoticed = [each.place for each in tried if each.outcome is Outcome.UNNOTICED]
    executions = [execution for trial in trials for execution in trial.executions]
    total = len(plan.hunks)
    reasons = _reasons(unnoticed, len(tried), total)
    bad = Status.FAIL if tried else Status.ERROR
    noticed = len(tried) - len(unnoticed)
    return Verdict(
        check=check,
        kind=KIND,
        status=bad if reasons else Status.PASS,
        headline=reasons[0].headline if reasons else _all_noticed(len(tried)),
        examined=Examined(len(tried), "hunks", expected=total),
        evidence=evidence_of(subject, JUDGE_VERSION, executions),
        reasons=reasons,
        notes=tuple(_notes(plan, total - len(tried))),
        figures=(Figure("reversal.noticed", str(noticed), f"= {len(tried)}"),),
    )


def _all_noticed(count: int) -> str:
    if count == 1:
        return "1 hunk undone, and a test noticed"
    return f"{count} hunks undone one by one, each noticed by a test"


def place_of_hunk(hunk: Hunk, head: bytes) -> Place:
    """Return the lines of a hunk as a place: where it begins, and what stands there."""
    lines = lines_of(head)[hunk.start : hunk.end]
    told = [index for index, line in enumerate(lines) if line.strip()] or [0]
    skipped = told[0]
    first, last = hunk.start + skipped + 1, hunk.start + told[-1] + 1
    text = lines[skipped].decode("utf-8", "replace").strip()[:TEXT_CHARS_MAX] if lines else ""
    extent = f"lines {first}-{last}: " if last > first else ""
    return Place(hunk.path, first, extent + text)


def _reasons(unnoticed: Sequence[Place], tried: int, total: int) -> tuple[Reason, ...]:
    """Return why the verdict is no pass; () where it is."""
    if not tried:
        return (_none_tried(total),)
    if not unnoticed:
        return ()
    count = len(unnoticed)
    verb = "is" if count == 1 else "are"
    return (
        Reason(
            code="proof.unnoticed",
            headline=f"{counted(count, 'hunk')} of {tried} can be undone and no test notices",
            wanted="some test that fails when a piece of the change is undone",
            found=f"{counted(count, 'hunk')} {verb} noticed by no test ({tried} undone one by one)",
            places=tuple(unnoticed[:PLACES_MAX]),
            way_out="test what these lines do, or take them out of this change",
        ),
    )


def _none_tried(total: int) -> Reason:
    """Return the reason for a verdict that rests on nothing."""
    return Reason(
        code="proof.not-tried",
        headline=f"none of {counted(total, 'hunk')} could be tried",
        wanted="at least one hunk undone, with all tests run",
        found="the time was over, or the tests could not be started",
        way_out="gatewright show tests    says how long the tests take, and what keeps them",
    )


def _notes(plan: ReversalPlan, left: int) -> list[str]:
    """Return what was not tried, and why."""
    said = (
        (left, f"{counted(left, 'hunk')} not tried: the bound or the time was reached"),
        (plan.inert, f"{counted(plan.inert, 'hunk')} left out: no test could notice them"),
        (plan.removals, f"{counted(plan.removals, 'hunk')} left out: they only take lines away"),
        (plan.moved, f"{counted(plan.moved, 'hunk')} left out: moved from elsewhere"),
        (len(plan.uncut), f"not cut into hunks: {', '.join(plan.uncut[:3])}"),
    )
    return [text for count, text in said if count]
