"""`gatewright context`: sessions opened, notes added, shown and found; slips told."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from gatewright.cli.arguments import parse_arguments
from gatewright.cli.context import context
from gatewright.cli.context_verb import CONTEXT, KINDS_OF_NOTES
from gatewright.journal.context_index import SqliteContextIndex
from gatewright.model.context import NoteKind
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import Doer, WorkerKind
from gatewright.runtime.context_desk import ContextDesk
from gatewright.testing.memory_journal import MemoryJournal
from gatewright.views.terminal import Terminal
from tests.judgements import PIPE
from tests.story_desk import StoryDesk
from tests.unit.run_stories import AT, Story, step


@dataclass
class Door:
    """A way to one run and to notes."""

    run: StoryDesk
    notes: ContextDesk

    def terminal(self) -> Terminal:
        return PIPE

    def desk(self, start: str) -> StoryDesk:
        return self.run

    def context(self, start: str) -> ContextDesk:
        return self.notes

    def say(self, *words: str) -> int:
        return context(parse_arguments(CONTEXT, words), self)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    path = str(tmp_path / "context.sqlite")
    notes = ContextDesk(MemoryJournal(), lambda: SqliteContextIndex(path), lambda: AT, "person:dev")
    return Door(StoryDesk(Story((step("build"),))), notes)


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_without_a_session_it_says_how_one_is_opened(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    door.say()

    assert "There is no session yet" in (told := shown(capsys))
    assert 'context new NAME "what it is about"' in told


def test_session_is_opened_noted_in_shown_and_searched(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    door.say("new", "payments", "How", "refunds work")
    assert "The session payments is open." in shown(capsys)
    door.say("show", "payments")
    assert "Nothing is noted in payments yet." in shown(capsys)

    door.say("add", "payments", "Refunds are \x1b[1mwhole", "--importance", "0.9")
    assert "Noted in payments, as 1:\n  1  fact 0.90  Refunds are" in (told := shown(capsys))
    assert "\x1b" not in told
    door.say("add", "payments", "Ask first", "--kind", "lesson", "--about", "plan")
    door.say("show", "payments")
    assert "payments: 2 notes\n  1  fact 0.90" in (told := shown(capsys).replace("\x1b", ""))
    assert "2  lesson 0.60  Ask first  (dev, 20" in told
    assert "on plan)" in told
    door.say()
    assert "1 session\n  payments    2 notes" in shown(capsys)
    door.say("search", "ask")
    assert "1 note with ask\n  payments 2  lesson 0.60  Ask first" in shown(capsys)
    door.say("search", "refunds ask", "--in", "payments")
    assert "0 notes with refunds ask in payments" in shown(capsys)


def test_note_of_a_feature_is_an_entry_of_its_run(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    door.say("add", "12", "Look at the clock", "--kind", "question")
    assert "Noted in 12, as 1:\n  1  question 0.70  Look at the clock" in shown(capsys)
    door.say("add", "Look again")

    entries = door.run.story.state.entries["context"]
    assert [dict(each.values)["text"] for each in entries] == ["Look at the clock", "Look again"]
    assert door.run.people_wanted_for == ["context add", "context add"]


def test_document_tells_all(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    door.say("new", "payments")
    door.say("add", "payments", "x", "--importance", "0.25")
    capsys.readouterr()

    door.say("show", "payments", "--json")
    document = json.loads(shown(capsys))
    assert document["schema"] == "gatewright.context/1"
    assert document["notes"][0]["importance"] == 0.25
    door.say("--json=sessions")
    assert json.loads(shown(capsys))["sessions"][0]["notes"] == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nwe", "x"), "arguments.choice"),
        (("new",), "arguments.missing"),
        (("new", "alias"), "context.exists"),
        (("new", "A b"), "context.name"),
        (("add",), "arguments.missing"),
        (("add", "a", "b", "c"), "arguments.missing"),
        (("add", "payments", " "), "arguments.missing"),
        (("add", "payments", "x", "--importance", "2"), "context.unfit"),
        (("add", "12", "x", "--importance", "2"), "record.unfit"),
        (("search",), "arguments.missing"),
        (("show", "a", "b"), "arguments.missing"),
        (("show", "payments", "--in", "x"), "arguments.surplus"),
        (("show", "--json=nots"), "arguments.field"),
    ],
)
def test_slip_is_told(door: Door, words: tuple[str, ...], code: str) -> None:
    door.say("new", "payments")

    with pytest.raises(Mistake) as raised:
        door.say(*words)

    assert raised.value.code == code


def test_what_a_step_is_handed_is_shown_as_its_brief_tells_it(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    architect = Doer(WorkerKind.AGENT, "architect", "Design.")
    builder = Doer(WorkerKind.AGENT, "builder", "Build.")
    story = Story((step("design", doer=architect), step("build", ["design"], doer=builder)))
    story.good("design", "t1")
    door.run = StoryDesk(story)

    door.say("show", "12", "--for", "build")
    assert "## What you are handed\n\n- `design` by agent:scripted as architect" in shown(capsys)
    door.say("show", "--for", "design")
    assert "design is handed nothing by another role." in shown(capsys)
    door.say("show", "12", "--for", "build", "--json")
    document = json.loads(shown(capsys))
    assert (document["role"], document["steps"]) == ("builder", ["design"])


def test_worker_notes_nothing_at_the_keyboard(door: Door) -> None:
    door.say("new", "payments")
    door.run.worker = True

    for words in (("new", "orders"), ("add", "payments", "x"), ("add", "12", "x")):
        with pytest.raises(Mistake, match="is for people"):
            door.say(*words)
    assert door.notes.notes("context/payments") == ()


def test_kinds_that_can_be_typed_are_those_that_there_are() -> None:
    assert tuple(NoteKind) == KINDS_OF_NOTES
