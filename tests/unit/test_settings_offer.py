"""Asking for an ignored file: only a person who sits there, and only a typed yes is one."""

import io
import sys

import pytest

from gatewright.cli.arguments import parse_arguments
from gatewright.cli.check import check
from gatewright.cli.verbs import CHECK
from gatewright.model.judgement import Judgement, MissingSetting
from gatewright.model.records import replace
from gatewright.views.terminal import Terminal
from tests.judgements import PIPE, READY, UNDECIDED, FakeDoor

SITTING = replace(PIPE, is_tty=True, can_ask=True)
ENV = MissingSetting(".env", ("DATABASE_URL",), ("tests",))
MISSED = replace(UNDECIDED, missing_settings=(ENV,))
QUESTION = "Let checks read"


class Unread:
    """An input that nobody may read: it would wait for ever."""

    def readline(self) -> str:
        raise AssertionError("asked where nobody sits")


def answered(
    judgement: Judgement,
    terminal: Terminal,
    answers: io.StringIO | Unread,
    monkeypatch: pytest.MonkeyPatch,
    *words: str,
) -> FakeDoor:
    """Return the door after a check whose questions got `answers`."""
    monkeypatch.setattr(sys, "stdin", answers)
    door = FakeDoor(judgement, terminal)
    check(parse_arguments(CHECK, words), door)
    return door


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("y\n", (".env",)),
        (" YES \n", (".env",)),
        ("n\n", ()),
        ("\n", ()),
        ("", ()),
        ("yep\n", ()),
        ("y", (".env",)),
    ],
)
def test_only_a_yes_is_one(
    typed: str, expected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    door = answered(MISSED, SITTING, io.StringIO(typed), monkeypatch)

    assert door.agreements.granted() == expected


def test_yes_is_remembered_and_says_what_follows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(MISSED, SITTING, io.StringIO("y\n"), monkeypatch)

    shown = capsys.readouterr().out
    assert "1 setting that an ignored file here may hold: .env (DATABASE_URL)." in shown
    assert "on this machine only" in shown
    assert shown.rstrip().endswith("gatewright environment   changes that")


@pytest.mark.parametrize(
    ("judgement", "terminal", "words"),
    [
        (MISSED, PIPE, ()),
        (MISSED, replace(PIPE, is_tty=True), ()),
        (MISSED, SITTING, ("--json",)),
        (MISSED, SITTING, ("--output-format", "sarif")),
        (replace(READY, missing_settings=(ENV,)), SITTING, ()),
        (UNDECIDED, SITTING, ()),
    ],
    ids=["pipe", "no-input", "json", "sarif", "ready", "nothing-missed"],
)
def test_nobody_is_asked(
    judgement: Judgement,
    terminal: Terminal,
    words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    door = answered(judgement, terminal, Unread(), monkeypatch, *words)

    assert QUESTION not in capsys.readouterr().out
    assert door.agreements.granted() == ()


def test_file_that_went_away_meanwhile_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = replace(MISSED, missing_settings=(replace(ENV, path="gone"), ENV))

    door = answered(gone, SITTING, io.StringIO("y\ny\n"), monkeypatch)

    assert "gone cannot be handed to checks" in capsys.readouterr().out
    assert door.agreements.granted() == (".env",)


def test_name_that_would_be_shown_otherwise_is_not_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    disguised = replace(MISSED, missing_settings=(replace(ENV, path="gne.\u202e.env"),))

    answered(disguised, SITTING, Unread(), monkeypatch)

    assert QUESTION not in capsys.readouterr().out
