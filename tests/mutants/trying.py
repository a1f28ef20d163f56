"""One fault, tried in a process of its own: the module is read with the fault in it, tests run.

The process is a fork of one that has read what tests need of others, and forgets what that one had
read of this program.
"""

import importlib.abc
import importlib.machinery
import os
import resource
import sys
from collections.abc import Sequence
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from tests.core_coverage import OPTIONS
from tests.mutants.reaching import Asked

MEMORY_BYTES = 3 * 1024**3
SPARE_S, TIMES_MAX = 120.0, 4
"""A process may compute for as long as its tests took, so many times, and a little more."""
SURVIVED, KILLED, TROUBLE = 0, 1, 70
PLAIN = "--assert=plain"
"""pytest reads what is called like a test itself, also a module of `core`: without the fault."""


class _Faulty(importlib.abc.MetaPathFinder):
    """Finds one module with another text."""

    def __init__(self, name: str, path: Path, content: bytes) -> None:
        self._name, self._path, self._content = name, path, content

    def find_spec(
        self, fullname: str, path: object, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return where the module is, if it is that one."""
        if fullname != self._name:
            return None
        loader = _Loader(fullname, str(self._path), self._content)
        return spec_from_file_location(fullname, self._path, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, content: bytes) -> None:
        super().__init__(fullname, path)
        self._content = content

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._content, self.path, "exec", dont_inherit=True)


class _Chosen:
    """Keeps the tests that are asked, in their order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._places = {test: place for place, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave only the chosen tests, the quickest first."""
        items[:] = sorted(
            (item for item in items if item.nodeid in self._places),
            key=lambda item: self._places[item.nodeid],
        )


def try_fault(name: str, path: Path, content: bytes, asked: Asked) -> int:
    """Return whether a test notices that the module `name` has this content."""
    _bound(asked)
    _forget()
    sys.meta_path.insert(0, _Faulty(name, path, content))
    answers = (_run(tests) for tests in asked.rounds)
    return next((code for code in answers if code != SURVIVED), SURVIVED)


def _run(tests: Sequence[str]) -> int:
    """Return what some tests come to; all of a file where it is the file that is named."""
    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    plugins = [] if files == list(tests) else [_Chosen(tests)]
    code = int(pytest.main(["-x", PLAIN, *OPTIONS, *files], plugins=plugins))
    return TROUBLE if code == pytest.ExitCode.NO_TESTS_COLLECTED else min(code, KILLED)


def _forget() -> None:
    """Have each module of ours read again."""
    for name in list(sys.modules):
        if name.partition(".")[0] in ("gatewright", "tests"):
            del sys.modules[name]


def _bound(asked: Asked) -> None:
    """Bound what a process with a fault may take, and have it say nothing."""
    seconds = int(SPARE_S + TIMES_MAX * asked.seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 9))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sys.dont_write_bytecode = True
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
