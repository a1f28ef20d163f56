"""What happens to a remedy, in words."""

from gatewright.model.remedies import OfRemedies, RemedyEnded
from gatewright.views.quoting import plain


def remedy_says(event: OfRemedies) -> str:
    """Return what happened to a remedy, in one clause."""
    if isinstance(event, RemedyEnded):
        return plain(f"the remedy is over: {event.because}")
    return plain(f"laid in, as {event.by} was refused: {event.because}")
