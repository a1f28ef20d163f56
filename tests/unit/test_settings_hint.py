"""Which ignored files are offered to checks: from what runs said, and from names alone."""

from collections.abc import Sequence

import pytest

from gatewright.model.judgement import MissingSetting
from gatewright.model.records import replace
from gatewright.model.verdicts import Reason, Status
from gatewright.runtime.settings_hint import complaints_of, find_hints
from tests.judgements import verdict

NO_FILE = "E  FileNotFoundError: [Errno 2] No such file or directory: '/x/app/config.bin'"


def nobody() -> Sequence[str]:
    raise AssertionError("nothing was missing, yet the checkout was looked at")


@pytest.mark.parametrize("said", ["", "assert 1 == 2", "KeyError: 'name'"])
def test_nothing_is_looked_for_where_nothing_is_missing(said: str) -> None:
    assert find_hints({"tests": said}, nobody, ()) == ()


def test_each_file_says_who_missed_what() -> None:
    said = {"tests": "KeyError: 'PORT'", "tests api": NO_FILE, "types": "fine"}

    hints = find_hints(said, lambda: (".env", "app/config.bin", "build.log"), ())

    assert hints == (
        MissingSetting("app/config.bin", (), ("tests api",)),
        MissingSetting(".env", ("PORT",), ("tests",)),
    )


def test_file_that_checks_have_is_not_offered_again() -> None:
    assert find_hints({"tests": "KeyError: 'PORT'"}, lambda: (".env",), (".env",)) == ()


def test_offers_are_few() -> None:
    names = [f"{number}.env" for number in range(100)]

    assert len(find_hints({"tests": "KeyError: 'PORT'"}, lambda: names, ())) == 3


def test_only_commands_that_did_not_pass_complain() -> None:
    reason = Reason("command.exit", "", "an end with 0", "PORT is not set", tail="bye")
    doc = verdict("db", Status.FAIL, "it failed", [reason])
    failed = replace(doc, kind="command")
    passed = replace(failed, status=Status.PASS)

    assert complaints_of([doc, passed]) == {}
    assert complaints_of([failed]) == {"db": "PORT is not set\nbye"}
