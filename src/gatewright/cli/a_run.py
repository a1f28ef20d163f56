"""The run and the step that a person named, and how a word to a run ends."""

from collections.abc import Iterable

from gatewright.cli.arguments import Typed, nearest
from gatewright.cli.check import start_folder
from gatewright.cli.decision_door import DecisionDoor
from gatewright.cli.decision_rows import following_rows
from gatewright.cli.door import RunDesk
from gatewright.cli.screen import Line, print_lines, with_program
from gatewright.core.run_state import RunState
from gatewright.model.ids import RunId, StepPath
from gatewright.model.trouble import Mistake
from gatewright.views.following import following


def named_run(typed: Typed, door: DecisionDoor) -> tuple[RunDesk, RunId]:
    """Return the run that the first operand names, or the one that is meant. Raises: Mistake."""
    desk = door.desk(start_folder(typed))
    return desk, desk.find(typed.operands[0] if typed.operands else None)


def named_step(state: RunState, typed: str | None) -> StepPath | None:
    """Return the step whose path ends with `typed`, part by part; None where nothing was typed.

    Raises: Mistake `step.unknown` or `step.which`.
    """
    if typed is None:
        return None
    if typed in state.steps:
        return StepPath(typed)
    found = [step for step in state.steps if step.endswith(f"/{typed}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise Mistake(
            "step.which", f"{len(found)} steps end with {typed!r}.", hints=tuple(found[:8])
        )
    near = nearest(typed, state.steps)
    hints = (f"did you mean  {near}",) if near else ()
    known = "steps  " + ", ".join(list(state.steps)[:12])
    raise Mistake("step.unknown", f"No step is called {typed!r}.", hints=(*hints, known))


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
