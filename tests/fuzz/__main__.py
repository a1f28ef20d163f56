"""`make fuzz`: every reader of outside bytes, for FUZZ_SECONDS together; exit code 1 on a breach.

Each reader has a process of its own with at most ADDRESS_BYTES_MAX of address space, so that one
that fills the memory or never comes back is seen as such. First come the hostile documents, most of
them twice: for their time, and for their memory. What is left of the reader's time goes to random
and damaged ones.
"""

import json
import os
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.fuzz.every import names, reading_called
from tests.fuzz.giants import GIANTS, try_giant
from tests.fuzz.reading import CPU_S_MAX, PEAK_BYTES_MAX
from tests.fuzz.trying import try_hostile, try_random

SECONDS = int(os.environ.get("FUZZ_SECONDS", "240"))
AT_ONCE = int(os.environ.get("FUZZ_JOBS", "2"))
ADDRESS_BYTES_MAX = 2 * 1024 * 1024 * 1024
HOSTILE_S_MAX = 150
Row = dict[str, object]


def main(arguments: list[str]) -> int:
    """Fuzz one reader, or all of them in processes of their own."""
    if arguments[:1] == ["--only"]:
        _only(arguments[1], float(arguments[2]))
        return 0
    wanted = [name for name in names() if not arguments or any(one in name for one in arguments)]
    share_s = max(1.0, SECONDS * AT_ONCE / len(wanted) - 2)  # what starting takes
    _print_head()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        rows = [_printed(row) for row in pool.map(lambda name: _row(name, share_s), wanted)]
    breaches = [breach for row in rows for breach in _listed(row["breaches"])]
    _say("\n".join(("", f"{len(breaches)} breaches", *map(str, breaches))))
    return 1 if breaches else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _only(name: str, seconds: float) -> None:
    """Fuzz one reader here, and print what was seen."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_BYTES_MAX, ADDRESS_BYTES_MAX))
    if name in GIANTS:
        tally = try_giant(name)
    else:
        reading = reading_called(name)
        tally = try_hostile(reading)
        try_random(reading, tally, seconds)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    _say(json.dumps({**vars(tally), "resident_bytes": held}))


def _row(name: str, share_s: float) -> Row:
    """Return what a process of its own saw of the reader `name`."""
    argv = [sys.executable, "-W", "error", "-m", "tests.fuzz", "--only", name, str(share_s)]
    limit_s = share_s + HOSTILE_S_MAX
    try:
        done = subprocess.run(argv, capture_output=True, timeout=limit_s, check=False)
    except subprocess.TimeoutExpired:
        return _lost(name, f"{name}: never came back")
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace")[-500:]
        return _lost(name, f"{name}: exit code {done.returncode}: {said}")
    row: Row = json.loads(done.stdout.splitlines()[-1])
    return row


def _lost(name: str, breach: str) -> Row:
    nothing = dict.fromkeys(("examples", "refused", "slowest_s", "peak_bytes", "resident_bytes"), 0)
    return {"name": name, **nothing, "breaches": [breach]}


def _print_head() -> None:
    _say(
        f"bounds: {CPU_S_MAX:g} s of processor time, {PEAK_BYTES_MAX >> 20} MiB allocated by one"
        f" reading (tracemalloc),\n{ADDRESS_BYTES_MAX >> 20} MiB of address space for a process\n"
    )
    numbers = f"{'examples':>9} {'refused':>8} {'slowest':>9} {'peak':>10} {'resident':>10}"
    _say(f"{'reader':32} {numbers}")


def _printed(row: Row) -> Row:
    slowest = f"{float(str(row['slowest_s'])) * 1000:.0f} ms"
    peak, resident = (_mebibytes(row[key]) for key in ("peak_bytes", "resident_bytes"))
    counts = f"{row['examples']!s:>9} {row['refused']!s:>8}"
    mark = "  BREACH" if row["breaches"] else ""
    line = f"{row['name']!s:32} {counts} {slowest:>9} {peak:>10} {resident:>10}{mark}"
    _say(line)
    return row


def _mebibytes(size: object) -> str:
    return f"{int(str(size)) / 1024 / 1024:.1f} MiB"


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


sys.exit(main(sys.argv[1:]))
