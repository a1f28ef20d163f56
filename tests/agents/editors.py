"""A real agent in a checkout takes a step by the tools, from brief to accepted.

It is told of them by `gatewright agents add`, as in an editor; a service plays its model. The
journal is the witness, and the agent's own transcript.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.model.events import AttemptStarted, StepAccepted
from gatewright.model.here import worker_here
from tests.agents.kit import CODEX_PROVIDER, binaries
from tests.e2e.checked_repository import environment, program
from tests.e2e.run_repository import FILES, OFF, journal_path, make_room
from tests.model_endpoint.script import Move, Play, Say, Use, Write
from tests.model_endpoint.service import serve

LIMIT_S = 180
PROMPT = "Use gatewright to halve and treble numbers."
MOVES: tuple[Move, ...] = (
    Use("start", {"idea": "Halve and treble numbers"}),
    *(Write(path, text) for path, text in FILES["write-plan"].items()),
    Use("submit", {}),
    Say("Now a person decides: gatewright approve 1"),
)


@dataclass(frozen=True)
class Editor:
    """An agent as a person starts it in a checkout."""

    name: str
    argv: Callable[[str, Path], list[str]]  # by the service, and the checkout
    environment: Callable[[str, Path], Mapping[str, str]]
    waits: tuple[Use, ...] = ()  # how its model waits for tools that come late


def _claude(url: str, root: Path) -> list[str]:
    words = "-p --output-format stream-json --verbose --permission-mode acceptEdits --model m1"
    tools = "--mcp-config .mcp.json --strict-mcp-config --allowedTools mcp__gatewright"
    return ["claude", *words.split(), "--setting-sources", "project", *tools.split()]


def _codex(url: str, root: Path) -> list[str]:
    trust = f'[projects."{root}"]\ntrust_level = "trusted"\n'
    (root.parent / "codex" / "config.toml").write_text(trust)  # by the person
    settings = ('model_provider="here"', CODEX_PROVIDER.format(url=url, retries=1))
    flags = [word for each in settings for word in ("-c", each)]
    return [
        "codex",
        "exec",
        "--json",
        "--dangerously-bypass-approvals-and-sandbox",
        "-m",
        "m1",
        *flags,
        "-",
    ]


def _path() -> str:
    return f"{Path(program()).parent}:{os.environ['PATH']}"


EDITORS = (
    Editor(
        "claude",
        _claude,
        lambda url, room: {
            "ANTHROPIC_BASE_URL": url,
            "ANTHROPIC_API_KEY": "dummy",
            "CLAUDE_CONFIG_DIR": str(room / "claude"),
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "CLAUDE_CODE_MAX_RETRIES": "1",
        },
        (Use("WaitForMcpServers", {}),),
    ),
    Editor(
        "codex",
        _codex,
        lambda url, room: {"HERE_KEY": "dummy", "CODEX_HOME": str(room / "codex")},
    ),
)


def try_editor(room: Path, kit: Path, editor: Editor) -> list[str]:
    """Have an agent take the first step; return what is amiss."""
    root = make_room(room, (*OFF, "tests"))
    (room / "codex").mkdir()
    env = {**environment(room / "state"), "PATH": f"{binaries(kit)}:{_path()}"}
    del env["XDG_STATE_HOME"]  # an agent hands on HOME and PATH, and little else
    told = _run(["gatewright", "agents", "add", editor.name], root, env, "")
    if told.returncode != 0:
        return [f"{editor.name}: agents add: {told.stderr[-500:]}"]
    with serve((Play("", (*editor.waits, *MOVES)),)) as endpoint:
        env = {**env, **editor.environment(endpoint.url, room)}
        done = _run(editor.argv(endpoint.url, root), root, env, PROMPT)
    missed = [f"{editor.name}, in its checkout: {each}" for each in _missed(room, editor)]
    if missed:
        missed.append(f"{done.stdout[-3000:]} {done.stderr[-1500:]}")
    return missed


def _missed(room: Path, editor: Editor) -> list[str]:
    """Return what the journal does not say as it must be."""
    path = journal_path(room) if list((room / "state").rglob("journal.sqlite")) else None
    if path is None:
        return ["no run was started"]
    entries = SqliteJournal(str(path), str(path.parent / "locks")).read("run/1")
    events = [each.event for each in entries]
    workers = {each.worker for each in events if isinstance(each, AttemptStarted)}
    accepted = [each.step for each in events if isinstance(each, StepAccepted)]
    missed = [] if workers == {worker_here(editor.name)} else [f"worked: {sorted(workers)}"]
    return missed if accepted == ["write-plan"] else [*missed, f"accepted: {accepted}"]


def _run(
    argv: list[str], root: Path, env: Mapping[str, str], said: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        argv, cwd=root, env=dict(env), input=said, capture_output=True, text=True,
        timeout=LIMIT_S, check=False,
    )  # fmt: skip


def main(folder: str, kit: str) -> int:
    """Try the editors of the kit in `folder`; `python -m tests.agents.editors FOLDER KIT`."""
    missed = [
        each
        for one in EDITORS
        if (binaries(Path(kit)) / one.name).exists()
        for each in try_editor(Path(folder, one.name), Path(kit), one)
    ]
    print("\n".join(f"MISSED  {each}" for each in missed) or "All as it must be.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
