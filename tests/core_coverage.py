"""`make core-coverage`: each line and branch of `core` is reached by a test, and by which ones.

`python -m tests.core_coverage [PATH ...]` runs the tests at these paths only, and adds to what is
known; nothing is demanded then.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from coverage import Coverage

from tests.laws.seen import BRIEF

ROOT = Path(__file__).parents[1]
CORE = ROOT / "src" / "gatewright" / "core"
KEPT = ROOT / ".coverage-of-core"
DATA, TIMES = KEPT / "data", KEPT / "times.json"
SUITES = ("tests/unit", "tests/scenarios", "tests/simulation", "tests/property", "tests/laws")
BESIDE = ("tests/property/test_journal_damage.py",)
"""What takes long and reaches nothing of `core`."""
WANTED = 100.0
READ_ALREADY = "ignore:Module already imported:pytest.PytestAssertRewriteWarning"
OPTIONS = ("-q", "-p", "no:cacheprovider", "-W", READ_ALREADY)


class Reached:
    """Tells coverage which test runs, and keeps how long each took."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self.times: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Have what runs now counted for `item`."""
        self._coverage.switch_context(item.nodeid)
        result = yield
        self._coverage.switch_context("")
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add the time of one part of a test."""
        self.times[report.nodeid] = self.times.get(report.nodeid, 0.0) + report.duration


def core_of(*, anew: bool) -> Coverage:
    """Return the measure of `core`: every branch, with nothing left out."""
    KEPT.mkdir(exist_ok=True)
    coverage = Coverage(str(DATA), config_file=False, branch=True, source_pkgs=["gatewright.core"])
    coverage.set_option("run:relative_files", True)
    coverage.set_option("report:exclude_lines", ["if TYPE_CHECKING:"])
    coverage.set_option("report:partial_branches", [])
    coverage.set_option("report:partial_branches_always", [])
    if anew:
        coverage.erase()
        TIMES.unlink(missing_ok=True)
    else:
        coverage.load()
    return coverage


def gather(suites: Sequence[str], *, anew: bool) -> tuple[Coverage, int]:
    """Return what the tests of `suites` reach, and the exit code of their run."""
    coverage = core_of(anew=anew)
    plugin = Reached(coverage)
    coverage.start()
    beside = [f"--ignore={path}" for path in BESIDE]
    failed = int(pytest.main([*OPTIONS, *beside, *suites], plugins=[plugin]))
    coverage.stop()
    coverage.save()
    known = json.loads(TIMES.read_text()) if TIMES.exists() else {}
    TIMES.write_text(json.dumps(known | plugin.times))
    return coverage, failed


def main(paths: Sequence[str]) -> int:
    """Print what of `core` no test reaches; return the exit code."""
    os.chdir(ROOT)
    os.environ[BRIEF] = "1"
    coverage, failed = gather(paths or SUITES, anew=not paths)
    reached = coverage.report(show_missing=True, skip_covered=True, precision=2)
    return failed or int(reached < WANTED and not paths)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
