"""Manifests, settings, ignore files and code of a repository."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from gatewright.checks.node_script import match_patterns, read_node_script
from gatewright.core.code.suppressions import find_suppressions
from gatewright.core.projects.absent_tools import judge_absence
from gatewright.core.projects.recognition import recognise
from gatewright.core.ruler.package_scripts import checking_scripts
from gatewright.core.ruler.pytest_options import compare_options
from gatewright.core.ruler.ruler import compare_rulers
from gatewright.core.ruler.ruler_ignores import hidden_by, newly_veiled
from gatewright.core.ruler.ruler_settings import parse_settings
from gatewright.core.ruler.test_machinery import find_hooks
from gatewright.core.text.globs import matches_glob
from gatewright.environments.interpreters import derive_wanted_python
from gatewright.environments.manifests import reduce_manifest
from gatewright.environments.requirements import declared_files, declared_requirements, is_local
from gatewright.model.change import LINE_CHARS_MAX, Change, ChangedFile, FileStatus, Line
from gatewright.model.ids import TreeId
from gatewright.model.trouble import Trouble
from tests.fuzz.reading import Reading

PATHS = (
    *("pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "pytest.ini", "package.json"),
    *("src/shortlink/__init__.py", "tests/test_a.py", "a.test.js", "src/a.ts", ".gitignore"),
    *("packages/a/package.json", "packages/a/x.test.js", "a" * 200 + ".js"),
)
PYPROJECT = (
    b"""[build-system]
requires = ["hatchling"]
[project]
name = "shortlink"
requires-python = ">=3.11"
dependencies = ["requests>=2", "shortlink[extra]"]
[project.optional-dependencies]
test = ["pytest", "shortlink[extra,dev]"]
extra = ["shortlink[dev]"]
dev = ["shortlink[extra]", "ruff"]
[dependency-groups]
test = ["pytest", {include-group = "dev"}]
dev = ["ruff", {include-group = "test"}]
[tool.poetry.dependencies]
python = "^3.11"
flask = {version = "^1.2", extras = ["a"], markers = "python_version < '3'"}
[tool.poetry.group.test.dependencies]
pytest = "~8.0"
[tool.hatch.envs.test]
features = ["test"]
dependencies = ["coverage"]
[tool.pytest.ini_options]
addopts = "-ra -q --cov=src"
testpaths = ["tests", "t*"]
python_files = "test_*.py"
[tool.coverage.run]
omit = ["a"]
[tool.ruff.lint.per-file-ignores]
"a.py" = ["E501"]
[tool.setuptools.packages.find]
where = ["src"]
""",
)
SETUP_CFG = (
    b"""[metadata]
name = shortlink
[options]
install_requires =
    requests
[options.extras_require]
test = pytest
[tool:pytest]
addopts = -ra
testpaths = tests
[mypy]
strict = true
[coverage:run]
omit = a
""",
)
SETUP_PY = (
    b"""from setuptools import setup
import sys
TESTS = ["pytest"] + ["coverage"]
setup(name="shortlink", install_requires=["requests"], tests_require=TESTS,
      extras_require={"test": TESTS, "dev": ("ruff",)})
""",
)
PACKAGE = (
    b"""{"name": "shortlink", "workspaces": ["packages/*"], "packageManager": "pnpm@9.1.0",
"scripts": {"test": "node --import tsx --test 'src/**/*.test.js' && npm run lint",
"lint": "eslint"},
"dependencies": {"a": "^1"}, "devDependencies": {"jest": "29"}, "jest": {"testMatch": ["a"]},
"eslintConfig": {"rules": {"no-var": "error"}}}""",
)
TSCONFIG = (b'{"compilerOptions": {"strict": true, /* a */}, // b\n "include": ["src/**"],}',)
REQUIREMENTS = (b"-r base.txt\n-e .\nrequests==2 ; python_version < '3'\n# a\npytest\\\n  >=8\n",)
IGNORES = (b"# a\n*.pyc\n/build/\n!build/keep\n**/cache/**\na[bc]?\\!x\n",)
ATTRIBUTES = (b"*.py -diff\nsrc/** filter=a binary\n[attr]a b\n*.lock linguist-generated=true\n",)
CONFTEST = (
    b"""import pytest
