"""`gatewright run`: start a feature, or go on with one, and stay until a person is wanted."""

import importlib
import sys
from collections.abc import Callable, Sequence
from typing import cast

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.detach import detach, goes_on
from gatewright.cli.door import RunDesk, RunDoor
from gatewright.cli.json_document import print_line
from gatewright.cli.run_end_rows import end_rows, stop_rows
from gatewright.cli.run_rows import command_rows
from gatewright.cli.run_screen import LiveScreen, PlainScreen, Screen, Watching
from gatewright.cli.run_start import (
    OF_A_START,
    agrees,
    refuse_flags_of_a_start,
    start_request,
    start_rows,
)
from gatewright.cli.runs_door import open_run_door, told_of
from gatewright.cli.screen import Style, line, print_lines
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import RUN
from gatewright.core.course.decide import waits_for_people
from gatewright.core.state.run_state import Blocked, Deciding, Moving, Over, RunState
from gatewright.model.events import Exit as RunExit
from gatewright.model.ids import RunId
from gatewright.model.told import Recorded
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit
from gatewright.views.quoting import plain
from gatewright.views.run import run_view
from gatewright.views.run_end import end_view
from gatewright.views.run_stop import next_of, stop_view
from gatewright.views.terminal import Terminal

IDLE_ROUNDS_MAX = 3  # drives in a row that told nothing new
Decide = Callable[[RunDesk, RunId, Terminal], bool]


def run(arguments: list[str]) -> int:
    """Start or go on, as it was typed."""
    return run_feature(parse_arguments(RUN, arguments), open_run_door())


def run_feature(typed: Typed, door: RunDoor) -> int:
    """Start or go on through `door`; return the exit code. Raises: Mistake."""
    desk, terminal = door.desk(start_folder(typed)), door.terminal()
    run_id = _known(typed, desk)
    seen = 0
    if run_id is None:
        run_id = _start(typed, desk, terminal)
        if run_id is None:
            print_lines([line("Nothing was started.")], terminal)
            return Exit.SETTLED
    else:
        refuse_flags_of_a_start(typed)
        seen = desk.load(run_id).entries[-1].seq
    if typed.has("--detach") and goes_on(desk, run_id):
        return detach(typed, door, desk, run_id)
    return _follow(typed, door, desk, run_id, seen)


def _known(typed: Typed, desk: RunDesk) -> RunId | None:
    """Return the run that was named; None for an idea. Raises: Mistake.

    Shape: an idea has more than one word; a word alone names a feature.
    """
    if not typed.operands:
        if any(typed.has(flag) for flag in OF_A_START):
            what = "What should be built? Say it in a sentence."
            raise Mistake("run.idea", what, hints=('gatewright run "Let users choose an alias"',))
        return desk.find(None)
    word = typed.operands[0].strip()
    return desk.find(word) if len(word.split()) == 1 else None


def _start(typed: Typed, desk: RunDesk, terminal: Terminal) -> RunId | None:
    """Say what would start, and start it where the person agrees; on a pipe it was asked for."""
    starting = desk.plan_start(start_request(typed, typed.operands[0].strip()))
    if not typed.has("--json"):
        print_lines(list(start_rows(starting, terminal)), terminal)
    is_asked = terminal.can_ask and not typed.has("--yes") and not typed.has("--json")
    if is_asked and not agrees(terminal):
        return None
    return desk.start(starting)


def _follow(typed: Typed, door: RunDoor, desk: RunDesk, run_id: RunId, seen: int) -> int:
    """Drive the run, and let the person decide in between; return the exit code."""
    terminal, rounds = door.terminal(), 0
    while True:
        before = seen
        watching = _watch(typed, door, desk, run_id, seen)
        state, seen = watching.state, watching.told[-1].seq
        rounds = rounds + 1 if seen == before else 0
        is_moving = isinstance(state.phase, Moving) and not waits_for_people(state)
        if is_moving and rounds < IDLE_ROUNDS_MAX:
            continue  # who drove it is gone: now it is ours
        if not _decides_here(typed, desk, state, terminal):
            return _end(typed, state, watching.told, door)


def _watch(typed: Typed, door: RunDoor, desk: RunDesk, run_id: RunId, seen: int) -> Watching:
    """Drive the run until it rests, showing it; return what it told."""
    loaded = desk.load(run_id)
    told = told_of(run_id, loaded.entries)
    watching = Watching(loaded.state, told)
    screen = _screen(typed, door, watching)
    try:
        with screen:
            screen.show([each for each in told if each.seq > seen])
            watching.state = desk.drive(run_id, screen.hear)
    except KeyboardInterrupt:
        program = door.terminal().program_name
        sys.stderr.write(f"\nNothing is lost. It goes on with: {program} run {run_id}\n")
        raise
    return watching


def _screen(typed: Typed, door: RunDoor, watching: Watching) -> Screen:
    """Return the screen that suits where this runs."""
    terminal = door.terminal()
    if typed.has("--json"):
        return PlainScreen(watching, terminal, is_json=True)
    is_live = terminal.is_tty and terminal.progress_is_tty and not typed.has("--plain")
    return LiveScreen(watching, terminal, door.now) if is_live else PlainScreen(watching, terminal)


def _decides_here(typed: Typed, desk: RunDesk, state: RunState, terminal: Terminal) -> bool:
    """Return whether the person who sits here decided, so that it goes on."""
    asked = [each for each in waits_for_people(state) if isinstance(each.state, Deciding)]
    if not asked or not terminal.can_ask or typed.has("--json") or typed.has("--detach"):
        return False
    decide_here = cast(
        Decide, importlib.import_module("gatewright.cli.approve").decide_here
    )  # late: most runs end without it
    return decide_here(desk, state.started.feature.run_id, terminal)


def _end(typed: Typed, state: RunState, told: Sequence[Recorded], door: RunDoor) -> int:
    """Print the last screen and return the exit code of the state."""
    is_complete = isinstance(state.phase, Over) and state.phase.exit is not RunExit.ABORTED
    if typed.has("--json"):
        now = door.now().isoformat()
        print_line(end_view(state, told) if is_complete else run_view(state, told, now))
        return exit_of(state)
    terminal = door.terminal()
    feature = state.started.feature
    stop = stop_view(state, told)
    if is_complete:
        print_lines(list(end_rows(end_view(state, told), terminal)), terminal)
    elif stop is not None:
        print_lines(list(stop_rows(feature.run_id, feature.slug, stop, terminal)), terminal)
    else:
        _print_rest(state, told, terminal, door.now().isoformat())
    return exit_of(state)


def _print_rest(state: RunState, told: Sequence[Recorded], terminal: Terminal, now: str) -> None:
    """Print what a run that is neither done nor blocked rests on."""
    view = run_view(state, told, now)
    first = line(f"{view.run_id} {view.slug}: {view.says}", Style.STRONG)
    texts = [plain(each.text) for each in state.questions.values()]
    asked = [f"  asks: {text}" for text in texts if text not in view.says]
    commands = [next_of(state, record) for record in waits_for_people(state)]
    following = list(command_rows([each for each in commands if each is not None], terminal))
    print_lines([first, *(line(each) for each in asked), *following], terminal)


OF_END = {
    RunExit.COMPLETED: Exit.SETTLED,
    RunExit.PARTIAL: Exit.PARTIAL,
    RunExit.ABORTED: Exit.ABORTED,
}


def exit_of(state: RunState) -> int:
    """Return the exit code that the state of a run comes to."""
    match state.phase:
        case Over(exit_):
            return OF_END[exit_]
        case Blocked():
            return Exit.BLOCKED
        case Moving():
            return Exit.WAITS
