"""`gatewright log`: everything that happened to a run, one line each, oldest first."""

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import RunDoor
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.run_rows import log_line
from gatewright.cli.runs_door import named_run, open_run_door, told_of
from gatewright.cli.screen import line, print_lines
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import LOG
from gatewright.views.exits import Exit
from gatewright.views.run_log import LogView, log_view


def run(arguments: list[str]) -> int:
    """Print the log of a run."""
    return log(parse_arguments(LOG, arguments), open_run_door())


def log(typed: Typed, door: RunDoor) -> int:
    """Print it through `door`; return the exit code. Raises: Mistake."""
    fields = wanted_fields(typed.value("--json") or "", LogView)
    desk = door.reader(start_folder(typed))
    run_id = named_run(typed, desk)
    loaded = desk.load(run_id)
    slug = loaded.state.started.feature.slug
    view = log_view(slug, told_of(run_id, loaded.entries))
    if typed.has("--json"):
        print_document(view, fields)
        return Exit.SETTLED
    head = f"{run_id} {slug}: {len(view.events)} events, times in UTC"
    rows = [line(head), (), *(line(log_line(event)) for event in view.events)]
    print_lines(rows, door.terminal())
    return Exit.SETTLED
