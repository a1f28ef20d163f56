"""Which texts of code mean the same to a test, and which do not."""

import pytest

from gatewright.core.code.code_lines import SIZE_BYTES_MAX, split_text
from gatewright.core.code.code_meaning import meaning_of


def is_same(one: str, other: str) -> bool:
    return meaning_of("a.py", one.encode()) == meaning_of("a.py", other.encode())


@pytest.mark.parametrize(
    "more",
    [
        "import os\n",
        "from os import path\n",
        "if TYPE_CHECKING:\n    from a import B\n",
        "log.debug('here')\n",
        "__all__ = ['f']\n",
        "'words'\n",
    ],
)
def test_what_no_test_can_notice_means_nothing(more: str) -> None:
    assert is_same("x = 1\n", f"{more}x = 1\n")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("async def f(x): return x", "async def f(x: int) -> int: return x"),
        ("def f(x): return x", "def f(x: int) -> int: return x"),
        ("x: int = 1", "x: float = 1"),
        ("if a:\n    log.info(a)\n    b()", "if a:\n    b()"),
    ],
)
def test_annotations_and_what_is_logged_mean_nothing(one: str, other: str) -> None:
    assert is_same(one, other)


@pytest.mark.parametrize(
    "more",
    [
        "if TYPE_CHECKING:\n    y()\nelse:\n    z()\n",
        "if CHECKING:\n    y()\n",
        "if not TYPE_CHECKING:\n    y()\n",
        "y()\n",
        "y = 2\n",
        "y: int = 2\n",
        "a.b.info(1)\n",
    ],
)
def test_what_runs_means_something(more: str) -> None:
    assert not is_same("x = 1\n", f"{more}x = 1\n")


def test_text_that_is_no_python_means_itself() -> None:
    assert meaning_of("a.py", b"a b") == b"a b"
    assert not is_same("a b", "a  b")


@pytest.mark.parametrize("text", [b'"""no end', b"x = (\n", b"if a:\n    b\n  c\n"])
def test_text_that_cannot_be_read_whole_is_not_split(text: bytes) -> None:
    assert split_text("a.py", text) is None


def test_what_is_no_python_of_a_size_is_not_split() -> None:
    assert split_text("a.py", None) is None
    assert split_text("a.ts", b"x") is None
    assert split_text("a.py", b"x" * SIZE_BYTES_MAX) is not None
    assert split_text("a.py", b"x" * (SIZE_BYTES_MAX + 1)) is None
