"""What is there already is not laid over: work in hand, the branch of a run of long ago."""

import subprocess
from pathlib import Path

from tests.e2e.checked_repository import git, program
from tests.e2e.run_repository import OFF, environment_of, make_room, write_script


def run(root: Path, *words: str) -> tuple[int, str]:
    """Run the program in the checkout at `root`; return its code and what it said."""
    done = subprocess.run(
        [program(), *words],
        cwd=root,
        env=environment_of(root.parent),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_checkout_that_is_refused_leaves_the_work_in_hand(tmp_path: Path) -> None:
    root = make_room(tmp_path / "room", (*OFF, "tests"))
    write_script(root.parent, {"change": [[{"lie": "All done."}]]})
    script = str(root.parent / "agent.yaml")
    blocked = run(root, "run", "Name it", "-W", "quick", "--agent-script", script, "--yes")
    assert blocked[0] == 20, blocked
    assert run(root, "checkout", "1")[0] == 0
    (folder,) = (root.parent / "state").rglob("1.hand/work")
    (folder / "mine.py").write_text("precious = True\n")

    refused = run(root, "checkout", "1", "may-merge")

    assert refused[0] == 2, refused
    assert (folder / "mine.py").is_file()


def test_branch_of_a_run_that_is_not_recorded_here_keeps_its_number(tmp_path: Path) -> None:
    root = make_room(tmp_path / "room", (*OFF, "tests"))
    write_script(root.parent, {"change": [[{"write": {"path": "a.py", "text": "x = 1\n"}}]]})
    git(root, "branch", "gw/1-name-it")
    before = git(root, "rev-parse", "gw/1-name-it")
    script = str(root.parent / "agent.yaml")

    code, said = run(root, "run", "Name it", "-W", "quick", "--agent-script", script, "--yes")

    assert code == 10, said
    assert git(root, "rev-parse", "gw/1-name-it") == before
    assert git(root, "rev-parse", "gw/2-name-it") != before
