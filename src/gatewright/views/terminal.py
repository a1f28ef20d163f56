"""What a face must know of where it prints. Bootstrap looks; nobody else reads the environment."""

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH_MIN = 40
WIDTH_MAX = 100  # longer lines are hard to read


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Where the answer and the progress go, and how the program was called."""

    is_tty: bool  # stdout
    progress_is_tty: bool  # stderr
    width: int
    can_unicode: bool
    use_colour: bool
    program_name: str  # as typed: "gatewright" or "gw"
    is_github_actions: bool = False
    can_ask: bool = False  # a person sits at both ends: stdin and stdout
    height: int = 24  # rows of the screen


def derive_terminal(
    environment: Mapping[str, str],
    *,
    program_path: str,
    stdout_is_tty: bool,
    stderr_is_tty: bool,
    columns: int,
    encoding: str | None,
) -> Terminal:
    """Return the terminal that the environment and the two streams describe."""
    is_dumb = environment.get("TERM") == "dumb"
    return Terminal(
        is_tty=stdout_is_tty,
        progress_is_tty=stderr_is_tty and not is_dumb,
        width=max(WIDTH_MIN, min(columns, WIDTH_MAX)) if stdout_is_tty else WIDTH_MAX,
        can_unicode=(encoding or "").lower().replace("-", "").startswith(("utf8", "utf16")),
        use_colour=stdout_is_tty and not is_dumb and not environment.get("NO_COLOR"),
        program_name=name_of_program(program_path),
        is_github_actions=environment.get("GITHUB_ACTIONS") == "true",
    )


def name_of_program(path: str) -> str:
    """Return how the program is called in commands that are meant to be pasted."""
    return "gw" if path.rpartition("/")[2] == "gw" else "gatewright"
