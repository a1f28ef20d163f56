"""Real repositories of the kinds people have, opened, compared and snapshotted."""

import hashlib
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gatewright.model.change import Base
from gatewright.model.trouble import Mistake
from gatewright.workspace.repositories import GitRepositories
from gatewright.workspace.vault import make_quarantine, open_vault
from tests.checkouts import OURS, Checkout, clone, new_checkout


@pytest.fixture
def repo(tmp_path: Path) -> Checkout:
    checkout = new_checkout(tmp_path)
    checkout.commit({"a.py": "one\n", "sub/b.py": "two\n"})
    return checkout


def base_of(checkout: Checkout, wanted: str | None = None) -> Base | None:
    return checkout.repositories.find_base(checkout.open(), wanted)


def refused_base(checkout: Checkout, wanted: str | None = None) -> Mistake:
    with pytest.raises(Mistake) as refused:
        base_of(checkout, wanted)
    return refused.value


def refused_open(folder: Path, state: Path) -> str:
    with pytest.raises(Mistake) as refused:
        GitRepositories(str(state), OURS).open(str(folder))
    return refused.value.code


# Opening


def test_open_from_a_folder_below(repo: Checkout) -> None:
    repository = repo.repositories.open(str(repo.root / "sub"))

    assert repository.root == str(repo.root.resolve())
    assert (repository.name, repository.branch) == ("repo", "main")
    assert repository.head == repo.git("rev-parse", "HEAD")


