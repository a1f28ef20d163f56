"""Compares what was seen with a row, and a run by hand with Gatewright's own, to the line."""

from collections.abc import Mapping

from tests.strangers.by_hand import is_measured
from tests.strangers.judging import Seen
from tests.strangers.shapes import Counts, Expected, Lines, Planted

LINES_SHOWN = 8


def differences(expected: Expected, seen: Seen) -> tuple[str, ...]:
    """Return in words where `seen` is not as `expected`; () where it is."""
    found = [
        _differ("exit code", expected.exit_code, seen.exit_code),
        *_differ_by_name("", expected.statuses, seen.statuses, seen.headlines),
        _differ("not checked", sorted(expected.not_checked), sorted(seen.not_checked)),
        _differ("reasons", expected.reasons, _first_codes(seen)),
        *_without_way_out(seen),
    ]
    if expected.tests_ran is not None:
        found.append(_differ("tests ran", expected.tests_ran, seen.tests_ran))
    return tuple(each for each in found if each)


def _differ(what: str, wanted: object, found: object) -> str:
    return "" if wanted == found else f"{what}: {wanted} expected, {found} seen"


def _differ_by_name(
    what: str, wanted: Mapping[str, str], found: Mapping[str, str], said: Mapping[str, str]
) -> list[str]:
    """Return a difference for each name, with what was said there."""
    lines = []
    for name in sorted(wanted.keys() | found.keys()):
        line = _differ(f"{what}{name}", wanted.get(name, "nothing"), found.get(name, "nothing"))
        if line:
            lines.append(f"{line} ({said.get(name, '')})")
    return lines


def _first_codes(seen: Seen) -> dict[str, str]:
    return {check: reasons[0].code for check, reasons in seen.reasons.items() if reasons}


def _without_way_out(seen: Seen) -> list[str]:
    """Return what could not be judged and does not say how it could be."""
    return [
        f"{check} could not be judged and names no way out"
        for check, status in seen.statuses.items()
        if status == "error" and not any(reason.way_out for reason in seen.reasons[check])
    ]


def planted_differences(planted: Planted, seen: Seen) -> tuple[str, ...]:
    """Return where a planted change is not judged as it should be: the vacuous test by name."""
    named = [
        (path, text)
        for reasons in seen.reasons.values()
        for reason in reasons
        if reason.code == "proof.vacuous"
        for path, text in reason.places
    ]
    found = list(differences(planted.expected, seen))
    if not planted.vacuous_test:
        return tuple(found)
    is_right = (
        len(named) == 1
        and named[0][0] == planted.vacuous_file
        and planted.vacuous_test in named[0][1]
    )
    if not is_right:
        found.append(
            f"vacuous: {planted.vacuous_file} {planted.vacuous_test} expected, {named} seen"
        )
    return tuple(found)


def hand_differences(
    hand: tuple[Counts, Lines], ours: tuple[Counts, Lines], measured: tuple[str, ...]
) -> tuple[str, ...]:
    """Return where Gatewright's own run differs from the one by hand."""
    found = [_differ("passed, failed, skipped by hand", hand[0], ours[0])]
    kept = {path: lines for path, lines in ours[1].items() if is_measured(path, measured)}
    for path in sorted(hand[1].keys() | kept.keys()):
        found += _differ_in_file(path, hand[1].get(path), kept.get(path))
    return tuple(each for each in found if each)


def _differ_in_file(
    path: str,
    hand: tuple[frozenset[int], frozenset[int]] | None,
    ours: tuple[frozenset[int], frozenset[int]] | None,
) -> list[str]:
    if hand is None or ours is None:
        return [f"{path}: measured only {'by gatewright' if hand is None else 'by hand'}"]
    return [
        f"{path}: {word} differs at {shown(wanted ^ found)}"
        for word, wanted, found in zip(("ran", "missed"), hand, ours, strict=True)
        if wanted != found
    ]


def shown(lines: frozenset[int]) -> str:
    """Return the first of `lines`, and how many more there are."""
    first = ", ".join(str(line) for line in sorted(lines)[:LINES_SHOWN])
    more = len(lines) - LINES_SHOWN
    return first + (f" and {more} more" if more > 0 else "")
