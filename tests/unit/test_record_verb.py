"""`gatewright record`: what is put on record, what is shown of it, and who it sets free."""

import json

import pytest

from gatewright.cli.arguments import parse_arguments
from gatewright.cli.inbox import inbox
from gatewright.cli.record import record
from gatewright.cli.verbs import INBOX, RECORD
from gatewright.model.feature import People
from gatewright.model.intake import Record
from gatewright.model.trouble import Mistake
from gatewright.views.following import following
from gatewright.views.run import run_view
from gatewright.views.why import why_view
from tests.story_desk import StoryDesk, StoryDoor
from tests.unit.run_stories import AT, Story, path, step

ADA = "person:ada"


def desk() -> StoryDesk:
    return StoryDesk(Story((step("build"), step("next", ["build"])), people=People()))


def say(at: StoryDesk, *words: str) -> int:
    return record(parse_arguments(RECORD, words), StoryDoor(at))


def test_entry_is_put_on_record_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    at = desk()

    say(at, "12", "decisions", "kind=architecture", "text=One table for each")
    assert "On record: decisions 1 by" in capsys.readouterr().out
    say(at, "12", "decisions")
    shown = capsys.readouterr().out
    assert "decisions: 1 entry" in shown
    assert "One table for each (kind=architecture)" in shown


def test_register_without_entries_says_how_the_first_is_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say(desk(), "12", "unknowns")

    shown = capsys.readouterr().out
    assert "unknowns: nothing yet" in shown
    assert "an entry has text *, owner" in shown
    assert 'record 12 unknowns text="..."' in shown


def test_run_without_registers_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    say(desk())

    assert "nothing on record" in capsys.readouterr().out


def test_document_has_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    at = desk()
    say(at, "12", "unknowns", "text=Which?", "blocks=next", "key=u")
    say(at, "12", "decisions", "text=x", "options=a,b")
    capsys.readouterr()

    say(at, "12", "--json")

    document = json.loads(capsys.readouterr().out)
    decisions, unknowns = document["registers"]
    assert document["schema"] == "gatewright.entries/1"
    assert decisions["entries"][0]["fields"] == {"text": "x", "options": ["a", "b"]}
    assert (unknowns["entries"][0]["state"], unknowns["entries"][0]["blocks"]) == ("open", ["next"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("12", "desicions"), "record.register"),
        (("12", "decisions", "text"), "arguments.value"),
        (("12", "decisions", "text=a", "text=b"), "arguments.value"),
        (("12", "decisions", "kind=x"), "record.unfit"),
    ],
)
def test_slip_is_told(words: tuple[str, ...], code: str) -> None:
    with pytest.raises(Mistake) as raised:
        say(desk(), *words)

    assert raised.value.code == code


def test_held_step_waits_for_whoever_closes_the_entry(capsys: pytest.CaptureFixture[str]) -> None:
    at = desk()
    say(at, "12", "unknowns", "text=Which database?", "blocks=build")
    assert "waits at build: entry 1 of unknowns is open: Which database?" in capsys.readouterr().out

    inbox(parse_arguments(INBOX, ()), StoryDoor(at))
    assert "entry 1 of unknowns is open" in capsys.readouterr().out
    state = at.story.state
    view = run_view(state, (), AT)
    assert (view.state, view.steps[0].mark) == ("waits", "people")
    why = why_view(state, (), path("build"), is_driven=False)
    assert why.reasons[0].what == "entry 1 of unknowns is open: Which database?"
    assert why.next[0].arguments[:4] == ("record", "12", "unknowns", "closes=1")

    at.story.told(Record("unknowns", (("closes", "1"),), ADA))
    assert following(at.story.state, is_driven=True).says.startswith("12 goes on at build")
