"""The verdict on what a static tool found: nothing that was not on the base.

Invariants: a tool that read nothing, or not all it should, gives an error and never a pass; a tool
that the change keeps from running gives a fail. A finding that moved, within a file, with it, or
to another one, is an old one.
"""

from collections import Counter
from collections.abc import Sequence

from gatewright.core.judging.cases import counted
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.model.observations import Finding, FindingLevel, FindingsRun
from gatewright.model.records import dataclass, replace
from gatewright.model.rules import FindingsRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Evidence, Examined, Place, Reason, Status, Verdict

__all__ = ["judge_findings", "judge_findings_trouble", "new_findings"]

JUDGE_VERSION = 1
KIND = "findings"
PLACES_MAX = 50
SECRETS = "detect-secrets"
_TOO_LARGE = "Make them smaller, or take them out of this change: nobody can say what is in them."
_HIDDEN = "Look for an exclude or ignore setting, or an odd name, that hides them."
_BASE_UNSEEN = "the base could not be looked at, so every finding counts as new"


def judge_findings(
    name: str,
    head: FindingsRun | Trouble,
    base: FindingsRun | Trouble | None,
    rule: FindingsRule,
    subject: Subject,
    *,
    was_taken: bool = False,
) -> Verdict:
    """Return whether the change adds findings.

    Shape: `base` is None where there is nothing to compare with; then every finding counts.
           `was_taken` says that the change takes the tool away, so that no side can run it.
    """
    runs = [run for run in (head, base) if isinstance(run, FindingsRun)]
    evidence = evidence_of(subject, JUDGE_VERSION, [run.execution for run in runs])
    if isinstance(head, Trouble):
        was_judged = isinstance(base, FindingsRun) and bool(base.examined)
        return judge_findings_trouble(name, head, evidence, is_broken=was_taken or was_judged)
    unread = _unread(head, base)
    has_none = not head.examined and not unread and not head.missing
    if has_none and (not head.excluded or isinstance(base, FindingsRun)):
        return _not_applicable(name, head, evidence)
    judged = _judge_new(name, _Findings.of(head, base, rule), rule, evidence)
    if not unread and head.examined:
        return judged
    verdict = _judge_unread(name, head, unread or head.missing, rule, evidence)
    if judged.status is not Status.FAIL:
        return verdict
    return replace(judged, examined=verdict.examined, reasons=(*judged.reasons, *verdict.reasons))


def _not_applicable(name: str, head: FindingsRun, evidence: Evidence) -> Verdict:
    """Say that there is nothing to read."""
    left_out = f"{_left_out(len(head.excluded))}; none to read"
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.NOT_APPLICABLE,
        headline=left_out if head.excluded else "no files of this kind changed or exist",
        examined=Examined(0, "files", 0),
        evidence=evidence,
    )


def judge_findings_trouble(
    name: str, head: Trouble, evidence: Evidence, *, is_broken: bool
) -> Verdict:
    """Return an error; a fail where it `is_broken` by the change."""
    verdict = judge_trouble(name, KIND, head, unit="files", evidence=evidence)
    if not is_broken:
        return verdict
    reason = Reason(
        code="check.broken-by-change",
        headline="the check runs on the base and not with this change",
        wanted=head.wanted,
        found=head.found,
        way_out=head.way_out,
        tail=head.tail,
    )
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.FAIL,
        headline=f"{reason.headline}: {head.found}",
        examined=verdict.examined,
        evidence=evidence,
        reasons=(reason,),
    )


def _unread(head: FindingsRun, base: FindingsRun | Trouble | None) -> tuple[str, ...]:
    """Return what should have been read: not read for the first time, or read on the base only."""
    before = frozenset(base.examined if isinstance(base, FindingsRun) else ())
    old = frozenset(base.missing if isinstance(base, FindingsRun) else ())
    return tuple(sorted((set(head.missing) - old) | (before & frozenset(head.excluded))))


