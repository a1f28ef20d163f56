"""What a file-local tool found, file by file: only files that are not as they were are looked at.

What is kept of a file is good for the same content under the same name, tool, settings and names
around it (`core.file_local`). The answer is put together in the order of the paths, whatever was
kept, so that it is the answer of one run over all files.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from gatewright.model.ids import Digest
from gatewright.model.observations import Execution, Finding, FindingsRun
from gatewright.model.records import dataclass, field, replace
from gatewright.model.trouble import Trouble
from gatewright.ports.store import Records
from gatewright.runtime.documents import from_document, to_document

FOLDER = "file-findings"
PARTS_MAX = 20_000
OTHERS_MAX = 8
READ, EXCLUDED, MISSING = "read", "excluded", "missing"


@dataclass(frozen=True, slots=True)
class Part:
    """What was seen of one file."""

    state: str  # READ, EXCLUDED or MISSING
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptPart:
    """What was first seen of one file, and each other thing that was seen of the same."""

    seen_at: str
    execution: int  # in the sheet
    part: Part
    others: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """All files that were looked at on the same grounds, by mark."""

    executions: tuple[Execution, ...] = ()
    parts: Mapping[str, KeptPart] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Composed:
    """One answer for all files."""

    run: FindingsRun
    looks: tuple[FindingsRun, ...]  # `run`, and what it would be with what else was seen
    executions: tuple[Execution, ...]  # that its parts come from
    reused_count: int  # of the files
    first_seen_at: str


@dataclass(frozen=True, slots=True)
class FileFindings:
    """Looks at files on one ground, or at what was seen of them before."""

    records: Records
    key: Digest  # tool, settings, names, isolation: all but the file
    now: Callable[[], str]

    def look(
        self,
        marks: Mapping[str, str],
        look_at: Callable[[tuple[str, ...]], FindingsRun | Trouble],
        *,
        use_kept: bool,
    ) -> Composed | Trouble:
        """Return what the tool finds in the files of `marks`, which are by path.

        Shape: `look_at` asks the tool about some of them.
        """
        sheet = self._sheet()
        known = {path for path in marks if marks[path] in sheet.parts} if use_kept else set()
        wanted = tuple(sorted(marks.keys() - known))
        if wanted:
            seen = look_at(wanted)
            if isinstance(seen, Trouble):
                return seen
            sheet = self._added(sheet, marks, seen, wanted)
        return _composed(sheet, marks, len(known))

    def _sheet(self) -> Sheet:
        document = self.records.read(FOLDER, self.key)
        read = from_document(document, Sheet) if document is not None else None
        return read or Sheet()

    def _added(
        self, sheet: Sheet, marks: Mapping[str, str], seen: FindingsRun, wanted: Iterable[str]
    ) -> Sheet:
        """Return the sheet with a look added, as it is kept now."""
        parts, seen_at, number = dict(sheet.parts), self.now(), len(sheet.executions)
        for path, part in _parts_of(seen, wanted).items():
            old = parts.pop(marks[path], None)  # and back as the newest
            new = KeptPart(seen_at, number, part) if old is None else _beside(old, part)
            parts[marks[path]] = new
        added = _bounded(Sheet((*sheet.executions, seen.execution), parts))
        if added != sheet:
            self.records.write(FOLDER, self.key, to_document(added))
        return added


def _beside(old: KeptPart, part: Part) -> KeptPart:
    """Return what was kept with what was seen now, where that differs."""
    if part in (old.part, *old.others) or len(old.others) == OTHERS_MAX:
        return old
    return replace(old, others=(*old.others, part))


def _parts_of(run: FindingsRun, wanted: Iterable[str]) -> dict[str, Part]:
    """Return a run by file. A file that the tool says nothing of is missing."""
    states = dict.fromkeys(run.examined, READ) | dict.fromkeys(run.excluded, EXCLUDED)
    findings: dict[str, list[Finding]] = {}
    for finding in run.findings:
        findings.setdefault(finding.path, []).append(finding)
    return {path: Part(states.get(path, MISSING), tuple(findings.get(path, ()))) for path in wanted}


def _bounded(sheet: Sheet) -> Sheet:
    """Return the newest parts of a sheet, and the executions that they come from."""
    parts = dict(list(sheet.parts.items())[-PARTS_MAX:])
    used = sorted({part.execution for part in parts.values()})
    numbers = {old: new for new, old in enumerate(used)}
    return Sheet(
        tuple(sheet.executions[old] for old in used),
        {mark: replace(part, execution=numbers[part.execution]) for mark, part in parts.items()},
    )


def _composed(sheet: Sheet, marks: Mapping[str, str], reused_count: int) -> Composed:
    kept = {path: sheet.parts[marks[path]] for path in sorted(marks)}
    order = dict.fromkeys(part.execution for part in kept.values())
    executions = tuple(sheet.executions[number] for number in order)
    run = _run_of(executions[0], {path: each.part for path, each in kept.items()})
    differing = [each for each in kept.values() if each.others]
    other = {path: (each.others or (each.part,))[-1] for path, each in kept.items()}
    return Composed(
        run,
        (run, _run_of(executions[0], other)) if differing else (run,),
        executions,
        reused_count,
        min(each.seen_at for each in kept.values()),
    )


def _run_of(execution: Execution, parts: Mapping[str, Part]) -> FindingsRun:
    return FindingsRun(
        execution,
        tuple(finding for part in parts.values() for finding in part.findings),
        *(_in_state(parts, state) for state in (READ, EXCLUDED, MISSING)),
    )


def _in_state(parts: Mapping[str, Part], state: str) -> tuple[str, ...]:
    return tuple(path for path, part in parts.items() if part.state == state)


def marks_in(marks: Mapping[str, str], paths: Sequence[str]) -> dict[str, str]:
    """Return the marks of `paths`; a path without one is not there."""
    return {path: marks[path] for path in paths if path in marks}
