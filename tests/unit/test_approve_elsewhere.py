"""Deciding on what another clone asks: in a terminal, in a script, and not at all."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from gatewright.cli.approve_elsewhere import decide_elsewhere, is_elsewhere
from gatewright.cli.arguments import parse_arguments
from gatewright.cli.verbs import APPROVE, REJECT
from gatewright.core.approval.letters import request_name, request_text
from gatewright.core.state.decisions import document_of_shown
from gatewright.model.asking import AskedElsewhere
from gatewright.model.change import Change
from gatewright.model.digest import digest_of_bytes
from gatewright.model.events import Choice
from gatewright.model.ids import TreeId
from gatewright.model.records import replace
from gatewright.model.statement import Statement
from gatewright.model.trouble import Mistake
from gatewright.ports.exchange import Letter
from gatewright.runtime.answering import Question, question_of
from gatewright.views.terminal import Terminal
from tests.judgements import PIPE
from tests.statements import PLACE, STATEMENT
from tests.story_desk import CODE, PLAN

TEXT = "12 alias   may-merge, you as lead   1 item\n\nMay it?\n"
ASKED = AskedElsewhere(
    place=PLACE,
    slug="alias",
    step=STATEMENT.step,
    question="May it?",
    role="lead",
    items=("Is it right?",),
    nonce=STATEMENT.nonce,
    bound=STATEMENT.bound,
    tree=STATEMENT.tree,
    shown=digest_of_bytes(document_of_shown(TEXT)),
    head=STATEMENT.head,
    person="person:ada",
    at=STATEMENT.at,
)
QUESTION = Question(request_name(ASKED), ASKED, TEXT)
HANDLE = QUESTION.handle


@dataclass
class OneQuestion:
    """A desk that is asked one thing, and a door that leads to it."""

    question: Question = QUESTION
    place: Terminal = PIPE
    said: list[tuple[Any, ...]] = field(default_factory=list)

    def terminal(self) -> Terminal:
        return self.place

    def answering_desk(self, start: str) -> Any:
        return self

    def find(self, handle: str, key: str) -> Question:
        return self.question

    def change(self, question: Question) -> Change:
        return Change(TreeId("0" * 40), question.asked.tree, (PLAN, CODE))

    def decide(self, question: Question, choice: Choice, *more: Any) -> Statement:
        self.said.append((choice, *more[:2]))
        return replace(STATEMENT, choice=choice)


def decided(
    door: OneQuestion, *words: str, choice: Choice = Choice.APPROVE, key: bool = True
) -> None:
    verb = APPROVE if choice is Choice.APPROVE else REJECT
    flags = ("--sign-with", "key") if key else ()
    typed = parse_arguments(verb, [HANDLE, *flags, *words])
    assert is_elsewhere(typed)
    decide_elsewhere(typed, door, choice)


def sitting(lines: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> OneQuestion:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return OneQuestion(place=replace_terminal())


def replace_terminal() -> Terminal:
    from dataclasses import replace as replaced

    return replaced(PIPE, can_ask=True)


def test_script_answers_every_item_and_signs(capsys: pytest.CaptureFixture[str]) -> None:
    door = OneQuestion()

    decided(door, "--item", "1=yes")

    [(choice, answers, because)] = door.said
    assert (choice, [each.is_yes for each in answers], because) == (Choice.APPROVE, [True], "")
    shown = capsys.readouterr().out
    assert shown.startswith(TEXT)
    assert "2 files" in shown
    assert f"signed with {STATEMENT.key}, and sent." in shown


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "approval.unanswered"),
        (("--item", "1=no:too long"), "approval.no"),
        (("--item", "1=yes", "--on", "0000000"), "approval.stale"),
        (("--item", "2=yes"), "items.unknown"),
    ],
)
def test_script_that_leaves_something_open_sends_nothing(words: tuple[str, ...], code: str) -> None:
    door = OneQuestion()

    with pytest.raises(Mistake) as raised:
        decided(door, *words)

    assert (raised.value.code, door.said) == (code, [])


def test_question_without_items_wants_its_content_named() -> None:
    bare = Question("name", replace(ASKED, items=()), TEXT)
    with pytest.raises(Mistake) as raised:
        decided(OneQuestion(bare))
    assert raised.value.code == "approval.unnamed"

    door = OneQuestion(bare)
    decided(door, "--on", ASKED.bound[:7])
    assert door.said[0][0] is Choice.APPROVE


def test_nothing_is_sent_unsigned() -> None:
    with pytest.raises(Mistake) as raised:
        decided(OneQuestion(), "--item", "1=yes", key=False)

    assert raised.value.code == "approval.unsigned"


def test_sending_back_wants_a_reason() -> None:
    door = OneQuestion()
    decided(door, "-m", "too long", choice=Choice.SEND_BACK)
    assert door.said == [(Choice.SEND_BACK, (), "too long")]

    with pytest.raises(Mistake) as raised:
        decided(OneQuestion(), choice=Choice.SEND_BACK)
    assert raised.value.code == "approval.reason"


@pytest.mark.parametrize(
    ("lines", "choice"),
    [
        (("y", "o", "a"), Choice.APPROVE),
        (("o", "n", "too long", "s"), Choice.SEND_BACK),
        (("y", "s", "shorter"), Choice.SEND_BACK),
        (("y", "l"), None),
        (("l",), None),
        ((), None),
    ],
)
def test_terminal_asks_item_by_item_and_then_what_to_do(
    lines: Sequence[str],
    choice: Choice | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    door = sitting(lines, monkeypatch)

    decided(door)

    assert [each[0] for each in door.said] == ([choice] if choice is not None else [])
    assert ("Nothing was decided." in capsys.readouterr().out) == (choice is None)
    assert choice is not Choice.SEND_BACK or door.said[0][2] in ("too long", "shorter")


# What a letter has to be


def letter(**parts: bytes) -> Letter:
    return Letter({"request": request_text(ASKED), "shown": TEXT.encode(), **parts}, ASKED.tree)


def test_letter_that_is_what_it_says_is_a_question() -> None:
    assert question_of(QUESTION.name, letter()) == QUESTION


def test_letter_that_says_something_else_is_none() -> None:
    acting = b"\x1b[2Jall is well\n"
    of_acting = request_text(replace(ASKED, shown=digest_of_bytes(acting)))

    assert question_of(f"{QUESTION.name}x", letter()) is None
    assert question_of(QUESTION.name, letter(shown=b"another\n")) is None
    assert question_of(QUESTION.name, letter(request=b"{}")) is None
    assert question_of(QUESTION.name, letter(request=of_acting, shown=acting)) is None
    assert question_of(QUESTION.name, Letter(letter().parts, TreeId("9" * 40))) is None
    assert question_of(QUESTION.name, Letter({}, ASKED.tree)) is None
