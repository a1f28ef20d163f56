"""The screen of `gatewright status`: every run under whose turn it is."""

from collections.abc import Iterator

from gatewright.cli.screen import Line, Span, Style, cut, line, with_program
from gatewright.views.runs import RowView, StatusView
from gatewright.views.spans_of_time import seconds_between, span
from gatewright.views.terminal import Terminal

HEADINGS = {
    "you": "YOU",
    "ready": "READY TO MERGE",
    "others": "OTHERS ARE ASKED",
    "moving": "MOVING",
    "stopped": "STOPPED",
}
NAME_WIDTH_MAX = 28
DONE_SHOWN = 5
SAYS_WIDTH_MIN = 16
COMMAND_WIDTH = 14


def status_rows(view: StatusView, terminal: Terminal, now: str) -> Iterator[Line]:
    """Yield the runs under whose turn it is."""
    if not view.rows:
        yield line(f"{view.repository}: no feature yet.")
        yield ()
        yield line(
            with_program('  gatewright run "IDEA"   build one with a coding agent', terminal)
        )
        yield line(with_program("  gatewright check        judge what is on this branch", terminal))
        return
    yield line(view.repository, Style.STRONG)
    width = min(max(len(_name(row)) for row in view.rows), NAME_WIDTH_MAX)
    for group, heading in HEADINGS.items():
        rows = [row for row in view.rows if row.group == group]
        if rows:
            yield from ((), line(heading, Style.STRONG))
        for row in rows:
            yield _row(row, width, terminal, now)
    yield from _done([row for row in view.rows if row.group == "done"], terminal)


def _name(row: RowView) -> str:
    return f"{row.run_id:>4} {row.slug}"


def _row(row: RowView, width: int, terminal: Terminal, now: str) -> Line:
    """Return one run: what is asked or where it is, since when, and what to type."""
    name = cut(_name(row), width)
    since = f"since {span(seconds_between(row.updated_at, now))}"
    right = f"{since:<16} {row.command:<{COMMAND_WIDTH}}"
    room = terminal.width - width - len(right) - 4
    if room < SAYS_WIDTH_MIN:  # what is asked says more than since when
        right = row.command
        room = terminal.width - width - len(right) - 4
    says = cut(row.question or row.step or row.state, room)
    return (
        Span(f"{name:<{width}}  "),
        Span(f"{says:<{room}}"),
        Span(f"  {right}", Style.DIM),
    )


def _done(rows: list[RowView], terminal: Terminal) -> Iterator[Line]:
    if rows:
        shown = ", ".join(f"{row.run_id} {row.slug} ({row.state})" for row in rows[-DONE_SHOWN:])
        more = f" and {len(rows) - DONE_SHOWN} more" if len(rows) > DONE_SHOWN else ""
        yield ()
        yield line(cut(f"Done: {shown}{more}.", terminal.width), Style.DIM)
