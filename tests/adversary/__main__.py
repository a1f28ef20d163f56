"""`make adversary`: try every family, print the table, and fail on any miss.

`python -m tests.adversary [NAME ...]` tries those families only.
"""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from gatewright.model.isolation import IsolationLevel
from tests.adversary.everything import FAMILIES
from tests.adversary.family import Claim, Family
from tests.adversary.trial import Row, try_family
from tests.sandbox import levels

JOBS = 2
SHARE = "--share"


def main(names: Sequence[str]) -> int:
    """Try the families of these names, or all; return the exit code."""
    wanted = [family.name for family in FAMILIES if not names or family.name in names]
    unknown = set(names) - set(wanted)
    if unknown:
        say(f"no such family: {', '.join(sorted(unknown))}")
        return 2
    started = time.monotonic()
    with ThreadPoolExecutor(JOBS) as pool:
        shares = list(pool.map(_hear_share, [wanted[number::JOBS] for number in range(JOBS)]))
    told = [one for share in shares for one in share]
    return _end(told, len(wanted), time.monotonic() - started)


def _hear_share(names: Sequence[str]) -> list[dict[str, Any]]:
    """Have a process of its own try some families; pass on what it says."""
    argv = [sys.executable, "-m", "tests.adversary", SHARE, *names]
    told = []
    with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as share:
        assert share.stdout is not None, "BUG: asked for a pipe"
        for line in share.stdout:
            told.append(json.loads(line))
            say(told[-1]["line"])
    return told


def try_share(names: Sequence[str]) -> int:
    """Try the families of these names one after the other; say what came of each as JSON."""
    from tests.adversary.court import leave

    try:
        for name in names:
            say(json.dumps(_try(next(family for family in FAMILIES if family.name == name))))
    finally:
        leave()
    return 0


def _try(family: Family) -> dict[str, Any]:
    try:
        row = try_family(family, levels())
    except Exception as error:  # noqa: BLE001  # a crash is a miss, with its family's name
        row = Row(family, misses=[f"crashed: {type(error).__name__}: {error}"])
    return {
        "line": "\n".join([_line(row), *(f"    MISS  {miss}" for miss in row.misses)]),
        "attacks": row.attacks,
        "held": row.held,
        "twin": row.twin_is_accepted,
        "naive": row.naive_let_through,
        "good": row.is_good,
    }


def say(line: str) -> None:
    """Print a line now: the next one may take a while."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _line(row: Row) -> str:
    family = row.family
    claims = "  ".join(f"{_claimed(family, level):<12}" for level in IsolationLevel)
    by = family.refused_by or "-"
    twin = "accepted" if row.twin_is_accepted else "REFUSED"
    naive = "let through" if row.naive_let_through else "HELD"
    return (
        f"{family.name:<34}{claims}  {row.held}/{row.attacks} as claimed"
        f"  twin {twin:<9} naive {naive:<12}{row.seconds:5.1f} s  {by}"
    )


def _claimed(family: Family, level: IsolationLevel) -> str:
    """Return what is claimed at `level`, or that this machine has it not."""
    if level not in family.claims:
        return "-"
    return str(family.claims[level]) if level in levels() else "not run here"


def _end(told: Sequence[dict[str, Any]], wanted: int, seconds: float) -> int:
    """Print the totals and return the exit code."""
    attacks, held, twins, naive, good = (
        sum(int(one[key]) for one in told) for key in ("attacks", "held", "twin", "naive", "good")
    )
    open_ones = sum(Claim.NOT_COVERED in family.claims.values() for family in FAMILIES)
    say(f"\n{len(told)} of {wanted} families tried, {attacks} attacks: {held} as claimed")
    say(f"{twins} of {wanted} honest twins accepted")
    say(f"{naive} of {wanted} succeed with the defence left out")
    say(f"{open_ones} of {len(FAMILIES)} families are not covered at some level")
    say(f"{seconds:.0f} s")
    return 0 if good == wanted else 1


if __name__ == "__main__":
    if sys.argv[1:2] == [SHARE]:
        sys.exit(try_share(sys.argv[2:]))
    sys.exit(main(sys.argv[1:]))
