"""Attacks by way of git: each beats plain git (shown in the same test) and fails against ours."""

import os
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.model.trouble import Mistake
from tests.checkouts import Checkout, new_checkout, whole_digest
from tests.escapes.naive_git import (
    listed,
    naive,
    naive_copy,
    naive_materialise,
    naive_snapshot,
    put_loose_object,
)

Attack = Callable[[Checkout, str], None]


def look_at_everything(checkout: Checkout, out: Path) -> None:
    """Do all that a check does with a repository."""
    repository = checkout.open()
    base = checkout.repositories.find_base(repository, None)
    snapshot = checkout.snapshot()
    trees = checkout.trees()
    trees.compare(base.tree if base else trees.empty(), snapshot.tree)
    checkout.repositories.commits(repository, None, repository.head)
    trees.materialise(snapshot.tree, str(out))


def swap_git_file(checkout: Checkout, command: str) -> None:
    stolen = checkout.root.parent / "stolen"
    shutil.copytree(checkout.root / ".git", stolen)
    checkout.git(f"--git-dir={stolen}", "config", "core.fsmonitor", command)
    shutil.rmtree(checkout.root / ".git")
    (checkout.root / ".git").write_text(f"gitdir: {stolen}\n")


def clean_filter(checkout: Checkout, command: str) -> None:
    checkout.git("config", "filter.evil.clean", f"{command}; cat")
    checkout.git("config", "filter.evil.smudge", f"{command}; cat")
    checkout.write({".gitattributes": "* filter=evil\n", "a.py": "changed\n"})


def worktree_config_monitor(checkout: Checkout, command: str) -> None:
    checkout.git("config", "extensions.worktreeConfig", "true")
    checkout.git("config", "--worktree", "core.fsmonitor", command)


def index_hook(checkout: Checkout, command: str) -> None:
    hook = checkout.root / ".git" / "hooks" / "post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{command}\n")
    hook.chmod(0o755)


def included_config(checkout: Checkout, command: str) -> None:
    checkout.write({"innocent.txt": f"[core]\n\tfsmonitor = {command}\n"})
    checkout.git("config", "include.path", "../innocent.txt")


