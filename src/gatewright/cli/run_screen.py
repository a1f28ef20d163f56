"""A run while it is driven: redrawn in place on a terminal, one line per durable fact elsewhere.

Worker text is shown as being said, in one line, and goes with the next frame.
"""

import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Self

from gatewright.cli.json_document import print_line
from gatewright.cli.run_rows import event_line, live_rows
from gatewright.cli.screen import Line, line, paint, print_lines
from gatewright.core.evolve.evolve import evolve
from gatewright.core.state.run_state import RunState
from gatewright.model.events import StepJudged, StepRefused
from gatewright.model.told import Busy, Recorded, RunTold, Saying
from gatewright.views.quoting import plain
from gatewright.views.run import run_view
from gatewright.views.run_event import EventView, event_view
from gatewright.views.terminal import Terminal

REDRAW_S = 0.25
HINT = "Ctrl-C stops, nothing is lost"


class Watching:
    """What a run told so far; each fact once, whoever recorded it."""

    def __init__(self, state: RunState, told: Sequence[Recorded]) -> None:
        self.state = state
        self.told = list(told)
        self.doing = ""
        self._judged: dict[tuple[str, int], StepJudged] = {}
        for each in self.told:
            self._note(each)

    def hear(self, told: RunTold) -> EventView | None:
        """Take in what was told; return the view of a fact that is new."""
        match told:
            case Saying(step, words):
                self.doing = f"{step} says: {plain(words)}"
            case Busy(step, what):
                self.doing = f"{step}: {what}" if step else what
            case Recorded() if not self.told or told.seq > self.told[-1].seq:
                if self.told:  # the first makes the state, which is here already
                    self.state = evolve(self.state, told.event)
                self.told.append(told)
                self.doing = ""
                return self.view_of(told)
            case Recorded():
                pass
        return None

    def view_of(self, told: Recorded) -> EventView:
        """Return a fact with the places that it rests on."""
        self._note(told)
        event = told.event
        before = (
            self._judged.get((event.step, event.number)) if isinstance(event, StepRefused) else None
        )
        return event_view(told, before)

    def _note(self, told: Recorded) -> None:
        event = told.event
        if isinstance(event, StepJudged):
            self._judged[event.step, event.number] = event


class PlainScreen:
    """One line for every durable fact; as JSON where that is asked."""

    def __init__(self, watching: Watching, terminal: Terminal, *, is_json: bool = False) -> None:
        self._watching = watching
        self._terminal = terminal
        self._is_json = is_json

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        """Leave what was printed."""

    def show(self, told: Sequence[Recorded]) -> None:
        """Print facts that were there before."""
        for each in told:
            self._print(self._watching.view_of(each))

    def hear(self, told: RunTold) -> None:
        """Print what is new."""
        view = self._watching.hear(told)
        if view is not None:
            self._print(view)

    def _print(self, view: EventView) -> None:
        if self._is_json:
            print_line(view)
        else:
            print_lines([line(event_line(view))], self._terminal)


class LiveScreen:
    """A frame that is redrawn at most four times a second, and stays when it ends."""

    def __init__(self, watching: Watching, terminal: Terminal, now: Callable[[], datetime]) -> None:
        self._watching = watching
        self._terminal = terminal
        self._now = now
        self._drawn = 0
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Self:
        self.draw()
        self._ticker.start()
        return self

    def __exit__(self, *failure: object) -> None:
        """Draw the last frame, which stays."""
        self._end.set()
        self._ticker.join()
        self._watching.doing = ""
        self.draw(is_last=True)

    def show(self, told: Sequence[Recorded]) -> None:
        """Facts that were there before are in the first frame."""

    def hear(self, told: RunTold) -> None:
        """Take in what was told; the next frame shows it."""
        with self._lock:
            self._watching.hear(told)

    def draw(self, *, is_last: bool = False) -> None:
        """Draw a frame over the one before."""
        with self._lock:
            rows = self._frame(is_last=is_last)
        back = f"\x1b[{self._drawn}A" if self._drawn else ""
        body = "".join(f"\x1b[2K{paint(row, self._terminal)}\n" for row in rows)
        sys.stdout.write(f"{back}\r{body}\x1b[J")
        sys.stdout.flush()
        self._drawn = len(rows)

    def _frame(self, *, is_last: bool) -> list[Line]:
        view = run_view(self._watching.state, self._watching.told, self._now().isoformat())
        rows = live_rows(view, self._watching.doing, self._terminal)
        return [*rows, ()] if is_last else [*rows, (), line(HINT)]

    def _tick(self) -> None:
        while not self._end.wait(REDRAW_S):
            self.draw()


Screen = PlainScreen | LiveScreen
