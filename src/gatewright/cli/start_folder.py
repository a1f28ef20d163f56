"""The folder that a command is about. Apart, because every verb wants it and most nothing else."""

from pathlib import Path

from gatewright.cli.arguments import Typed
from gatewright.model.trouble import Mistake


def start_folder(typed: Typed) -> str:
    """Return the absolute folder the command is about.

    Raises: Mistake `arguments.folder` where there is none of that name.
    """
    folder = Path(typed.value("-C") or ".")
    if not folder.is_dir():
        raise Mistake("arguments.folder", f"There is no folder {str(folder)!r}.")
    return str(folder.resolve())