def pytest_collection_modifyitems(items): items.clear()
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item): yield
pytest_plugins = ["a"]
""",
)
SOURCE = (b"""import os  # noqa: F401
x = 1  # type: ignore[a]  # pragma: no cover
@pytest.mark.skip(reason="a")
@pytest.mark.xfail
def test_a(): pytest.skip("b")
/* eslint-disable no-var */ test.skip('a', () => {}); // @ts-ignore
""",)  # fmt: skip


NO_SETTINGS = (".gitignore", ".gitattributes", "conftest.py", "setup.py")


def _recognised(path: str) -> Callable[[bytes], object]:
    def read(content: bytes) -> object:
        texts = {path: content, "tests/test_a.py": content}
        return recognise(PATHS, texts)

    return read


def _declared(path: str) -> Callable[[bytes], object]:
    def read(content: bytes) -> object:
        texts = {path: content}
        derive_wanted_python({path: content, ".python-version": content}, "")
        reduce_manifest(path, content)
        declared_files(texts, "")
        return declared_requirements(texts, "")

    return read


def _ruled(path: str, before: bytes) -> Callable[[bytes], object]:
    """Read as a ruler: the settings, then the comparison with how they were."""

    def read(content: bytes) -> object:
        found = _compare(path, {path: before}, {path: content})
        if path.rpartition("/")[2] in NO_SETTINGS:
            return found
        settings = parse_settings(path, content)
        if not isinstance(settings, Trouble) and path == "package.json":
            checking_scripts(settings, {})
        return settings

    return read


def _compare(path: str, base: Mapping[str, bytes], head: Mapping[str, bytes]) -> object:
    lines = head[path].decode("utf-8", "replace").split("\n")
    added = tuple(Line(at, line[:LINE_CHARS_MAX]) for at, line in enumerate(lines[:2000], 1))
    file = ChangedFile(path, FileStatus.MODIFIED, path, added=added)
    change = Change(TreeId("b"), TreeId("h"), (file,))
    return compare_rulers(base, head, change, PATHS)


def _node_script(content: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "package.json").write_bytes(content)
        script = read_node_script(folder)
    return match_patterns(script.patterns, PATHS)


def _patterns(content: bytes) -> object:
    patterns = content.decode("utf-8", "replace").split("\n")[:50]
    paths = ("a" * 250, "a/" * 100 + "b", *PATHS)
    found = [matches_glob(pattern, path) for pattern in patterns for path in paths]
    return found, match_patterns(patterns, paths)


def _options(content: bytes) -> object:
    text = content.decode("utf-8", "replace")
    return compare_options(text, "-ra -k a"), compare_options("-ra -k a", text)


def _suppressed(path: str) -> Callable[[bytes], object]:
    def read(content: bytes) -> object:
        lines = content.decode("utf-8", "replace").split("\n")
        added = tuple(Line(at, line[:LINE_CHARS_MAX]) for at, line in enumerate(lines, 1))
        file = ChangedFile(path, FileStatus.ADDED, path, added=added)
        change = Change(TreeId("b"), TreeId("h"), (file,))
        return find_suppressions(change, {}, {path: content})

    return read


def _local(content: bytes) -> object:
    return [is_local(line) for line in content.decode("utf-8", "replace").splitlines()[:2000]]


def _absent(content: bytes) -> object:
    return judge_absence("ruff", {"a.toml": content}, {"a.toml": content + b"\n"})


READINGS = (
    Reading("recognise: pyproject.toml", _recognised("pyproject.toml"), PYPROJECT, ("toml",), {
        "long pattern": b'[tool.pytest.ini_options]\ntestpaths = "' + b"[" * 900_000 + b'"',
        "pattern of stars": b'[tool.pytest.ini_options]\ntestpaths = "' + b"*a" * 20_000 + b'"',
        "many patterns": b'[tool.pytest.ini_options]\npython_files = "' + b"*a* " * 20_000 + b'"',
        "many members": b"[tool.uv.workspace]\nmembers = [" + b'"*a*b*c",' * 20_000 + b"]",
    }),
    Reading("recognise: setup.cfg", _recognised("setup.cfg"), SETUP_CFG, ("ini",)),
    Reading("recognise: setup.py", _recognised("setup.py"), SETUP_PY, ("python",)),
    Reading("recognise: package.json", _recognised("package.json"), PACKAGE, ("json",), {
        "node node": b'{"scripts": {"test": "' + b"node " * 150_000 + b'"}}',
        "node and spaces": b'{"scripts": {"test": "node ' + b" " * 300_000 + b'"}}',
        "workspaces": b'{"workspaces": ["' + b"[" * 900_000 + b'"]}',
    }),
    Reading("recognise: pnpm", _recognised("pnpm-workspace.yaml"),
            (b"packages:\n  - 'a/*'\n",), (), {"dashes": b"-" + b" \n" * 400_000}),
    Reading("dependencies: pyproject.toml", _declared("pyproject.toml"), PYPROJECT, ("toml",), {
        "extras of extras": b'[project]\nname = "a"\n[project.optional-dependencies]\n' + b"".join(
            b't%d-test = ["a[%b]"]\n' % (n, b",".join(b"t%d-test" % m for m in range(30)))
            for n in range(30)),
        "chain of groups": b"[dependency-groups]\ntest = [{include-group = 'g0'}]\n" + b"".join(
            b"g%d = [{include-group = 'g%d'}]\n" % (n, n + 1) for n in range(5000)),
        "groups of groups": b"[dependency-groups]\n" + b"".join(
            b"t%d-test = [{include-group = 'all'}]\n" % n for n in range(3000))
            + b"all = [" + b"'a'," * 30_000 + b"]\n",
        "chain of extras": b'[project]\nname = "a"\n[project.optional-dependencies]\n'
            b'test = ["a[e0]"]\n'
            + b"".join(b'e%d = ["a[e%d]"]\n' % (n, n + 1) for n in range(5000)),
        "a long version": b'[tool.poetry.dependencies]\na = "^' + b"9" * 5000 + b'"\n',
        "long versions": b'[tool.poetry.dependencies]\na = "^' + b"0." * 300_000 + b'"\n',
    }),
    Reading("dependencies: setup.cfg", _declared("setup.cfg"), SETUP_CFG, ("ini",)),
    Reading("dependencies: tox.ini", _declared("tox.ini"), (b"[testenv]\ndeps =\n  pytest>=8\n",),
            ("ini",), {"spaces": b"[testenv]\ndeps = a" + b" " * 300_000 + b"b"}),
    Reading("dependencies: setup.py", _declared("setup.py"), SETUP_PY, ("python",)),
    Reading("dependencies: package.json", _declared("package.json"), PACKAGE, ("json",)),
    Reading("dependencies: requirements", _local, REQUIREMENTS),
    Reading("ruler: pyproject.toml", _ruled("pyproject.toml", PYPROJECT[0]), PYPROJECT, ("toml",)),
    Reading("ruler: setup.cfg", _ruled("setup.cfg", SETUP_CFG[0]), SETUP_CFG, ("ini",)),
    Reading("ruler: .coveragerc", _ruled(".coveragerc", b"[run]\na = 1\n"), (b"[run]\na = 1\n",),
            ("ini",)),
    Reading("ruler: package.json", _ruled("package.json", PACKAGE[0]), PACKAGE, ("json",)),
    Reading("ruler: tsconfig.json", _ruled("tsconfig.json", TSCONFIG[0]), TSCONFIG, ("json",), {
        "comments": b"/* " * 200_000, "commas": b"[" + b"1, " * 200_000 + b"]",
        "commas and spaces": b"," + b" " * 500_000,
    }),
    Reading("ruler: .gitignore", _ruled(".gitignore", IGNORES[0]), IGNORES),
    Reading("ruler: .gitattributes", _ruled(".gitattributes", ATTRIBUTES[0]), ATTRIBUTES),
    Reading("ruler: conftest.py", _ruled("tests/conftest.py", CONFTEST[0]), CONFTEST, ("python",)),
    Reading("ruler: setup.py", _ruled("setup.py", SETUP_PY[0]), SETUP_PY, ("python",)),
    Reading("ignore files", lambda content: (hidden_by("src/.gitignore", content, PATHS),
            newly_veiled(".gitattributes", b"", content, PATHS)), IGNORES, (), {
        "stars": b"\n".join([b"*a" * 240] * 2000), "deep": b"\n".join([b"**/a/" * 90] * 2000),
    }),
    Reading("test machinery", find_hooks, CONFTEST, ("python",)),
    Reading("suppressions: Python", _suppressed("a.py"), SOURCE, ("python",)),
    Reading("suppressions: scripts", _suppressed("a.ts"), SOURCE),
    Reading("script of package.json", _node_script, PACKAGE, ("json",), {
        "a list": b'{"scripts": {"test": ["node", "--test"]}}',
        "stars": b'{"scripts": {"test": "node --test *a*a*a*a*a*a*a*a*a*a*b.js"}}',
        "two stars": b'{"scripts": {"test": "node --test **a**a**a**a**a**b"}}',
        "one word": b'{"scripts": {"test": "' + b"a" * 900_000 + b'"}}',
    }),
    Reading("globs", _patterns, (b"**/*.test.{js,mjs}\nsrc/**\n*a?b\n",), (), {
        "stars": b"\n".join([b"*a" * 120 + b"b"] * 50), "twelve stars": b"*a" * 12 + b"b",
        "stars of any depth": b"**/" * 5000, "choices": b"{a,aa,aaa}" * 29 + b"b",
    }),
    Reading("pytest options", _options, (b"-ra -k 'not a' --cov=src -p no:x",), (), {
        "one word": b"-" + b"a" * 900_000, "many words": b"-k a " * 100_000,
    }),
    Reading("absent tools", _absent, PYPROJECT, ("toml",)),
)  # fmt: skip
