"""`make strangers`: a line for each stranger, then how many were judged as their rows say.

Ends with 1 when a row differs, or when fewer than JUDGED_MIN strangers were judged.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.strangers.by_hand import run_by_hand
from tests.strangers.comparing import differences, hand_differences, planted_differences
from tests.strangers.fetching import make_repository
from tests.strangers.judging import check, only_run
from tests.strangers.planting import plant
from tests.strangers.rows import ROWS
from tests.strangers.running import Broken
from tests.strangers.shapes import Stranger

JUDGED_MIN = 8
JUDGED = ("pass", "fail")  # what a stranger's tests came to, whichever; "error" is no judgement


def main() -> int:
    """Meet the strangers that were named, or all."""
    wanted = _wanted()
    found: dict[str, tuple[str, ...]] = {}
    judged = 0
    with tempfile.TemporaryDirectory(prefix="gatewright-strangers-") as folder:
        state = Path(folder) / "state"
        for stranger in wanted:
            was_judged, found[stranger.name] = _meet(stranger, Path(folder), state)
            judged += was_judged
        _give_back(state)
    failed = sum(bool(each) for each in found.values())
    print(f"tests judged: {judged} of {len(wanted)}; the rest must say why not, and the way out")
    print(f"{len(wanted) - failed} passed, {failed} failed")
    is_enough = judged >= min(JUDGED_MIN, len(wanted) - 1)
    return 0 if failed == 0 and is_enough else 1


def _wanted() -> tuple[Stranger, ...]:
    names = [row.name for row in ROWS]
    parser = argparse.ArgumentParser(prog="python -m tests.strangers")
    parser.add_argument("names", nargs="*", choices=[*names, []], metavar="NAME")
    typed = parser.parse_args().names
    return tuple(row for row in ROWS if not typed or row.name in typed)


def _meet(stranger: Stranger, folder: Path, state: Path) -> tuple[bool, tuple[str, ...]]:
    """Return whether `stranger` was judged, and all that is not as its row says."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=folder) as own:
        try:
            was_judged, found = _compare(stranger, Path(own), state)
        except Broken as broken:
            was_judged, found = False, (str(broken),)
    seconds = time.monotonic() - started
    mark = "differs" if found else "as expected"
    print(f"{stranger.label:22} {stranger.shape:30} {mark:12} {seconds:6.1f} s", flush=True)
    for line in found:
        print(f"    {line}", flush=True)
    return was_judged, found


def _compare(stranger: Stranger, folder: Path, state: Path) -> tuple[bool, tuple[str, ...]]:
    """Judge `stranger` as it is and with the planted change, and run its tests by hand."""
    root = make_repository(stranger, folder)
    seen = check(root, state, "--base", "none")
    found = [f"as it is: {line}" for line in differences(stranger.absolute, seen)]
    if stranger.by_hand is not None:
        (folder / "hand").mkdir()
        hand = run_by_hand(root, stranger.by_hand, folder / "hand")
        if hand[0] != stranger.counts:
            found.append(f"by hand: {stranger.counts} in the row, {hand[0]} now")
        measured = stranger.by_hand.measured
        found += [f"by hand: {line}" for line in hand_differences(hand, only_run(seen), measured)]
    plant(root, stranger.planted)
    again = check(root, state)
    found += [f"planted: {line}" for line in planted_differences(stranger.planted, again)]
    return seen.statuses.get("tests") in JUDGED, tuple(found)


def _give_back(state: Path) -> None:
    """Make the sealed environments removable again."""
    for path in sorted(state.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main())
