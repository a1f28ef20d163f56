"""Assertions: they hold, do not hold, or cannot be decided; the facts are told either way."""

from gatewright.core.judges.judge_assert import judge_assert
from gatewright.model.rules import AssertRule
from gatewright.model.verdicts import Status, Verdict
from tests.observed import SUBJECT

FACTS = {"change": {"added": 500, "is_small": False, "text": "x" * 100}, "list": [1]}


def judge(expression: str) -> Verdict:
    return judge_assert("small", AssertRule(expression), FACTS, SUBJECT)


def test_assertion_that_holds_passes_and_tells_its_facts() -> None:
    verdict = judge("change.added <= 500 && !change.is_small")

    assert verdict.status is Status.PASS
    assert verdict.headline == "it holds: change.added is 500, change.is_small is false"
    assert verdict.reasons == ()


def test_assertion_that_does_not_hold_fails_with_what_it_saw() -> None:
    verdict = judge("change.added <= 400")

    assert verdict.status is Status.FAIL
    assert verdict.reasons[0].code == "assert.false"
    assert (verdict.reasons[0].wanted, verdict.reasons[0].found) == (
        "change.added <= 400",
        "change.added is 500",
    )


def test_assertion_that_cannot_be_decided_is_an_error() -> None:
    verdict = judge("change.removed > 1")

    assert verdict.status is Status.ERROR
    assert verdict.reasons[0].code == "assert.undecided"
    assert verdict.examined.count == 0


def test_only_facts_are_told_and_long_ones_are_cut() -> None:
    verdict = judge("size(change) == 3 && has(change.text) && change.text.endsWith('y')")

    assert [figure.name for figure in verdict.figures] == ["change.text"]
    assert verdict.figures[0].measured == "x" * 80 + "..."


def test_assertion_without_a_fact_says_so() -> None:
    assert judge("1 == 2").headline == "it does not hold: no fact is named"
