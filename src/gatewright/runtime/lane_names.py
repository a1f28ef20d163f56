"""How lanes are called: each step has its own, people by hand another, and no two are the same."""

import re

from gatewright.model.digest import digest_of
from gatewright.model.ids import RunId, StepPath

LANE_CHARS_MAX = 100  # as lanes have it; steps may have longer names
_SIMPLE = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*")
_STRANGE = re.compile(r"[^a-z0-9.-]")


def lane_of(run_id: RunId, step: StepPath) -> str:
    """Return the name of the lane of a step: the same for all its attempts, and no other step's.

    Shape: a simple name as it is, with dots between its parts; any other is cut, and told from all
           by an underscore and a digest.
    """
    name = f"{run_id}-{step.replace('/', '.')}"
    if _SIMPLE.fullmatch(step) and len(name) <= LANE_CHARS_MAX:
        return name
    return f"{_STRANGE.sub('-', name[:60].lower())}_{digest_of(step)[:32]}"


def lane_by_hand(run_id: RunId) -> str:
    """Return the name of the lane in which people work by hand: never that of a step."""
    return f"{run_id}.hand"


def is_lane_of(name: str, run_id: RunId) -> bool:
    """Return whether the lane `name` is one of that run."""
    return name.startswith((f"{run_id}-", f"{run_id}."))
