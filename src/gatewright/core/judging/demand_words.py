"""What checks want, in the words of briefs and of refusals alike: who is told it before, and who
is refused later, read the same."""

from collections.abc import Sequence


def entries_wanted(register: str, count_min: int, where: str = "", *, of_step: bool = False) -> str:
    """Return how many entries there must be."""
    of = " of this step" if of_step else ""
    condition = f" where {where}" if where else ""
    return f"at least {count_min} in {register}{of}{condition}"


def each_wanted(field: str, values: Sequence[str]) -> str:
    """Return that each value of a field must occur."""
    return f"one for each {field}: {', '.join(values)}"


def branch_wanted(name: str) -> str:
    """Return how the branch must be called."""
    return f"a branch called {name}"


def only_wanted(places: Sequence[str]) -> str:
    """Return where alone there may be changes."""
    return "changes only in " + ", ".join(places)


def unchanged_wanted(places: Sequence[str]) -> str:
    """Return where there may be none."""
    return "no change in " + ", ".join(places)


def touched_wanted(places: Sequence[str]) -> str:
    """Return where there must be one."""
    return "a change in " + ", ".join(places)


def lines_wanted(count_max: int | str) -> str:
    """Return how large a change may be."""
    return f"at most {count_max} lines added and removed"


def end_wanted(codes: Sequence[int | str]) -> str:
    """Return how a command must end."""
    return f"an end with {' or '.join(map(str, codes))}"


def unprinted_wanted(pattern: str) -> str:
    """Return what a command must not print."""
    return f"no line that matches {pattern}"


def printed_wanted(pattern: str) -> str:
    """Return what a command must print."""
    return f"a line that matches {pattern}"
