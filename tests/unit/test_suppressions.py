"""New marks that tell a check to look away; each with an honest twin."""

import pytest

from gatewright.core.code.suppressions import find_suppressions, suppression_paths
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.ids import TreeId
from gatewright.model.records import replace


def modified(path: str, added: tuple[str, ...] = (), removed: tuple[str, ...] = ()) -> ChangedFile:
    return ChangedFile(
        path,
        FileStatus.MODIFIED,
        path,
        tuple(Line(number, text) for number, text in enumerate(added, 1)),
        tuple(Line(number, text) for number, text in enumerate(removed, 1)),
    )


def change_of(*files: ChangedFile) -> Change:
    return Change(TreeId("base"), TreeId("head"), files)


@pytest.mark.parametrize(
    ("path", "line", "mark"),
    [
        ("a.py", "import os  # noqa", "noqa"),
        ("a.py", "import os  #NOQA:F401", "noqa"),
        ("a.py", "# ruff: noqa", "ruff: noqa"),
        ("a.py", "# flake8: noqa", "ruff: noqa"),
        ("a.py", "x = 1  # ruff: ignore[F401]", "ruff: ignore"),
        ("a.py", "x: int = ''  # type: ignore[assignment]", "type: ignore"),
        ("a.py", "# mypy: ignore-errors", "mypy: ignore"),
        ("a.py", "# pyright: basic", "pyright: ignore"),
        ("a.py", "x()  # pylint: disable=all", "pylint: disable"),
        ("a.py", "x()  # nosec B101", "nosec"),
        ("a.py", "if x:  # pragma: no cover", "pragma: no cover"),
        ("a.py", "K = 'x'  # pragma: allowlist secret", "allowlist secret"),
        ("a.yaml", "key: x  # pragma: allowlist secret", "allowlist secret"),
        ("a.ts", "// @ts-ignore", "@ts-ignore"),
        ("a.ts", "/* eslint-disable no-console */", "eslint-disable"),
        ("a.js", "/* istanbul ignore next */", "istanbul ignore"),
        ("t.py", "@pytest.mark.skip", "skip"),
        ("t.py", "    return pytest.skip('later')", "skip"),
        ("t.py", "pytestmark = pytest.mark.xfail(strict=False)", "skip"),
        ("t.py", "@unittest.skipIf(True, 'x')", "skip"),
        ("t.py", "        self.skipTest('x')", "skip"),
        ("t.py", "    raise SkipTest", "skip"),
        ("t.test.ts", "it.skip('x', () => {})", "skip"),
        ("t.test.ts", "describe.only('x', () => {})", "skip"),
        ("t.test.js", "test.todo('x')", "skip"),
        ("t.test.js", "xit('x', f)", "skip"),
    ],
)
def test_new_mark_is_found_at_its_line(path: str, line: str, mark: str) -> None:
    (found,) = find_suppressions(change_of(modified(path, ("x = 1", line))))

    assert (found.path, found.line, found.mark) == (path, 2, mark)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.py", "HELP = 'write # noqa to silence it'"),
        ("a.py", 'x = "// @ts-ignore"'),
        ("a.py", "# this explains why we never use noqa here"),
        ("README.md", "Use `# type: ignore` sparingly."),
        ("a.py", "skip = page.skip(3)"),
        ("a.py", "def skip_line(): ..."),
        ("a.ts", "items.only(3); list.skip(4)"),
        ("a.ts", "const s = '// eslint-disable'"),
        ("t.py", "@pytest.mark.parametrize('x', [1])"),
        ("t.test.ts", "it('skips', () => {})"),
    ],
)
def test_word_that_is_no_mark_is_left_alone(path: str, line: str) -> None:
    assert find_suppressions(change_of(modified(path, (line,)))) == ()


def test_mark_in_a_docstring_is_told_from_a_comment_by_the_whole_file() -> None:
    text = 'def f():\n    """Say.\n\n    import os  # noqa\n    """\n    return 1  # noqa\n'
    file = modified("a.py", tuple(text.splitlines()))

    found = find_suppressions(change_of(file), {"a.py": text.encode()})

    assert [each.line for each in found] == [6]


def test_mark_struck_from_a_docstring_pays_for_no_real_one() -> None:
    old = '"""\nx  # noqa\n"""\n'
    new = "x  # noqa\n"
    file = modified("a.py", tuple(new.splitlines()), tuple(old.splitlines()))

    found = find_suppressions(change_of(file), {"a.py": new.encode()}, {"a.py": old.encode()})

    assert len(found) == 1


def test_mark_that_moved_or_whose_code_changed_is_no_increase() -> None:
    file = modified("a.py", ("import os, sys  # noqa: F401",), ("import os  # noqa: F401",))

    assert find_suppressions(change_of(file)) == ()


def test_mark_that_moved_to_another_file_is_no_increase() -> None:
    line = "import os  # noqa: F401"

    assert (
        find_suppressions(change_of(modified("a.py", (), (line,)), modified("b.py", (line,)))) == ()
    )


def test_mark_that_left_one_file_pays_for_one_elsewhere() -> None:
    line = "import os  # noqa: F401"
    files = modified("a.py", (), (line,)), modified("b.py", (line,)), modified("c.py", (line,))

    assert [each.path for each in find_suppressions(change_of(*files))] == ["c.py"]


def test_mark_that_grew_wider_is_an_increase() -> None:
    file = modified("a.py", ("import os  # noqa",), ("import os  # noqa: F401",))

    assert len(find_suppressions(change_of(file))) == 1


def test_second_mark_on_a_marked_line_is_an_increase() -> None:
    file = modified("a.py", ("x = f()  # type: ignore # noqa",), ("x = f()  # noqa",))

    (found,) = find_suppressions(change_of(file))

    assert found.mark == "type: ignore"


def test_two_marks_for_one_are_an_increase_of_one() -> None:
    file = modified("a.py", ("import a  # noqa", "import b  # noqa"), ("import c  # noqa",))

    assert len(find_suppressions(change_of(file))) == 1


def test_paths_to_read_are_python_files_of_either_tree() -> None:
    file = ChangedFile("b.py", FileStatus.RENAMED, "a.py")

    assert suppression_paths(change_of(file, modified("x.ts"))) == ("a.py", "b.py")


def test_mark_in_what_is_no_text_or_no_code_is_none() -> None:
    line = "import os  # noqa"
    binary = replace(modified("a.py", (line,)), is_binary=True)

    assert find_suppressions(change_of(binary)) == ()
    assert find_suppressions(change_of(modified("a.bin", (line,)))) == ()
    assert len(find_suppressions(change_of(modified("a.py", (line,))))) == 1
