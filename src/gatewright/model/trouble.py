"""What went wrong, in words a person can act on. Trouble is a value; a mistake is raised.

Trouble: something could not be judged. It becomes a verdict `error`.
Mistake: the person typed or wrote something that cannot be meant. It ends the command with exit 2.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something could not be judged, and the way out."""

    code: str  # stable and readable: "check.nothing-examined"
    wanted: str
    found: str
    way_out: str  # a command or an edit; may be empty
    tail: str = ""  # the last lines a tool said, quoted, never trusted


class Mistake(Exception):
    """Raised for what a person typed or wrote: exit 2, nothing changed."""

    def __init__(
        self, code: str, what: str, *, found: str = "", hints: tuple[str, ...] = ()
    ) -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.found = found
        self.hints = hints
