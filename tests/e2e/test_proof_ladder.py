"""What tests prove, with real pytest in a repository: painted tests, empty proofs are seen."""

import json
import subprocess
from pathlib import Path

from tests.e2e.checked_repository import CONFIGURATION, environment, make_repository, program, write

CHANGE = {
    "shelf.py": (
        "def double(number: int) -> int:\n    return number * 2 + 1\n\n\n"
        "def triple(number: int) -> int:\n    return number * 3\n"
    ),
    "half.py": "def halve(number: int) -> float:\n    return number / 2\n",
    "tests/test_shelf.py": (
        "from shelf import double\n\n\ndef test_double() -> None:\n    assert double(2)\n"
    ),
    "tests/test_more.py": (
        "from half import halve\nfrom shelf import triple\n\n\n"
        "def test_triple() -> None:\n    assert triple(2) == 6\n\n\n"
        "def test_halve() -> None:\n    halve(4)\n"
    ),
}


def test_painted_test_and_empty_proof_are_seen_and_the_honest_parts_hold(tmp_path: Path) -> None:
    few = CONFIGURATION + "checks: {mutants: {mutants: {max_mutants: 2}}}\n"
    root = make_repository(tmp_path / "repository", {".gatewright/config.yaml": few})
    write(root, CHANGE)

    done = subprocess.run(
        [program(), "check", "reversal", "--json=verdicts"],
        cwd=root,
        env=environment(tmp_path / "state"),
        capture_output=True,
        text=True,
        check=False,
    )

    verdicts = {each["check"]: each for each in json.loads(done.stdout)["verdicts"]}
    assert verdicts["tests"]["status"] == "pass"
    assert verdicts["proof"]["status"] == "pass"  # both new tests fail for want of a name
    expectations = verdicts["expectations"]
    assert [each["code"] for each in expectations["reasons"]] == ["tests.edited", "tests.weakened"]
    assert expectations["is_advisory"]
    reversal = verdicts["reversal"]
    assert [each["code"] for each in reversal["reasons"]] == ["proof.unnoticed"]
    assert {place["path"] for place in reversal["reasons"][0]["places"]} == {"half.py", "shelf.py"}
    mutants = verdicts["mutants"]
    assert mutants["examined"]["count"] == 2
    assert {each["measured"] for each in mutants["figures"]} == {"50"}
    assert done.returncode == 40
