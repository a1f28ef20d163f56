"""The person's own checkout as the place of work: looked at, never written; whatever lies in it."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.model.events import AttemptFinished, AttemptStarted, Event, RunStarted
from gatewright.model.here import UNCONFINED, worker_here
from tests.e2e.checked_repository import commit, git, program, write
from tests.e2e.run_repository import FILES, OFF, environment_of, journal_path, make_room
from tests.e2e.test_mcp import IDEA, YES, Agent, gatewright, talk_in

PLAN = "docs/plans/1-halve-treble-numbers.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a checkout in the middle of things."""
    made = make_room(tmp_path / "room", (*OFF, "tests"))
    write(made, {"conflicting.py": "x = 1\n", ".gitignore": "/.venv\n/secret.env\n"})
    commit(made, "more")
    git(made, "switch", "-q", "-c", "feature/numbers")
    write(
        made,
        {
            "secret.env": "KEY=1\n",
            "untracked.py": "u = 1\n",
            "staged.py": "s = 1\n",
            "shelf.py": "def double(number: int) -> int:\n    return number + number\n",
            "conflicting.py": "x = 2\n",
        },
    )
    git(made, "add", "staged.py", "conflicting.py")
    write(made, {"conflicting.py": "x = 3\n"})
    return made


def events_of(room: Path) -> list[Event]:
    """Return what the journal of run 1 holds."""
    path = journal_path(room)
    locks = path.parent / "locks"
    return [each.event for each in SqliteJournal(str(path), str(locks)).read("run/1")]


def looks(root: Path) -> tuple[dict[str, tuple[bytes, int]], str, str, str]:
    """Return every file with its mode, the index, the branch, and where it is."""
    held = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [each for each in folders if each not in (".git", ".venv")]
        for name in names:
            path = Path(folder, name)
            held[str(path.relative_to(root))] = (path.read_bytes(), path.lstat().st_mode)
    index = git(root, "ls-files", "--stage")
    return held, index, git(root, "symbolic-ref", "HEAD"), git(root, "rev-parse", "HEAD")


def test_checkout_is_taken_in_as_it_is_and_never_written(root: Path) -> None:
    before = looks(root)

    async def refused_at_first(agent: Agent) -> None:
        task = await agent.call("start", idea=IDEA)
        assert task["step"] == "write-plan"
        assert looks(root) == before
        write(root, {PLAN: FILES["write-plan"][PLAN], "untracked.py": "u = 2\n"})
        outside = await agent.call("submit")
        assert outside["outcome"] == "refused"
        assert "scope.outside" in outside["findings"][0]["codes"]
        assert "untracked.py" in outside["findings"][0]["places"][0]
        write(root, {"untracked.py": "u = 1\n"})
        await agent.call("next")
        assert (await agent.call("submit"))["outcome"] == "accepted"

    talk_in(root, refused_at_first)

    files, *rest = looks(root)
    assert {path: each for path, each in files.items() if path != PLAN} == before[0]
    assert tuple(rest) == before[1:]
    branch = "gw/1-halve-treble-numbers"
    held = git(root, "ls-tree", "-r", "--name-only", branch).split()
    assert {PLAN, "untracked.py", "staged.py"} <= set(held)
    assert "secret.env" not in held
    assert git(root, "show", f"{branch}:conflicting.py") == "x = 3\n"
    events = events_of(root.parent)
    (started,) = [each for each in events if isinstance(each, RunStarted)]
    assert started.agent == "here"
    assert started.origin.taken_tree not in (None, started.origin.tree)
    begun = [each for each in events if isinstance(each, AttemptStarted)]
    assert {each.worker for each in begun} == {worker_here("tester")}
    ended = [each for each in events if isinstance(each, AttemptFinished)]
    assert [each.isolation for each in ended] == [UNCONFINED] * 2


def test_work_of_others_comes_together_with_the_checkout(root: Path) -> None:
    """What the run has and the checkout has not is not taken for removed."""

    async def ask_first(agent: Agent) -> None:
        await agent.call("start", idea=IDEA)
        asked = await agent.call("ask", question="Whole numbers only?\nOr fractions?")
        assert (asked["outcome"], asked["state"]) == ("waiting", "waits")
        assert "gatewright answer 1" in asked["then"]
        assert (await agent.call("next"))["state"] == "waits"

    talk_in(root, ask_first)
    assert gatewright(root, "answer", "1", "Whole ones.")[0] == 0

    async def go_on(agent: Agent) -> None:
        task = await agent.call("next")
        assert "Whole ones." in task["brief"]
        await agent.call("record", register="decisions", fields={"text": "whole numbers"})
        await agent.call("unknown", text="What of negative ones?")
        await agent.call("context", text="halve rounds down", importance=0.9)
        known = await agent.call("context", search="rounds")
        assert known["notes"][0]["says"] == "halve rounds down"
        write(root, FILES["write-plan"])
        assert (await agent.call("submit"))["outcome"] == "accepted"
        again = await agent.refused("submit")
        assert again.startswith("here.nothing") or "here.nothing" in again

    talk_in(root, go_on)
    assert gatewright(root, "record", "1", "unknowns")[1].count("negative") == 1


