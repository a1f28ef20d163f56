"""Which built-in checks are wanted: most always, others where somebody asks for them."""

from collections.abc import Sequence

from gatewright.model.configuration import Configuration

OPT_IN_NAMES = frozenset({"red", "reversal", "mutants"})
"""Judged where the project configured them, or a gate or a person names them."""

RESTS_ON_TESTS = frozenset({"expectations", *OPT_IN_NAMES})
"""Judged beside the tests, and not where those are switched off with proof and coverage."""

OF_TESTS = frozenset({"tests", "proof", "coverage"})

OF_CHANGE = frozenset({"red"})
"""Judged on the change as it was made, and not again where that is put on another head: what the
others did meanwhile may make a new test pass without it."""


def is_off(check: str, configuration: Configuration) -> bool:
    """Return whether the project does without `check`, by its name or by what it rests on."""
    off = set(configuration.off)
    return check in off or (check in RESTS_ON_TESTS and off >= OF_TESTS)


def is_asked(check: str, only: Sequence[str], configuration: Configuration) -> bool:
    """Return whether `check` is to be judged. Shape: `only` are the names that were typed, if any.

    What a project switched off stays off, whoever names it.
    """
    if is_off(check, configuration):
        return False
    if only:
        return check in {name.split(" ")[0] for name in only}
    return check not in OPT_IN_NAMES or any(each.name == check for each in configuration.checks)
