"""`gatewright clean`: remove what ended runs left behind; say what is gone, what stays and why."""

from collections.abc import Iterator

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.screen import Line, Style, line, print_lines, with_program
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import CLEAN
from gatewright.model.trouble import Mistake
from gatewright.views.clean import CleanView, LeftoverView, clean_view
from gatewright.views.exits import Exit
from gatewright.views.quoting import plain
from gatewright.views.terminal import Terminal


def run(arguments: list[str]) -> int:
    """Remove what is left behind."""
    return clean(parse_arguments(CLEAN, arguments), open_decision_door())


def clean(typed: Typed, door: DecisionDoor) -> int:
    """Remove through `door`; return the exit code. Raises: Mistake."""
    wanted = wanted_fields(typed.value("--json") or "", CleanView)
    is_insisted = typed.has("--force")
    if is_insisted and not typed.operands:
        raise Mistake(
            "clean.which",
            "--force removes work that is nowhere else: say of which feature.",
            hints=("gatewright clean FEATURE --force", "gatewright clean"),
        )
    desk = door.desk(start_folder(typed))
    run_id = desk.find(typed.operands[0]) if typed.operands else None
    view = clean_view(desk.clean(run_id, is_insisted=is_insisted))
    if typed.has("--json"):
        print_document(view, wanted)
    else:
        print_lines(list(_rows(view, door.terminal())), door.terminal())
    return Exit.SETTLED


def _rows(view: CleanView, terminal: Terminal) -> Iterator[Line]:
    for one in view.removed:
        yield line(f"Removed {_name(one)}")
    for one in view.kept:
        yield line(f"Kept    {_name(one)}: it {plain(one.because)}", Style.STRONG)
        for way in one.ways_out:
            yield line(f"  {with_program(plain(way), terminal)}")
    if not view.removed:
        yield line("Nothing was removed." if view.kept else "Nothing was left behind.")


def _name(one: LeftoverView) -> str:
    return plain(one.name if one.kind == "run" else f"{one.kind} {one.name}")
