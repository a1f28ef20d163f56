"""`gatewright inbox`: what waits for the person who asks, and the command for each."""

from collections.abc import Iterator

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.next_rows import next_rows
from gatewright.cli.screen import Line, Span, Style, cut, line, print_lines, width_of
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import INBOX
from gatewright.views.decision_text import who
from gatewright.views.exits import Exit
from gatewright.views.inbox import InboxRowView, InboxView, inbox_next, inbox_view
from gatewright.views.quoting import plain
from gatewright.views.spans_of_time import seconds_between, span
from gatewright.views.terminal import Terminal

AT_REST = ("waits", "blocked", "completed")
KIND_WIDTH = 8


def run(arguments: list[str]) -> int:
    """Show what waits."""
    return inbox(parse_arguments(INBOX, arguments), open_decision_door())


def inbox(typed: Typed, door: DecisionDoor) -> int:
    """Show what waits, through `door`; return the exit code."""
    fields = wanted_fields(typed.value("--json") or "", InboxView)
    desk = door.desk(start_folder(typed))
    rows = desk.rows()
    resting = [row for row in rows if row.state in AT_REST]
    view = inbox_view(
        [(desk.load(row.run_id).state, row.updated_at) for row in resting],
        desk.person,
        moving=[row.run_id for row in rows if row.state == "moving"],
        runs=len(rows),
    )
    if typed.has("--json"):
        print_document(view, fields)
        return Exit.SETTLED
    terminal = door.terminal()
    print_lines(list(inbox_rows(view, door.now().isoformat(), terminal)), terminal)
    return Exit.SETTLED


def inbox_rows(view: InboxView, now: str, terminal: Terminal) -> Iterator[Line]:
    """Yield the screen as of `now`, RFC 3339."""
    if not view.rows:
        yield from _empty_rows(view, terminal)
        return
    count = "1 thing waits" if len(view.rows) == 1 else f"{len(view.rows)} things wait"
    yield line(f"{count} for {who(view.person)}", Style.STRONG)
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
    yield (Span(start, Style.STRONG), Span(f"   {facts}", Style.DIM))
    margin = " " * KIND_WIDTH
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
