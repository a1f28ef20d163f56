"""The demo as lines for a terminal."""

from collections.abc import Iterator

from gatewright.cli.run_end_rows import end_rows, stop_rows
from gatewright.cli.screen import Line, Span, Style, fill, line, symbol
from gatewright.views.demo import DemoLine, DemoView
from gatewright.views.terminal import Terminal

START = 32  # the column at which the words of a line begin
BAD = "bad"


def opening_rows(agent: str, folder: str, terminal: Terminal) -> Iterator[Line]:
    """Yield what will happen, before it does."""
    does = (
        "It lies and cheats and never does it right, so this is to end blocked."
        if agent == BAD
        else "It lies and cheats, is refused five times, and then does it right."
    )
    words = (
        f"A scripted agent builds a feature in a small web service, a copy in {folder}. {does} No"
        " key, no model; the first time, tools for tests and lint are fetched. About 20 s."
    )
    yield from (line(part) for part in fill(words, terminal.width))
    yield ()


def demo_rows(told: DemoLine, terminal: Terminal) -> Iterator[Line]:
    """Yield one thing that happened, with what there is to say about it."""
    minutes, seconds = divmod(int(told.after_s), 60)
    mark = symbol(told.mark, terminal)
    texts = [part for text in told.texts for part in fill(text, terminal.width - START)]
    head = f"  {minutes:02}:{seconds:02}  {told.step:<11} "
    word = f" {told.word}"
    gap = " " * max(1, START - len(head) - len(mark.text) - len(word))
    yield (Span(head), mark, Span(word, mark.style), Span(gap + texts[0] if texts else ""))
    yield from (line(" " * START + part) for part in texts[1:])


def closing_rows(view: DemoView, slug: str, terminal: Terminal) -> Iterator[Line]:
    """Yield what it came to, and where it is left to explore."""
    yield ()
    if view.end is not None:
        yield from end_rows(view.end, terminal)
    if view.stop is not None:
        yield from stop_rows(view.run_id, slug, view.stop, terminal)
    name = terminal.program_name
    yield ()
    yield (
        Span("It is still there:   ", Style.DIM),
        Span(f"cd {view.folder} && {name} log {view.run_id}"),
    )
    yield (Span("On your own work:    ", Style.DIM), Span(f"{name} check"))
