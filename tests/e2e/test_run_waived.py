"""A waiver, by the commands themselves: blocked, let through, and said wherever it matters."""

import subprocess
from pathlib import Path

import pytest

from tests.e2e.checked_repository import FILES, program
from tests.e2e.run_repository import environment_of, make_room, write_script
from tests.e2e.test_run_mistakes import unchanged

HALVE = """

def halve(number: int) -> int:
    if number > 100:
        half = number // 2
        print(half)
        return half
    return number // 2
"""
TESTED = "from shelf import halve\n\n\ndef test_halve() -> None:\n    assert halve(4) == 2\n"
REASON = "over 100 is for the audit, tried by hand"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a room where the one feature is blocked, for half of its lines never ran."""
    root = make_room(tmp_path_factory.mktemp("waived") / "room", ("lint", "types", "secrets"))
    writes = {"shelf.py": FILES["shelf.py"] + HALVE, "tests/test_halve.py": TESTED}
    attempt = [{"write": {"path": path, "text": text}} for path, text in writes.items()]
    write_script(root.parent, {"change": [attempt]})
    words = ("run", "Halve numbers", "-W", "quick", "--agent-script", "../agent.yaml", "-y")
    blocked = gatewright(root.parent, *words)
    assert blocked.returncode == 20, blocked.stdout + blocked.stderr
    assert "gatewright waive 1 coverage -m REASON" in blocked.stdout
    return root.parent


def gatewright(room: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the program in the checkout of `room`."""
    return subprocess.run(
        [program(), *words],
        cwd=room / "shelf",
        env=environment_of(room),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ["Say which run, and which check", "gatewright waive 12 coverage"]),
        (["1"], ["Say which run, and which check"]),
        (["1", "covrage", "-m", REASON], ["covrage", "coverage"]),
        (["1", "tests", "-m", REASON], ["tests", "coverage"]),
        (["1", "work", "-m", REASON], ["work", "coverage"]),
        (["1", "coverage", "chnge", "-m", REASON], ["chnge", "change, may-merge"]),
        (["7", "coverage", "-m", REASON], ["7", "1 halve-numbers"]),
        (["1", "coverage"], ["every report shows it", "-m"]),
        (["1", "coverage", "-m", " \n"], ["every report shows it", "-m"]),
        (["1", "coverage", "-m", REASON, "--until", "2020-01-01"], ["2020-01-01", "later day"]),
        (["1", "coverage", "-m", REASON, "--until", "soon"], ["soon", "--until 2026-12-31"]),
        (["1", "coverage", "-m", REASON, "--until", ""], ["--until"]),
    ],
    ids=lambda value: "-".join(value)[:40] if isinstance(value, list) else None,
)
def test_waiver_with_a_mistake_is_explained_and_changes_nothing(
    room: Path, words: list[str], said: list[str]
) -> None:
    before = unchanged(room)

    done = gatewright(room, "waive", *words)

    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert [word for word in said if word not in done.stderr] == [], done.stderr
    assert unchanged(room) == before


def test_what_was_waived_is_accepted_and_named_to_the_end(room: Path) -> None:
    waived = gatewright(room, "waive", "1", "coverage", "-m", REASON)
    assert waived.returncode == 0, waived.stderr

    goes_on = gatewright(room, "run", "1")
    assert goes_on.returncode == 10, goes_on.stdout + goes_on.stderr
    judged = one_line(goes_on.stdout)
    assert "waived coverage" in judged
    assert "started: scripted" not in judged  # the same work: nobody works again

    asked = gatewright(room, "approve", "1")
    assert f'(requester, self): "{REASON}"; 50 % of changed lines ran' in one_line(asked.stdout)
    content = asked.stderr.partition("--on ")[2].split()[0]
    assert gatewright(room, "approve", "1", "--on", content).returncode == 0

    end = gatewright(room, "run", "1")
    assert end.returncode == 0, end.stdout + end.stderr
    _, _, not_proved = end.stdout.partition("Not proved")
    assert "coverage: waived by " in one_line(not_proved)
    assert f'(requester, self): "{REASON}"' in one_line(not_proved)


def one_line(text: str) -> str:
    return " ".join(text.split())
