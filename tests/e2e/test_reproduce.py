"""`show VERDICT --reproduce`, by the real program: steady checks, a flaky one, a networked one."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.e2e.checked_repository import (
    CONFIGURATION,
    commit,
    environment,
    git,
    make_repository,
    program,
    write,
)

SERVED = (
    "services:\n"
    "  web:\n"
    "    start: [python3, -m, http.server, --bind, 127.0.0.1, '{port}']\n"
    "    gives: {WEB_URL: 'http://127.0.0.1:{port}/'}\n"
    "checks:\n"
    "  tests: {tests: {}, services: [web]}\n"
)
ASKS_THE_SERVICE = (
    "import os\nimport urllib.request\n\n\ndef test_service() -> None:\n"
    "    with urllib.request.urlopen(os.environ['WEB_URL'], timeout=20) as answer:\n"
    "        assert answer.status == 200\n"
)
# Twenty coins: that two throws agree has a chance of one in a million.
COINS = "import random\n" + "".join(
    f"\n\ndef test_coin_{n}() -> None:\n    assert random.random() < 0.5\n" for n in range(20)
)


def gatewright(root: Path, state: Path, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [program(), *words, "--json"],
        cwd=root,
        env=environment(state),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    document = json.loads(done.stdout)
    assert isinstance(document, dict)
    return {**document, "exit": done.returncode}


def changed(root: Path, files: dict[str, str], configuration: str = "") -> Path:
    make_repository(root, {".gatewright/config.yaml": CONFIGURATION + configuration})
    git(root, "switch", "-q", "-c", "work")
    write(root, files)
    commit(root, "Work")
    return root


def again(root: Path, state: Path, check: str) -> tuple[str, dict[str, Any], int]:
    shown = gatewright(root, state, "show", check, "--reproduce")
    reproduction = shown["reproduction"]
    return reproduction["stability"], reproduction, shown["exit"]


def test_steady_checks_give_the_same_answer_and_figures(tmp_path: Path) -> None:
    root = changed(
        tmp_path / "steady",
        {"shelf.py": "def double(number: int) -> int:\n    n = number\n    return n * 2\n"},
    )
    gatewright(root, tmp_path, "check")

    for check in ("tests", "coverage", "ruler"):
        stability, reproduction, code = again(root, tmp_path, check)
        assert (check, stability, code) == (check, "same", 0)
        assert reproduction["before"] == reproduction["after"]


def test_flaky_check_is_called_unstable(tmp_path: Path) -> None:
    root = changed(tmp_path / "flaky", {"tests/test_coins.py": COINS})
    gatewright(root, tmp_path, "check")

    stability, reproduction, code = again(root, tmp_path, "tests")

    assert (stability, code) == ("unstable", 41), reproduction


def test_check_that_asks_a_service_is_promised_nothing(tmp_path: Path) -> None:
    root = changed(tmp_path / "served", {"tests/test_web.py": ASKS_THE_SERVICE}, SERVED)
    judged = gatewright(root, tmp_path, "check")
    assert {each["check"]: each["status"] for each in judged["verdicts"]}["tests"] == "pass"

    stability, reproduction, _ = again(root, tmp_path, "tests")

    assert stability == "not promised"
    assert reproduction["before"]["status"] == reproduction["after"]["status"] == "pass"
