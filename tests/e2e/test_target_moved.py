"""A target that moves on before the result lands, with real git: taken in, judged, then landed."""

from pathlib import Path

from tests.e2e.checked_repository import git
from tests.e2e.run_repository import HALVE, finish, make_room, script_steps, write_script
from tests.e2e.test_run_by_hand import run

BRANCH = "gw/1-halve-treble-numbers"
DOUBLED = "def double(number: int) -> int:\n    return number * 2\n"


def moved_on(root: Path, path: str, text: str) -> str:
    """Commit a file to main, as a colleague does, and leave main; return the commit."""
    (root / path).write_text(text)
    git(root, "add", path)
    git(root, "commit", "-q", "-m", "feat: theirs")
    git(root, "switch", "-q", "-c", "elsewhere")
    return git(root, "rev-parse", "main").strip()


def log(root: Path) -> str:
    """Return the record of the run, in words."""
    return run(root, "log", "1")[1]


def test_what_the_target_has_now_is_judged_with_the_work_before_it_lands(tmp_path: Path) -> None:
    root = make_room(tmp_path / "room")
    before = finish(root.parent)
    theirs = moved_on(root, "double.py", DOUBLED)
    published = git(root, "rev-parse", BRANCH).strip()

    code, said = run(root, "land", "1")
    assert (code, "main has moved on" in said) == (0, True), said
    assert git(root, "rev-parse", "main").strip() == theirs
    assert run(root, "land", "1")[0] == 2, "nothing lands before it holds"
    after = finish(root.parent)
    assert len(after["decisions"]) > len(before["decisions"])
    code, said = run(root, "land", "1")

    assert "1 is in main now" in said
    parents = git(root, "rev-list", "--parents", "-n", "1", "main").split()[1:]
    assert parents == [published, theirs]
    assert git(root, "rev-parse", "main^{tree}").strip() == after["tree"]
    assert git(root, "show", "main:double.py") == DOUBLED
    assert git(root, "show", "main:halve.py") == HALVE
    assert log(root).count("completed: every step holds") == 2


def test_what_clashes_is_put_together_by_the_agent(tmp_path: Path) -> None:
    root = make_room(tmp_path / "room")
    both = f"{HALVE}\n\n{DOUBLED}"
    steps = script_steps()
    steps["target/1"] = [[{"write": {"path": "halve.py", "text": both}}]] * 3
    write_script(root.parent, steps)
    finish(root.parent)
    theirs = moved_on(root, "halve.py", DOUBLED)

    code, said = run(root, "land", "1")
    assert (code, "Both changed the same" in said, "halve.py" in said) == (0, True, True), said
    after = finish(root.parent)
    assert after["steps"]["target/1"] == "Accepted"
    code, said = run(root, "land", "1")

    assert "1 is in main now" in said
    assert git(root, "show", "main:halve.py") == both
    assert git(root, "merge-base", "main", theirs).strip() == theirs


def test_target_that_was_rewritten_is_left_to_people(tmp_path: Path) -> None:
    root = make_room(tmp_path / "room")
    finish(root.parent)
    git(root, "commit", "-q", "--amend", "-m", "feat: as if it had always been so")
    git(root, "switch", "-q", "-c", "elsewhere")

    code, said = run(root, "land", "1")

    assert (code, "does not hold" in said) == (2, True), said
    assert "has moved on" not in log(root)
