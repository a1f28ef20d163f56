"""Finds out how the tests of a Python project are run, from its files alone.

The order in which pytest itself looks for its configuration is kept. Nothing is executed.
"""

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from gatewright.core.projects.manifests import (
    Parsed,
    has_table,
    is_elsewhere,
    is_under,
    joined,
    name_of,
    parse_ini,
    parse_text,
    parse_toml,
    table_at,
    words_of,
)
from gatewright.model.late_pattern import late_pattern
from gatewright.model.project import TestSetup
from gatewright.model.records import dataclass

PYTEST_FILES = ("test_*.py", "*_test.py")
UNITTEST_FILES = ("test*.py",)
FUNCTIONS = ("test*",)
PATTERNS_MAX = 50
_TEST_CASE = late_pattern(r"^class\s+\w+\(.*TestCase", re.MULTILINE)
_PYTEST_WORD = late_pattern(r"\bpytest\b")


@dataclass(frozen=True, slots=True)
class _Settings:
    """What a project says of pytest, and where."""

    because: str
    table: Mapping[str, object]


def recognise_tests(
    root: str, paths: Sequence[str], texts: Mapping[str, bytes]
) -> tuple[TestSetup | None, tuple[str, ...]]:
    """Return how tests are run in the folder `root`, and notes on what could not be read."""
    settings, notes = _settings(root, texts)
    setup = _setup(settings, root, paths) if settings else _by_convention(root, paths, texts)
    if setup is None:
        return None, notes
    gone = tuple(path for path in setup.paths if not _is_there(path, paths))
    if not gone:
        return setup, notes
    kept = tuple(path for path in setup.paths if path not in gone)
    notes += tuple(f"{setup.because} names {path}, which is not there" for path in gone)
    changed = TestSetup(
        setup.tool, setup.because, kept, setup.file_patterns, setup.function_patterns
    )
    return changed, notes


def _settings(root: str, texts: Mapping[str, bytes]) -> tuple[_Settings | None, tuple[str, ...]]:
    notes: list[str] = []
    for name, sections, is_enough in _PLACES:
        path = joined(root, name)
        if path not in texts:
            continue
        parsed = _parsed(path, texts[path])
        notes += [parsed.note] if parsed.note else []
        for section in sections:
            if has_table(parsed.data, *section):
                because = f"{path} [{'.'.join(section)}]"
                return _Settings(because, table_at(parsed.data, *section)), tuple(notes)
        if is_enough:
            return _Settings(path, {}), tuple(notes)
    return None, tuple(notes)


_PLACES: tuple[tuple[str, tuple[tuple[str, ...], ...], bool], ...] = (
    ("pytest.toml", (("pytest",),), True),
    (".pytest.toml", (("pytest",),), True),
    ("pytest.ini", (("pytest",),), True),
    (".pytest.ini", (("pytest",),), True),
    ("pyproject.toml", (("tool", "pytest", "ini_options"), ("tool", "pytest")), False),
    ("tox.ini", (("pytest",),), False),
    ("setup.cfg", (("tool:pytest",),), False),
)
"""Where pytest looks, in its order; the files that decide even when they are empty say so."""


def _parsed(path: str, content: bytes) -> Parsed:
    return parse_toml(path, content) if path.endswith(".toml") else parse_ini(path, content)


def _setup(settings: _Settings, root: str, paths: Sequence[str]) -> TestSetup | None:
    table = settings.table
    files = words_of(table.get("python_files"))[:PATTERNS_MAX] or PYTEST_FILES
    functions = words_of(table.get("python_functions"))[:PATTERNS_MAX] or FUNCTIONS
    tests = TestSetup(
        tool="pytest",
        because=settings.because,
        paths=_unfolded(root, words_of(table.get("testpaths")), paths),
        file_patterns=tuple(_as_glob(pattern) for pattern in files),
        function_patterns=tuple(_as_glob(pattern) for pattern in functions),
    )
    return tests


def _as_glob(pattern: str) -> str:
    """Return a name pattern as pytest means it: a plain word is a prefix."""
    is_glob = any(sign in pattern for sign in "*?[") or pattern.endswith(".py")
    return pattern if is_glob else pattern + "*"


def _unfolded(root: str, named: Sequence[str], paths: Sequence[str]) -> tuple[str, ...]:
    """Return `testpaths` as repository paths, globs replaced by the folders they stand for."""
    found: list[str] = []
    for name in named[:50]:
        pattern = joined(root, name)
        if not any(sign in pattern for sign in "*?["):
            found.append(pattern)
            continue
        depth = pattern.count("/") + 1
        heads = {"/".join(path.split("/")[:depth]) for path in paths if path.count("/") >= depth}
        found += sorted(head for head in heads if fnmatchcase(head, pattern))
    return tuple(dict.fromkeys(found))


def _is_there(path: str, paths: Sequence[str]) -> bool:
    return any(is_under(each, path) for each in paths)


def _by_convention(root: str, paths: Sequence[str], texts: Mapping[str, bytes]) -> TestSetup | None:
    """Return the setup of a project that does not say how it is tested."""
    mention = _mention_of_pytest(root, texts)
    own = [path for path in paths if is_under(path, root) and not is_elsewhere(path)]
    if mention or not _uses_unittest(root, texts):
        if not _holds(own, PYTEST_FILES):
            return None
        return TestSetup(
            "pytest", mention or "test_*.py", _folders(root, own), PYTEST_FILES, FUNCTIONS
        )
    return TestSetup(
        "unittest", "unittest.TestCase in tests", _folders(root, own), UNITTEST_FILES, FUNCTIONS
    )


def _holds(paths: Sequence[str], patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name_of(path), pattern) for path in paths for pattern in patterns)


def _mention_of_pytest(root: str, texts: Mapping[str, bytes]) -> str:
    """Return the first file that speaks of pytest; "" where none does."""
    for path in sorted(texts, key=lambda each: (each.count("/"), each)):
        if is_under(path, root) and _mentions_pytest(path, texts[path]):
            return f"{path} uses pytest"
    return ""


def _mentions_pytest(path: str, content: bytes) -> bool:
    if name_of(path) == "package.json":
        return False
    return name_of(path) == "conftest.py" or bool(_PYTEST_WORD.search(parse_text(content)))


def _uses_unittest(root: str, texts: Mapping[str, bytes]) -> bool:
    return any(
        _TEST_CASE.search(parse_text(text))
        for path, text in texts.items()
        if is_under(path, root) and fnmatchcase(name_of(path), "test*.py")
    )


def _folders(root: str, paths: Sequence[str]) -> tuple[str, ...]:
    """Return the usual test folders that stand right below `root` and hold all its tests."""
    tests = [path for path in paths if _holds([path], (*PYTEST_FILES, *UNITTEST_FILES))]
    usual = [joined(root, name) for name in ("tests", "test")]
    for folder in usual:
        if tests and all(is_under(path, folder) for path in tests):
            return (folder,)
    return ()
