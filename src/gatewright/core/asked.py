"""Which built-in checks are wanted: most always, the costly ones where somebody asks for them."""

from collections.abc import Sequence

from gatewright.model.configuration import Configuration

OPT_IN_NAMES = frozenset({"reversal", "mutants"})
"""Judged where the project configured them, or a gate or a person names them."""


def is_asked(check: str, only: Sequence[str], configuration: Configuration) -> bool:
    """Return whether `check` is to be judged. Shape: `only` are the names that were typed, if any.

    What a project switched off stays off, whoever names it.
    """
    if check in configuration.off:
        return False
    if only:
        return check in {name.split(" ")[0] for name in only}
    return check not in OPT_IN_NAMES or any(each.name == check for each in configuration.checks)
