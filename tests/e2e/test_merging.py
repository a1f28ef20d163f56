"""What the vault tells of two sides that clash, and that it keeps the modes of files."""

from pathlib import Path

from tests.checkouts import new_checkout


def test_clash_has_its_line_and_both_sides(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    checkout.commit({"a.py": b"one\ntwo\nthree\n"})
    before = checkout.snapshot().tree
    checkout.write({"a.py": b"one\nhead\nthree\n"})
    head = checkout.snapshot().tree
    checkout.write({"a.py": b"one\nwork\nthree\n"})
    work = checkout.snapshot().tree

    clashes = checkout.trees().merge(before, head, work)

    assert isinstance(clashes, tuple)
    [clash] = clashes
    assert (clash.path, clash.line) == ("a.py", 2)
    assert clash.hunks == "<<<<<<< head\nhead\n=======\nwork\n>>>>>>> work"


def test_mode_that_one_side_changed_is_kept(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path)
    lines = [b"%d\n" % number for number in range(9)]
    checkout.commit({"run.sh": b"".join(lines)})
    before = checkout.snapshot().tree
    (checkout.root / "run.sh").chmod(0o755)
    head = checkout.snapshot().tree
    (checkout.root / "run.sh").chmod(0o644)
    checkout.write({"run.sh": b"".join(lines[1:])})
    work = checkout.snapshot().tree

    merged = checkout.trees().merge(before, head, work)

    assert not isinstance(merged, tuple)
    [file] = checkout.trees().files(merged)
    assert file.mode == "100755"
    assert checkout.trees().read(merged, ["run.sh"]) == {"run.sh": b"".join(lines[1:])}
