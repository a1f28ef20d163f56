"""Judge lines and branches of a whole report, beside those of the change.

Totals are recounted from the entries. A source file that no report names counts as not run: to be
left out of a report is no way to be covered.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from gatewright.core.judges.judge_coverage import NO_TEST, PLACES_MAX, ChangedLines, may_be_code
from gatewright.core.judging.cases import counted, has_run
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.model.observations import Execution, FileCoverage, TestRun
from gatewright.model.records import dataclass
from gatewright.model.reported_rules import ReportedCoverageRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Evidence, Examined, Figure, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "coverage"
FILES_MAX = 50
_WAY_OUT = "gatewright show NAME    which lines never ran"


@dataclass(frozen=True, slots=True)
class ReportedLines:
    """What a report says of the source of the head."""

    changed: tuple[ChangedLines, ...] | None  # None: there is no base
    files: tuple[ChangedLines, ...]  # every source file
    branches_ran: int
    branches_total: int

    @property
    def reported_count(self) -> int:
        """Return how many lines of source the report speaks of."""
        return sum(_total(file) for file in self.files if not file.is_absent)


NO_LINES = ReportedLines(None, (), 0, 0)


def lines_of_files(
    reported: Mapping[str, FileCoverage],
    source: Sequence[str],
    read: Callable[[str], bytes | None],
) -> tuple[ChangedLines, ...]:
    """Return which lines of each file of `source` ran; none of a file that was not reported."""
    return tuple(
        ChangedLines(path, seen.ran, seen.missed, is_absent=False)
        if (seen := reported.get(path)) is not None
        else ChangedLines(path, frozenset(), _code_lines(read(path)), is_absent=True)
        for path in source
    )


def _code_lines(content: bytes | None) -> frozenset[int]:
    """Return the lines that may be code; one line for what cannot be read."""
    if content is None or b"\0" in content:
        return frozenset({1})
    lines = content.decode("utf-8", "replace").splitlines()
    return frozenset(number for number, text in enumerate(lines, start=1) if may_be_code(text))


@dataclass(frozen=True, slots=True)
class _Measure:
    """One number against its minimum."""

    figure: str  # "coverage.line"
    what: str  # "lines"
    ran: int
    total: int
    required: int
    places: tuple[Place, ...]

    @property
    def percent(self) -> int:
        """Return how much of it ran. Bounds: of something, as nothing is never shown."""
        return self.ran * 100 // self.total

    @property
    def is_enough(self) -> bool:
        return self.ran * 100 >= self.required * self.total


def judge_reported_coverage(
    check: str,
    run: TestRun | Trouble,
    lines: ReportedLines,
    rule: ReportedCoverageRule,
    subject: Subject,
) -> Verdict:
    """Return whether enough ran. Shape: `lines` is NO_LINES where `run` is Trouble."""
    executions = [run.execution] if isinstance(run, TestRun) else []
    evidence = evidence_of(subject, JUDGE_VERSION, executions)
    trouble = run if isinstance(run, Trouble) else _nothing_seen(run, lines, rule)
    if trouble is not None:
        return judge_trouble(check, KIND, trouble, unit="lines", evidence=evidence)
    measures = tuple(_measures(lines, rule))
    poor = _poor_files(lines, rule)
    if not any(one.total for one in measures) and rule.per_file is None:
        return _nothing_changed(check, evidence)
    reasons = [_too_little(one) for one in measures if not one.is_enough]
    if poor:
        reasons.append(_poor(poor, rule))
    absent = [file for file in lines.files if file.is_absent and file.missed]
    if reasons and absent:
        reasons.append(_absent(absent))
    clauses = [f"{one.percent} % of {one.what}" for one in measures if one.total]
    headline = ", ".join(clauses) + " ran" if clauses else "each file ran enough"
    return Verdict(
        check=check,
        kind=KIND,
        status=Status.FAIL if reasons else Status.PASS,
        headline=reasons[0].headline if reasons else headline,
        examined=Examined(lines.reported_count, "lines"),
        evidence=evidence,
        reasons=tuple(reasons),
        notes=tuple(_notes(executions, absent)),
        figures=tuple(
            Figure(one.figure, str(one.percent), f">= {one.required}", "%")
            for one in measures
            if one.total
        ),
    )


def _nothing_seen(run: TestRun, lines: ReportedLines, rule: ReportedCoverageRule) -> Trouble | None:
    """Return why a report judges nothing."""
    if run.coverage_trouble is not None:
        return run.coverage_trouble
    if rule.from_check and not any(map(has_run, run.cases)):
        return NO_TEST
    path = rule.lcov or rule.cobertura
    if not lines.reported_count:
        return Trouble(
            "check.nothing-examined",
            f"lines of source files of this tree in {path}",
            "the report names none",
            "compare the paths in the report, and the globs of `source`, with the tree",
        )
    if rule.branch is not None and not lines.branches_total:
        return Trouble(
            "coverage.no-branches",
            f"branches in {path}",
            "the report has lines only",
            "let the tool measure branches, or leave out `branch`",
        )
    return None


def _measures(lines: ReportedLines, rule: ReportedCoverageRule) -> Iterator[_Measure]:
    """Yield each number that the rule asks for."""
    if rule.line is not None:
        yield _measure("coverage.line", "lines", lines.files, rule.line)
    if rule.branch is not None:
        ran, total = lines.branches_ran, lines.branches_total
        yield _Measure("coverage.branch", "branches", ran, total, rule.branch, ())
    if rule.changed_lines is not None:
        what = "changed lines" if lines.changed is not None else "lines"
        files = lines.changed if lines.changed is not None else lines.files
        yield _measure("coverage.changed-lines", what, files, rule.changed_lines)


def _measure(figure: str, what: str, files: Sequence[ChangedLines], required: int) -> _Measure:
    """Return the lines of `files` as one number."""
    missed = [Place(file.path, line, "never ran") for file in files for line in sorted(file.missed)]
    return _Measure(
        figure,
        what,
        sum(len(file.ran) for file in files),
        sum(map(_total, files)),
        required,
        tuple(missed[:PLACES_MAX]),
    )


def _total(file: ChangedLines) -> int:
    return len(file.ran) + len(file.missed)


def _poor_files(lines: ReportedLines, rule: ReportedCoverageRule) -> list[ChangedLines]:
    """Return the files of which too little ran; a file without a line of code is none."""
    least = rule.per_file or 0
    return [file for file in lines.files if len(file.ran) * 100 < least * _total(file)]


def _too_little(measure: _Measure) -> Reason:
    """Return the reason of a number below its minimum."""
    return Reason(
        code=measure.figure,
        headline=f"{measure.percent} % of {measure.what} ran; {measure.required} % are wanted",
        wanted=f"at least {measure.required} % of the {measure.what}",
        found=f"{measure.ran} of {measure.total} ran",
        places=measure.places,
        way_out="test them" if measure.places else _WAY_OUT,
    )


def _poor(files: Sequence[ChangedLines], rule: ReportedCoverageRule) -> Reason:
    """Return the reason that names the files of which too little ran."""
    return Reason(
        code="coverage.file",
        headline=f"less than {rule.per_file} % of the lines ran in {counted(len(files), 'file')}",
        wanted=f"at least {rule.per_file} % of the lines of each source file",
        found=f"{counted(len(files), 'file')} below",
        places=tuple(
            Place(file.path, 0, f"{len(file.ran)} of {_total(file)} ran")
            for file in files[:FILES_MAX]
        ),
        way_out="test them",
    )


def _absent(files: Sequence[ChangedLines]) -> Reason:
    """Return the reason that names the files nothing was reported of."""
    return Reason(
        code="coverage.absent-file",
        headline=f"{counted(len(files), 'source file')} not in the coverage report",
        wanted="every source file in the report",
        found=f"{counted(len(files), 'file')} counted as not run",
        places=tuple(Place(file.path) for file in files[:FILES_MAX]),
        way_out="let the tool measure it, or narrow the globs of `source`, on the base",
    )


def _notes(executions: Sequence[Execution], absent: Sequence[ChangedLines]) -> Iterator[str]:
    """Yield what is said beside the verdict."""
    if absent:
        yield f"{counted(len(absent), 'source file')} not in the report, counted as not run"
    for one in executions:
        if one.exit_code:
            yield f"the command ended with {one.exit_code}"


def _nothing_changed(check: str, evidence: Evidence) -> Verdict:
    """Return that the rule asks for nothing that is there."""
    return Verdict(
        check=check,
        kind=KIND,
        status=Status.NOT_APPLICABLE,
        headline="no changed line of code can run",
        examined=Examined(0, "lines"),
        evidence=evidence,
    )
