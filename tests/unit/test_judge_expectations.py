"""What tests say that are run as the base has them, on the code of the head."""

import pytest

from gatewright.core.judges.judge_expectations import judge_expectations, old_expectations
from gatewright.core.judging.weakening import Weakening
from gatewright.model.observations import CanaryOutcome, TestRun
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status, Verdict
from tests.observed import LOST_TOOL, SUBJECT, case_of, run_of

CONTROL = run_of(one=".", two=".", bad="F", off="s")
HEAD = run_of(one=".", two=".", bad="F", off="s", new=".")


def judged(old: TestRun | Trouble, *weakened: Weakening) -> Verdict:
    """Return the verdict where the head passes as the base did."""
    expected = old_expectations(CONTROL, HEAD, None)
    return judge_expectations("expectations", expected, old, weakened, SUBJECT)


@pytest.mark.parametrize(
    ("old", "status", "codes"),
    [
        (run_of(one=".", two=".", bad="F"), Status.PASS, []),
        (run_of(one="F", two="."), Status.FAIL, ["tests.edited"]),
        (run_of(one="E", two="."), Status.FAIL, ["tests.edited"]),
        (run_of({"(collection)": "E"}), Status.FAIL, ["tests.edited"]),
        (run_of(one="s", two="."), Status.PASS, []),
        (LOST_TOOL, Status.ERROR, ["tests.could-not-start"]),
        (run_of(one=".", canary=CanaryOutcome.ALTERED), Status.ERROR, ["tests.canary"]),
    ],
    ids=["kept", "fails", "errs", "unbuilt", "skipped", "no-run", "hidden-canary"],
)
def test_old_expectation_is_judged_by_its_old_text(
    old: TestRun | Trouble, status: Status, codes: list[str]
) -> None:
    verdict = judged(old)

    assert verdict.status is status
    assert [reason.code for reason in verdict.reasons] == codes


def test_finding_says_what_the_old_test_says_now() -> None:
    verdict = judged(run_of(one="F", two="."))

    assert verdict.headline == "1 test was edited and fails with the old text"
    assert [(str(place), place.text) for place in verdict.reasons[0].places] == [
        ("t.py:1", "one: it broke")
    ]
    assert verdict.examined.count == 2


def test_weaker_test_is_a_finding_also_where_the_old_ones_cannot_run() -> None:
    weaker = Weakening("t.py", 3, "one", "demands 1 of 2 things")

    assert [each.code for each in judged(run_of(one=".", two="."), weaker).reasons] == [
        "tests.weakened"
    ]
    assert [each.code for each in judged(LOST_TOOL, weaker).reasons] == [
        "tests.could-not-start",
        "tests.weakened",
    ]


def test_only_what_passed_before_and_is_not_broken_now_was_made_to_fit() -> None:
    head = run_of(one="F", two=".")

    assert old_expectations(CONTROL, head, None) == (case_of("t.py::two", "."),)
    assert old_expectations(CONTROL, HEAD, ["other.py"]) == ()


def test_verdict_counts_in_words() -> None:
    alone = old_expectations(run_of(one="."), run_of(one="."), None)
    weaker = [Weakening("t.py", line, "one", "demands less") for line in (1, 2, 3)]

    kept = judge_expectations("e", alone, run_of(one="."), (), SUBJECT)
    assert kept.headline == "1 test passes as the base has it too"
    assert judged(run_of(one=".", two=".")).headline == "2 tests pass as the base has them too"
    failing = judged(run_of(one="F", two="F")).reasons[0]
    assert failing.headline == "2 tests were edited and fail with the old text"
    assert failing.found == "2 of 2 tests fail under the text of the base"
    softened = [judged(run_of(one=".", two="."), *weaker[:n]).reasons[0] for n in (1, 2, 3)]
    assert [each.headline for each in softened] == [
        "1 test looks at less than on the base",
        "2 tests look at less than on the base",
        "3 tests look at less than on the base",
    ]
    assert [each.found for each in softened] == [
        "one demands less",
        "one demands less, and 1 more",
        "one demands less, and 2 more",
    ]
