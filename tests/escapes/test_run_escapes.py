"""What a worker leaves to stop its driver or to get by its gate: it is judged as ever."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.checked_repository import program
from tests.e2e.run_repository import OFF, PLAN, environment_of, make_room, write_script

PLAN_FILE = "docs/plans/1-halve-treble-numbers.md"
WIDE = "\N{GRINNING FACE}"  # twelve bytes in the journal


def written(path: str, text: str) -> dict[str, Any]:
    return {"write": {"path": path, "text": text}}


def planned(*titles: str) -> dict[str, Any]:
    tasks = "".join(f"- T{number}: {title} (R1, R2)\n" for number, title in enumerate(titles, 1))
    before, _, after = PLAN.partition("- T1: halve (R1)\n- T2: treble (R2)\n")
    return written(PLAN_FILE, before + tasks + after)


def run(folder: Path, workflow: str, step: str, *actions: dict[str, Any]) -> tuple[int, str]:
    """Run a feature whose `step` is tried by `actions`; return how it went."""
    root = make_room(folder / "room", (*OFF, "tests"))
    write_script(root.parent, {step: [list(actions)]})
    agent = ["--agent-script", str(root.parent / "agent.yaml")]
    done = subprocess.run(
        [program(), "run", "Halve and treble numbers", "--yes", "-W", workflow, *agent],
        cwd=root,
        env=environment_of(root.parent),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("actions", "code"),
    [
        ([{"say": WIDE * 100}] * 30 + [planned("halve", "treble")], 10),
        ([planned(*[WIDE * 150] * 50)], 10),
        ([planned(*["halve"] * 2000)], 20),
    ],
    ids=["last-words", "titles", "tasks"],
)
def test_what_a_worker_leaves_is_never_too_much_for_the_journal(
    tmp_path: Path, actions: list[dict[str, Any]], code: int
) -> None:
    returned, shown = run(tmp_path, "feature", "write-plan", *actions)

    assert returned == code, shown


def test_refused_work_is_not_what_a_larger_workflow_begins_from(tmp_path: Path) -> None:
    larger = written("large.py", "\n".join(f"x{number} = 0" for number in range(100)))
    easier = written(".gatewright/config.yaml", "gatewright: 1\noff: [ruler]\n")

    returned, shown = run(tmp_path, "quick", "change", larger, easier)

    assert returned == 20, shown
    assert "ruler.altered" in shown
    assert "goes on as feature" not in shown


def test_work_that_holds_is_what_a_larger_workflow_begins_from(tmp_path: Path) -> None:
    larger = written("large.py", "\n".join(f"x{number} = 0" for number in range(100)))

    _, shown = run(tmp_path, "quick", "change", larger)

    assert "goes on as feature" in shown
