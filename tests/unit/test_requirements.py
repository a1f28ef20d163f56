"""What Python projects declare, in all the places where people write it."""

import pytest

from gatewright.environments.interpreters import WantedPython, derive_wanted_python
from gatewright.environments.keys import Ingredients, derive_key
from gatewright.environments.manifests import nearest_folder, read_json, read_toml, reduce_manifest
from gatewright.environments.poetry import specifier_from_poetry
from gatewright.environments.requirements import (
    Width,
    declared_files,
    declared_requirements,
    is_local,
    requirement_name,
    width_of,
)

PYPROJECT = b"""
[project]
name = "My.Demo"
dependencies = ["a>=1"]
[project.optional-dependencies]
cli = ["rich"]
tests = ["b", "my-demo[cli]"]
docs = ["sphinx"]
[dependency-groups]
base = ["c"]
dev = ["d", {include-group = "base"}, {include-group = "dev"}]
"""
SETUP_CFG = b"""
[metadata]
name = demo
[options]
install_requires =
    a>=1
    b ; python_version < "3.12"
[options.extras_require]
test = c
docs = sphinx
"""
SETUP_PY = b"""
import os
from setuptools import setup
BASE = ["a>=1"]
TEST = ["b"] + BASE
setup(name="demo", install_requires=BASE, extras_require={"test": TEST, "x": os.listdir("/")})
"""
POETRY = b"""
[tool.poetry.dependencies]
python = "^3.9"
a = "^1.2.3"
b = {version = "~2.1", extras = ["x"], markers = "os_name == 'posix'"}
c = {git = "https://example.org/c"}
[tool.poetry.group.test.dependencies]
d = "*"
[tool.poetry.group.docs.dependencies]
sphinx = "*"
"""
TOX = b"[testenv]\ndeps =\n    a\n    b>=1\n    py38: c\n    -r x.txt\n    {env:D}\n"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "pyproject.toml",
            PYPROJECT,
            [(0, "a>=1"), (1, "b"), (1, "rich"), (2, "c"), (2, "d")],
        ),
        ("setup.cfg", SETUP_CFG, [(0, "a>=1"), (0, 'b ; python_version < "3.12"'), (1, "c")]),
        ("setup.py", SETUP_PY, [(0, "a>=1"), (1, "a>=1"), (1, "b")]),
        (
            "pyproject.toml",
            POETRY,
            [(0, "a>=1.2.3,<2"), (0, "b[x]>=2.1,<2.2 ; os_name == 'posix'"), (1, "d")],
        ),
        ("tox.ini", TOX, [(1, "a"), (1, "b>=1")]),
        ("pyproject.toml", b"\xff\x00 [[[", []),
        ("setup.py", b"setup(install_requires=[" + b"[" * 500, []),
        ("setup.py", b"A = A\nsetup(install_requires=A)", []),
        ("setup.cfg", b"no section", []),
    ],
    ids=["pep621", "setup.cfg", "setup.py", "poetry", "tox", "binary", "deep", "loop", "broken"],
)
def test_manifest_gives_what_the_tests_may_need(
    name: str, content: bytes, expected: list[tuple[int, str]]
) -> None:
    found = declared_requirements({f"part/{name}": content}, "part")

    assert [(int(item.width), item.line) for item in found] == expected


def test_requirements_files_are_taken_by_their_names() -> None:
    names = (
        "requirements.txt",
        "requirements-dev.txt",
        "test_requirements.txt",
        "requirements/tests.txt",
        "requirements/docs.txt",
        "docs/requirements.txt",
        "LICENSE.txt",
    )

    found = declared_files(dict.fromkeys(names, b""), "")

    assert {item.path: item.width for item in found} == {
        "requirements.txt": Width.PROJECT,
        "requirements-dev.txt": Width.DEVELOPMENT,
        "test_requirements.txt": Width.TESTS,
        "requirements/tests.txt": Width.TESTS,
    }


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0", ">=0,<1"),
        ("~1.2", ">=1.2,<1.3"),
        ("~1", ">=1,<2"),
        ("1.2.3", "==1.2.3"),
        ("1.*", "==1.*"),
        (">=1,<3", ">=1,<3"),
        ("*", ""),
        ("^1 || ^2", ""),
    ],
)
def test_poetry_constraint_becomes_a_specifier(wanted: str, expected: str) -> None:
    assert specifier_from_poetry(wanted) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (".", True),
        ("-e .[test]", True),
        ("--editable=./x", True),
        ("file:///x", True),
        ("x @ file:///x", True),
        ("-r /etc/passwd", True),
        ("-r base.txt", False),
        ("x==1", False),
    ],
)
def test_local_line_is_told_from_a_package(line: str, expected: bool) -> None:
    assert is_local(line) is expected


