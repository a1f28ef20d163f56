"""How a stored event of an older version becomes one of today: one pure step per version.

Invariant: a step is never edited once it was released; journals that need it are out there.
"""

from collections.abc import Callable, Mapping
from typing import Any

Plain = dict[str, Any]
Upgrade = Callable[[Plain], Plain]


def approvals_in_a_list(plain: Plain) -> Plain:
    """Return an event with a workflow whose gates have any number of approvals, not one or none."""
    workflow = plain["workflow"]
    steps = [{**step, "gate": _gate(step["gate"])} for step in workflow["steps"]]
    return {**plain, "workflow": {**workflow, "steps": steps}}


def _gate(plain: Plain) -> Plain:
    """Return a gate with a list of approvals."""
    kept = {key: value for key, value in plain.items() if key != "approval"}
    approval = plain.get("approval")
    return {**kept, "approvals": [] if approval is None else [approval]}


def as_it_was(plain: Plain) -> Plain:
    """Return an event of which only a word is new that older programs do not know."""
    return plain


UPGRADES: Mapping[tuple[str, int], Upgrade] = {
    ("RunStarted", 1): approvals_in_a_list,
    ("WorkflowOutgrown", 1): approvals_in_a_list,
    ("AttemptFinished", 1): as_it_was,  # 2 knows "busy"
    ("ChangeAsked", 1): as_it_was,  # 2 knows definitions
}
"""(type, version) -> the step from that version to the next."""


def upgrade(
    plain: Plain,
    type_name: str,
    version: int,
    wanted: int,
    steps: Mapping[tuple[str, int], Upgrade],
) -> Plain:
    """Return `plain` as version `wanted` has it. Raises: KeyError where a step is missing."""
    for each in range(version, wanted):
        plain = steps[type_name, each](plain)
    return plain
