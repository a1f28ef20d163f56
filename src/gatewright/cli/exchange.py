"""`gatewright exchange`: send what people are asked by a git remote, take in what they decided."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.exchange_verb import EXCHANGE
from gatewright.cli.screen import Line, line, print_lines
from gatewright.cli.start_folder import start_folder
from gatewright.views.exits import Exit
from gatewright.views.quoting import plain
from gatewright.views.terminal import Terminal

if TYPE_CHECKING:
    from gatewright.runtime.exchanging import ExchangeDesk, Told

SAYS = {
    "asked": "asked {who}: {words}",
    "withdrawn": "no longer asked: {words}",
    "decided": "{who}: {words}, signed",
    "refused": "a decision was refused: {words}",
}


class ExchangeDoor(Protocol):
    """The way to runs and the remote. `start` is an absolute folder inside a repository."""

    def terminal(self) -> Terminal:
        """Return where the answer goes."""
        ...

    def exchange_desk(self, start: str) -> "ExchangeDesk":
        """Return what exchanges letters. Raises: Mistake `exchange.*`."""
        ...


def run(arguments: list[str]) -> int:
    """Exchange letters."""
    from gatewright import bootstrap

    return exchange(parse_arguments(EXCHANGE, arguments), bootstrap)


def exchange(typed: Typed, door: ExchangeDoor) -> int:
    """Exchange letters through `door`; return the exit code. Raises: Mistake."""
    terminal = door.terminal()
    desk, count = door.exchange_desk(start_folder(typed)), 0
    for told in desk.exchange():
        count += 1
        print_lines(list(_rows(told, terminal)), terminal)
    if not count:
        print_lines([line("Nothing was to be sent, and nothing was decided elsewhere.")], terminal)
    return Exit.SETTLED


def _rows(told: "Told", terminal: Terminal) -> Iterator[Line]:
    """Yield what was done, and what follows from a decision."""
    who = told.person.removeprefix("person:")
    yield line(plain(f"{told.run_id}  {SAYS[told.what].format(who=who, words=told.words)}"))
    if told.what == "decided":
        yield line(f"  {terminal.program_name} run {told.run_id}")
