"""`python -m bench.trust [--all] [--seconds N] [NAME ...]`: the same attacks on both sides.

Each attack is the one of the adversary suite, on its fixture, played by a scripted agent; whether
it got through is told by its oracle, which looks at the world and at no verdict. Both sides run at
once, end when their time is over, and say what was not tried. Without a name, every EACH-th family
is tried, in the order of the page of trust, which nobody picked.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from bench.trust import engine, sides, table
from tests.adversary.everything import FAMILIES
from tests.sandbox import levels

BOUND_S, BOUND_OF_ALL_S = 300.0, 1500.0
EACH = 3
GRACE_S = 90.0  # of an attempt that is under way when the time is over
SHARES = 2  # of each side
SIDE, SECONDS, ALL = "--side", "--seconds", "--all"


def main(words: Sequence[str]) -> int:
    """Measure and print a table."""
    bound_s, names = _read(words)
    there = sides.comparable()
    families = [one for one in there if one.name in names]
    if not families or len(families) < len(set(names)):
        print("no such family, or none that makes sense here")
        return 2
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gatewright-bench-") as place:
        folder = Path(place).resolve() / "engine"
        wanted = [sides.OURS]
        try:
            engine.install(folder)
            wanted.append(sides.ENGINE)
        except (engine.CannotInstall, OSError, subprocess.TimeoutExpired) as error:
            print(f"spec-kit cannot be installed here, so its side is not tried: {error}")
        told = _hear(wanted, folder, bound_s, [family.name for family in families])
    print(table.render(families, told, levels()[-1]))
    print(f"\n{', '.join(engine.REQUIREMENTS)}; {time.monotonic() - started:.0f} s")
    print(f"{len(families)} of {len(there)} families were asked for; of {len(FAMILIES)} in all,")
    print(f"{len(FAMILIES) - len(there)} are about what only one side has, and left out")
    return 0


def _read(words: Sequence[str]) -> tuple[float, list[str]]:
    """Return how long each side has, and the names of the families to try."""
    there = [family.name for family in sides.comparable()]
    bound_s, names, rest = BOUND_S, there[::EACH], list(words)
    if ALL in rest:
        rest.remove(ALL)
        bound_s, names = BOUND_OF_ALL_S, there
    if rest[:1] == [SECONDS]:
        bound_s, rest = float(rest[1]), rest[2:]
    return bound_s, rest or names


def _hear(
    wanted: Sequence[str], folder: Path, bound_s: float, names: list[str]
) -> list[sides.Told]:
    """Have processes for each side try the families; return what they tell."""
    told: list[sides.Told] = []
    starters = [
        threading.Thread(
            target=_hear_side, args=(side, folder, bound_s, names[number::SHARES], told)
        )
        for side in wanted
        for number in range(SHARES)
    ]
    for each in starters:
        each.start()
    for each in starters:
        each.join()
    return told


def _hear_side(
    side: str, folder: Path, bound_s: float, names: list[str], told: list[sides.Told]
) -> None:
    argv = [sys.executable, "-m", "bench.trust", SIDE, side, str(folder), str(bound_s), *names]
    with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None, "BUG: asked for a pipe"
        late = threading.Timer(bound_s + GRACE_S, process.kill)
        late.start()
        for line in process.stdout:
            told.append(sides.Told(**json.loads(line)))
            print(f"{side:7} {told[-1].family:34} {told[-1].deed:7} {told[-1].setup:13}", end=" ")
            print("through" if told[-1].is_through else told[-1].stopped or "accepted", flush=True)
        late.cancel()


def _be_side(words: Sequence[str]) -> int:
    side, folder, bound_s, *names = words
    sides.tell(side, Path(folder), time.monotonic() + float(bound_s), names)
    return 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case [flag, *rest] if flag == SIDE:
            sys.exit(_be_side(rest))
        case rest:
            sys.exit(main(rest))
