"""Runs the tests as a person would, in an environment of its own, and measures every line.

Nothing of Gatewright is used: the two figures are equal only if both are right.
"""

import json
import os
import re
import shutil
from pathlib import Path

from tests.strangers.running import Broken, own_program, run
from tests.strangers.shapes import ByHand, Counts, Lines, Runner

FIXED = {"LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "946684800"}
"""What `check` fixes for every run: tests may run other lines on another day."""


def run_by_hand(root: Path, hand: ByHand, folder: Path) -> tuple[Counts, Lines]:
    """Return the counts and the lines of one run on a copy of `root`.

    Shape: `folder` is empty; the copy and the environment are left in it.
    """
    copy = folder / "copy"
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".git"))
    if hand.runner is Runner.NODE:
        return _run_node(copy, hand)
    python = _make_environment(folder / "environment", hand)
    if hand.build:
        run((python, *hand.build), copy)
    return _run_python(copy, python, hand)


def _make_environment(folder: Path, hand: ByHand) -> str:
    uv = own_program("uv")
    python = str(folder / "bin" / "python")
    run((uv, "venv", "--quiet", "--python", own_program("python"), str(folder)), folder.parent)
    needs = ("coverage", "pytest", *hand.needs)
    run((uv, "pip", "install", "--quiet", "--python", python, *needs), folder.parent)
    return python


def _run_python(copy: Path, python: str, hand: ByHand) -> tuple[Counts, Lines]:
    """Run the tests and return the counts of their own tool, and the lines under pytest.

    unittest's tests are measured under pytest too: it is what `check` runs them with, and its
    collector asks modules for attributes, which may run lines that unittest leaves alone.
    """
    paths = {"PYTHONPATH": ":".join(str(copy / path) for path in hand.import_path)}
    # As in an activated environment: its programs come first, so that "python" is there.
    programs = f"{Path(python).parent}:{os.environ.get('PATH', os.defpath)}"
    world = {**FIXED, **paths, "PATH": programs}
    measure = (python, "-m", "coverage", "run", "--source", ".", "--data-file", ".hand")
    quiet = ("-q", "-p", "no:cacheprovider", "--color=no")
    if hand.runner is Runner.PYTEST:
        counts = counts_of_pytest(run((*measure, "-m", "pytest", *quiet), copy, world, (0, 1)))
    else:
        said = run(("sh", "-c", '"$0" -m unittest discover 2>&1', python), copy, world, (0, 1))
        counts = counts_of_unittest(said)
        named = ("-o", "python_files=test*.py")
        run((*measure, "-m", "pytest", *quiet, *named), copy, world, (0, 1))
    report = ("json", "--quiet", "--ignore-errors", "--fail-under", "0", "-o", ".hand.json")
    run((python, "-m", "coverage", *report, "--data-file", ".hand"), copy)
    return counts, lines_of_coverage((copy / ".hand.json").read_text(), hand.measured)


def _run_node(copy: Path, hand: ByHand) -> tuple[Counts, Lines]:
    run(("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"), copy)
    report = copy.parent / "lcov.info"
    run(
        (
            *("node", "--test", "--experimental-test-coverage"),
            *("--test-reporter=lcov", f"--test-reporter-destination={report}"),
            *("--test-reporter=tap", f"--test-reporter-destination={copy.parent / 'tap'}"),
        ),
        copy,
        allowed=(0, 1),
    )
    lines = lines_of_lcov(report.read_text(), copy, hand.measured)
    return counts_of_tap((copy.parent / "tap").read_text()), lines


def counts_of_pytest(said: str) -> Counts:
    """Return the counts in pytest's last line."""
    last = said.strip().rpartition("\n")[2]
    found = {word: int(number) for number, word in re.findall(r"(\d+) ([a-z]+)\b", last)}
    failed = sum(found.get(word, 0) for word in ("failed", "error", "errors"))
    passed = found.get("passed", 0) + found.get("xpassed", 0)
    return passed, failed, found.get("skipped", 0) + found.get("xfailed", 0)


def counts_of_unittest(said: str) -> Counts:
    """Return the counts in the last lines of unittest."""
    ran = re.search(r"^Ran (\d+) tests? in", said, re.MULTILINE)
    if ran is None:
        raise Broken(f"unittest did not say how many tests ran:\n{said[-500:]}")
    last = said.strip().rpartition("\n")[2]
    found = {word: int(number) for word, number in re.findall(r"([a-z]+)=(\d+)", last)}
    failed = found.get("failures", 0) + found.get("errors", 0)
    skipped = found.get("skipped", 0)
    return int(ran.group(1)) - failed - skipped, failed, skipped


def counts_of_tap(said: str) -> Counts:
    """Return the counts in the closing comments of node's TAP."""
    found = dict(re.findall(r"^# (pass|fail|skipped) (\d+)$", said, re.MULTILINE))
    return tuple(int(found[word]) for word in ("pass", "fail", "skipped"))  # type: ignore[return-value]


def lines_of_coverage(report: str, measured: tuple[str, ...]) -> Lines:
    """Return the lines in a report of `coverage json`."""
    files = json.loads(report)["files"]
    return {
        path: (frozenset(file["executed_lines"]), frozenset(file["missing_lines"]))
        for path, file in files.items()
        if is_measured(path, measured)
    }


def lines_of_lcov(report: str, root: Path, measured: tuple[str, ...]) -> Lines:
    """Return the lines in an LCOV report."""
    lines: Lines = {}
    for block in report.split("end_of_record"):
        named = re.search(r"^SF:(.+)$", block, re.MULTILINE)
        if named is None:
            continue
        path = named.group(1).removeprefix(f"{root}/")
        hits = [(int(n), int(hit)) for n, hit in re.findall(r"^DA:(\d+),(\d+)", block, re.M)]
        ran = frozenset(number for number, hit in hits if hit)
        if is_measured(path, measured):
            lines[path] = (ran, frozenset(number for number, hit in hits if not hit) - ran)
    return lines


def is_measured(path: str, measured: tuple[str, ...]) -> bool:
    """Return whether `path` is one of `measured` or lies in one of them."""
    return any(path == each or path.startswith(f"{each}/") for each in measured)
