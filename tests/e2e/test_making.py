import subprocess
from pathlib import Path

import pytest

from gatewright import bootstrap


def said(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def make(folder: Path) -> None:
    bootstrap.make_repository(
        str(folder), name="Somebody", mail="somebody@gatewright.invalid", message="All of it"
    )


def test_repository_made_of_a_folder_holds_it_whole_under_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.py").write_text("x = 1\n")
    (tmp_path / ".gitignore").write_text("*.pyc\n")
    (tmp_path / "c.pyc").write_text("no\n")

    make(tmp_path)

    assert said(tmp_path, "status", "--porcelain") == ""
    assert said(tmp_path, "ls-files").split() == [".gitignore", "a/b.py"]
    assert said(tmp_path, "log", "--format=%an %ae %s") == (
        "Somebody somebody@gatewright.invalid All of it"
    )
    assert said(tmp_path, "branch", "--show-current") == "main"
    assert said(tmp_path, "config", "core.bare") == "false"


def test_repository_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    make(tmp_path)
    head = said(tmp_path, "rev-parse", "HEAD")

    with pytest.raises(FileExistsError):
        make(tmp_path)

    assert said(tmp_path, "rev-parse", "HEAD") == head