def test_checkout_that_went_elsewhere_is_not_taken_for_work(root: Path) -> None:
    async def leave(agent: Agent) -> None:
        await agent.call("start", idea=IDEA)
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "all of it")
        git(root, "switch", "-q", "--orphan", "elsewhere")
        write(root, {"other.py": "o = 1\n"})
        commit(root, "other")
        assert "here.moved" in await agent.refused("submit")
        git(root, "switch", "-q", "feature/numbers")
        write(root, FILES["write-plan"])
        assert (await agent.call("submit"))["outcome"] == "accepted"

    talk_in(root, leave)


def test_person_hands_in_what_stands_in_the_checkout(root: Path) -> None:
    async def begin(agent: Agent) -> None:
        await agent.call("start", idea=IDEA)

    talk_in(root, begin)
    code, said = gatewright(root, "status", "1")
    assert "isolation none" in said
    assert "submit 1" in said
    hook = gatewright(root, "agents", "stop-hook")
    assert '"decision": "block"' in hook[1]
    write(root, FILES["write-plan"])

    code, said = gatewright(root, "submit", "1")

    assert code == 0, said
    assert gatewright(root, "run", "1")[0] == 10
    assert gatewright(root, "agents", "stop-hook") == (0, "")
    assert gatewright(root, "approve", "1", *YES)[0] == 0


def test_run_of_a_driver_leaves_who_works_here_alone(root: Path) -> None:
    async def begin(agent: Agent) -> None:
        await agent.call("start", idea=IDEA)
        code, said = gatewright(root, "run", "1")
        assert code == 10, said
        write(root, FILES["write-plan"])
        assert (await agent.call("submit"))["outcome"] == "accepted"

    talk_in(root, begin)
    assert "lost" not in gatewright(root, "log", "1")[1]


TOOLS = ["start", "next", "submit", "ask", "record", "unknown", "context", "status", "why", "log"]
HOSTILE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("start", {}),
    ("start", {"idea": ""}),
    ("start", {"idea": "x" * 5000}),
    ("start", {"idea": "an idea\x1b[2J that hides"}),
    ("start", {"idea": "an idea", "workflow": "../../etc/passwd"}),
    ("start", {"idea": "an idea", "facts": {"ui": ["no"]}}),
    ("next", {"feature": 7}),
    ("next", {"feature": "../1"}),
    ("next", {"feature": "99"}),
    ("ask", {"question": "?" * 501}),
    ("record", {"register": "decisions", "fields": "text"}),
    ("log", {"last": 100_000}),
    ("why", {"feature": "1", "step": "no-such-step"}),
    ("context", {"importance": 7, "text": "x"}),
)


def test_no_tool_decides_and_hostile_words_are_refused(root: Path) -> None:
    async def attack(agent: Agent) -> None:
        assert await agent.names() == TOOLS
        for tool, arguments in HOSTILE:
            words = await agent.refused(tool, **arguments)
            assert "Traceback" not in words
            assert "\x1b" not in words
            assert len(words) < 5000
        for tool in ("approve", "waive", "change", "land", "reject", "answer", "abort"):
            with pytest.raises(Exception, match=r"nknown tool|not found"):
                await agent.call(tool)

    talk_in(root, attack)
    assert gatewright(root, "status", "--json")[1].count('"run_id"') == 0


def test_server_says_how_it_is_installed(root: Path, tmp_path: Path) -> None:
    """Without the library there is a way out, and nothing on stdout, which is for messages."""
    shadow = tmp_path / "shadow" / "mcp"
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text("raise ModuleNotFoundError('no', name='mcp')\n")
    done = subprocess.run(
        [program(), "mcp"],
        cwd=root,
        env={**environment_of(root.parent), "PYTHONPATH": str(shadow.parent)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "mcp.missing" in done.stderr
    assert "gatewright[mcp]" in done.stderr
