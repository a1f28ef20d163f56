"""Agents are told of Gatewright in a real checkout, and it is as it was afterwards."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.checked_repository import environment, git, make_repository, program, write

OURS = {
    "AGENTS.md": "# How we work\r\n\r\nTwo reviews.\r\nno end",
    ".mcp.json": '{"mcpServers": {"other": {"command": "x"}}}',
    ".claude/settings.json": '{\n  "hooks": {"Stop": []}\n}\n',
}


def gatewright(root: Path, *words: str, stdin: str = "") -> tuple[int, str]:
    done = subprocess.run(
        [program(), *words],
        cwd=root,
        env=environment(root.parent / "state"),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def content_of(root: Path) -> dict[str, tuple[bytes, int]]:
    """Return every file of a checkout, and every folder, but git's own."""
    held: dict[str, tuple[bytes, int]] = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [each for each in folders if each not in (".git", ".venv")]
        held[os.path.relpath(folder, root)] = (b"", 0)
        for name in names:
            path = Path(folder, name)
            held[os.path.relpath(path, root)] = (path.read_bytes(), path.stat().st_mode)
    return held


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = make_repository(tmp_path / "shelf")
    for name, text in OURS.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    (made / "AGENTS.md").chmod(0o600)
    return made


def test_what_was_added_is_taken_away(root: Path) -> None:
    before = content_of(root)
    for name in ("claude", "codex", "gemini", "opencode", "qwen", "cursor"):
        code, said = gatewright(
            root, "agents", "add", name, *(["--stop-hook"] * (name == "claude"))
        )
        assert code == 0, said
    told = json.loads((root / ".mcp.json").read_text())["mcpServers"]
    assert told["gatewright"]["command"] == "gatewright"
    assert told["gatewright"]["args"] == ["mcp", "--name", "claude"]
    assert told["other"] == {"command": "x"}
    assert (root / "CLAUDE.md").read_text().splitlines()[1] == "@AGENTS.md"
    listed = json.loads(gatewright(root, "agents", "list", "--json")[1])
    assert all(each["is_told"] for each in listed["agents"])

    code, said = gatewright(root, "agents", "remove", "codex")
    assert code == 0, said
    assert not (root / ".codex").exists()
    assert "gatewright:begin" in (root / "AGENTS.md").read_text()

    code, said = gatewright(root, "agents", "remove", "--all")

    assert code == 0, said
    assert content_of(root) == before


def test_what_a_person_writes_around_it_stays(root: Path) -> None:
    assert gatewright(root, "agents", "add", "claude")[0] == 0
    path = root / "AGENTS.md"
    path.write_bytes(b"Top.\r\n" + path.read_bytes() + b"Below.\r\n")

    assert gatewright(root, "agents", "remove", "claude")[0] == 0

    assert path.read_bytes() == b"Top.\r\n" + OURS["AGENTS.md"].encode() + b"\r\nBelow.\r\n"


def test_block_that_a_person_altered_is_told_and_stays(root: Path) -> None:
    assert gatewright(root, "agents", "add", "claude")[0] == 0
    path = root / "AGENTS.md"
    altered = path.read_bytes().replace(b"## Gatewright", b"## Ours now")
    path.write_bytes(altered)

    for words in (("add", "claude"), ("remove", "claude")):
        code, said = gatewright(root, "agents", *words)
        assert code == 0, said
        assert "it was altered since" in said
        assert path.read_bytes() == altered

    assert gatewright(root, "agents", "remove", "claude", "--force")[0] == 0
    assert path.read_bytes() == OURS["AGENTS.md"].encode()


def test_nothing_is_written_through_a_link(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mine")
    (root / "CLAUDE.md").symlink_to("AGENTS.md")
    (root / ".codex").symlink_to(tmp_path, target_is_directory=True)

    for name in ("claude", "codex"):
        code, said = gatewright(root, "agents", "add", name)
        assert code == 0, said
        assert "it is a link" in said

    assert (root / "CLAUDE.md").is_symlink()
    assert not (tmp_path / "config.toml").exists()
    assert (root / "AGENTS.md").read_text().count("gatewright:begin") == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "clade"), "agents.unknown"),
        (("add",), "agents.unknown"),
        (("list", "claude"), "arguments.surplus"),
        (("ad", "claude"), "arguments.choice"),
        (("list", "--force"), "arguments.surplus"),
    ],
)
def test_slip_is_told(root: Path, words: tuple[str, ...], code: str) -> None:
    before = content_of(root)

    answer, said = gatewright(root, "agents", *words)

    assert (answer, code in said) == (2, True), said
    assert content_of(root) == before


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"written": 1}', '{"written": [{"path": "shelf.py"}]}']
)
def test_list_that_somebody_altered_is_no_order(root: Path, text: str) -> None:
    write(root, {".agents/gatewright.json": text})

    answer, said = gatewright(root, "agents", "remove", "--all")

    assert (answer, "agents.manifest" in said) == (2, True), said


def test_list_does_not_make_it_remove_what_is_not_ours(root: Path) -> None:
    assert gatewright(root, "agents", "add", "codex")[0] == 0
    path = root / ".agents" / "gatewright.json"
    manifest = json.loads(path.read_text())
    file = next(each for each in manifest["written"] if each["way"] == "file")
    manifest["written"] = [{**file, "path": "shelf.py"}, {**file, "path": "../secret"}]
    path.write_text(json.dumps(manifest))
    before = (root / "shelf.py").read_bytes()

    assert gatewright(root, "agents", "remove", "--all", "--force")[0] == 0

    assert (root / "shelf.py").read_bytes() == before
    assert git(root, "status", "--porcelain", "shelf.py") == ""


def test_hook_lets_go_where_nothing_is_worked_on(root: Path) -> None:
    assert gatewright(root, "agents", "stop-hook", stdin='{"stop_hook_active": false}') == (0, "")
    assert gatewright(root.parent, "agents", "stop-hook", stdin="nonsense") == (0, "")
