"""What is signed as text: one statement, one text, and each way in which it proves nothing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.approval.grades import demanded_grade, grade_of
from gatewright.core.approval.letters import (
    REQUEST_BYTES_MAX,
    decision_name,
    decisions_of,
    parse_request,
    request_name,
    request_text,
    requests_of,
)
from gatewright.core.approval.proving import (
    proved_grade,
    why_not_of_here,
    why_unproved,
)
from gatewright.core.approval.statements import (
    STATEMENT_BYTES_MAX,
    parse_statement,
    statement_text,
)
from gatewright.model.asking import AskedElsewhere
from gatewright.model.feature import People
from gatewright.model.ids import CommitId, Digest, RunId
from gatewright.model.records import replace
from gatewright.model.signing import Grade
from gatewright.model.statement import Statement
from gatewright.model.workflow import ApprovalRule
from tests.statements import ADA, EVE, GROUND, LIST, PLACE, SIGNERS, STATEMENT, listed, signature_of

ASKED = AskedElsewhere(
    place=PLACE,
    slug="custom-alias",
    step=STATEMENT.step,
    question="May it?",
    role="lead",
    items=("Is it right?",),
    nonce=STATEMENT.nonce,
    bound=STATEMENT.bound,
    tree=STATEMENT.tree,
    shown=STATEMENT.shown,
    head=STATEMENT.head,
    person="person:ada",
    at=STATEMENT.at,
)


def test_text_is_read_back_as_the_same_statement() -> None:
    text = statement_text(STATEMENT)

    assert parse_statement(text) == STATEMENT
    assert text.decode("ascii").count("\n") > 15
    assert parse_request(request_text(ASKED)) == ASKED


def altered(text: bytes, **values: Any) -> bytes:
    return (json.dumps({**json.loads(text), **values}, indent=1, sort_keys=True) + "\n").encode()


ODD: dict[str, Any] = {
    "repository": "main",
    "record": "d" * 63,
    "run": "0",
    "head": 5,
    "step": "",
    "content": None,
    "person": "agent:claude",
    "at": "2026-13-02T03:04:05.000+00:00",
    "decision": "veto",
    "key": "MD5:00",
    "because": "x" * 10_001,
    "answers": "yes",
    "form": "gatewright decision 2",
    "more": "x",
}
ANSWERS: tuple[Any, ...] = ([["a", True]], [["a", 1, ""]], ["a"], [["a" * 10_001, True, ""]])


@pytest.mark.parametrize("name", ODD)
def test_statement_with_an_odd_field_is_none(name: str) -> None:
    assert isinstance(parse_statement(altered(statement_text(STATEMENT), **{name: ODD[name]})), str)


@pytest.mark.parametrize("answers", [*ANSWERS, [["a", True, ""]] * 21])
def test_statement_with_odd_answers_is_none(answers: Any) -> None:
    assert isinstance(parse_statement(altered(statement_text(STATEMENT), answers=answers)), str)


NO_TEXT = {
    "blank": statement_text(STATEMENT).replace(b": ", b":  ", 1),
    "twice": statement_text(STATEMENT).replace(b"{", b'{"at": "x",', 1),
    "nothing": b"",
    "list": b"[]\n",
    "deep": b"[" * 60_000,
    "long": b" " * (STATEMENT_BYTES_MAX + 1),
    "not ascii": "ö".encode(),
}


@pytest.mark.parametrize("text", NO_TEXT.values(), ids=NO_TEXT)
def test_other_text_is_no_statement_and_no_request(text: bytes) -> None:
    assert isinstance(parse_statement(text), str)
    assert isinstance(parse_request(text), str)


@pytest.mark.parametrize(
    ("name", "value"),
    [("slug", "../x"), ("items", "one"), ("items", [1]), ("items", ["x"] * 21), ("more", "")],
)
def test_request_with_an_odd_field_is_none(name: str, value: Any) -> None:
    assert isinstance(parse_request(altered(request_text(ASKED), **{name: value})), str)


def test_request_that_is_too_long_or_not_as_it_is_sent_is_none() -> None:
    assert isinstance(parse_request(b" " * (REQUEST_BYTES_MAX + 1)), str)
    assert isinstance(parse_request(request_text(ASKED) + b"\n"), str)


def test_letters_of_a_run_have_names_of_their_own() -> None:
    digest = Digest("f" * 64)

    assert request_name(ASKED) == f"{requests_of(PLACE)}{ASKED.nonce}/ada"
    assert decision_name(STATEMENT, digest).startswith(decisions_of(PLACE))
    assert decision_name(STATEMENT, digest).endswith(f"/{'f' * 16}")
    other = replace(PLACE, record=Digest("c" * 64))
    assert requests_of(other) != requests_of(PLACE)


@given(st.sampled_from(sorted(json.loads(statement_text(STATEMENT)))), st.text(max_size=80))
def test_no_altered_statement_is_read_as_the_one_it_was(name: str, value: str) -> None:
    text = altered(statement_text(STATEMENT), **{name: value})

    assert (parse_statement(text) == STATEMENT) == (text == statement_text(STATEMENT))


# Whether it proves anything

ELSEWHERE: dict[str, Statement] = {
    "signature.repository": replace(STATEMENT, place=replace(PLACE, repository=CommitId("0" * 40))),
    "signature.run": replace(STATEMENT, place=replace(PLACE, record=Digest("0" * 64))),
    "signature.head": replace(STATEMENT, head=Digest("0" * 64)),
    "signature.ahead": replace(STATEMENT, at="2026-01-02T03:09:06.000+00:00"),
}


@pytest.mark.parametrize("code", ELSEWHERE)
def test_statement_for_something_else_is_told_which(code: str) -> None:
    refusal = why_not_of_here(ELSEWHERE[code], GROUND)

    assert refusal is not None
    assert refusal.code == code


def test_statement_of_here_is_let_pass_with_a_clock_that_is_a_little_ahead() -> None:
    assert why_not_of_here(STATEMENT, GROUND) is None
    near = replace(STATEMENT, at="2026-01-02T03:09:05.000+00:00")
    assert why_not_of_here(near, GROUND) is None
    other = replace(STATEMENT, place=replace(PLACE, run=RunId("13")))
    assert why_not_of_here(other, GROUND) is not None


def code_of(statement: Statement = STATEMENT, trouble: str = "", **how: Any) -> str:
    """Return why a signature proves nothing; "" where it does."""
    key, text = how.pop("by", ADA), how.pop("listed", LIST)
    in_work = listed(how.pop("in_work", ""))
    signers = replace(SIGNERS, text=text, lines=listed(text), in_work=in_work)
    ground = replace(GROUND, signers=signers)
    refusal = why_unproved(statement, signature_of(key, **how), ground, trouble)
    return refusal.code if refusal is not None else ""


def test_each_way_in_which_nothing_is_proved_has_its_own_words() -> None:
    of_eve = replace(STATEMENT, key=signature_of(EVE).key)

    assert code_of() == ""
    assert code_of(namespace="git") == "signature.namespace"
    assert code_of(by=EVE) == "signature.other-key"
    assert code_of(of_eve, by=EVE) == "signature.key"
    assert code_of(of_eve, by=EVE, listed=f"{LIST}eve {EVE.public}\n") == "signature.key"
    assert code_of(of_eve, by=EVE, in_work=f"ada {EVE.public}\n") == "signature.branch-only"
    assert code_of(replace(STATEMENT, person="person:bo")) == "signature.key"
    over = f'ada valid-before="20260101" {ADA.public}\n'
    early = f'ada valid-after="20260103" {ADA.public}\n'
    both = f'ada valid-after="20260103",valid-before="20260104" {ADA.public}\n'
    assert code_of(listed=over) == "signature.revoked"
    assert code_of(listed=early) == "signature.early"
    assert code_of(listed=both) == "signature.early"
    assert code_of(trouble="incorrect signature") == "signature.bad"


def test_words_name_the_key_and_where_it_would_count() -> None:
    of_eve = replace(STATEMENT, key=signature_of(EVE).key)
    listed_both = replace(SIGNERS, lines=listed(f"{LIST}bo,cy {EVE.public}\n"))

    wrong = why_unproved(of_eve, signature_of(EVE), replace(GROUND, signers=listed_both), "")
    nobody = why_unproved(replace(of_eve, person="person:dee"), signature_of(EVE), GROUND, "")

    assert wrong is not None
    assert wrong.found.endswith("of bo and cy")
    assert signature_of(ADA).key in wrong.wanted
    assert nobody is not None
    assert nobody.wanted.endswith("on main: none")


# What the key is worth


@pytest.mark.parametrize("project", [None, *Grade])
@pytest.mark.parametrize("rule", [None, *Grade])
def test_more_of_two_demands_counts(project: Grade | None, rule: Grade | None) -> None:
    found = demanded_grade(People(grade=project), ApprovalRule(("lead",), "?", grade=rule))

    wanted = [each for each in (project, rule) if each is not None]
    assert (found is None) == (not wanted)
    assert found is None or all(found.reaches(each) for each in wanted)
    assert found in (None, *wanted)


def test_touch_is_seen_and_confirmation_is_said() -> None:
    [plain] = listed(LIST)
    [said] = listed(f"ada {ADA.public} gatewright:confirm\n")
    touched, untouched = signature_of(ADA), signature_of(ADA, is_touched=False)

    assert grade_of(touched, plain) is Grade.TOUCH
    assert grade_of(untouched, plain) is Grade.SILENT
    assert grade_of(untouched, said) is Grade.CONFIRM
    assert proved_grade(untouched, SIGNERS, GROUND.now) is Grade.SILENT
    assert Grade.SILENT.reaches(Grade.SILENT)
    assert not Grade.CONFIRM.reaches(Grade.TOUCH)
