"""A verdict's name says what was found, not when; the exit code says what all of them come to."""

import pytest

from gatewright.core.judging.naming import verdict_id
from gatewright.model.records import replace
from gatewright.model.verdicts import Status, Verdict
from gatewright.views.check import check_view
from gatewright.views.exits import Exit
from gatewright.views.verdict import derive_exit
from tests.judgements import COVERAGE, EMPTY, LINT, PROOF, READY, STOPPED, TESTS


def test_name_forgets_times_at_every_depth() -> None:
    slower = replace(TESTS.evidence.executions[0], duration_ms=1)
    evidence = replace(TESTS.evidence, executions=(slower,), reused_from="yesterday")

    assert verdict_id(replace(TESTS, duration_ms=1, evidence=evidence)) == verdict_id(TESTS)


def test_name_tells_different_answers_apart() -> None:
    failed_otherwise = replace(
        TESTS.evidence, executions=(replace(TESTS.evidence.executions[0], exit_code=1),)
    )

    names = {
        verdict_id(TESTS),
        verdict_id(PROOF),
        verdict_id(replace(TESTS, headline="213 ran")),
        verdict_id(replace(TESTS, evidence=failed_otherwise)),
    }

    assert len(names) == 4
    assert all(name.startswith("v-") and len(name) == 14 for name in names)


@pytest.mark.parametrize("text", ["\ud800", "\udd00x"])
def test_half_a_character_has_a_name_of_its_own(text: str) -> None:
    assert verdict_id(replace(TESTS, headline=text)) != verdict_id(replace(TESTS, headline=""))


ADVICE = replace(COVERAGE, is_advisory=True)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], Exit.UNDECIDED),
        ([TESTS, LINT], Exit.SETTLED),
        ([TESTS, PROOF], Exit.REFUSED),
        ([STOPPED, PROOF], Exit.REFUSED),
        ([TESTS, STOPPED], Exit.UNDECIDED),
        ([TESTS, replace(TESTS, status=Status.PENDING)], Exit.UNDECIDED),
        ([TESTS, ADVICE], Exit.SETTLED),
        ([STOPPED, ADVICE], Exit.UNDECIDED),
        ([TESTS, replace(STOPPED, is_advisory=True)], Exit.SETTLED),
        ([TESTS, replace(PROOF, status=Status.WAIVED)], Exit.SETTLED),
    ],
    ids=[
        "nothing",
        "passes",
        "a fail",
        "fail beats error",
        "an error",
        "pending",
        "advice",
        "error and advice",
        "error as advice",
        "waived",
    ],
)
def test_exit_code_says_what_all_verdicts_come_to(verdicts: list[Verdict], expected: Exit) -> None:
    assert derive_exit(verdicts) is expected


def test_what_blocks_is_looked_at_before_what_advises() -> None:
    view = check_view(replace(READY, verdicts=(ADVICE, TESTS, STOPPED)))

    assert view.next[0].arguments == ("show", "tests")
    assert (view.summary.failed, view.summary.undecided, view.summary.judged) == (0, 1, 3)


def test_no_verdict_is_not_ready() -> None:
    assert not check_view(EMPTY).summary.is_ready
