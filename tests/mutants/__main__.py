"""`make mutants`: put small faults into `core`, and see whether its tests notice.

`python -m tests.mutants [MODULE ...]` tries these modules only. SEED and COUNT are read from the
environment: which faults are drawn, and how many of each module; SECONDS: for how long.
"""

import os
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence

from tests.core_coverage import DATA, ROOT
from tests.laws.seen import BRIEF
from tests.mutants.drawing import Drawn, draw
from tests.mutants.explained import explained, stale
from tests.mutants.running import Outcome, Tried, try_each

SEED = os.environ.get("SEED") or "1"
COUNT = int(os.environ.get("COUNT") or "5")
SECONDS = float(os.environ.get("SECONDS") or "1800")
TOLD_EACH = 10
SHARE_MAX = 15
"""Per cent of the faults that may survive, if each of them is explained."""


def main(modules: Sequence[str]) -> int:
    """Try what is drawn, tell what survived, and return the exit code."""
    os.chdir(ROOT)
    os.environ[BRIEF] = "1"
    if not DATA.exists():
        subprocess.run((sys.executable, "-m", "tests.core_coverage"), check=False)
    drawn = draw(SEED, COUNT, modules)
    say(f"seed {SEED}: {sum(bool(each.mutant) for each in drawn)} faults")
    tried = []
    for each in try_each(drawn, SECONDS):
        tried.append(_told(each))
        if not len(tried) % TOLD_EACH:
            say(f"    {len(tried)} of {len(drawn)}")
    return _summed_up(tried)


def _told(tried: Tried) -> Tried:
    """Tell a survivor, or a run that says nothing, when it comes."""
    if tried.outcome in (Outcome.SURVIVED, Outcome.TROUBLE) and tried.drawn.mutant:
        say(_place_of(tried.drawn) + ("" if _is_explained(tried.drawn) else "    NOT EXPLAINED"))
    if tried.outcome is not Outcome.SURVIVED and tried.drawn.mutant is None:
        say(f"{tried.drawn.module}: without any fault, its tests come to: {tried.outcome.value}")
    return tried


def _place_of(drawn: Drawn) -> str:
    """Return where a fault is, what it is, and the line."""
    assert drawn.mutant is not None
    return f"{drawn.module}:{drawn.mutant.line}  {drawn.mutant.said}\n    {drawn.line}"


def _is_explained(drawn: Drawn) -> bool:
    lines = drawn.content.decode().split("\n")
    assert drawn.mutant is not None
    return any(each.is_of(drawn.module, lines, drawn.mutant) for each in explained())


def _summed_up(tried: Sequence[Tried]) -> int:
    """Tell how many survived; return the exit code."""
    with_fault = [each for each in tried if each.drawn.mutant]
    outcomes = Counter(each.outcome for each in with_fault)
    survivors = [each.drawn for each in with_fault if each.outcome is Outcome.SURVIVED]
    bare = sum(not _is_explained(each) for each in survivors)
    red = sum(not each.drawn.mutant and each.outcome is not Outcome.SURVIVED for each in tried)
    judged = len(with_fault) - outcomes[Outcome.LEFT]
    share = 100 * len(survivors) / judged if judged else 100.0
    say(
        f"{judged} tried: {outcomes[Outcome.KILLED]} noticed, {outcomes[Outcome.LATE]} by the "
        f"time they took, {len(survivors)} survived ({share:.1f} %; at most {SHARE_MAX} %), "
        f"{bare} of them not explained; {outcomes[Outcome.LEFT]} not tried"
    )
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    say(f"{spent.ru_utime + spent.ru_stime:.0f} s of computing")
    gone = stale()
    for each in gone:
        say(f"does not fit any more: {each.module}  {each.fault}\n    {each.line}")
    is_bad = share > SHARE_MAX or bare or gone or red or outcomes[Outcome.TROUBLE]
    return int(bool(is_bad))


def say(line: str) -> None:
    """Print a line now: the next one may take a while."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
