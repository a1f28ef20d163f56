"""Judge how much of the changed code ran. A changed file that no report names counts as not run."""

from collections.abc import Callable, Mapping

from gatewright.core.judging.cases import counted, has_run
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.model.change import Change, ChangedFile, FileStatus
from gatewright.model.observations import FileCoverage, TestRun
from gatewright.model.records import dataclass
from gatewright.model.rules import CoverageRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Examined, Figure, Place, Reason, Stage, Status, Verdict

JUDGE_VERSION = 1
KIND = "coverage"
PLACES_MAX = 200  # of one file; more tells nobody more
NO_TEST = Trouble(
    code="tests.none-ran",
    wanted="tests that run, so that lines can run in them",
    found="no test ran",
    way_out="gatewright show tests    what the tool said",
)
COMMENT_MARKS = ("#", "//", "*", "/*")


@dataclass(frozen=True, slots=True)
class ChangedLines:
    """The changed lines of one file that can run."""

    path: str
    ran: frozenset[int]
    missed: frozenset[int]
    is_absent: bool  # no report names the file


def changed_lines(
    change: Change, coverage: Mapping[str, FileCoverage], is_source: Callable[[str], bool]
) -> tuple[ChangedLines, ...]:
    """Return, for each changed source file, which of its changed lines ran."""
    return tuple(
        _lines_of(file, coverage.get(file.path))
        for file in change.files
        if file.status is not FileStatus.DELETED and is_source(file.path)
    )


def _lines_of(file: ChangedFile, seen: FileCoverage | None) -> ChangedLines:
    """Return what ran of the lines that `file` adds."""
    if file.is_binary:
        return _lines_of_unreadable(file, seen)
    added = {line.number for line in file.added}
    if seen is not None:
        return ChangedLines(file.path, seen.ran & added, seen.missed & added, is_absent=False)
    missed = frozenset(line.number for line in file.added if may_be_code(line.text))
    return ChangedLines(file.path, frozenset(), missed, is_absent=True)


def _lines_of_unreadable(file: ChangedFile, seen: FileCoverage | None) -> ChangedLines:
    """Return all lines of a file whose change has none: too large, or with a NUL byte in it."""
    if seen is not None:
        return ChangedLines(file.path, seen.ran, seen.missed, is_absent=False)
    return ChangedLines(file.path, frozenset(), frozenset({1}), is_absent=True)


def may_be_code(text: str) -> bool:
    """Return whether a line may be code: neither blank nor plainly a comment."""
    stripped = text.strip()
    return bool(stripped) and not stripped.startswith(COMMENT_MARKS)


def all_lines(
    coverage: Mapping[str, FileCoverage], is_source: Callable[[str], bool]
) -> tuple[ChangedLines, ...]:
    """Return every line of every reported source file: what is judged where there is no base."""
    return tuple(
        ChangedLines(path, seen.ran, seen.missed, is_absent=False)
        for path, seen in sorted(coverage.items())
        if is_source(path)
    )


def judge_coverage(
    check: str,
    head: TestRun | Trouble,
    lines: tuple[ChangedLines, ...],
    rule: CoverageRule,
    stage: Stage,
    subject: Subject,
) -> Verdict:
    """Return whether enough of the lines ran for `stage`; without a base they are all lines."""
    what = "changed line" if subject.base_tree is not None else "line"
    executions = [head.execution] if isinstance(head, TestRun) else []
    evidence = evidence_of(subject, JUDGE_VERSION, executions)
    trouble = head if isinstance(head, Trouble) else head.coverage_trouble
    if trouble is not None:
        return judge_trouble(check, KIND, trouble, unit=f"{what}s", evidence=evidence)
    ran = sum(len(file.ran) for file in lines)
    total = ran + sum(len(file.missed) for file in lines)
    if total == 0:
        return Verdict(
            check=check,
            kind=KIND,
            status=Status.NOT_APPLICABLE,
            headline=f"no {what} of code can run",
            examined=Examined(0, f"{what}s"),
            evidence=evidence,
        )
    if isinstance(head, TestRun) and not any(map(has_run, head.cases)):
        return judge_trouble(check, KIND, NO_TEST, unit=f"{what}s", evidence=evidence)
    required = rule.changed_lines.at(stage)
    is_enough = ran * 100 >= required * total
    percent = ran * 100 // total
    headline = f"{percent} % of {what}s ran; {stage} wants {required} %"
    wanted = f"at least {required} % of the {what}s run in the tests, for {stage}"
    found = f"{ran} of {counted(total, what)} ran"
    return Verdict(
        check=check,
        kind=KIND,
        status=Status.PASS if is_enough else Status.FAIL,
        headline=headline,
        examined=Examined(total, f"{what}s", expected=total),
        evidence=evidence,
        reasons=() if is_enough else _reasons(lines, headline, wanted, found),
        figures=(Figure("coverage.changed-lines", str(percent), f">= {required}", "%"),),
    )


def _reasons(
    lines: tuple[ChangedLines, ...], headline: str, wanted: str, found: str
) -> tuple[Reason, ...]:
    """Return why it is not enough: first the files nothing reported, then the lines."""
    reasons = [
        Reason(
            code="coverage.changed-lines",
            headline=headline,
            wanted=wanted,
            found=found,
            places=tuple(
                Place(file.path, line, "never ran")
                for file in lines
                for line in sorted(file.missed)[:PLACES_MAX]
            ),
            way_out="test those lines",
        )
    ]
    absent = [file for file in lines if file.is_absent and file.missed]
    if absent:
        reasons.append(
            Reason(
                code="coverage.absent-file",
                headline=f"{counted(len(absent), 'changed file')} not in the coverage report",
                wanted="every changed source file in the report",
                found=f"{counted(len(absent), 'file')} counted as not run",
                places=tuple(Place(file.path) for file in absent),
                way_out="import it in a test, or look at the coverage settings",
            )
        )
    return tuple(reasons)
