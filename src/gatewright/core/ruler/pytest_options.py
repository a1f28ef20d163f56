"""What a changed command line of pytest does to a test run.

Invariants: an option that is not known here is UNCLEAR, never harmless; order does not count.
"""

import shlex
from collections import Counter
from enum import StrEnum

from gatewright.model.late_pattern import late_pattern

__all__ = ["Direction", "compare_options"]


LINE_CHARS_MAX = 20_000


class Direction(StrEnum):
    """Where a difference moves the bar."""

    WEAKER = "weaker"
    STRONGER = "stronger"
    UNCLEAR = "unclear"


_WEAKENING = late_pattern(
    r"(--deselect|-k|-m|--ignore|--ignore-glob|--no-cov|--co|--collect-only|--exitfirst|-x|--lf"
    r"|--last-failed|--sw|--stepwise|--disable-warnings|--maxfail|--no-cov-on-fail|--noconftest)"
    r"(?![\w-])|-p[ =]?no:|-W[ =]?ignore|--override-ini|-o "
)
_STRENGTHENING = late_pattern(r"--strict|--cov|-W[ =]?error|--error-for-skips|-p[ =]?randomly")
_SILENT = late_pattern(
    r"(-v+|-q+|-s|-l|-r\w*|-n|--verbose|--quiet|--tb|--color|--durations|--showlocals|--numprocesses"
    r"|--dist|--capture|--junitxml|--junit-xml|--no-header|--no-summary)(?![\w-])"
)


def compare_options(
    before: str | tuple[str, ...], after: str | tuple[str, ...]
) -> tuple[Direction, str, str] | None:
    """Return the worst that became of a command line: direction, "adds" or "removes", option."""
    old, new = Counter(_options(before)), Counter(_options(after))
    told = [(_direction_of(option), "adds", option) for option in (new - old).elements()]
    told += [(_opposite(_direction_of(each)), "removes", each) for each in (old - new).elements()]
    for direction in (Direction.WEAKER, Direction.UNCLEAR, Direction.STRONGER):
        for found, verb, option in told:
            if found is direction:
                return direction, verb, option
    return None


def _direction_of(option: str) -> Direction | None:
    if _WEAKENING.match(option):
        return Direction.WEAKER
    if _STRENGTHENING.match(option):
        return Direction.STRONGER
    return None if _SILENT.match(option) else Direction.UNCLEAR


def _opposite(direction: Direction | None) -> Direction | None:
    match direction:
        case Direction.WEAKER:
            return Direction.STRONGER
        case Direction.STRONGER:
            return Direction.WEAKER
        case _:
            return direction


def _options(value: str | tuple[str, ...]) -> list[str]:
    """Return a command line as options, each together with the value that follows it."""
    options: list[list[str]] = []
    for word in _words(value):
        if options and not word.startswith("-") and options[-1][0].startswith("-"):
            options[-1].append(word)
        else:
            options.append([word])
    return [" ".join(words) for words in options]


def _words(value: str | tuple[str, ...]) -> list[str]:
    if isinstance(value, tuple):
        return list(value)
    if len(value) > LINE_CHARS_MAX:  # nobody types that; a blank makes it an option nobody knows
        return [f" {value}"]
    try:
        return shlex.split(value, comments=True)
    except ValueError:
        return value.split()
