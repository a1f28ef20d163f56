"""The run and the step that a person named, and how a word to a run ends."""

from collections.abc import Iterable

from gatewright.cli.arguments import Typed
from gatewright.cli.decision_door import DecisionDoor
from gatewright.cli.decision_rows import following_rows
from gatewright.cli.door import RunDesk
from gatewright.cli.runs_door import step_named
from gatewright.cli.screen import Line, print_lines, with_program
from gatewright.cli.start_folder import start_folder
from gatewright.core.state.run_state import RunState
from gatewright.model.ids import RunId, StepPath
from gatewright.views.following import following


def named_run(typed: Typed, door: DecisionDoor) -> tuple[RunDesk, RunId]:
    """Return the run that the first operand names, or the one that is meant. Raises: Mistake."""
    desk = door.desk(start_folder(typed))
    return desk, desk.find(typed.operands[0] if typed.operands else None)


def named_step(state: RunState, typed: Typed) -> StepPath | None:
    """Return the step that the second operand names; None where there is none. Raises: Mistake."""
    return step_named(state, typed.operands[1]) if len(typed.operands) > 1 else None


def say_and_follow(door: DecisionDoor, desk: RunDesk, run_id: RunId, rows: Iterable[Line]) -> None:
    """Print `rows`, then what was set off."""
    terminal = door.terminal()
    loaded = desk.load(run_id)
    end = following_rows(following(loaded.state, is_driven=loaded.is_driven), terminal)
    named = [
        tuple(type(span)(with_program(span.text, terminal), span.style) for span in row)
        for row in rows
    ]
    print_lines([*named, (), *end], terminal)
