"""Which edits of a test make it demand less, and which do not."""

import pytest

from gatewright.core.judging.demands import SIZE_BYTES_MAX
from gatewright.core.judging.weakening import find_weakened


def said(before: str, after: str, path: str = "tests/test_a.py") -> list[str]:
    """Return what is said of the tests of one edited file."""
    return [each.what for each in find_weakened(path, before.encode(), after.encode())]


def text_of(body: str, decorator: str = "") -> str:
    """Return a file with one test."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"{decorator}\ndef test_x(x, y):\n{lines}"


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("assert x == 1\nassert y", "assert x == 1", "demands 1 of 2 things"),
        ("assert x == 1", "pass", "demands nothing any more"),
        ("assert x == 1", "assert True", "demands nothing any more"),
        ("assert x == 1", "assert x == x", "demands nothing any more"),
        ("assert x == 1", "assert x", "demands something less exact"),
        ("assert x == 1", "assert x is not None", "demands something less exact"),
        ("assert x == 1", "return\nassert x == 1", "demands nothing any more"),
        ("assert x == 1", "if False:\n    assert x == 1", "demands nothing any more"),
        (
            "assert x == 1",
            "try:\n    assert x == 1\nexcept Exception:\n    pass",
            "demands nothing any more",
        ),
        (
            "assert x == 1",
            "with suppress(AssertionError):\n    assert x == 1",
            "demands nothing any more",
        ),
        (
            "with pytest.raises(E, match='a'):\n    x()",
            "with pytest.raises(E):\n    x()",
            "demands something less exact",
        ),
        ("self.assertEqual(x, 1)", "self.assertTrue(x)", "demands something less exact"),
        ("m.assert_called_once_with(1)", "m.assert_called()", "demands something less exact"),
        ("await check_it(x)", "x", "demands nothing any more"),
        ("assert x is ONE", "assert x > 1", "demands something less exact"),
        ("with lock:\n    assert x == 1", "with lock:\n    x", "demands nothing any more"),
        ("if True:\n    assert x == 1", "if True:\n    x", "demands nothing any more"),
        ("assert x == 1", "def inner():\n    assert x == 1", "demands nothing any more"),
        ("try:\n    x()\nexcept E:\n    assert y", "x()", "demands nothing any more"),
        ("assert x == 1", "rows[0]()", "demands nothing any more"),
    ],
)
def test_edit_that_demands_less_is_found(before: str, after: str, what: str) -> None:
    assert said(text_of(before), text_of(after)) == [what]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("assert x == 1", "assert x == 2"),
        ("assert x == [1, 2]", "assert x == EXPECTED"),
        ("assert x == 1\nassert y == 2", "assert (x, y) == (1, 2)"),
        ("assert x == 1 and y == 2", "assert x == 1\nassert y == 2"),
        ("assert x == True", "assert x"),
        ("assert sorted(x) == [1]", "assert x == [1]"),
        ("assert x.status == 200\nassert x.ok", "assert_good(x)\nassert x.status == 200"),
        ("with pytest.raises(E):\n    x()", "with pytest.raises(F):\n    x()"),
        ("for i in x:\n    assert i == 1", "assert x == 1"),
        ("try:\n    x()\nfinally:\n    assert y", "try:\n    x()\nfinally:\n    assert y"),
    ],
)
def test_edit_that_demands_as_much_is_left_alone(before: str, after: str) -> None:
    assert said(text_of(before), text_of(after)) == []


def test_mark_and_dropped_cases_are_found() -> None:
    plain = text_of("assert x == y")
    five = text_of("assert x == y", "@pytest.mark.parametrize('x,y', [(1, 1), (2, 2)])")
    four = text_of("assert x == y", "@pytest.mark.parametrize('x,y', [(1, 1)])")

    assert said(plain, text_of("assert x == y", "@pytest.mark.xfail")) == ["is marked xfail"]
    assert said(five, four) == ["is given 1 of 2 cases"]
    assert said(four, five) == []


def test_test_is_known_by_its_class_and_name() -> None:
    before = "class TestA:\n    def test_x(self):\n        assert a == 1\n"
    after = "class TestB:\n    def test_x(self):\n        pass\n\n" + before

    assert said(before, after) == []
    weaker = before.replace(" == 1", "")
    found = list(find_weakened("t.py", before.encode(), weaker.encode()))
    assert [(each.name, each.line) for each in found] == [("TestA.test_x", 2)]


def test_script_is_counted_by_title() -> None:
    before = "test('adds', () => {\n  expect(1).toBe(1)\n  expect(2).toBe(2)\n})\n"
    after = before.replace("  expect(2).toBe(2)\n", "")

    assert said(before, after, "a.test.js") == ["demands 1 of 2 things"]
    assert said(after, before, "a.test.js") == []
    assert said(before, before.replace("adds", "sums"), "a.test.js") == []
    for mark in ('"', "`"):
        assert said(before.replace("'", mark), after, "a.test.js") == ["demands 1 of 2 things"]


@pytest.mark.parametrize(
    "text", ["def test_x(:\n", "\0", "(" * 5000, "x = 1\n" * (SIZE_BYTES_MAX // 3)]
)
def test_what_cannot_be_read_is_left_alone(text: str) -> None:
    assert said(text_of("assert x == 1"), text) == []
    assert said(text, text_of("assert x == 1")) == []


def test_cases_that_are_not_written_out_are_not_counted() -> None:
    two = text_of("assert x == y", "@pytest.mark.parametrize('x,y', [(1, 1), (2, 2)])")
    named = text_of("assert x == y", "@pytest.mark.parametrize('x,y', CASES)")

    assert said(two, named) == []


def test_file_of_an_unknown_language_is_left_alone() -> None:
    assert said(text_of("assert x == 1"), text_of("pass"), "test_a.rb") == []
