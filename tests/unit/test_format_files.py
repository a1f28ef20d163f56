"""`gatewright format`: which files are written, when, and what is told."""

import os
from pathlib import Path

import pytest

from gatewright.cli.format_files import SIZE_BYTES_MAX, run
from gatewright.model.trouble import Mistake

LAID_OUT = 'a: [b, c]\nquestion: "Is it so?" # asked\n'
WRITTEN = "a:    [b,c]\nquestion: Is it so?   # asked\n"


def test_files_are_laid_out_in_their_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(WRITTEN)
    one.chmod(0o640)
    two.write_text(LAID_OUT)

    assert run(["-C", str(tmp_path), "one.yaml", "two.yaml"]) == 0

    assert (one.read_text(), two.read_text()) == (LAID_OUT, LAID_OUT)
    assert one.stat().st_mode & 0o777 == 0o640
    assert capsys.readouterr().out == "one.yaml: laid out\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.yaml", "two.yaml"]


def test_check_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = tmp_path / "one.yaml"
    one.write_text(WRITTEN)

    assert run(["-C", str(tmp_path), "--check", "one.yaml"]) == 40
    assert one.read_text() == WRITTEN
    assert capsys.readouterr().out == "one.yaml: would be laid out\n"
    one.write_text(LAID_OUT)
    assert run(["-C", str(tmp_path), "--check", "one.yaml"]) == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "format.which"),
        ("none.yaml", "format.file"),
        ("folder", "format.file"),
        ("link.yaml", "format.file"),
        ("bytes.yaml", "format.file"),
        ("large.yaml", "format.file"),
        ("open.yaml", "format.unreadable"),
        ("anchor.yaml", "format.unreadable"),
        ("empty.yaml", "format.unreadable"),
    ],
)
def test_what_cannot_be_laid_out_is_told_and_nothing_is_written(
    tmp_path: Path, name: str, code: str
) -> None:
    good = tmp_path / "good.yaml"
    good.write_text(WRITTEN)
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.yaml").write_text("\n")
    (tmp_path / "link.yaml").symlink_to(good)
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "open.yaml").write_text("a: [b\n")
    (tmp_path / "anchor.yaml").write_text("a: &b c\n")
    with (tmp_path / "large.yaml").open("wb") as stream:
        stream.truncate(SIZE_BYTES_MAX + 1)

    with pytest.raises(Mistake) as caught:
        run(["-C", str(tmp_path), *(["good.yaml", name] if name else [])])

    assert caught.value.code == code
    assert good.read_text() == WRITTEN


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    one = tmp_path / "one.yaml"
    one.write_text(WRITTEN)
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(Mistake) as caught:
            run(["-C", str(tmp_path), "one.yaml"])
    finally:
        tmp_path.chmod(0o755)

    assert caught.value.code == "format.file"
    assert one.read_text() == WRITTEN
