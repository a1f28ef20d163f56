"""Judge what a configured command found: at most so many of each level, new ones only.

A report without findings is believed only where something shows that the tool looked: the files
it lists, or the fault that was planted for it to find.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from gatewright.core.content.path_sets import covers
from gatewright.core.judges.judge_findings import judge_findings_trouble, new_findings
from gatewright.core.judging.cases import counted
from gatewright.core.judging.subject import Subject, evidence_of
from gatewright.model.observations import Finding, FindingLevel, FindingsRun
from gatewright.model.records import replace
from gatewright.model.reported_rules import LevelsMax, ReportedFindingsRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Evidence, Examined, Figure, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "findings"
PLACES_MAX = 50
_BASE_UNSEEN = "the base could not be looked at, so every finding counts as new"


def judge_reported_findings(
    name: str,
    head: FindingsRun | Trouble,
    base: FindingsRun | Trouble | None,
    rule: ReportedFindingsRule,
    subject: Subject,
) -> Verdict:
    """Return whether there are too many findings.

    Shape: `base` is None where there is nothing to compare with; then every finding counts.
           `examined` of a run holds the files that the tool lists, the planted one among them.
    """
    head, base = _within(head, rule), None if base is None else _within(base, rule)
    runs = [run for run in (head, base) if isinstance(run, FindingsRun)]
    evidence = evidence_of(subject, JUDGE_VERSION, [run.execution for run in runs])
    if isinstance(head, Trouble):
        was_judged = isinstance(base, FindingsRun)
        return judge_findings_trouble(name, head, evidence, is_broken=was_judged)
    seen = {*head.examined, *(one.path for one in head.findings if one.path)}
    if not seen or head.missing:
        return _judge_unseen(name, head, len(seen), evidence)
    known = base.findings if rule.new_only and isinstance(base, FindingsRun) else ()
    new = new_findings(head.findings, known)
    is_compared = rule.new_only and base is not None
    reasons = tuple(_reasons(new, rule.at_most, is_compared=is_compared))
    old_count = len(head.findings) - len(new)
    old = f", {old_count} old left alone" if old_count else ""
    said = counted(len(new), "new finding" if is_compared else "finding")
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.FAIL if reasons else Status.PASS,
        headline=f"{head.execution.tool}, {counted(len(seen), 'file')}, {said}{old}",
        examined=Examined(len(seen), "files"),
        evidence=evidence,
        reasons=reasons,
        notes=(_BASE_UNSEEN,) if isinstance(base, Trouble) and head.findings else (),
        figures=tuple(_figures(new, rule.at_most)),
    )


def _within(found: FindingsRun | Trouble, rule: ReportedFindingsRule) -> FindingsRun | Trouble:
    """Return what was found over the paths that `rule` is on; what has no place is everywhere."""
    if isinstance(found, Trouble) or not rule.over:
        return found
    planted = rule.plant.path if rule.plant else ""

    def counts(path: str) -> bool:
        return path in ("", planted) or covers((rule.over,), path, rule.sets)

    return replace(
        found,
        findings=tuple(one for one in found.findings if counts(one.path)),
        examined=tuple(path for path in found.examined if counts(path)),
        missing=tuple(path for path in found.missing if counts(path)),
    )


def _judge_unseen(name: str, head: FindingsRun, count: int, evidence: Evidence) -> Verdict:
    """Return the error of a tool of which nothing shows that it looked at all it should."""
    if count:
        headline = f"{counted(len(head.missing), 'file')} not looked at that was on the base"
        code, way_out = "check.not-all-examined", "look for an ignore setting that hides them"
    else:
        headline = "nothing shows that the tool looked at a file"
        code, way_out = "check.nothing-examined", "`plant` a fault for it to find, in its rule"
    reason = Reason(
        code=code,
        headline=headline,
        wanted="a report that lists the files it is about, or a planted fault that was found",
        found=f"{counted(count, 'file')} named",
        places=tuple(Place(path, 0, "not looked at") for path in head.missing[:PLACES_MAX]),
        way_out=way_out,
    )
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.ERROR,
        headline=f"could not judge: {headline}",
        examined=Examined(count, "files"),
        evidence=evidence,
        reasons=(reason,),
    )


def _limits(at_most: LevelsMax) -> tuple[tuple[FindingLevel, int | None], ...]:
    """Return how many of each level there may be, the worst first."""
    return (
        (FindingLevel.ERROR, at_most.error),
        (FindingLevel.WARNING, at_most.warning),
        (FindingLevel.NOTE, at_most.note),
    )


def _reasons(new: Sequence[Finding], at_most: LevelsMax, *, is_compared: bool) -> Iterator[Reason]:
    """Yield a reason for each level of which there are too many."""
    for level, most in _limits(at_most):
        found = [one for one in new if one.level is level]
        if most is None or len(found) <= most:
            continue
        what = f"new {level}" if is_compared else str(level)
        yield Reason(
            code="findings.level",
            headline=f"{counted(len(found), what)}, {most} allowed",
            wanted=f"at most {counted(most, what)}"
            + (" that the base has not" if is_compared else ""),
            found=f"{Place(found[0].path, found[0].line)} {found[0].rule} {found[0].message}",
            places=tuple(
                Place(one.path, one.line, f"{one.rule} {one.message}") for one in found[:PLACES_MAX]
            ),
            way_out="Repair them; old findings are left alone." if is_compared else "Repair them.",
        )


def _figures(new: Sequence[Finding], at_most: LevelsMax) -> Iterator[Figure]:
    """Yield how many there are of each level that is limited."""
    count = Counter(one.level for one in new)
    for level, most in _limits(at_most):
        if most is not None:
            yield Figure(f"findings.{level}", str(count[level]), f"<= {most}")
