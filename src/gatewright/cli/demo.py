"""`gatewright demo`: an agent that cheats builds a feature in a small service, and is caught.

Nothing is acted: the agent is a process in its own lane, the run goes through the same desk as any
other, and the demo's own person decides through it. The repository is left to be explored.
"""

import os
import shlex
import sys
import tempfile
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Protocol

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.demo_rows import closing_rows, demo_rows, opening_rows
from gatewright.cli.door import RunDesk, RunDoor
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.progress import ProgressLine
from gatewright.cli.screen import print_lines
from gatewright.cli.verbs import DEMO
from gatewright.core.state.run_state import Blocked, Over, RunState
from gatewright.model.events import Answer, Choice
from gatewright.model.events import Exit as RunExit
from gatewright.model.ids import RunId
from gatewright.model.intake import Decide
from gatewright.model.records import replace
from gatewright.model.told import Busy, Recorded, RunTold
from gatewright.runtime.desk_words import Asked, StartRequest
from gatewright.views.demo import SCHEMA, DemoLine, DemoView, demo_line
from gatewright.views.exits import Exit
from gatewright.views.next import NextView
from gatewright.views.run_end import end_view
from gatewright.views.run_stop import stop_view
from gatewright.views.terminal import Terminal

IDEA = "Let users shorten a link with a custom alias"
WORKFLOW = "feature"
PERSON = "person:demo"
MAIL = "demo@gatewright.invalid"
SERVICE = "shortlink"
SCRIPTS = {"good": "agent.yaml", "bad": "agent-bad.yaml"}
KEPT_AS = ".txt"  # so that no tool takes the service's files for this project's


class DemoDoor(RunDoor, Protocol):
    """The way to the runs of a repository, and to a new one."""

    def make_repository(self, folder: str, *, name: str, mail: str, message: str) -> None:
        """Make `folder` a repository with one commit of all it holds. Raises: Mistake."""
        ...


class Teller:
    """Tells the story as it is recorded, each fact once."""

    def __init__(self, terminal: Terminal, *, is_silent: bool) -> None:
        self.told: list[Recorded] = []
        self.lines: list[DemoLine] = []
        self._terminal = terminal
        self._is_silent = is_silent
        self._progress = ProgressLine(sys.stderr, terminal)

    def hear(self, told: RunTold) -> None:
        """Show what is new in `told`; a driver that starts again tells all from the beginning."""
        match told:
            case Busy(_, what):
                if self._terminal.progress_is_tty:
                    self._progress.say(what)
            case Recorded() if not self.told or told.seq > self.told[-1].seq:
                self.told.append(told)
                self._show(demo_line(self.told, self.told[0].at))
            case _:
                pass

    def clear(self) -> None:
        """Take the progress line back."""
        self._progress.clear()

    def _show(self, told: DemoLine | None) -> None:
        if told is None:
            return
        self.lines.append(told)
        if not self._is_silent:
            self.clear()
            print_lines(list(demo_rows(told, self._terminal)), self._terminal)


def run(arguments: list[str]) -> int:
    """Play the demo."""
    from gatewright import bootstrap

    return demo(parse_arguments(DEMO, arguments), bootstrap)


def demo(typed: Typed, door: DemoDoor) -> int:
    """Play the demo through `door`; return 0 where the feature is ready, 20 where it is blocked."""
    terminal = door.terminal()
    is_silent = typed.has("--json")
    wanted = wanted_fields(typed.value("--json") or "", DemoView)
    agent = typed.value("--agent") or "good"
    folder = os.path.join(os.path.realpath(tempfile.mkdtemp(prefix="gatewright-demo-")), SERVICE)
    if not is_silent:
        print_lines(list(opening_rows(agent, folder, terminal)), terminal)
    make_service(folder, door)
    desk = door.desk(folder)
    teller = Teller(terminal, is_silent=is_silent)
    run_id = _start(desk, folder, agent)
    try:
        state = _drive(desk, run_id, teller)
    finally:
        teller.clear()
    view = _view(state, teller, folder, agent)
    if is_silent:
        print_document(view, wanted)
    else:
        print_lines(list(closing_rows(view, state.started.feature.slug, terminal)), terminal)
    return view.exit_code


def make_service(folder: str, door: DemoDoor) -> None:
    """Make the demo's service in the absent `folder`, a repository with an identity of its own."""
    _copy(_catalog() / SERVICE, Path(folder))
    door.make_repository(folder, name="Demo", mail=MAIL, message="A small link shortener")


def _catalog() -> Traversable:
    return files("gatewright") / "catalog" / "demo"


def _copy(source: Traversable, target: Path) -> None:
    """Copy a folder of the catalogue, each file under its real name."""
    target.mkdir()
    for each in source.iterdir():
        if each.is_dir():
            _copy(each, target / each.name)
        else:
            (target / each.name.removesuffix(KEPT_AS)).write_bytes(each.read_bytes())


def _start(desk: RunDesk, folder: str, agent: str) -> RunId:
    """Ask for the feature, as the demo's own person."""
    script = str(_catalog() / SCRIPTS[agent])
    starting = desk.plan_start(
        StartRequest(start=folder, idea=IDEA, workflow=WORKFLOW, agent_script=script)
    )
    return desk.start(replace(starting, person=PERSON))


def _drive(desk: RunDesk, run_id: RunId, teller: Teller) -> RunState:
    """Drive the run to its end, with a person who says yes to all that is asked."""
    while True:
        state = desk.drive(run_id, teller.hear)
        asked = desk.asked(run_id)
        if asked is None:
            return state
        desk.admit(run_id, _yes(desk, asked))


def _yes(desk: RunDesk, asked: Asked) -> Decide:
    """Return the decision of the demo's person, on the sentence that is shown for it."""
    shown = f'the demo\'s own person says yes to "{asked.question}", bound to {asked.bound[:7]}'
    return Decide(
        step=asked.step,
        nonce=asked.nonce,
        bound=asked.bound,
        choice=Choice.APPROVE,
        person=PERSON,
        answers=tuple(Answer(item, is_yes=True) for item in asked.items),
        because=shown,
        shown=desk.keep_shown(shown),
        head=asked.head,
    )


def _view(state: RunState, teller: Teller, folder: str, agent: str) -> DemoView:
    """Return what the demo came to."""
    feature = state.started.feature
    is_complete = isinstance(state.phase, Over) and state.phase.exit is RunExit.COMPLETED
    is_blocked = isinstance(state.phase, Blocked)
    word = "completed" if is_complete else "blocked" if is_blocked else "waits"
    return DemoView(
        schema=SCHEMA,
        folder=folder,
        run_id=feature.run_id,
        branch=f"gw/{feature.run_id}-{feature.slug}",
        agent=agent,
        state=word,
        exit_code=EXITS[word],
        lines=tuple(teller.lines),
        end=end_view(state, teller.told) if is_complete else None,
        stop=stop_view(state, teller.told),
        next=(NextView(("log", feature.run_id), f"in {shlex.quote(folder)}"),),
    )


EXITS = {"completed": Exit.SETTLED, "blocked": Exit.BLOCKED, "waits": Exit.WAITS}
