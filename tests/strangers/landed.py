"""`make stranger-run`: a feature in a stranger's repository, from the idea to the branch it is for.

The agent is scripted: at first it adds a test that cannot fail, and is refused; then it does what
was asked. A person approves; the result is landed while another branch is checked out. All of it is
done by the commands themselves. Ends with 1 where anything is not as it should be.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.strangers.changes import FUNCTION
from tests.strangers.fetching import git, make_repository
from tests.strangers.rows import ROWS
from tests.strangers.running import Broken, own_program, run
from tests.strangers.shapes import Stranger

NAME = "itsdangerous"
CODE = "src/itsdangerous/encoding.py"
TEST = "tests/test_itsdangerous/test_doubling.py"
IDEA = "Return twice a number"
VACUOUS = """import itsdangerous.encoding as subject


def test_it_is_there() -> None:
    assert subject is not None
"""
PROVING = """import itsdangerous.encoding as subject


def test_double_of_four_is_eight() -> None:
    assert subject.planted_double(4) == 8
"""


def main() -> int:
    """Bring one feature to its end, and say each step."""
    (stranger,) = (row for row in ROWS if row.name == NAME)
    with tempfile.TemporaryDirectory(prefix="gatewright-stranger-") as folder:
        try:
            found = _land(stranger, Path(folder))
        except Broken as broken:
            found = [str(broken)]
        _give_back(Path(folder))
    for line in found:
        print(f"    {line}")
    print("not as it should be" if found else f"{stranger.label}: landed")
    return 1 if found else 0


def _land(stranger: Stranger, folder: Path) -> list[str]:
    """Return all that is not as it should be."""
    root = make_repository(stranger, folder)
    script = folder / "agent.yaml"
    script.write_text(json.dumps(_script((root / CODE).read_text("utf-8"))))
    begun = git(root, "rev-parse", "main")
    started = ("run", IDEA, "-W", "quick", "--agent-script", str(script), "--yes")

    said = _say(folder, root, started, 10)
    found = [] if "proof.vacuous" in said else ["the test that cannot fail was not refused"]
    if git(root, "rev-parse", "main") != begun or git(root, "status", "--porcelain"):
        found.append("the person's branch or files were touched before anybody approved")
    shown = _say(folder, root, ("approve", "1"), 2)  # shown, but not named: no approval
    content = shown.partition(", content ")[2].split()[:1]
    _say(folder, root, ("approve", "1", "--on", *content), 0)
    _say(folder, root, ("run", "1"), 0)
    git(root, "switch", "--quiet", "--create", "elsewhere")
    _say(folder, root, ("land", "1"), 0)
    _say(folder, root, ("audit", "verify"), 0)
    return [*found, *_what_landed(root, begun.strip())]


def _script(code: str) -> dict[str, Any]:
    """Return what the agent plays: a vacuous test first, then one that proves."""

    def attempt(test: str) -> list[dict[str, Any]]:
        return [
            {"write": {"path": CODE, "text": code + FUNCTION}},
            {"write": {"path": TEST, "text": test}},
            {"say": "Done, with a test."},
        ]

    return {"agent": 1, "steps": {"change": [attempt(VACUOUS), attempt(PROVING)]}}


def _say(folder: Path, root: Path, words: tuple[str, ...], exit_code: int) -> str:
    """Run a command that must end with `exit_code`; return what it printed."""
    started = time.monotonic()
    state = {"XDG_STATE_HOME": str(folder / "state")}
    said = run((own_program("gatewright"), *words), root, state, (exit_code,))
    seconds = time.monotonic() - started
    print(f"gatewright {' '.join(words[:2]):28} exit {exit_code:2} {seconds:6.1f} s", flush=True)
    return said


def _what_landed(root: Path, begun: str) -> list[str]:
    """Return what `main` lacks now."""
    found = []
    commits = git(root, "rev-list", f"{begun}..main").split()
    if len(commits) != 1:
        found.append(f"{len(commits)} commits landed, 1 was to")
    if "Gatewright-Run: 1" not in git(root, "log", "-1", "--format=%B", "main"):
        found.append("the commit does not say where it comes from")
    if "planted_double" not in git(root, "show", f"main:{CODE}"):
        found.append("the function is not in main")
    if git(root, "show", f"main:{TEST}") != PROVING:
        found.append("the test in main is not the one that proves")
    changed = git(root, "diff", "--name-only", begun, "main").split()
    if sorted(changed) != sorted((CODE, TEST)):
        found.append(f"changed in main: {', '.join(changed)}")
    return found


def _give_back(folder: Path) -> None:
    """Make the sealed environments removable again."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main())
