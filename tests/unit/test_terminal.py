"""What is known of a terminal, and how progress is drawn on one."""

import io

import pytest

from gatewright.cli.progress import CLEAR, ProgressLine
from gatewright.model.records import replace
from gatewright.views.terminal import Terminal, derive_terminal
from tests.judgements import PIPE, SCREEN


def seen(
    environment: dict[str, str], *, is_tty: bool = True, encoding: str = "utf-8", columns: int = 80
) -> Terminal:
    return derive_terminal(
        environment,
        program_path="/usr/bin/gw",
        stdout_is_tty=is_tty,
        stderr_is_tty=is_tty,
        columns=columns,
        encoding=encoding,
    )


def test_program_is_called_as_it_was_typed() -> None:
    assert seen({}).program_name == "gw"


@pytest.mark.parametrize(
    ("terminal", "expected"),
    [
        (seen({}), True),
        (seen({"NO_COLOR": "1"}), False),
        (seen({"NO_COLOR": ""}), True),
        (seen({"TERM": "dumb"}), False),
        (seen({}, is_tty=False), False),
    ],
    ids=["terminal", "NO_COLOR", "NO_COLOR empty", "dumb", "pipe"],
)
def test_colour_needs_a_terminal_that_wants_it(terminal: Terminal, expected: bool) -> None:
    assert terminal.use_colour is expected


@pytest.mark.parametrize(
    ("encoding", "expected"), [("UTF-8", True), ("utf8", True), ("ANSI_X3.4-1968", False)]
)
def test_symbols_need_an_encoding(encoding: str, expected: bool) -> None:
    assert seen({}, encoding=encoding).can_unicode is expected


def test_width_is_bounded_and_a_pipe_has_no_columns() -> None:
    assert [seen({}, columns=columns).width for columns in (10, 80, 300)] == [40, 80, 100]
    assert seen({}, is_tty=False, columns=20).width == 100


def drawn(terminal: Terminal, *said: tuple[float, str]) -> str:
    stream, now_s = io.StringIO(), [0.0]
    progress = ProgressLine(stream, terminal, lambda: now_s[0])
    for at_s, what in said:
        now_s[0] = at_s
        progress.say(what)
    progress.clear()
    return stream.getvalue()


def test_progress_is_redrawn_at_most_four_times_a_second() -> None:
    shown = drawn(SCREEN, (0.0, "one"), (0.1, "two"), (0.3, "three"))

    assert shown == f"{CLEAR}  one …{CLEAR}  three …{CLEAR}"


def test_progress_into_a_pipe_is_a_line_for_each_thing() -> None:
    assert drawn(PIPE, (0.0, "one"), (0.1, "one"), (0.1, "two\x1b[2J")) == "one\ntwo\n"


def test_progress_never_fills_a_line() -> None:
    shown = drawn(replace(SCREEN, width=40, can_unicode=False), (0.0, "é" * 80))

    assert len(shown.removeprefix(CLEAR).removesuffix(CLEAR)) < 40


@pytest.mark.parametrize(("terminal", "shown"), [(PIPE, ""), (SCREEN, f"{CLEAR}  Resolved 9 …")])
def test_chatter_of_a_program_has_no_line_of_its_own(terminal: Terminal, shown: str) -> None:
    stream = io.StringIO()

    ProgressLine(stream, terminal, lambda: 0.0).say("Resolved 9", is_chatter=True)

    assert stream.getvalue() == shown
