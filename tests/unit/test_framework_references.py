"""Which added code knows of its tests, and which honest code does not."""

import pytest

from gatewright.core.code.framework_references import (
    SIZE_BYTES_MAX,
    added_references,
    families_declared,
    families_in,
    references_in,
)
from gatewright.model.change import ChangedFile, FileStatus, Line


def found_in(text: str, path: str = "shelf/core.py") -> list[str]:
    """Return the families of a file that is added whole."""
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    file = ChangedFile(path, FileStatus.ADDED, path, lines)
    return [each.family for each in added_references([file], {path: text.encode()})]


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("import pytest", "pytest"),
        ("from _pytest.reports import TestReport", "pytest"),
        ("if 'pytest' in sys.modules:\n    x = 1", "pytest"),
        ("m = sys.modules['_pytest.runner']", "pytest"),
        ("m = sys.modules.get('pytest')", "pytest"),
        ("m = importlib.import_module('_pytest.runner')", "pytest"),
        ("m = __import__('pytest')", "pytest"),
        ("x = os.environ.get('PYTEST_CURRENT_TEST')", "pytest"),
        ("unittest.TestResult.addFailure = f", "unittest"),
        ("from unittest import TestResult", "unittest"),
        ("os._exit(0)", "hard exit"),
        ("import os as o\no._exit(0)", "hard exit"),
        ("from os import _exit", "hard exit"),
        ("for each in gc.get_objects():\n    pass", "all objects"),
        ("import sitecustomize", "start-up"),
        ("x = os.environ['GATEWRIGHT_ATTEMPT']", "judge"),
        ("import coverage", "coverage"),
        ("m = import_module(name='_pytest.runner')", "pytest"),
        ("m = import_module('_py' + 'test' + '.runner')", "pytest"),
        ("m = import_module('_py' 'test.runner')", "pytest"),
        ("m = import_module('_py' + 'tset'[::-1])", "hidden import"),
        ("m = import_module(f\"{'_py'}{'test'}\")", "hidden import"),
        ("m = __import__(''.join(map(chr, [112, 121])))", "hidden import"),
        ("m = __import__(bytes.fromhex('7079').decode())", "hidden import"),
        ("m = sys.modules['tset'[::-1]]", "hidden import"),
        ("m = sys.modules['_py' + 'test']", "pytest"),
        ("__import__('os')._exit(0)", "hard exit"),
        ("getattr(os, '_exit')(0)", "hard exit"),
        ("if word.startswith('--junitxml='):\n    pass", "judge"),
        ("path = re.search('--junitxml=(.*)', words)", "judge"),
        ("if '--junitxml' in sys.argv:\n    pass", "judge"),
    ],
)
def test_code_that_knows_of_its_tests_is_found(text: str, family: str) -> None:
    assert family in found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        '"""Not run under pytest."""',
        "# import pytest",
        "command = ['pytest', '-q']",
        "help = 'run pytest first'",
        "atexit.register(close)",
        "frame = inspect.currentframe()",
        "from unittest.mock import Mock",
        "import pytest_like",
        "import testing\nimport contest.pytests",
        "sys.exit(0)",
        "this is no Python (",
        "modules = loaded['pytest']",
        "x = settings.modules",
        "plug = import_module(name)",
        "plug = import_module(f'shelf.plugs.{name}')",
        "plug = import_module('.plugs', __package__)",
        "plug = __import__(name, fromlist=['x'])",
        "part = self.modules[0].modules[-1]",
        "argv = ['pytest', f'--junitxml={path}']",
        "run(['pytest', '--junitxml', path], sys.argv[1:])",
        "sys.exit(main(sys.argv[1:]))",
        "plug = import_module(sys.argv[1])",
        "self._exit(0)",
        "frame = inspect.currentframe()\nplug = import_module(name)",
        "names = state.import_module(('django', 'db'))",
        "frame = inspect.currentframe()\nsys.exit(main(sys.argv[1:]))",
    ],
)
def test_honest_code_is_left_alone(text: str) -> None:
    assert found_in(text) == []


def test_two_things_that_are_honest_each_are_looked_at_together() -> None:
    both = "atexit.register(close)\nframe = inspect.currentframe()"

    assert found_in(both) == ["at exit", "frames"]
    assert found_in("atexit.register(a)\natexit.register(b)") == []
    assert found_in("__import__('atexit').register(a)\nplug = import_module(name)") != []
    assert found_in("atexit.register(a, sys.argv[1:])") == ["at exit", "own command line"]


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("import { test } from 'node:test'", ["test tool"]),
        ("const t = await import('vitest')", ["test tool"]),
        ("require('@jest/globals')", ["test tool"]),
        ("if (process.env.JEST_WORKER_ID) x()", ["test tool"]),
        ("process.reallyExit(0)", ["hard exit"]),
        ("process.on('exit', f); Error.prepareStackTrace = g", ["exit hook", "stack"]),
        ("// import { test } from 'node:test'", []),
        ("process.on('exit', f)", []),
        ("import tests from './tests'", []),
        ("process.exit(1)", []),
    ],
)
def test_scripts_are_read_line_by_line(text: str, families: list[str]) -> None:
    assert found_in(text, "src/core.ts") == families


def test_file_that_every_interpreter_runs_is_found_by_its_name() -> None:
    assert found_in("x = 1", "sitecustomize.py") == ["start-up"]
    assert found_in("import x", "lib/quick.pth") == ["start-up"]


def test_only_added_lines_count() -> None:
    text = "import pytest\nx = 1\n"
    file = ChangedFile("a.py", FileStatus.MODIFIED, "a.py", (Line(2, "x = 1"),))

    assert added_references([file], {"a.py": text.encode()}) == ()


def test_what_a_project_is_about_is_known() -> None:
    assert families_in({"a.py": b"import pytest\n", "b.ts": b"x\n"}) == {"pytest"}
    assert families_declared(b"[project]\ndependencies = ['pytest>=8']\n") == {"pytest"}
    assert families_declared(b"[project]\ndependencies = ['coverage[toml]']\n") == {"coverage"}
    assert families_declared(b"[project.entry-points.pytest11]\na = 'a'\n") == {"pytest"}
    assert families_declared(b"[project]\ndependencies = ['pytest-cov']\n") == set()
    assert families_declared(b"= broken") == set()
    assert families_declared(None) == set()


def test_file_that_is_not_there_or_too_large_refers_to_nothing() -> None:
    whole = b"import pytest\n".ljust(SIZE_BYTES_MAX)

    assert [each.family for each in references_in("a.py", whole)] == ["pytest"]
    assert list(references_in("a.py", whole + b"\n")) == []
    assert list(references_in("a.py", None)) == []


@pytest.mark.parametrize(("chars", "families"), [(200, ["pytest"]), (201, [])])
def test_text_that_is_too_long_names_nothing(chars: int, families: list[str]) -> None:
    text = "_pytest" + 3 * ("." + "a" * 60) + "."
    long = text + "a" * (chars - len(text))

    assert [each.family for each in references_in("a.py", f"x = '{long}'".encode())] == families
