"""An agent in an editor takes a feature from brief to accepted, through the SDK's own client."""

import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.e2e.checked_repository import git, program, write
from tests.e2e.run_repository import FILES, OFF, environment_of, make_room

IDEA = "Halve and treble numbers"
YES = ("--item", "1=yes", "--item", "2=yes")
Talk = Callable[["Agent"], Awaitable[None]]


class Agent:
    """An agent with a client of its own."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Call a tool, which must answer."""
        done = await self._client.call_tool(tool, arguments)
        assert not done.is_error, done.content
        assert isinstance(done.structured_content, dict)
        return done.structured_content

    async def refused(self, tool: str, **arguments: Any) -> str:
        """Call a tool that says no; return its words."""
        done = await self._client.call_tool(tool, arguments)
        assert done.is_error, done.structured_content
        return str(getattr(done.content[0], "text", ""))

    async def names(self) -> list[str]:
        return [tool.name for tool in (await self._client.list_tools()).tools]


def talk_in(root: Path, talk: Talk) -> None:
    """Let an agent talk with the server in the checkout at `root`."""

    async def meet() -> None:
        parameters = StdioServerParameters(
            command=program(),
            args=["mcp", "--name", "tester"],
            cwd=root,
            env=environment_of(root.parent),
        )
        async with Client(stdio_client(parameters)) as client:
            await talk(Agent(client))

    anyio.run(meet)


def gatewright(root: Path, *words: str) -> tuple[int, str]:
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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_room(tmp_path / "room", (*OFF, "tests"))


def test_feature_goes_from_brief_to_the_end(root: Path) -> None:
    before = git(root, "rev-parse", "main")

    async def plan(agent: Agent) -> None:
        task = await agent.call("start", idea=IDEA)
        assert (task["step"], task["state"], task["isolation"]) == ("write-plan", "work", "none")
        assert "docs/plans/1-halve-treble-numbers.md" in task["brief"]
        nothing = await agent.call("submit", said="All done, every test passes.")
        assert nothing["outcome"] == "refused", nothing
        assert "work.empty" in nothing["findings"][0]["codes"]
        assert "work.empty" in (await agent.call("next"))["brief"]
        write(root, FILES["write-plan"])
        planned = await agent.call("submit")
        assert planned["outcome"] == "accepted", planned
        assert planned["state"] == "waits"
        assert "gatewright approve 1" in planned["then"]
        assert (await agent.call("next"))["state"] == "waits"

    talk_in(root, plan)
    assert gatewright(root, "approve", "1", *YES)[0] == 0

    async def build(agent: Agent) -> None:
        for step in ("build/1", "build/2"):
            task = await agent.call("next")
            assert task["step"] == step, task
            write(root, FILES[step])
            done = await agent.call("submit")
            assert done["outcome"] == "accepted", done
        log = await agent.call("log", last=5)
        assert len(log["events"]) == 5

    talk_in(root, build)

    assert git(root, "rev-parse", "main") == before
    assert gatewright(root, "status", "1")[1].count("isolation: none") == 1
    branch = git(root, "branch", "--list", "gw/*", "--format", "%(refname:short)").strip()
    for path, text in {**FILES["build/1"], **FILES["build/2"]}.items():
        assert git(root, "show", f"{branch}:{path}") == text
