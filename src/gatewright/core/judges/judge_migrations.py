"""Judge SQL migrations: up, down and up again, data kept, and none edited that the base has.

What is seen is seen on SQLite. What another database would say is not known, and is said so.
"""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.judges.migration_files import Migration, MigrationFolder, edited
from gatewright.core.judging.subject import Subject, evidence_of
from gatewright.core.text.plain_data import as_json
from gatewright.model.document_rules import ContractRule
from gatewright.model.examinations import Complaint, Examination
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Examined, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "contract"
PLACES_MAX = 20
ON_SQLITE = "tried on SQLite; another database may differ"
_SAID = {
    "migration-failed": ("cannot be applied or taken back", "SQL that SQLite runs"),
    "migration-not-reversed": (
        "is not taken back by its down",
        "after down, the schema from before up",
    ),
    "migration-not-repeatable": (
        "comes to something else the second time",
        "after up, down and up again, the schema of the first up",
    ),
    "migration-data-lost": (
        "loses data that the base's tables hold",
        "rows and values that outlive it; or a line -- drops: table.column in the migration",
    ),
}


@dataclass(frozen=True, slots=True)
class MigrationsSeen:
    """What was seen of a folder of migrations."""

    head: MigrationFolder
    head_files: Mapping[str, bytes]
    base_files: Mapping[str, bytes]
    rehearsal: Examination | Trouble | None  # None: there is nothing that could be rehearsed


def rehearsal_of(seen: MigrationFolder, base_files: Mapping[str, bytes]) -> bytes | None:
    """Return what is to be rehearsed; None where the files allow no rehearsal."""
    if not seen.migrations or seen.one_way or seen.twice or seen.unreadable or seen.misnamed:
        return None
    return as_json({"migrations": [_plain(one, base_files) for one in seen.migrations]})


def _plain(one: Migration, base_files: Mapping[str, bytes]) -> dict[str, object]:
    """Return a migration as the rehearsal takes it."""
    is_new = not all(path in base_files for path in one.paths)
    drops = list(one.drops)
    return {"name": one.name, "up": one.up, "down": one.down, "is_new": is_new, "drops": drops}


def judge_migrations(
    name: str, rule: ContractRule, seen: MigrationsSeen, subject: Subject
) -> Verdict:
    """Return the verdict on one folder of migrations."""
    rehearsal = seen.rehearsal
    reasons = (*_file_reasons(rule, seen), *_rehearsal_reasons(rule, seen))
    executions = [rehearsal.execution] if isinstance(rehearsal, Examination) else []
    count = len(seen.head.migrations)
    new = sum(
        not all(path in seen.base_files for path in one.paths) for one in seen.head.migrations
    )
    lost = {"contract.empty"} | ({rehearsal.code} if isinstance(rehearsal, Trouble) else set())
    is_lost = all(one.code in lost for one in reasons)
    status = Status.PASS if not reasons else Status.ERROR if is_lost else Status.FAIL
    notes = rehearsal.notes if isinstance(rehearsal, Examination) else ()
    headline = f"{rule.path}: {count} migrations, {new} new, up and down and up again"
    return Verdict(
        check=name,
        kind=KIND,
        status=status,
        headline=reasons[0].headline if reasons else headline,
        examined=Examined(count, "migrations"),
        evidence=evidence_of(subject, JUDGE_VERSION, executions),
        reasons=reasons,
        notes=(ON_SQLITE, *notes),
    )


def _file_reasons(rule: ContractRule, seen: MigrationsSeen) -> Iterator[Reason]:
    """Yield what is wrong with the files as such."""
    head = seen.head
    changed = edited(seen.base_files, seen.head_files)
    if changed:
        yield _reason(
            "contract.migration-edited",
            f"{changed[0]} is on the base and was edited or removed",
            "migrations that may have run somewhere stay as they are",
            changed,
            "put it back, and write a new migration",
        )
    wanted = "NNN_name.up.sql with NNN_name.down.sql, or both parts in one file"
    for files, what in (
        (head.misnamed, "is not named like a migration"),
        (head.unreadable, "cannot be read"),
        (head.one_way, "has no up, or no down"),
        (head.twice, "has the number of another one"),
    ):
        if files:
            headline = f"{files[0]} {what}"
            yield _reason("contract.migration-form", headline, wanted, files, "mend the file")
    if not head.migrations:
        headline = f"there is no migration in {rule.path}"
        yield _reason("contract.empty", headline, "at least one migration", (rule.path,), "")


def _rehearsal_reasons(rule: ContractRule, seen: MigrationsSeen) -> Iterator[Reason]:
    """Yield what the rehearsal came to."""
    rehearsal = seen.rehearsal
    if isinstance(rehearsal, Trouble):
        yield Reason(
            rehearsal.code,
            f"{rule.path} could not be rehearsed: {rehearsal.found}",
            rehearsal.wanted,
            rehearsal.found,
            way_out=rehearsal.way_out,
            tail=rehearsal.tail,
        )
    elif rehearsal is not None:
        for kind in dict.fromkeys(one.rule for one in rehearsal.complaints):
            same = [one for one in rehearsal.complaints if one.rule == kind]
            yield _complained(kind, same, seen)


def _complained(kind: str, same: Sequence[Complaint], seen: MigrationsSeen) -> Reason:
    """Return a complaint of the rehearsal as a reason."""
    what, wanted = _SAID.get(kind, ("was refused", "migrations that can be rehearsed"))
    paths = {one.name: one.paths[0] for one in seen.head.migrations}
    return Reason(
        code=f"contract.{kind}",
        headline=f"{same[0].place} {what}",
        wanted=wanted,
        found=same[0].message,
        places=tuple(
            Place(paths.get(one.place, one.place), 0, one.message) for one in same[:PLACES_MAX]
        ),
        way_out="mend the migration",
    )


def _reason(code: str, headline: str, wanted: str, paths: Sequence[str], way_out: str) -> Reason:
    """Return a reason that names files."""
    found = ", ".join(paths[:3])
    places = tuple(Place(path) for path in paths[:PLACES_MAX])
    return Reason(code, headline, wanted, found, places, way_out)
