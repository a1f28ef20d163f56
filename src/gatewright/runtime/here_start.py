"""How a run begins whose agent works in the person's own checkout."""

from gatewright.model.here import HERE as HERE_AGENT
from gatewright.model.here import UNCONFINED, WALL_S_MAX
from gatewright.model.isolation import CLAIMS
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.runtime.desk_words import Starting, StartRequest


def is_for_here(request: StartRequest) -> bool:
    """Return whether the agent that was named comes by itself."""
    return request.agent == HERE_AGENT


def begins_here(request: StartRequest) -> StartRequest:
    """Return a request whose agent works here: it begins from the checkout. Raises: Mistake."""
    if request.from_ref not in (None, "."):
        what = "An agent that works in this checkout begins from it, as it is."
        raise Mistake("here.from", what, found=f"--from {request.from_ref}", hints=("--from .",))
    if request.fallbacks:
        what = "Nobody goes on where an agent of your checkout cannot."
        raise Mistake("arguments.conflict", what, found=f"--fallback {request.fallbacks[0]}")
    return replace(request, from_ref=".")


def starts_here(starting: Starting) -> Starting:
    """Return what would start, as it is where the agent works here: long, and kept from nothing."""
    claim = CLAIMS[UNCONFINED.level]
    return replace(
        starting,
        agent=HERE_AGENT,
        bounds=replace(starting.bounds, wall_s_max=WALL_S_MAX),
        isolation=f"none: the agent works in your checkout; {claim}",
    )
