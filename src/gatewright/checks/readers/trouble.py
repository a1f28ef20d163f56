"""The one way in which a reader says that a report cannot be read."""

from gatewright.model.trouble import Trouble

REPORT_BYTES_MAX = 200 * 1024 * 1024


class Unreadable(Exception):
    """Raised inside a reader, turned into Trouble at its edge; never leaves this room."""


def unreadable(wanted: str, because: str) -> Trouble:
    """Return the Trouble for a report that could not be read."""
    return Trouble(
        code="report.unreadable",
        wanted=wanted,
        found=because[:500],
        way_out="Run the tool by hand and look at the report that it writes.",
    )
