"""What went wrong, in words and an exit code; never a traceback for a person's mistake."""

import sys
from pathlib import Path

import pytest

from gatewright.cli.funnel import render_bug, render_mistake, run_safely
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit

ARGV = ("/usr/bin/gw", "check")


def raising(error: BaseException) -> int:
    raise error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Mistake("base.unknown", "There is no base."), Exit.MISTAKE),
        (KeyboardInterrupt(), Exit.INTERRUPTED),
        (KeyError("x"), Exit.OURS),
        (RecursionError(), Exit.OURS),
    ],
    ids=["mistake", "interrupt", "bug", "deep bug"],
)
def test_each_trouble_has_its_code_and_no_traceback(
    error: BaseException,
    code: Exit,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert run_safely(lambda: raising(error), ARGV) == code

    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err


def test_mistake_shows_code_found_and_ways_out_as_typed() -> None:
    mistake = Mistake(
        "base.unknown",
        "There is no \x1b[2Jbase.",
        found="a\nb",
        hints=("did you mean  main", "gatewright check --base main", "see the remote"),
    )

    assert render_mistake(mistake, "gw").splitlines() == [
        "There is no base." + " " * 51 + "base.unknown",
        "  found         a b",
        "  did you mean  main",
        "  you           gw check --base main",
        "  you           see the remote",
    ]


def test_names_that_could_be_meant_are_one_line() -> None:
    mistake = Mistake("verdict.unknown", "No such verdict.", hints=("tests", "proof"))

    assert render_mistake(mistake, "gw").splitlines()[1:] == ["  here          tests, proof"]


def caught(message: str) -> ValueError:
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


def test_bug_is_written_to_a_report_that_can_be_pasted(tmp_path: Path) -> None:
    folder = tmp_path / "reports"

    shown = render_bug(caught("odd \x1b[2Jvalue"), ARGV, folder)

    (report,) = folder.iterdir()
    assert str(report) in shown
    assert "\x1b" not in shown
    assert "ValueError: odd" in report.read_text()
    assert "Traceback" in report.read_text()


def test_bug_without_a_place_for_a_report_is_shown_in_short(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    shown = render_bug(caught("odd"), ARGV, tmp_path / "file" / "reports")

    assert "put these lines into an issue" in shown
    assert f"{Path(__file__)}:" in shown
    assert len(shown.splitlines()) <= 6


def test_bug_in_bootstrap_does_not_hide_the_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "gatewright.cli.door", None)

    assert run_safely(lambda: raising(KeyError("first")), ARGV) == Exit.OURS

    assert "KeyError: 'first'" in capsys.readouterr().err
