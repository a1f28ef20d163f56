"""What is as it was committed is looked at with few processes, and with no less care."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from gatewright.bootstrap import adapters
from gatewright.model.judgement import CheckRequest
from gatewright.runtime.matter import open_matter
from gatewright.testing.memory_store import MemoryEvidence
from tests.checkouts import Checkout, new_checkout
from tests.plain_processes import PlainProcesses

GIT_MAX = 14


@pytest.fixture
def repo(tmp_path: Path) -> Checkout:
    checkout = new_checkout(tmp_path)
    checkout.commit({"a.py": "one\n", "sub/b.py": "two\n"})
    checkout.git("switch", "-q", "-c", "change")
    checkout.commit({"a.py": "three\n", "sub/c.py": "four\n"})
    checkout.snapshot()  # the vault is there from now on
    return checkout


def test_matter_of_a_committed_checkout_is_opened_by_few_processes(
    repo: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    start = subprocess.Popen.__init__

    def counted(self: Any, argv: list[str], *rest: Any, **named: Any) -> None:
        started.append([word for word in argv if not word.startswith("-")][-4:])
        start(self, argv, *rest, **named)

    monkeypatch.setattr(subprocess.Popen, "__init__", counted)
    repositories = repo.repositories  # one, as a command has it
    repository = repositories.open(str(repo.root))
    request = CheckRequest(start=str(repo.root))

    matter = open_matter(repositories, repositories.trees(repository), repository, request)

    assert 0 < len(started) <= GIT_MAX
    assert matter.snapshot.tree == repo.git("rev-parse", "HEAD^{tree}")


@pytest.mark.parametrize("names", [("b", "a"), ("a", "a")])
def test_tree_that_git_would_not_write_is_not_taken_as_it_is(
    repo: Checkout, names: tuple[str, str]
) -> None:
    blob = bytes.fromhex(repo.git("rev-parse", "HEAD:a.py"))
    odd = b"".join(b"100644 " + name.encode() + b"\0" + blob for name in names)
    place = repo.root.parent / "odd"
    place.write_bytes(odd)
    tree = repo.git("hash-object", "-w", "-t", "tree", "--literally", str(place))
    commit = repo.git("commit-tree", "-m", "odd", tree)
    repo.git("reset", "-q", "--hard", commit)

    snapshot = repo.snapshot()

    assert snapshot.tree != tree
    repo.git("reset", "-q", "--hard", "main")
    assert repo.snapshot().tree == repo.git("rev-parse", "HEAD^{tree}")


def test_each_tool_that_is_made_late_can_be_made(tmp_path: Path) -> None:
    evidence, processes, state = MemoryEvidence(), PlainProcesses(), str(tmp_path)
    tools = adapters.findings_tools(processes, evidence, state)
    tests = adapters.test_tools(processes, evidence, state)
    examiners = adapters.examiners(processes, evidence, state)

    assert all(callable(tool.run) for tool in tools.values())
    assert all(callable(tool.run) for tool in tests.values())
    assert all(callable(examiner.examine) for examiner in examiners.values())
    assert callable(adapters.preparation(processes, state).prepare)
    assert callable(adapters.services(processes, state).running)
    assert callable(adapters.reports().clear)
    assert callable(adapters.prober().tcp)
