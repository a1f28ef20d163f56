"""The row of a run as bytes: read as it was written, and nothing else is taken for one."""

import json
from dataclasses import replace
from typing import Any

import pytest

from gatewright.journal.chain import row_digest
from gatewright.journal.database import Odd
from gatewright.journal.rows import MANY, parse_row, parse_rows, row_document
from gatewright.model.ids import Digest, RunId
from gatewright.ports.journal import RunRow

STREAM = "run/12"
ROW = RunRow(
    run_id=RunId("12"),
    slug="half-a-character-\udce9",
    workflow="feature",
    state="waits",
    waits_for="developer",
    question="Merge it?",
    step="build/1",
    updated_at="2026-01-02T03:04:05Z",
    head_seq=7,
    head_digest=Digest("d" * 64),
)
PLAIN = json.loads(row_document(ROW))


def read(plain: Any) -> RunRow:
    """Return the row in `plain`, bound to its stream as it should be."""
    document = json.dumps(plain).encode()
    return parse_row(STREAM, document, row_digest(STREAM, document))


def test_row_is_read_as_it_was_written() -> None:
    document = row_document(ROW)

    assert document.isascii()
    assert parse_row(STREAM, document, row_digest(STREAM, document)) == ROW


@pytest.mark.parametrize("count", [1, MANY])
def test_rows_are_read_alike_be_they_few_or_many(count: int) -> None:
    strange = row_document(ROW)
    plain = row_document(replace(ROW, slug="plain"))
    rows = [(STREAM, each, row_digest(STREAM, each)) for each in [strange, plain] * count]

    assert parse_rows(rows) == [ROW, replace(ROW, slug="plain")] * count


def test_row_that_is_none_is_found_among_many() -> None:
    good, bad = row_document(ROW), b'{"run_id":7}'
    rows = [(STREAM, each, row_digest(STREAM, each)) for each in [*[good] * MANY, bad]]

    with pytest.raises(Odd, match="run_id"):
        parse_rows(rows)


def test_row_of_a_newer_program_may_say_more() -> None:
    assert read({**PLAIN, "colour": "red"}) == ROW


@pytest.mark.parametrize(
    "plain",
    [
        None,
        7,
        "slug",
        [],
        {},
        {name: value for name, value in PLAIN.items() if name != "step"},
        {**PLAIN, "slug": None},
        {**PLAIN, "slug": ["a"]},
        {**PLAIN, "head_seq": "7"},
        {**PLAIN, "head_seq": True},
        {**PLAIN, "head_seq": 7.0},
    ],
    ids=repr,
)
def test_row_of_another_shape_is_odd(plain: Any) -> None:
    with pytest.raises(Odd, match="run/12"):
        read(plain)
