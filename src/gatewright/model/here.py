"""Work that is done in a person's own checkout: who does it comes by itself and is not started."""

from gatewright.model.isolation import Isolation, IsolationLevel, Network

HERE = "here"
"""What a run calls its agent that comes by itself, in the checkout it began from."""

UNCONFINED = Isolation(IsolationLevel.NONE, Network.OPEN)
WALL_S_MAX = 30 * 24 * 3600
"""How long such a run may take: nobody is at it most of that time."""

_PREFIX = f"agent:{HERE}:"


def worker_here(name: str) -> str:
    """Return the principal of an agent that calls itself `name`."""
    return f"{_PREFIX}{name}"


def is_here(worker: str) -> bool:
    """Return whether that principal works in a person's own checkout."""
    return worker.startswith(_PREFIX)