@pytest.mark.parametrize(
    "attack",
    [swap_git_file, clean_filter, worktree_config_monitor, index_hook, included_config],
)
def test_command_of_the_repository_is_never_run(attack: Attack, tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    checkout.commit({"a.py": "one\n"})
    witness = tmp_path / "witness"
    attack(checkout, f"touch {shlex.quote(str(witness))}")
    checkout.write({"b.py": "new\n"})

    look_at_everything(checkout, tmp_path / "out")
    assert not witness.exists()

    naive(checkout.root, "add", "-A")
    assert witness.exists()


def test_nested_repository_is_refused_and_runs_nothing(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    checkout.commit({"a.py": "one\n"})
    witness = tmp_path / "witness"
    nested = Checkout(checkout.root / "lib", tmp_path / "state")
    nested.root.mkdir()
    nested.git("init", "-q")
    nested.commit({"hidden.py": "evil\n"})
    nested.git("config", "core.fsmonitor", f"touch {shlex.quote(str(witness))}")

    with pytest.raises(Mistake) as refused:
        checkout.snapshot()
    assert refused.value.code == "snapshot.nested-repository"
    assert not witness.exists()

    naive_snapshot(checkout.root)
    naive(checkout.root, "status")
    assert witness.exists()
    assert "lib/hidden.py" not in naive_snapshot(checkout.root)
    # Staged as a submodule by somebody else, it is refused as well, and still nothing is run.
    witness.unlink()
    with pytest.raises(Mistake) as refused:
        checkout.snapshot()
    assert refused.value.code == "snapshot.nested-repository"
    assert not witness.exists()


def test_known_submodule_is_kept_and_its_repository_left_alone(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    nested = Checkout(checkout.root / "lib", tmp_path / "state")
    nested.root.mkdir()
    nested.git("init", "-q")
    nested.commit({"x.py": "1\n"})
    checkout.commit({"a.py": "one\n"})
    witness = tmp_path / "witness"
    nested.git("config", "core.fsmonitor", f"touch {shlex.quote(str(witness))}")
    nested.write({"x.py": "2\n"})
    checkout.write({"a.py": "two\n"})

    snapshot = checkout.snapshot()
    assert snapshot.uncommitted == ("a.py",)
    assert any("submodule" in note for note in snapshot.notes)
    assert not witness.exists()

    naive(checkout.root, "status")
    assert witness.exists()


def test_export_ignore_hides_no_file(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    attributes = "test_a.py export-ignore\na.py export-subst\n"
    commit = checkout.commit(
        {".gitattributes": attributes, "test_a.py": "assert 0\n", "a.py": "# $Format:%H$\n"}
    )

    checkout.trees().materialise(checkout.snapshot().tree, str(tmp_path / "ours"))
    assert (tmp_path / "ours" / "test_a.py").exists()
    assert (tmp_path / "ours" / "a.py").read_text() == "# $Format:%H$\n"

    naive_materialise(checkout.root, commit, tmp_path / "naive")
    assert not (tmp_path / "naive" / "test_a.py").exists()


def test_attribute_hides_no_line_of_a_difference(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    first = checkout.commit({"a.py": "one\n"})
    checkout.commit({".gitattributes": "*.py -diff\n", "a.py": "one\nevil\n"})
    trees = checkout.trees()

    change = trees.compare(checkout.snapshot(first).tree, checkout.snapshot().tree)
    lines = {file.path: [line.text for line in file.added] for file in change.files}
    assert lines["a.py"] == ["evil"]

    assert "evil" not in naive(checkout.root, "diff", first, "HEAD", "--", "a.py")


def test_edit_of_equal_size_and_time_is_seen(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    checkout.git("config", "core.trustctime", "false")
    checkout.git("config", "core.checkStat", "minimal")
    checkout.write({"a.py": "good\n"})
    long_ago = (1_600_000_000, 1_600_000_000)
    os.utime(checkout.root / "a.py", long_ago)
    checkout.commit()
    old = naive_snapshot(checkout.root)
    checkout.write({"a.py": "evil\n"})
    os.utime(checkout.root / "a.py", long_ago)

    assert checkout.snapshot().uncommitted == ("a.py",)
    assert checkout.judged()["a.py"] == b"evil\n"

    assert naive_snapshot(checkout.root) == old


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_flag_of_the_index_hides_no_edit(flag: str, tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    checkout.commit({"a.py": "good\n"})
    checkout.git("update-index", flag, "a.py")
    checkout.write({"a.py": "evil, and longer\n"})

    assert checkout.judged()["a.py"] == b"evil, and longer\n"

    tree = naive(checkout.root, "rev-parse", "HEAD^{tree}")
    assert naive_snapshot(checkout.root) == listed(checkout.root, tree)


def test_missing_object_is_not_fetched_by_a_command(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    checkout.commit({"a.py": "one\n"})
    checkout.commit({"a.py": "two\n"})
    witness = tmp_path / "witness"
    name = checkout.git("rev-parse", "HEAD~1:a.py")
    (checkout.root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    script = tmp_path / "fetch"
    script.write_text(f"#!/bin/sh\ntouch {shlex.quote(str(witness))}\n")
    script.chmod(0o755)
    checkout.git("config", "remote.origin.url", f"ext::{script} %S")
    checkout.git("config", "remote.origin.promisor", "true")
    checkout.git("config", "protocol.ext.allow", "always")
    checkout.git("config", "core.repositoryformatversion", "1")
    checkout.git("config", "extensions.partialClone", "origin")

    with pytest.raises(Mistake) as refused:
        checkout.snapshot("HEAD~1")
    assert refused.value.code == "repository.incomplete"
    assert not witness.exists()

    naive(checkout.root, "diff", "HEAD~1", "HEAD")
    assert witness.exists()


@pytest.mark.parametrize("target", ["/etc/hostname", "../secret", "here/../../secret", "s/s/../.."])
def test_new_link_out_of_the_tree_is_refused(target: str, tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    checkout.commit({"here/file": "", "a": ""})
    (tmp_path / "secret").write_text("key")
    (checkout.root / "s").symlink_to(".")
    (checkout.root / "link").symlink_to(target)

    with pytest.raises(Mistake) as refused:
        checkout.snapshot()

    assert refused.value.code == "snapshot.symlink-leaves"


def test_link_that_was_there_is_kept_and_not_followed(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    (tmp_path / "secret").write_text("key")
    (checkout.root / "link").symlink_to(tmp_path / "secret")
    checkout.commit()
    (tmp_path / "naive").mkdir()
    ours = tmp_path / "ours"

    snapshot = checkout.snapshot()
    checkout.trees().materialise(snapshot.tree, str(ours))
    assert (ours / "link").is_symlink()
    assert checkout.judged()["link"] == os.fsencode(tmp_path / "secret")
    assert any("leave" in note for note in snapshot.notes)

    naive_copy(checkout.root, tmp_path / "naive")
    assert (tmp_path / "naive" / "link").read_text() == "key"


def test_folder_replaced_by_a_link_is_not_read_through(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    checkout.commit({"d/a.py": "one\n", "k": ""})
    (checkout.root / "d").rename(tmp_path / "outside")
    (checkout.root / "d").symlink_to("../outside")

    with pytest.raises(Mistake) as refused:
        checkout.snapshot()

    assert refused.value.code == "snapshot.symlink-leaves"


def test_forged_object_is_found_out(tmp_path: Path) -> None:
    """Content under a wrong name: a person sees one file, git gives checks another."""
    checkout = new_checkout(tmp_path)
    commit = checkout.commit({"a.py": "bad!\n", "b.py": "fine\n"})
    name = checkout.git("rev-parse", "HEAD:a.py")
    put_loose_object(checkout.root, name, b"good\n")

    snapshot = checkout.snapshot()
    with pytest.raises(Mistake) as refused:
        checkout.trees().materialise(snapshot.tree, str(tmp_path / "ours"))
    assert refused.value.code == "repository.unreadable"
    with pytest.raises(Mistake):
        checkout.trees().read(snapshot.tree, ["a.py"])

    naive_materialise(checkout.root, commit, tmp_path / "naive")
    assert (tmp_path / "naive" / "a.py").read_text() == "good\n"


def test_replacement_ref_changes_nothing(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    first = checkout.commit({"a.py": "strict\n"})
    second = checkout.commit({"a.py": "lax\n"})
    checkout.git("replace", first, second)
    trees = checkout.trees()

    assert trees.read(checkout.snapshot(first).tree, ["a.py"]) == {"a.py": b"strict\n"}

    assert naive(checkout.root, "show", f"{first}:a.py") == "lax"


@pytest.mark.parametrize("name", [".GIT/config", "git~1", ".git .", "d/.g\u200cit/hooks/x"])
def test_name_taken_for_git_is_refused(name: str, tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    checkout.commit({"a": ""})
    checkout.write({name: "evil"})

    with pytest.raises(Mistake) as refused:
        checkout.snapshot()

    assert refused.value.code == "snapshot.git-name"


def test_repository_is_as_it_was_to_the_last_time_stamp(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    checkout.commit({f"d{n}/f{n}.py": f"{n}\n" for n in range(20)})
    checkout.git("gc", "-q")
    checkout.git("switch", "-q", "-c", "feature")
    checkout.commit({"new.py": "1\n", "d3/f3.py": "other\n"})
    checkout.write({"staged.py": "2\n", "d1/f1.py": "changed\n"})
    checkout.git("add", "staged.py")
    checkout.write({"copy.py": "3\n", "loose.py": "4\n", "d2/f2.py": "1\n", "d3/f3.py": "3\n"})
    before = whole_digest(checkout.root)

    look_at_everything(checkout, tmp_path / "out")
    assert whole_digest(checkout.root) == before

    naive_snapshot(checkout.root)
    assert whole_digest(checkout.root) != before
