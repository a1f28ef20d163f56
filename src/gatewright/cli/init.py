"""`gatewright init`: write one file that says how this project is judged; with --ci, a workflow.

These are the only two files it ever writes. It never writes over a file, and never through a link.
Crash: a file that was being written may be there in part; nothing else is touched.
"""

import os
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from gatewright import __version__
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import Door, open_door
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import INIT
from gatewright.definitions.configuration import CONFIGURATION_PATH
from gatewright.definitions.rendering import describe_projects, render_configuration
from gatewright.model.judgement import CheckRequest, Opened, Progress
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit
from gatewright.views.quoting import plain
from gatewright.views.terminal import name_of_program

WORKFLOW_PATH = ".github/workflows/gatewright.yml"


class Seen(Exception):
    """Carries what is known before anything runs; it is all that is wanted here."""

    def __init__(self, opened: Opened) -> None:
        super().__init__("seen")
        self.opened = opened


def run(arguments: list[str]) -> int:
    """Write the configuration, and the workflow where that is asked."""
    typed = parse_arguments(INIT, arguments)
    return init(typed, open_door(), name_of_program(sys.argv[0]))


def init(typed: Typed, door: Door, program: str) -> int:
    """Write what was asked for through `door`; return the exit code.

    Raises: Mistake `init.exists` for a file that is there, `init.unsafe` for a link on the way.
    """
    opened = look(door, start_folder(typed))
    root = Path(opened.repository.root)
    wanted = list(_wanted(root, opened, with_workflow=typed.has("--ci")))
    for path, _ in wanted:
        refuse_unsafe(root, path)
    for path, text in wanted:
        write_new(root, path, text)
    written = [(path, text.count("\n")) for path, text in wanted]
    sys.stdout.write("\n".join(_rows(opened, written, program)) + "\n")
    return Exit.SETTLED


def look(door: Door, start: str) -> Opened:
    """Return what is found around `start`; nothing is run and nothing is judged."""
    try:
        door.judge(CheckRequest(start=start), _stop)
    except Seen as seen:
        return seen.opened
    raise RuntimeError("a judgement ended without saying what it looked at")


def _stop(event: Progress) -> None:
    """Stop a judgement as soon as it says what it looks at."""
    if isinstance(event, Opened):
        raise Seen(event)


def _wanted(root: Path, opened: Opened, *, with_workflow: bool) -> Iterator[tuple[str, str]]:
    """Yield each file that is to be written. A configuration that is there stays as it is."""
    has_configuration = os.path.lexists(root / CONFIGURATION_PATH)
    if not (with_workflow and has_configuration):
        yield CONFIGURATION_PATH, render_configuration(opened.projects, base_of(opened))
    if with_workflow:
        yield WORKFLOW_PATH, render_workflow(__version__)


def base_of(opened: Opened) -> str:
    """Return what people compare with; where there is no base, this branch is the one."""
    return opened.base.name if opened.base else opened.repository.branch or ""


def render_workflow(version: str) -> str:
    """Return the workflow that checks every pull request with this version."""
    path = files("gatewright") / "catalog" / "github-workflow.yml"
    return path.read_text(encoding="utf-8").replace("{version}", version)


def refuse_unsafe(root: Path, path: str) -> None:
    """Raise Mistake where `path` is there already, or a link leads away on its way."""
    for folder in Path(path).parents:
        if (root / folder).is_symlink():
            raise Mistake(
                "init.unsafe",
                f"{folder} is a link; the file would be written somewhere else.",
                hints=(f"rm {folder}",),
            )
    if os.path.lexists(root / path):
        raise Mistake("init.exists", f"{path} is there already.", hints=(f"edit {path}",))


def write_new(root: Path, path: str, text: str) -> None:
    """Write `text` to a file that is not there. Raises: Mistake where that cannot be done."""
    target = root / path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Mistake("init.exists", f"{path} is there already.") from None
    except OSError as trouble:
        found = trouble.strerror or type(trouble).__name__
        raise Mistake("init.unwritable", f"{path} cannot be written.", found=found) from None


def _rows(opened: Opened, written: list[tuple[str, int]], program: str) -> Iterator[str]:
    """Yield what was found, what was written and what follows."""
    yield f"Found: {plain(describe_projects(opened.projects))}."
    for path, line_count in written:
        yield f"Wrote {path} ({line_count} lines)."
    only = "That is the only file." if len(written) == 1 else "These are the only files."
    yield f"{only} Nothing else in your repository changed."
    yield ""
    base = plain(base_of(opened)) or "your main branch"
    paths = " ".join(path for path, _ in written)
    yield f"It counts from the moment it is on {base}:   git add {paths} && git commit"
    if any(path == CONFIGURATION_PATH for path, _ in written):
        yield "Until then this machine uses it as a draft and says so."
    yield ""
    yield f"  {program} check             judge what is on this branch now"
    if len(written) == 1 and written[0][0] == CONFIGURATION_PATH:
        yield f"  {program} init --ci         {WORKFLOW_PATH}: check every pull request"
