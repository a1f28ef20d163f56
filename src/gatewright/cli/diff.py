"""`gatewright diff`: all that a run changes since its base, as it stands now."""

from collections.abc import Iterator

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import RunDoor
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.runs_door import named_run, open_run_door
from gatewright.cli.screen import Line, Style, line, print_lines
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import DIFF
from gatewright.views.exits import Exit
from gatewright.views.run_diff import DiffView, diff_view, headings

STYLES = {"+": Style.GOOD, "-": Style.BAD, "@": Style.DIM}


def run(arguments: list[str]) -> int:
    """Print what a run changes."""
    return diff(parse_arguments(DIFF, arguments), open_run_door())


def diff(typed: Typed, door: RunDoor) -> int:
    """Print it through `door`; return the exit code. Raises: Mistake."""
    fields = wanted_fields(typed.value("--json") or "", DiffView)
    desk = door.reader(start_folder(typed))
    run_id = named_run(typed, desk)
    view = diff_view(run_id, desk.change(run_id))
    if typed.has("--json"):
        print_document(view, fields)
    else:
        print_lines(list(diff_rows(view, is_short=typed.has("--stat"))), door.terminal())
    return Exit.SETTLED


def diff_rows(view: DiffView, *, is_short: bool = False) -> Iterator[Line]:
    """Yield how large it is, then every file with its changed lines."""
    files = "1 file" if len(view.files) == 1 else f"{len(view.files)} files"
    if not view.files:
        yield line(f"{view.run_id} changes nothing yet")
        return
    yield line(f"{view.run_id}: {files}, +{view.added} -{view.removed}", Style.STRONG)
    for file in view.files:
        if is_short:
            size = "binary" if file.is_binary else f"+{file.added} -{file.removed}"
            yield line(f"  {file.status:<9} {size:<12} {file.path}")
            continue
        yield ()
        yield from (line(heading, Style.STRONG) for heading in headings(file))
        if file.is_binary:
            yield line("binary", Style.DIM)
        yield from (line(each, STYLES.get(each[:1], Style.PLAIN)) for each in file.lines)