def test_width_of_names() -> None:
    assert [width_of(name) for name in ("test", "Testing", "dev", "unit-tests", "docs")] == [
        Width.TESTS,
        Width.TESTS,
        Width.DEVELOPMENT,
        Width.TESTS,
        None,
    ]
    assert requirement_name("My.Demo[x]>=1") == "my-demo"
    assert requirement_name("-r x") == ""


def test_interpreter_is_wanted_only_in_plain_words() -> None:
    def wanted(specifier: str, pinned: str = "") -> WantedPython:
        text = f'[project]\nrequires-python = "{specifier}"\n'
        sources = {"pyproject.toml": text.encode(), ".python-version": pinned.encode()}
        return derive_wanted_python(sources, "")

    assert wanted(">=3.9, <4") == WantedPython(">=3.9, <4", "")
    assert wanted(">=3.9", "3.12\n") == WantedPython(">=3.9", "3.12")
    assert wanted("/bin/evil --x", "/bin/evil") == WantedPython("", "")


def test_reduced_manifest_changes_with_dependencies_only() -> None:
    def reduced(text: str) -> bytes:
        return reduce_manifest("a/pyproject.toml", text.encode())

    first = reduced('[project]\nname = "x"\nversion = "1"\ndependencies = ["a"]\n[tool.ruff]\nx=1')

    assert reduced('[project]\nname = "x"\nversion = "2"\ndependencies = ["a"]') == first
    assert reduced('[project]\nname = "x"\ndependencies = ["b"]') != first
    assert reduce_manifest("uv.lock", b"anything") == b"anything"
    assert reduce_manifest("pyproject.toml", b"[[[") == b"[[["


@pytest.mark.parametrize(
    "other",
    [
        Ingredients(profile="uv", toolchain=("3.11",), manifests={"a": b"1"}),
        Ingredients(profile="pip", toolchain=("3.12",), manifests={"a": b"1"}),
        Ingredients(profile="pip", toolchain=("3.11",), manifests={"a": b"2"}),
        Ingredients(profile="pip", toolchain=("3.11",), manifests={"b": b"1"}),
        Ingredients(profile="pip", toolchain=("3.11",), manifests={"a": b"1"}, build=("x",)),
        Ingredients(profile="pip", toolchain=("3.11",), manifests={"a": b"1"}, place="x"),
        Ingredients(
            profile="pip", toolchain=("3.11",), manifests={"a": b"1"}, extra_requirements=("x",)
        ),
    ],
    ids=["profile", "toolchain", "content", "path", "build", "place", "extra"],
)
def test_key_changes_with_each_ingredient(other: Ingredients) -> None:
    first = Ingredients(profile="pip", toolchain=("3.11",), manifests={"a": b"1"})

    assert derive_key(other) != derive_key(first)


def test_nearest_lock_is_found_upwards() -> None:
    sources = {"uv.lock": b"", "packages/a/uv.lock": b""}

    assert nearest_folder("uv.lock", sources, "packages/a") == "packages/a"
    assert nearest_folder("uv.lock", sources, "packages/b/c") == ""
    assert nearest_folder("package-lock.json", sources, "packages/b") is None


def test_hostile_documents_are_empty() -> None:
    assert read_json(b"[" * 100_000) == {}
    assert read_json(b"[1]") == {}
    assert read_toml(b"a = " + b"[" * 100_000) == {}
