"""Reading runs: which one is meant, and that nothing is opened that is not asked for."""

from collections.abc import Sequence
from typing import Never

import pytest

from gatewright.model.ids import RunId
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import RunRow
from gatewright.runtime.finding_runs import find_run
from gatewright.runtime.run_reader import RunReader
from gatewright.testing.memory_journal import MemoryJournal
from tests.driven_desk import row

ALIAS = row("12", "alias", "moving")
LIMIT = row("14", "rate-limit", "waits")
DONE = row("7", "import", "landed")
READY = row("9", "login", "completed")


def never() -> Never:
    raise AssertionError("opened")


def nowhere() -> str:
    return ""


@pytest.mark.parametrize("name", ["12", "alias", "12-alias"])
def test_run_is_found_by_each_of_its_names(name: str) -> None:
    assert find_run([DONE, ALIAS, LIMIT], name, nowhere) == "12"


@pytest.mark.parametrize(
    ("rows", "branch", "expected"),
    [
        ([ALIAS, LIMIT], "gw/14-rate-limit", "14"),
        ([ALIAS, LIMIT, DONE], "gw/7-import", "7"),
        ([DONE, ALIAS], "main", "12"),
        ([DONE, READY], "main", "9"),
    ],
    ids=["branch", "branch of an ended one", "the only open one", "the only one to take"],
)
def test_run_that_is_not_named_is_the_one_meant(
    rows: Sequence[RunRow], branch: str, expected: str
) -> None:
    assert find_run(rows, None, lambda: branch) == expected


@pytest.mark.parametrize(
    ("rows", "name", "code"),
    [
        ([ALIAS, LIMIT], None, "run.which"),
        ([], None, "run.which"),
        ([ALIAS], "alais", "run.unknown"),
        ([], "12", "run.unknown"),
    ],
)
def test_run_that_could_be_several_or_none_is_asked_for(
    rows: Sequence[RunRow], name: str | None, code: str
) -> None:
    with pytest.raises(Mistake) as caught:
        find_run(rows, name, nowhere)

    assert caught.value.code == code
    assert all(each.slug in caught.value.found for each in rows)


class ByNumber(MemoryJournal):
    """A journal that may be asked for one row, and not for all of them."""

    def row(self, stream: str) -> RunRow | None:
        return ALIAS if stream == "run/12" else None

    def rows(self) -> Never:
        never()


def test_run_is_found_by_its_number_without_a_look_at_the_others() -> None:
    assert RunReader(ByNumber(), "person:dev", never, never, never).find("12") == "12"


@pytest.mark.parametrize("name", ["13", "alias", "0", "12/3", "१२"])
def test_any_other_name_is_looked_for_among_all(name: str) -> None:
    with pytest.raises(AssertionError, match="opened"):
        RunReader(ByNumber(), "person:dev", never, never, never).find(name)


def test_branch_is_not_read_where_a_run_is_named() -> None:
    reader = RunReader(MemoryJournal(), "person:dev", never, never, never)

    with pytest.raises(Mistake, match="alias"):
        reader.find("alias")
    with pytest.raises(Mistake):
        reader.load(RunId("12"))
    assert list(reader.rows()) == []
