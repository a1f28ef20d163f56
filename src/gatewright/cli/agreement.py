"""A person agrees that checks may have one ignored file: looked at first, then remembered."""

from pathlib import Path

from gatewright.cli.door import ConsentDoor
from gatewright.cli.screen import Line, line


def remember(door: ConsentDoor, start: str, path: str) -> list[Line]:
    """Agree to `path`, typed in the folder `start`; return what is to be said of it.

    Raises: Mistake `consent.path` where it is not an ignored file of this checkout.
    """
    name = door.ignored_files(start).find(str(Path(start, path)))
    door.consent(start).grant(name)
    return [
        line(f"Checks may have {name}. Agents that this program runs will not see it."),
        line("Remembered for this repository, on this machine only."),
    ]
