"""`gatewright format`: lay out workflows and configurations the same way each time.

What a file says is not changed, comments among it; with --check nothing is written at all.
Crash: a file is as it was, or whole.
"""

import os
import sys
import tempfile
from pathlib import Path

from gatewright.cli.arguments import parse_arguments
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import FORMAT
from gatewright.core.text.yaml_format import format_yaml
from gatewright.core.text.yaml_nodes import TEXT_CHARS_MAX, Unreadable
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit
from gatewright.views.quoting import plain

SIZE_BYTES_MAX = 4 * TEXT_CHARS_MAX


def run(arguments: list[str]) -> int:
    """Lay out every file that was named; all are read before one is written."""
    typed = parse_arguments(FORMAT, arguments)
    if not typed.operands:
        hint = "gatewright format .gatewright/workflows/ours.yaml"
        raise Mistake("format.which", "Which files?", hints=(hint,))
    start = start_folder(typed)
    texts = {name: _read(Path(start, name), name) for name in typed.operands}
    wanted = {name: _laid_out(text, name) for name, text in texts.items()}
    differing = [name for name in texts if wanted[name] != texts[name]]
    is_check = typed.has("--check")
    for name in differing:
        if not is_check:
            _write(Path(start, name), name, wanted[name])
        said = "would be laid out" if is_check else "laid out"
        sys.stdout.write(f"{plain(name)}: {said}\n")
    return Exit.REFUSED if is_check and differing else Exit.SETTLED


def _read(path: Path, name: str) -> str:
    """Return the text of a file. Raises: Mistake `format.file`."""
    if path.is_symlink():
        raise Mistake("format.file", f"{name} is a link.", hints=("name the file itself",))
    try:
        if not path.is_file():
            raise Mistake("format.file", f"There is no file {name!r}.")
        with path.open("rb") as stream:
            content = stream.read(SIZE_BYTES_MAX + 1)
        if len(content) > SIZE_BYTES_MAX:
            raise Mistake("format.file", f"{name} is too large for a workflow.")
        return content.decode("utf-8")
    except (OSError, ValueError) as trouble:
        found = getattr(trouble, "strerror", None) or "it is no text"
        raise Mistake("format.file", f"{name} cannot be read.", found=found) from None


def _laid_out(text: str, name: str) -> str:
    """Return the text laid out. Raises: Mistake `format.unreadable` with the place."""
    if not text.strip():
        raise Mistake("format.unreadable", f"{name} is empty: there is nothing to lay out.")
    try:
        return format_yaml(text)
    except Unreadable as problem:
        found = f"{name}:{problem.line}:{problem.column}  {problem.what}"
        hints = (problem.hint,) if problem.hint else ()
        raise Mistake(
            "format.unreadable", f"{name} cannot be laid out.", found=found, hints=hints
        ) from None


def _write(path: Path, name: str, text: str) -> None:
    """Put `text` in the place of a file, all of it at once. Raises: Mistake `format.file`."""
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).chmod(path.stat().st_mode & 0o777)
        Path(beside).replace(path)
    except OSError as trouble:
        found = trouble.strerror or type(trouble).__name__
        raise Mistake("format.file", f"{name} cannot be written.", found=found) from None
