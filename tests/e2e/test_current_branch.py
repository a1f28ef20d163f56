"""The branch that is read from one file is the one that git would say."""

import os
from pathlib import Path

import pytest

from gatewright.workspace.current_branch import current_branch
from gatewright.workspace.discovery import Found, find_checkout
from tests.checkouts import Checkout, new_checkout


@pytest.fixture
def repo(tmp_path: Path) -> Checkout:
    checkout = new_checkout(tmp_path)
    checkout.commit({"a.py": "one\n"})
    return checkout


def test_branch_is_what_git_says_of_checkouts_of_all_kinds(repo: Checkout, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    repo.git("worktree", "add", "-q", "-b", "gw/12-alias", str(linked))
    found = [current_branch(find_checkout(str(root))) for root in (repo.root, linked)]
    repo.git("checkout", "-q", "--detach")

    assert found == ["main", "gw/12-alias"]
    assert (current_branch(find_checkout(str(repo.root))), repo.open().branch) == ("", None)


@pytest.mark.parametrize("content", [b"ref: refs/tags/v1\n", b"ref:\n", b"\xff\0", b""])
def test_strange_head_is_no_branch(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "HEAD").write_bytes(content)

    assert current_branch(Found("/r", str(tmp_path), str(tmp_path))) == ""


def test_head_that_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "HEAD")

    assert current_branch(Found("/r", str(tmp_path), str(tmp_path))) == ""
    assert current_branch(Found("/r", str(tmp_path / "gone"), str(tmp_path))) == ""


@pytest.mark.parametrize("name", ["work", "release/1.0", "gw/12-alias", "\u00e9t\u00e9", "a+b"])
def test_opened_repository_is_on_the_branch_that_git_says(repo: Checkout, name: str) -> None:
    repo.git("switch", "-q", "-c", name)

    assert repo.open().branch == repo.git("symbolic-ref", "--short", "HEAD") == name


def test_branch_that_names_another_is_that_one(repo: Checkout) -> None:
    repo.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    repo.git("symbolic-ref", "HEAD", "refs/heads/alias")

    assert repo.open().branch == repo.git("symbolic-ref", "HEAD").removeprefix("refs/heads/")
    assert repo.open().branch == "main"


def test_head_that_is_a_link_is_the_branch_it_leads_to(repo: Checkout) -> None:
    head = repo.root / ".git" / "HEAD"
    head.unlink()
    head.symlink_to("refs/heads/main")

    assert repo.open().branch == "main"
