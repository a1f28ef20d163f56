"""Git's words about a difference, parsed: by its own counts, never by what a line looks like."""

from gatewright.model.change import ChangedFile, FileStatus, Line
from gatewright.workspace.difference import parse_difference

OLD, NEW = b"1" * 40, b"2" * 40
HEADER = b"diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n"


def record(status: bytes, *paths: bytes, modes: bytes = b"100644 100644") -> bytes:
    return (
        b":" + modes + b" " + OLD + b" " + NEW + b" " + status + b"\0" + b"\0".join(paths) + b"\0"
    )


def test_line_that_looks_like_a_header_is_a_line() -> None:
    patch = HEADER + b"@@ -1,2 +1 @@ f\n-diff --git a/y b/y\n-@@ -1 +1 @@\n+Binary files a and b\n"

    (file,) = parse_difference(record(b"M", b"x") + b"\0" + patch, is_cut=False)

    assert file == ChangedFile(
        "x",
        FileStatus.MODIFIED,
        "x",
        (Line(1, "Binary files a and b"),),
        (Line(1, "diff --git a/y b/y"), Line(2, "@@ -1 +1 @@")),
    )


def test_line_keeps_what_is_no_line_feed() -> None:
    patch = HEADER + b"@@ -0,0 +1,2 @@\n+a\x0cb\xe2\x80\xa8c\rd\r\n+\xff\n\\ No newline\n"

    (file,) = parse_difference(record(b"M", b"x") + b"\0" + patch, is_cut=False)

    assert [line.text for line in file.added] == ["a\x0cb\u2028c\rd", "\ufffd"]


def test_change_of_type_takes_two_sections() -> None:
    records = record(b"T", b"a", modes=b"120000 100644") + record(b"M", b"b")
    one = b"diff --git a/a b/a\n@@ -1 +0,0 @@\n-target\n\\ No newline at end of file\n"
    two = b"diff --git a/a b/a\n@@ -0,0 +1 @@\n+text\n"
    three = HEADER + b"@@ -3 +3 @@\n-old\n+new\n"

    changed, other = parse_difference(records + b"\0" + one + two + three, is_cut=False)

    assert (changed.added, changed.removed) == ((Line(1, "text"),), (Line(1, "target"),))
    assert (other.added, other.removed) == ((Line(3, "new"),), (Line(3, "old"),))


def test_file_whose_lines_did_not_arrive_counts_as_binary() -> None:
    records = record(b"M", b"a") + record(b"M", b"b") + record(b"M", b"c")
    patch = HEADER + b"@@ -1 +1 @@\n-o\n+n\n" + HEADER + b"@@ -1,9 +1,9 @@\n-o\n-"

    files = parse_difference(records + b"\0" + patch, is_cut=True)

    assert [(file.path, file.is_binary, len(file.added)) for file in files] == [
        ("a", False, 1),
        ("b", True, 0),
        ("c", True, 0),
    ]


def test_submodule_has_no_lines() -> None:
    patch = HEADER + b"@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n"
    output = record(b"M", b"lib", modes=b"160000 160000") + b"\0" + patch

    assert parse_difference(output, is_cut=False) == (
        ChangedFile("lib", FileStatus.MODIFIED, "lib"),
    )


def test_nothing_is_no_change() -> None:
    assert parse_difference(b"", is_cut=False) == ()
