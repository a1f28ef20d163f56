"""The one place that turns what went wrong into words and an exit code.

A person's mistake never shows a traceback; a bug of ours never blames the person.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

from gatewright.model.trouble import Mistake
from gatewright.views.exits import WORDS, Exit
from gatewright.views.quoting import plain

WIDTH = 80
QUIET_CODES = (Exit.SETTLED, Exit.READER_LEFT)


def run_program(argv: Sequence[str]) -> int:
    """Run the verb in `argv` and return the exit code, whatever comes of it."""
    _prepare_streams()
    code = run_safely(lambda: _dispatch(list(argv[1:])), argv)
    if code not in QUIET_CODES and not sys.stdout.isatty():
        sys.stderr.write(f"exit {code}: {WORDS[Exit(code)]}\n")
    return code


def run_safely(action: Callable[[], int], argv: Sequence[str]) -> int:
    """Return the exit code of `action`; nothing it raises gets past here."""
    try:
        code = int(action())
        sys.stdout.flush()
        return code
    except Mistake as mistake:
        from gatewright.views.terminal import name_of_program

        sys.stderr.write(render_mistake(mistake, name_of_program(argv[0])))
        return Exit.MISTAKE
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted; nothing of yours was changed.\n")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return Exit.READER_LEFT
    except Exception as bug:  # noqa: BLE001 -- the last resort: everything else is ours
        sys.stderr.write(render_bug(bug, argv, _report_folder()))
        return Exit.OURS


def render_mistake(mistake: Mistake, program: str) -> str:
    """Return a slip of the keyboard as it is shown: what, what was found, the ways out."""
    code = plain(mistake.code)
    what = plain(mistake.what)
    rows = [f"{what:<{WIDTH - len(code) - 2}}  {code}"]
    if mistake.found:
        rows.append(f"  found         {plain(mistake.found)}")
    names = [plain(hint) for hint in mistake.hints if " " not in hint]
    if names:
        rows.append(f"  here          {', '.join(names)}")
    rows += [_hint_row(plain(hint), program) for hint in mistake.hints if " " in hint]
    return "\n".join(rows) + "\n"


def render_bug(bug: BaseException, argv: Sequence[str], folder: Path | None) -> str:
    """Return what is said of a bug: where the report is, or the report itself when it cannot be."""
    found = plain(f"{type(bug).__name__}: {bug}")[:400]
    written = _write_report(bug, argv, folder) if folder else None
    rows = ["Gatewright stopped on a bug of its own.", f"  found    {found}"]
    if written:
        rows += [f"  then     a report was written: {written}", "  you      attach it to an issue"]
    else:
        rows += ["  you      put these lines into an issue:", *_frames(bug)]
    return "\n".join(rows) + "\n"


def _dispatch(arguments: list[str]) -> int:
    """Find the verb, load its module alone, and run it."""
    from gatewright.cli import help as pages

    if len(arguments) > 2 and arguments[0] == "-C":  # before the verb, as git and uv take it
        arguments = [arguments[2], *arguments[:2], *arguments[3:]]
    if not arguments or arguments[0] in ("--help", "-h"):
        return pages.run([])
    if arguments[0].startswith("-"):
        raise Mistake(
            "verb.missing",
            f"A verb goes before {arguments[0]!r}.",
            hints=("gatewright check", "gatewright help"),
        )
    verb = pages.find_verb(arguments[0])
    rest = arguments[1:]
    before_operands = rest[: rest.index("--")] if "--" in rest else rest
    if "--help" in before_operands or "-h" in before_operands:
        return pages.run([verb.name])
    code = import_module(verb.module).run(rest)
    return int(code)


def _hint_row(hint: str, program: str) -> str:
    """Return one way out; a label is parted from it by two blanks."""
    label, parted, text = hint.partition("  ")
    if not parted:
        label, text = "you", hint
    if text.startswith("gatewright "):
        text = program + text.removeprefix("gatewright")
    return f"  {label:<12}  {text.strip()}"


def _report_folder() -> Path | None:
    """Return where a report may be kept; None when not even that can be said."""
    try:
        from gatewright.cli.door import open_door

        return Path(open_door().state_folder()) / "reports"
    except Exception:  # noqa: BLE001 -- a bug in bootstrap must not hide the bug itself
        return None


def _write_report(bug: BaseException, argv: Sequence[str], folder: Path) -> Path | None:
    """Write everything about `bug` and return where; None where that is not possible."""
    import hashlib

    text = "\n".join(_report(bug, argv)) + "\n"
    content = text.encode("utf-8", "backslashreplace")
    path = folder / f"bug-{hashlib.sha256(content).hexdigest()[:12]}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError:
        return None
    return path


def _report(bug: BaseException, argv: Sequence[str]) -> Iterator[str]:
    import traceback

    from gatewright import __version__

    yield f"gatewright {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    yield "typed: " + " ".join(map(repr, argv[1:]))
    yield "".join(traceback.format_exception(bug))


def _frames(bug: BaseException) -> list[str]:
    """Return the last places of `bug`, nearest last."""
    import traceback

    frames = traceback.extract_tb(bug.__traceback__)[-3:]
    return [f"    {plain(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]


def _prepare_streams() -> None:
    """Let no character that the terminal cannot show end the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _forget_stdout() -> None:
    """Point stdout nowhere, so that the interpreter's own flush at the end does not complain."""
    import os

    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
