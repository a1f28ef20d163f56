"""`gatewright land`: take a finished result, or say exactly what to type where a person must."""

from collections.abc import Iterator

from gatewright.cli.a_run import named_run
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.screen import Line, Style, fill, line, print_lines
from gatewright.cli.verbs import LAND
from gatewright.model.landing import TakenIn
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


def _rows(landed: Took | MustBeTyped | TakenIn, run: str, terminal: Terminal) -> Iterator[Line]:
    if isinstance(landed, Took):
        says = f"{run} is in {plain(landed.branch)} now, at {landed.commit[:12]}."
        yield line(says, Style.STRONG)
        yield line(f"  {terminal.program_name} clean {run}")
        return
    if isinstance(landed, TakenIn):
        yield from _taken_in(landed, run, terminal)
        return
    says = f"{landed.because.rstrip('.')}, so you take it yourself; nothing was changed. Type:"
    yield from (line(part) for part in fill(plain(says), terminal.width))
    yield line(f"  {plain(landed.command)}")


def _taken_in(landed: TakenIn, run: str, terminal: Terminal) -> Iterator[Line]:
    """Yield that the target has moved on, and what is to be done before the result lands."""
    branch = plain(landed.branch)
    yield line(f"{branch} has moved on to {landed.commit[:12]}; nothing has landed.", Style.STRONG)
    what = "Both changed the same here; somebody puts them together:"
    if not landed.places:
        what = f"The work of {run} is on it now, and what was judged of it is judged there again:"
    yield from (line(part) for part in fill(what, terminal.width))
    yield from (line(f"    {plain(place)}") for place in landed.places)
    verb = "checkout" if landed.is_by_hand else "run"
    yield line(f"  {terminal.program_name} {verb} {run}")
    yield line(f"  {terminal.program_name} land {run}    once it holds")
