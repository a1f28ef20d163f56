"""`gatewright land`: take a finished result, or say exactly what to type where a person must."""

from collections.abc import Iterator

from gatewright.cli.a_run import named_run
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.screen import Line, Style, fill, line, print_lines
from gatewright.cli.verbs import LAND
from gatewright.ports.lanes import MustBeTyped, Took
from gatewright.views.exits import Exit
from gatewright.views.quoting import plain
from gatewright.views.terminal import Terminal


def run(arguments: list[str]) -> int:
    """Take the result."""
    return land(parse_arguments(LAND, arguments), open_decision_door())


def land(typed: Typed, door: DecisionDoor) -> int:
    """Take a result through `door`; return the exit code. Raises: Mistake."""
    desk, run_id = named_run(typed, door)
    terminal = door.terminal()
    print_lines(list(_rows(desk.land(run_id), run_id, terminal)), terminal)
    return Exit.SETTLED


def _rows(landed: Took | MustBeTyped, run: str, terminal: Terminal) -> Iterator[Line]:
    if isinstance(landed, Took):
        says = f"{run} is in {plain(landed.branch)} now, at {landed.commit[:12]}."
        yield line(says, Style.STRONG)
        yield line(f"  {terminal.program_name} clean {run}")
        return
    says = f"{landed.because.rstrip('.')}, so you take it yourself; nothing was changed. Type:"
    yield from (line(part) for part in fill(plain(says), terminal.width))
    yield line(f"  {plain(landed.command)}")
