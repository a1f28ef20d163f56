"""A repository with a database, a measure and requirements, judged by the program itself."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.e2e.checked_repository import commit, environment, git, make_repository, program, write

CONFIGURATION = """\
gatewright: 1
off: [lint, types, secrets, proof, expectations, reversal, mutants, coverage, ruler]
environments:
  py: {profile: adopt, path: .venv}
checks:
  database: {contract: {migrations: db}}
  size:
    metric:
      run: [python, measure.py]
      report: out/size.csv
      column: bytes
      aggregate: max
      operator: "<="
      relative_to: base
      tolerance: "50"
  goals: {trace: {from: {markdown: docs/goals.md}, to: {tests: true}, no_orphans: true}}
"""
MEASURE = """\
import csv, os
os.makedirs("out", exist_ok=True)
with open("out/size.csv", "w", newline="") as out:
    rows = csv.writer(out)
    rows.writerow(["name", "bytes"])
    rows.writerow(["shelf", os.path.getsize("shelf.py")])
"""
FILES = {
    ".gatewright/config.yaml": CONFIGURATION,
    "measure.py": MEASURE,
    "docs/goals.md": "# Goals\n\n- G1: it doubles\n",
    "tests/test_shelf.py": (
        "from shelf import double\n\n\ndef test_G1_doubles() -> None:\n    assert double(2) == 4\n"
    ),
    "db/001_books.up.sql": "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL);\n",
    "db/001_books.down.sql": "DROP TABLE books;\n",
}
NAMES = ("database", "size", "goals")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = make_repository(tmp_path / "shelf", FILES)
    git(root, "switch", "-q", "-c", "feature")
    return root


def check(root: Path, state: Path) -> dict[str, tuple[str, list[str]]]:
    """Return status and codes by check."""
    argv = [program(), "check", "--json"]
    done = subprocess.run(argv, cwd=root, env=environment(state), capture_output=True, check=False)
    assert done.stdout, done.stderr
    verdicts = json.loads(done.stdout)["verdicts"]
    return {
        one["check"]: (one["status"], [reason["code"] for reason in one["reasons"]])
        for one in verdicts
        if one["check"] in NAMES
    }


def test_change_that_keeps_what_was_promised_passes(repository: Path, tmp_path: Path) -> None:
    write(
        repository,
        {
            "db/002_age.sql": (
                "-- migrate:up\nALTER TABLE books ADD COLUMN age INT;\n"
                "-- migrate:down\nALTER TABLE books DROP COLUMN age;\n"
            ),
            "docs/goals.md": "# Goals\n\n- G1: it doubles\n- G2: it doubles nothing\n",
            "tests/test_nothing.py": (
                "from shelf import double\n\n\ndef test_G2() -> None:\n    assert double(0) == 0\n"
            ),
        },
    )
    commit(repository, "Grow")

    assert check(repository, tmp_path / "state") == dict.fromkeys(NAMES, ("pass", []))


def test_change_that_takes_away_is_refused_for_each(repository: Path, tmp_path: Path) -> None:
    (repository / "db/001_books.up.sql").unlink()
    (repository / "db/001_books.up.sql").symlink_to("../measure.py")
    write(
        repository,
        {
            "shelf.py": "# " + "x" * 400 + "\n\n\ndef double(number: int) -> int:\n    return 4\n",
            "docs/goals.md": "# Goals\n\n- G1: it doubles\n- G2: it doubles nothing\n",
            "tests/test_shelf.py": "".join(
                f"def test_{name}() -> None:\n    pass\n\n\n" for name in ("G1", "G3")
            ),
            "out/size.csv": "name,bytes\nshelf,1\n",
        },
    )
    commit(repository, "Shrink")

    assert check(repository, tmp_path / "state") == {
        "database": ("fail", ["contract.migration-edited", "contract.migration-form"]),
        "size": ("fail", ["metric.limit"]),
        "goals": ("fail", ["trace.uncovered", "trace.orphan"]),
    }
