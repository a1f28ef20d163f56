"""How a stored event of an older version becomes one of today: one pure step per version.

Invariant: a step is never edited once it was released; journals that need it are out there.
"""

from collections.abc import Callable, Mapping

Plain = dict[str, object]
Upgrade = Callable[[Plain], Plain]

UPGRADES: Mapping[tuple[str, int], Upgrade] = {}
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