def _judge_unread(
    name: str, head: FindingsRun, unread: Sequence[str], rule: FindingsRule, evidence: Evidence
) -> Verdict:
    is_secrets = rule.profile == SECRETS
    due = len(head.examined) + len(unread)
    nothing = not head.examined and not (is_secrets and unread)
    headline = (
        f"{head.execution.tool} read nothing"
        if nothing
        else f"{counted(len(unread), 'file')} of {due} not read"
    )
    reason = Reason(
        code="check.nothing-examined" if nothing else "check.not-all-examined",
        headline=headline,
        wanted=f"{head.execution.tool} reads every file that it should",
        found=f"{len(head.examined)} of {due + len(head.excluded) * nothing} read",
        places=tuple(Place(path, 0, "not read") for path in unread[:PLACES_MAX]),
        way_out=_TOO_LARGE if is_secrets else _HIDDEN,
    )
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.ERROR,
        headline=f"could not judge: {headline}",
        examined=Examined(len(head.examined), "files", due),
        evidence=evidence,
        reasons=(reason,),
    )


@dataclass(frozen=True, slots=True)
class _Findings:
    """The findings of the head, sorted into new and old."""

    tool: str
    files: int
    left_out: int
    new: tuple[Finding, ...]
    is_compared: bool  # else there is no base, and all of them count
    old_count: int
    notes: tuple[str, ...]

    @classmethod
    def of(
        cls, head: FindingsRun, base: FindingsRun | Trouble | None, rule: FindingsRule
    ) -> "_Findings":
        """Sort the findings that count: a note is an explanation, no finding."""
        told = [each for each in head.findings if each.level is not FindingLevel.NOTE]
        known = base.findings if rule.new_only and isinstance(base, FindingsRun) else ()
        new = new_findings(told, known)
        notes = (_BASE_UNSEEN,) if isinstance(base, Trouble) and told else ()
        return cls(
            head.execution.tool,
            len(head.examined),
            len(head.excluded) + len(head.missing),  # what is missing here is so on the base too
            tuple(new),
            rule.new_only and base is not None,
            len(told) - len(new),
            notes,
        )


def new_findings(told: Sequence[Finding], known: Sequence[Finding]) -> list[Finding]:
    """Strike out what stood in the same file, then what moved from elsewhere."""
    at_home = Counter((each.path, each.fingerprint) for each in known)
    left = []
    for finding in told:
        if at_home[finding.path, finding.fingerprint]:
            at_home[finding.path, finding.fingerprint] -= 1
        else:
            left.append(finding)
    moved: Counter[str] = Counter()
    for (_, name), count in at_home.items():
        moved[name] += count
    new = []
    for finding in left:
        if moved[finding.fingerprint]:
            moved[finding.fingerprint] -= 1
        else:
            new.append(finding)
    return new


def _judge_new(name: str, found: _Findings, rule: FindingsRule, evidence: Evidence) -> Verdict:
    is_over = len(found.new) > rule.max_new
    left_out = _left_out(found.left_out)
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.FAIL if is_over else Status.PASS,
        headline=_headline(found, rule),
        examined=Examined(found.files, "files", found.files),
        evidence=evidence,
        reasons=(_reason(found, rule),) if is_over else (),
        notes=(*found.notes, *((left_out,) if found.left_out else ())),
    )


def _headline(found: _Findings, rule: FindingsRule) -> str:
    files = counted(found.files, "file")
    if rule.profile == SECRETS:
        old = f", {found.old_count} old left alone" if found.old_count else ""
        return f"{files}, {len(found.new)} found{old}"
    old = f", {found.old_count} old {_ones(found.old_count)} left alone" if found.old_count else ""
    return f"{found.tool}, {files}, {_said(found)}{old}"


def _said(found: _Findings) -> str:
    """Return "1 new finding"; where nothing is compared, nothing is new."""
    return counted(len(found.new), "new finding" if found.is_compared else "finding")


def _reason(found: _Findings, rule: FindingsRule) -> Reason:
    first = found.new[0]
    place = Place(first.path, first.line)
    wanted = "no finding" if rule.max_new == 0 else f"at most {counted(rule.max_new, 'finding')}"
    compared = found.is_compared
    return Reason(
        code="secrets.found" if rule.profile == SECRETS else "findings.new",
        headline=_said(found),
        wanted=f"{wanted} that the base has not" if compared else wanted,
        found=f"{place} {first.rule} {first.message}",
        places=tuple(
            Place(each.path, each.line, f"{each.rule} {each.message}")
            for each in found.new[:PLACES_MAX]
        ),
        way_out="Repair them; old findings are left alone." if compared else "Repair them.",
    )


def _left_out(count: int) -> str:
    return f"{counted(count, 'file')} left out: by settings, or without text for the tool"


def _ones(count: int) -> str:
    return "one" if count == 1 else "ones"
