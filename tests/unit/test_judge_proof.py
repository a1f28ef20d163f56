"""What a new test shows, seen without the change and with it."""

import pytest

from gatewright.core.judges.judge_proof import fresh_cases, judge_proof
from gatewright.model.observations import CanaryOutcome, TestRun
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status
from tests.observed import LOST_TOOL, SUBJECT, run_of

CONTROL = run_of(old=".")


@pytest.mark.parametrize(
    ("head", "red", "status", "code"),
    [
        (run_of(old=".", new="."), run_of(new="F"), Status.PASS, None),
        (run_of(old=".", new="."), run_of(new="E"), Status.PASS, None),
        (run_of(old=".", new="."), run_of(), Status.PASS, None),
        (run_of(old=".", new="."), run_of(new="."), Status.FAIL, "proof.vacuous"),
        (run_of(old=".", new="."), run_of(new="s"), Status.FAIL, "proof.unseen"),
        (run_of(old=".", new="F"), run_of(new="F"), Status.FAIL, "proof.not-green"),
        (run_of(old=".", new="."), LOST_TOOL, Status.ERROR, "tests.could-not-start"),
        (
            run_of(old=".", new="."),
            run_of(new="F", canary=CanaryOutcome.ALTERED),
            Status.ERROR,
            "tests.canary",
        ),
    ],
    ids=["red", "unbuilt", "absent", "vacuous", "skipped", "not-green", "no-run", "hidden-canary"],
)
def test_new_test_is_judged_by_both_sides(
    head: TestRun, red: TestRun | Trouble, status: Status, code: str | None
) -> None:
    fresh = fresh_cases(CONTROL, head)

    verdict = judge_proof("proof", fresh, (head, CONTROL), red, SUBJECT)

    assert verdict.status is status
    assert [reason.code for reason in verdict.reasons] == ([code] if code else [])


def test_vacuous_tests_are_counted_and_named() -> None:
    head = run_of(old=".", one=".", two=".", three=".", four=".")
    red = run_of(one="F", two=".", three="F", four="E")

    fresh = fresh_cases(CONTROL, head)

    verdict = judge_proof("proof", fresh, (head, CONTROL), red, SUBJECT)

    assert verdict.headline == "1 of 4 new tests passes without your change"
    assert [str(place) for place in verdict.reasons[0].places] == ["t.py:1"]
    assert verdict.figures[0].measured == "3"


def test_skipped_new_test_is_not_looked_at() -> None:
    assert fresh_cases(CONTROL, run_of(old=".", new="s")) == ()


NAMED = run_of({"rate[a]": ".", "rate[b]": "."}, old=".")
RENAMED = {"old": ".", "rate[a]": ".", "rate[c]": "."}


def test_case_of_an_old_test_under_another_name_is_no_new_test() -> None:
    head = run_of(RENAMED, new=".")

    verdict = judge_proof(
        "proof",
        fresh_cases(NAMED, head),
        (head, NAMED),
        run_of({"rate[c]": "."}, new="F"),
        SUBJECT,
    )

    assert verdict.status is Status.PASS
    assert verdict.headline == "1 new test fails without the change and passes with it"
    assert verdict.notes == ("1 case of old tests under another name",)


@pytest.mark.parametrize(
    ("head", "red"),
    [
        (run_of(RENAMED), run_of({"rate[c]": "."})),  # nothing else is proved
        (run_of({**RENAMED, "rate[b]": ".", "new": "."}), run_of({"rate[c]": "."}, new="F")),
        (run_of({**RENAMED, "rate[d]": "."}), run_of({"rate[c]": ".", "rate[d]": "."})),
        (
            run_of({**RENAMED, "rate[d]": ".", "new": "."}),
            run_of({"rate[c]": ".", "rate[d]": ".", "new": "F"}),
        ),
    ],
    ids=["alone", "nothing is gone", "two for one, alone", "two for one"],
)  # fmt: skip
def test_case_that_stands_in_for_none_is_vacuous(head: TestRun, red: TestRun) -> None:
    verdict = judge_proof("proof", fresh_cases(NAMED, head), (head, NAMED), red, SUBJECT)

    assert [reason.code for reason in verdict.reasons] == ["proof.vacuous"]
