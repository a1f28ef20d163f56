"""The documented workflow of tests first: what comes too early is refused, and the lock holds."""

import json
import re
import subprocess
from pathlib import Path

from tests.e2e.checked_repository import environment, git, make_repository, program

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "tests-first.md"
CODE = {"path": "halve.py", "text": "def halve(number):\n    return number // 2\n"}
TEST = {
    "path": "tests/test_halve.py",
    "text": "from halve import halve\n\n\ndef test_halve():\n    assert halve(4) == 2\n",
}
EMPTY = {"path": "tests/test_halve.py", "text": "def test_halve():\n    assert True\n"}
SCRIPT = {
    "red": [[{"write": EMPTY}], [{"write": TEST}, {"write": CODE}], [{"write": TEST}]],
    "green": [[{"write": CODE}, {"write": EMPTY}], [{"write": CODE}]],
}


def test_tests_come_first_and_who_writes_the_code_may_not_touch_them(tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    files = {".gatewright/workflows/tests-first.yaml": found[1]}
    root, state = make_repository(tmp_path / "shelf", files), tmp_path / "state"
    (tmp_path / "agent.yaml").write_text(json.dumps({"agent": 1, "steps": SCRIPT}))

    done = run(root, state, "run", "Halve numbers", "-W", "tests-first", "--agent-script")

    assert done.returncode == 10, done.stdout + done.stderr
    told = run(root, state, "log", "1").stdout
    refusals = re.findall(r"(red|green) attempt \d refused (\S+)", told)
    assert refusals == [("red", "red.passes"), ("red", "scope.outside"), ("green", "scope.kept")]
    branch = "gw/1-halve-numbers"
    assert git(root, "show", f"{branch}:tests/test_halve.py") == TEST["text"]
    assert git(root, "show", f"{branch}:halve.py") == CODE["text"]


def run(root: Path, state: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the program in `root`; a run is given the agent's script."""
    more = ("../agent.yaml", "-y") if "--agent-script" in words else ()
    return subprocess.run(
        [program(), *words, *more],
        cwd=root,
        env=environment(state),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
