"""`make broken`: break each law by its patch, and demand that its test alone finds it.

`python -m tests.broken [NN ...]` tries the patches of these numbers only.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.broken.defects import ROOT, Defect, defects, laws, laws_by_file
from tests.laws.seen import BRIEF, FEW

JOBS = int(os.environ.get("JOBS", "2"))
LIMIT_S = 600
COPIED = ("src", "tests", "pyproject.toml")


@dataclass(frozen=True)
class Tried:
    """What came of one defect."""

    defect: Defect
    red: tuple[str, ...]  # the laws that do not hold any more
    trouble: str = ""  # why nothing can be said
    seconds: float = 0

    @property
    def is_found(self) -> bool:
        """Return whether the law that is broken, and no other, says so."""
        return not self.trouble and self.red == (self.defect.law,)


def main(numbers: Sequence[str]) -> int:
    """Try the defects of these numbers, or all; return the exit code."""
    wanted = [each for each in defects() if not numbers or each.path.name.split("-")[0] in numbers]
    with ThreadPoolExecutor(JOBS) as pool:
        tried = list(pool.map(_tell_of, wanted))
    found = sum(each.is_found for each in tried)
    unbroken = set(laws()) - {each.law for each in defects()}
    say(f"\n{found} of {len(tried)} defects found by the test of their law, and by no other")
    for law in sorted(unbroken):
        say(f"MISS  no defect breaks {law}")
    return 0 if found == len(tried) > 0 and not unbroken else 1


def _tell_of(defect: Defect) -> Tried:
    """Try a defect and say what came of it."""
    tried = try_defect(defect)
    mark = "found" if tried.is_found else "MISS "
    say(f"{mark}  {defect.path.stem:<28}{tried.seconds:5.0f} s  {defect.law}")
    if not tried.is_found:
        say(f"       {tried.trouble or 'red: ' + (', '.join(tried.red) or 'nothing')}")
    return tried


def try_defect(defect: Defect) -> Tried:
    """Return which laws do not hold in a copy of this tree with the defect in it."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="broken-") as name:
        copy = Path(name)
        _copy_to(copy)
        argv = ("git", "apply", "-C1", "--", str(defect.path))
        applied = subprocess.run(argv, cwd=copy, capture_output=True, text=True, check=False)
        if applied.returncode:
            return Tried(defect, (), f"it does not apply any more: {applied.stderr.strip()}")
        red, trouble = _red_laws(copy, defect.law)
    return Tried(defect, red, trouble, time.monotonic() - started)


def _copy_to(folder: Path) -> None:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)


def _red_laws(copy: Path, law: str) -> tuple[tuple[str, ...], str]:
    """Return the laws that are red in `copy`; and why nothing can be said, where that is so.

    Shape: the file of `law` first; the others, in fewer runs, only where `law` is red.
    """
    own = next(page.name for page, names in laws_by_file().items() if law in names)
    first = _tried(copy, own, "1")
    if isinstance(first, str):
        return (), first
    if law not in first.red:
        return first.red, ""
    others = _tried(copy, f"not {own}", FEW)
    if isinstance(others, str):
        return first.red, others
    if first.known | others.known != set(laws()):
        return first.red, f"not the tests of all laws ran: {len(first.known | others.known)}"
    return (*first.red, *others.red), ""


@dataclass(frozen=True)
class Ran:
    """Which laws were tried, and which of them are red."""

    known: frozenset[str]
    red: tuple[str, ...]


def _tried(copy: Path, which: str, brief: str) -> Ran | str:
    """Return what came of the laws in `which` files; or why nothing can be said.

    All files are read whichever run: what Hypothesis draws depends on what is loaded.
    """
    report = copy / "laws.xml"
    report.unlink(missing_ok=True)
    argv = (
        sys.executable, "-m", "pytest", "-q", "--tb=short", "-k", which,
        "-p", "no:cacheprovider", f"--junit-xml={report}", "tests/laws",
    )  # fmt: skip
    given = {**os.environ, BRIEF: brief, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ran = subprocess.run(
            argv, cwd=copy, env=given, capture_output=True, text=True, timeout=LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"no end within {LIMIT_S} s"
    if not report.exists():
        return f"the tests did not run: {ran.stdout[-300:]}{ran.stderr[-300:]}"
    cases = list(ElementTree.parse(report).iter("testcase"))
    known = frozenset(str(case.get("name")) for case in cases)
    return Ran(known, tuple(str(each.get("name")) for each in cases if _is_red(each)))


def _is_red(case: ElementTree.Element) -> bool:
    return case.find("failure") is not None or case.find("error") is not None


def say(line: str) -> None:
    """Print a line now: the next one may take a while."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