def test_open_linked_worktree_shares_the_repository(repo: Checkout, tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
    linked = Checkout(tmp_path / "linked", repo.state)
    linked.write({"new.py": "x\n"})

    assert linked.open().repository_id == repo.open().repository_id
    assert (linked.open().name, linked.open().branch) == ("repo", "side")
    assert linked.snapshot().uncommitted == ("new.py",)
    assert repo.snapshot().uncommitted == ()


def test_open_refuses_what_is_no_checkout(repo: Checkout, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    repo.git("clone", "-q", "--bare", str(repo.root), str(bare))
    broken = tmp_path / "broken"
    (broken / ".git").mkdir(parents=True)
    pointer = tmp_path / "pointer"
    pointer.mkdir()
    (pointer / ".git").write_text("gitdir: /nowhere\n")

    assert refused_open(bare, repo.state) == "repository.none"
    assert refused_open(repo.root / ".git" / "objects", repo.state) == "repository.none"
    assert refused_open(broken, repo.state) == "repository.unreadable"
    assert refused_open(pointer, repo.state) == "repository.unreadable"


def test_open_refuses_a_repository_without_commit(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)

    assert refused_open(checkout.root, checkout.state) == "repository.no-commit"


@pytest.mark.parametrize("broken", ["HEAD", "config", "objects"])
def test_open_refuses_a_broken_repository(broken: str, repo: Checkout) -> None:
    target = repo.root / ".git" / broken
    if target.is_dir():
        shutil.rmtree(target)
        target.mkdir()
    else:
        target.write_bytes(b"\0[broken")

    code = refused_open(repo.root, repo.state)
    assert code in ("repository.unreadable", "repository.incomplete")


# The base


def test_base_of_a_branch_is_where_it_left_main(repo: Checkout) -> None:
    fork = repo.git("rev-parse", "HEAD")
    repo.git("switch", "-q", "-c", "feature")
    repo.commit({"a.py": "feature\n"})
    repo.git("switch", "-q", "main")
    repo.commit({"c.py": "later\n"})
    repo.git("switch", "-q", "feature")

    found = base_of(repo)

    assert found is not None
    assert (found.commit, found.name) == (fork, "main")
    assert found.tree == repo.git("rev-parse", f"{fork}^{{tree}}")
    assert base_of(repo, "main") == Base(found.commit, found.tree, "main", "--base")


def test_base_is_the_newer_of_local_and_remote(repo: Checkout, tmp_path: Path) -> None:
    copy = clone(repo, tmp_path / "copy")
    ahead = copy.commit({"unpushed.py": "1\n"})
    copy.git("switch", "-q", "-c", "feature")
    copy.commit({"f.py": "1\n"})
    first = base_of(copy)
    copy.git("branch", "-f", "main", "origin/main")
    copy.git("update-ref", "refs/remotes/origin/main", ahead)
    second = base_of(copy)

    assert first is not None
    assert second is not None
    assert (first.commit, second.commit) == (ahead, ahead)
    assert first.because.endswith("found by refs/heads/main")
    assert second.because.endswith("found by refs/remotes/origin/main")


def test_base_of_main_is_what_was_pushed(repo: Checkout, tmp_path: Path) -> None:
    copy = clone(repo, tmp_path / "copy")
    pushed = copy.git("rev-parse", "HEAD")
    copy.commit({"new.py": "1\n"})

    found = base_of(copy)

    assert found is not None
    assert (found.commit, found.name) == (pushed, "origin/main")


def test_base_alone_is_the_last_commit(repo: Checkout) -> None:
    assert base_of(repo) is None
    repo.write({"a.py": "edited\n"})
    found = base_of(repo)
    head = repo.commit()
    later = base_of(repo)

    assert found is not None
    assert found.commit == repo.git("rev-parse", "HEAD~1")
    assert later is not None
    assert later.commit == head


def test_base_of_a_detached_head_is_found(repo: Checkout) -> None:
    fork = repo.git("rev-parse", "HEAD")
    repo.git("switch", "-q", "--detach")
    repo.commit({"a.py": "x\n"})

    found = base_of(repo)

    assert found is not None
    assert found.commit == fork


def test_unknown_base_names_the_nearest(repo: Checkout) -> None:
    repo.git("branch", "release/1")

    mistake = refused_base(repo, "relase/1")

    assert mistake.code == "base.unknown"
    assert "release/1" in mistake.found
    assert refused_base(repo, "--upload-pack=x").code == "base.unknown"


def test_unrelated_history_is_said(repo: Checkout) -> None:
    repo.git("switch", "-q", "--orphan", "pages")
    repo.commit({"index.html": "x"})

    assert refused_base(repo).code == "base.unrelated"


def test_shallow_clone_is_told_how_to_fetch(repo: Checkout, tmp_path: Path) -> None:
    repo.git("switch", "-q", "-c", "feature")
    repo.commit({"f.py": "1\n"})
    repo.commit({"f.py": "2\n"})
    copy = clone(repo, tmp_path / "copy", "--depth=1", "--no-single-branch")
    lone = clone(repo, tmp_path / "lone", "--depth=1", "--branch=feature")
    lone.git("remote", "set-head", "origin", "--delete")

    for mistake in (refused_base(copy, "origin/main"), refused_base(lone)):
        assert mistake.code == "base.shallow"
        assert any("fetch-depth: 0" in hint for hint in mistake.hints)
    copy.git("fetch", "-q", "--unshallow")
    found = base_of(copy, "origin/main")
    assert found is not None
    assert found.commit == repo.git("rev-parse", "main")


@pytest.mark.parametrize("lender", ["{}", "../../../repo/.git/objects"])
def test_borrowed_objects_are_found_at_second_hand(
    lender: str, repo: Checkout, tmp_path: Path
) -> None:
    copy = new_checkout(tmp_path, "copy")
    objects = repo.root / ".git" / "objects"
    (copy.root / ".git/objects/info/alternates").write_text(lender.format(objects) + "\n")
    copy.git("reset", "-q", "--hard", repo.git("rev-parse", "HEAD"))

    assert copy.judged()["a.py"] == b"one\n"


# Snapshots


def test_snapshot_of_a_clean_checkout_is_its_commit(repo: Checkout) -> None:
    snapshot = repo.snapshot()

    assert snapshot.tree == repo.git("rev-parse", "HEAD^{tree}")
    assert (snapshot.uncommitted, snapshot.notes) == ((), ())


def test_snapshot_holds_what_is_on_disk(repo: Checkout) -> None:
    repo.commit({"gone.py": "1", "run.sh": "1", "kind": "1", "f/x": "1"})
    repo.write({"a.py": "edited\n", "new.py": "n", "staged.py": "s", "empty.py": ""})
    repo.git("add", "staged.py", "-N", "new.py")
    repo.write({"staged.py": "s, edited"})
    (repo.root / "gone.py").unlink()
    (repo.root / "run.sh").chmod(0o755)
    (repo.root / "kind").unlink()
    repo.write({"kind/inside": "2"})
    shutil.rmtree(repo.root / "f")
    (repo.root / "f").symlink_to("a.py")

    snapshot = repo.snapshot()

    assert repo.judged() == {
        "a.py": b"edited\n",
        "sub/b.py": b"two\n",
        "new.py": b"n",
        "staged.py": b"s, edited",
        "empty.py": b"",
        "run.sh": b"1",
        "kind/inside": b"2",
        "f": b"a.py",
    }
    gone = {"gone.py", "f/x", "kind"}
    assert set(snapshot.uncommitted) == {*repo.judged(), *gone} - {"sub/b.py"}
    repo.git("add", "-A")
    assert snapshot.tree == repo.git("write-tree")


def test_state_folder_inside_the_checkout_hides_nothing_and_is_not_judged(
    repo: Checkout,
) -> None:
    inside = Checkout(repo.root, repo.root / ".local" / "state")
    repo.write({"a.py": "edited\n", "new.py": "n"})

    snapshot = inside.snapshot()

    assert snapshot.uncommitted == ("a.py", "new.py")
    assert inside.snapshot().tree == snapshot.tree


def test_snapshot_of_a_ref_leaves_the_checkout_out(repo: Checkout) -> None:
    first = repo.git("rev-parse", "HEAD")
    repo.commit({"a.py": "later\n"})
    repo.write({"a.py": "uncommitted\n"})

    snapshot = repo.snapshot("HEAD~1")

    assert (snapshot.commit, snapshot.uncommitted) == (first, ())
    assert repo.judged("HEAD~1")["a.py"] == b"one\n"


def test_ignored_files_are_left_out_unless_tracked(repo: Checkout, tmp_path: Path) -> None:
    ignores = tmp_path / "ignores"
    ignores.write_text("*.own\n")
    repo.write({".gitignore": "*.log\n", ".git/info/exclude": "*.tmp\n"})
    repo.write({"x.log": "1", "x.tmp": "1", "x.own": "1", "kept.log": "1", "sub/y.log": "1"})
    repo.git("add", "-f", "kept.log")

    ours = GitRepositories(str(repo.state), OURS, str(ignores))

    assert ours.snapshot(repo.open(), None).uncommitted == (".gitignore", "kept.log")


def test_conflicted_file_is_judged_as_it_lies_there(repo: Checkout) -> None:
    repo.git("switch", "-q", "-c", "other")
    repo.commit({"a.py": "theirs\n"})
    repo.git("switch", "-q", "main")
    repo.commit({"a.py": "ours\n"})
    with pytest.raises(subprocess.CalledProcessError):
        repo.git("merge", "-q", "other")

    assert b"<<<<<<<" in repo.judged()["a.py"]


def test_sparse_checkout_keeps_what_it_leaves_out(repo: Checkout) -> None:
    repo.git("sparse-checkout", "set", "--no-cone", "/a.py")
    assert not (repo.root / "sub").exists()

    snapshot = repo.snapshot()

    assert snapshot.uncommitted == ()
    assert any("sparse" in note for note in snapshot.notes)


def test_line_ends_are_read_as_git_reads_them(repo: Checkout) -> None:
    repo.commit({"crlf.txt": b"a\r\nb\r\n"})
    repo.write({".gitattributes": "* text=auto\n"})
    repo.git("add", ".gitattributes")
    repo.write({"crlf.txt": b"a\r\nb\r\nc\r\n", "new.txt": b"x\r\n"})

    judged = repo.judged()
    assert judged["crlf.txt"] == b"a\r\nb\r\nc\r\n"
    assert judged["new.txt"] == b"x\n"
    repo.git("add", "-A")
    assert repo.snapshot().tree == repo.git("write-tree")


def test_line_end_setting_of_the_repository_counts(repo: Checkout) -> None:
    repo.git("config", "core.autocrlf", "true")
    repo.write({"a.py": b"one\r\n"})

    assert repo.snapshot().uncommitted == ()


def test_file_modes_do_not_count_where_the_repository_says_so(repo: Checkout) -> None:
    repo.git("config", "core.fileMode", "false")
    (repo.root / "a.py").chmod(0o755)

    assert repo.snapshot().uncommitted == ()


def test_lfs_file_that_nobody_changed_is_its_pointer(repo: Checkout) -> None:
    content = b"large" * 1000
    digest = hashlib.sha256(content).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize 5000\n"
    repo.commit({"x.bin": pointer, ".gitattributes": "*.bin filter=lfs diff=lfs -text\n"})
    repo.write({"x.bin": content})

    snapshot = repo.snapshot()
    assert snapshot.uncommitted == ()
    assert any("LFS" in note for note in snapshot.notes)
    repo.write({"x.bin": content + b"!"})
    assert repo.snapshot().uncommitted == ("x.bin",)


@pytest.mark.parametrize("name", ["a.py", ".gitattributes", "sub/.gitattributes"])
def test_pipe_that_git_would_open_is_refused(name: str, repo: Checkout) -> None:
    (repo.root / name).unlink(missing_ok=True)
    os.mkfifo(repo.root / name)

    with pytest.raises(Mistake) as refused:
        repo.snapshot()

    assert refused.value.code == "snapshot.special-file"


def test_pipe_that_nobody_tracks_is_no_content(repo: Checkout) -> None:
    os.mkfifo(repo.root / "pipe")

    assert repo.snapshot().uncommitted == ()


@pytest.mark.parametrize("damage", [b"", b"DIRC\0\0\0\2junk"])
def test_unreadable_index_falls_back_to_the_commit(damage: bytes, repo: Checkout) -> None:
    (repo.root / ".git" / "index").write_bytes(damage)
    repo.write({"a.py": "edited\n"})

    snapshot = repo.snapshot()

    assert snapshot.uncommitted == ("a.py",)


def test_repository_of_the_longer_hash_works(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path / "long", tmp_path / "state")
    checkout.root.mkdir()
    checkout.git("init", "-q", "-b", "main", "--object-format=sha256")
    checkout.commit({"a": "1", "gone": ""})
    (checkout.root / "gone").unlink()
    checkout.write({"b": "2"})

    assert checkout.judged() == {"a": b"1", "b": b"2"}


def test_large_file_has_no_lines_and_says_so(repo: Checkout) -> None:
    huge = "line\n" * 4_000_000  # beyond what git holds in memory, so it comes as a pack
    repo.write({"huge.txt": huge, "large.txt": huge[:1_500_000], "small.txt": "line\n" * 3000})
    base = repo.open().head

    change = repo.trees().compare(repo.snapshot(base).tree, repo.snapshot().tree)

    assert [(file.path, file.is_binary, len(file.added)) for file in change.files] == [
        ("huge.txt", True, 0),
        ("large.txt", True, 0),
        ("small.txt", False, 3000),
    ]


@pytest.mark.parametrize("form", ["core.splitIndex", "core.untrackedCache", "index.sparse"])
def test_index_of_any_form_is_understood(form: str, repo: Checkout) -> None:
    repo.git("config", form, "true")
    if form == "index.sparse":
        repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "other")
    repo.write({".gitignore": "kept.log\n", "kept.log": "1"})
    repo.git("add", "-f", "--sparse", ".gitignore", "kept.log")
    repo.git("update-index", "--refresh")

    assert set(repo.snapshot().uncommitted) == {".gitignore", "kept.log"}


def test_commits_of_a_branch_are_oldest_first(repo: Checkout) -> None:
    base = repo.open().head
    repo.commit(message="one\n\nbody")
    repo.commit(message="two")
    repository = repo.open()
    parent = repo.open().head

    commits = repo.repositories.commits(repository, base, repository.head)

    assert [commit.message for commit in commits] == ["one\n\nbody\n", "two\n"]
    assert commits[0].parents == (base,)
    assert commits[1].commit_id == parent
    assert commits[0].author == "Ada <ada@example.org>"


def test_many_checks_at_once_do_not_meet(repo: Checkout) -> None:
    repo.write({f"n{number}.py": f"{number}" for number in range(50)})

    with ThreadPoolExecutor(6) as pool:
        trees = set(pool.map(lambda _: repo.snapshot().tree, range(6)))

    assert len(trees) == 1
    assert repo.repositories.sweep() == 0


def test_sweep_removes_what_a_killed_run_left_and_spares_a_living_one(repo: Checkout) -> None:
    repository = repo.open()
    vault = open_vault(OURS, str(repo.state), repository)
    left = Path(vault.home) / "scratch" / "left"
    left.mkdir()
    make_quarantine(str(left))

    with vault.scratch() as scratch:
        assert repo.repositories.sweep() == 0
        assert Path(scratch).is_dir()
    assert repo.repositories.sweep() == 1
    assert not left.exists()
