"""What is a Git LFS pointer."""

import pytest

from gatewright.workspace.pointers import Pointer, parse_pointer

GOOD = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 12\n"


def test_pointer_is_read() -> None:
    assert parse_pointer(GOOD) == Pointer("a" * 64, 12)


@pytest.mark.parametrize(
    "content",
    [b"", GOOD[:-1], GOOD + b"x", GOOD.replace(b"sha256", b"md5"), b" " + GOOD, GOOD + b"y" * 2000],
    ids=["empty", "cut", "longer", "other hash", "shifted", "large"],
)
def test_other_content_is_no_pointer(content: bytes) -> None:
    assert parse_pointer(content) is None
