"""The screen of `gatewright inbox`: each thing with what to type, then who else is waited for."""

from collections.abc import Iterator

from gatewright.cli.next_rows import next_rows
from gatewright.cli.screen import Line, Span, Style, cut, line, width_of
from gatewright.views.inbox import InboxRowView, InboxView, inbox_next
from gatewright.views.quoting import plain
from gatewright.views.spans_of_time import seconds_between, span
from gatewright.views.terminal import Terminal

KIND_WIDTH = 8


def inbox_rows(view: InboxView, now: str, terminal: Terminal) -> Iterator[Line]:
    """Yield the screen as of `now`, RFC 3339."""
    if not view.rows:
        yield from _empty_rows(view, terminal)
        return
    count = "1 thing waits" if len(view.rows) == 1 else f"{len(view.rows)} things wait"
    yield line(f"{count} for {_who(view.person)}", Style.STRONG)
    for row in view.rows:
        yield ()
        yield from _row(row, now, terminal)
    if view.others:
        yield from ((), line(f"Others are waited for in {_runs(view.others)}."))


def _row(row: InboxRowView, now: str, terminal: Terminal) -> Iterator[Line]:
    """Yield one thing: what it is, how much, since when; then what to type."""
    since = f"since {span(seconds_between(row.since, now))}"
    parts = [f"as {row.role}" if row.role else "", row.size, since]
    facts = ", ".join(plain(part) for part in parts if part)
    start = f"{row.kind:<{KIND_WIDTH}}{plain(row.run)} {plain(row.slug)}"
    margin, gap = " " * KIND_WIDTH, "   "
    if width_of(start + gap + facts) <= terminal.width:
        yield (Span(start, Style.STRONG), Span(f"{gap}{facts}", Style.DIM))
    else:
        yield line(start, Style.STRONG)
        yield line(margin + cut(facts, terminal.width - KIND_WIDTH), Style.DIM)
    yield line(margin + cut(plain(row.question), terminal.width - width_of(margin)))
    yield line(f"{margin}{terminal.program_name} {' '.join(plain(each) for each in row.command)}")


def _empty_rows(view: InboxView, terminal: Terminal) -> Iterator[Line]:
    """Yield that nothing waits, and what goes on without the person."""
    says = "Nothing waits for you." if view.runs else "Nothing waits for you: no run was started."
    yield line(says, Style.STRONG)
    if view.moving:
        yield line(f"Going on without you: {_runs(view.moving)}.")
    if view.others:
        yield line(f"Others are waited for in {_runs(view.others)}.")
    yield ()
    yield from next_rows(inbox_next(view), terminal)


def _runs(names: tuple[str, ...]) -> str:
    return ", ".join(plain(name) for name in names[:12]) + (", ..." if len(names) > 12 else "")


def _who(principal: str) -> str:
    return plain(principal).removeprefix("person:")
