"""Names of content: an artifact, a part of it, a version of it, a region of the tree.

`plan`, `plan#risks`, `contract#/paths/~1users`, `plan@first`, `plan@first#risks`, `tree:code`,
and `change`: all that the run changed.
"""

from collections.abc import Iterable

from gatewright.model.path_sets import CHANGE, REGION
from gatewright.model.workflow import TREE

FIRST, APPROVED = "first", "approved"
VERSIONS = (FIRST, APPROVED)


def is_region(name: str) -> bool:
    """Return whether `name` is of content that many steps write."""
    return name.startswith(REGION) or name == CHANGE


def set_of(region: str) -> str:
    """Return the path set of a region."""
    return region.removeprefix(REGION)


def artifact_of(name: str) -> str:
    """Return the artifact that a name is of; a region is of none, and stays as it is."""
    return name if is_region(name) else name.partition("#")[0].partition("@")[0]


def part_of(name: str) -> str:
    """Return which part of an artifact is meant; "" for all of it."""
    return "" if is_region(name) else name.partition("#")[2]


def version_of(name: str) -> str:
    """Return which version of an artifact is meant; "" for the one that there is."""
    return "" if is_region(name) else name.partition("#")[0].partition("@")[2]


def with_artifact(name: str, artifact: str) -> str:
    """Return `name` as one of `artifact`."""
    return name if is_region(name) else artifact + name[len(artifact_of(name)) :]


def named_version(name: str, version: str) -> str:
    """Return the name of a version of what `name` is: "plan#risks" -> "plan@first#risks"."""
    part = part_of(name)
    return f"{artifact_of(name)}@{version}" + (f"#{part}" if part else "")


def meets(one: str, other: str) -> bool:
    """Return whether two names may be of the same words: `plan` and `plan#risks` are.

    Shape: a version is kept as it was, so it meets nothing but itself.
    """
    if one == other:
        return True
    if version_of(one) or version_of(other) or artifact_of(one) != artifact_of(other):
        return False
    parts = (part_of(one), part_of(other))
    return "" in parts or any(_is_below(*pair) for pair in (parts, parts[::-1]))


def any_meets(names: Iterable[str], others: Iterable[str]) -> bool:
    """Return whether one of `names` meets one of `others`."""
    others = tuple(others)
    return any(meets(name, other) for name in names for other in others)


def is_bound(name: str) -> bool:
    """Return whether a decision on `name` is one on what the tree holds, whoever wrote it."""
    return name == TREE or is_region(name)


def _is_below(part: str, above: str) -> bool:
    return part.startswith(f"{above}/")
