"""Migrations as files: how they are found, ordered, paired, and which may not be edited."""

import json

import pytest

from gatewright.core.judges.judge_migrations import MigrationsSeen, judge_migrations, rehearsal_of
from gatewright.core.judges.migration_files import SQL_BYTES_MAX, is_migration, read_migrations
from gatewright.model.document_rules import MIGRATIONS, ContractRule
from gatewright.model.examinations import Complaint, Examination
from gatewright.model.records import replace
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status, Verdict
from tests.observed import SUBJECT, execution

RULE = ContractRule(MIGRATIONS, "db")
FINE = Examination(execution(), (), 1)
UP, DOWN = b"CREATE TABLE a (x);", b"DROP TABLE a;"
PAIR = {"db/001_a.up.sql": UP, "db/001_a.down.sql": DOWN}
MARKED = b"-- migrate:up\nCREATE TABLE b (y);\n-- migrate:down\nDROP TABLE b;\n"


def judge(
    head: dict[str, bytes],
    base: dict[str, bytes] | None = None,
    rehearsal: Examination | Trouble | None = FINE,
) -> Verdict:
    seen = MigrationsSeen(read_migrations(head), head, base or {}, rehearsal)
    return judge_migrations("db", RULE, seen, SUBJECT)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def test_migrations_in_order_pass() -> None:
    verdict = judge({**PAIR, "db/10_b.sql": MARKED}, PAIR)

    assert verdict.status is Status.PASS
    assert verdict.headline == "db: 2 migrations, 1 new, up and down and up again"
    assert "SQLite" in verdict.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        MARKED,
        b"-- +goose Up\nCREATE TABLE b (y);\n-- +goose Down\nDROP TABLE b;\n",
        b"-- Up Migration\nCREATE TABLE b (y);\n-- Down Migration\nDROP TABLE b;\n",
        b"-- migrate:down\nDROP TABLE b;\n-- migrate:up transaction:false\nCREATE TABLE b (y);\n",
    ],
)
def test_one_file_may_hold_both_ways(text: bytes) -> None:
    (migration,) = read_migrations({"db/2_b.sql": text}).migrations

    assert migration.up.strip() == "CREATE TABLE b (y);"
    assert migration.down.strip() == "DROP TABLE b;"


def test_numbers_order_and_not_letters() -> None:
    names = ["db/10_c.sql", "db/2_b.sql", "db/001_a.sql"]
    found = read_migrations(dict.fromkeys(names, MARKED))

    assert [one.name for one in found.migrations] == ["001_a", "2_b", "10_c"]


@pytest.mark.parametrize(
    "head",
    [
        {"db/001_a.up.sql": UP},
        {"db/001_a.down.sql": DOWN, "db/001_a.up.sql": b"-- later\n/* x */\n"},
        {"db/001_a.sql": UP},
        {**PAIR, "db/1_b.sql": MARKED},
        {**PAIR, "db/users.sql": MARKED},
        {**PAIR, "db/2_b.sql": b"\xff"},
        {**PAIR, "db/2_b.sql": MARKED + b"\0"},
        {**PAIR, "db/2_b.sql": MARKED + b" " * SQL_BYTES_MAX},
    ],
    ids=[
        "no down",
        "no up",
        "no marker",
        "one number twice",
        "no number",
        "no text",
        "zeros",
        "large",
    ],
)
def test_files_that_allow_no_rehearsal_fail(head: dict[str, bytes]) -> None:
    assert rehearsal_of(read_migrations(head), {}) is None
    verdict = judge(head, rehearsal=None)

    assert (verdict.status, codes(verdict)) == (Status.FAIL, ["contract.migration-form"])


def test_empty_folder_is_an_error() -> None:
    verdict = judge({}, rehearsal=None)

    assert (verdict.status, codes(verdict)) == (Status.ERROR, ["contract.empty"])


@pytest.mark.parametrize("edited", [None, b"CREATE TABLE a (x, y);", UP + b" "])
def test_migration_of_the_base_stays_as_it_is(edited: bytes | None) -> None:
    head = {"db/001_a.down.sql": DOWN, "db/2_b.sql": MARKED}
    if edited is not None:
        head["db/001_a.up.sql"] = edited

    assert "contract.migration-edited" in codes(judge(head, PAIR))


def test_what_the_rehearsal_says_is_told_with_its_file() -> None:
    said = (Complaint("migration-failed", "001_a", "up: near x"),)
    verdict = judge(PAIR, rehearsal=replace(FINE, complaints=said))

    assert codes(verdict) == ["contract.migration-failed"]
    assert verdict.reasons[0].places[0].path.startswith("db/001_a.")
    assert verdict.reasons[0].places[0].line == 0


def test_rehearsal_that_could_not_be_is_an_error() -> None:
    trouble = Trouble("check.tool-failed", "an end", "it timed out", "")

    assert judge(PAIR, rehearsal=trouble).status is Status.ERROR


def test_rehearsal_knows_what_is_new_and_what_is_given_up() -> None:
    new = b"-- drops: a.x, Old\nDROP TABLE a;"
    document = rehearsal_of(
        read_migrations({**PAIR, "db/2.up.sql": new, "db/2.down.sql": UP}), PAIR
    )
    assert document is not None
    listed = json.loads(document)["migrations"]

    assert [(one["is_new"], one["drops"]) for one in listed] == [
        (False, []),
        (True, ["a.x", "Old"]),
    ]


def test_only_sql_right_in_the_folder_is_a_migration() -> None:
    assert is_migration("db", "db/1.sql")
    assert is_migration("db/", "db/1.sql")
    assert not is_migration("db", "db/old/1.sql")
    assert not is_migration("db", "db/README.md")
