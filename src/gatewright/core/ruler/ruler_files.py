"""Which files decide how a change is judged.

Invariants: a path alone decides; an unknown file is no ruler. A file that mixes ruler and other
things (pyproject.toml) is compared key by key, see `ruler_settings`.
"""

from collections.abc import Iterable
from enum import StrEnum
from fnmatch import fnmatchcase

from gatewright.model.change import Change

__all__ = ["RulerKind", "classify", "ruler_paths"]


class RulerKind(StrEnum):
    """How two versions of a ruler file are compared."""

    SETTINGS = "settings"  # parsed, key by key
    TEXT = "text"  # any line that has an effect
    IGNORES = "ignores"  # by the files it newly hides
    ATTRIBUTES = "attributes"  # by the code files it newly hides
    TEST_MACHINERY = "test machinery"  # hooks and plug-ins; fixtures are free
    START_UP = "start-up"  # code that Python runs because it is there
    BUILD_SCRIPT = "build script"  # may declare plug-ins of the test tool


_SETTINGS = (
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
    "ruff.toml",
    ".ruff.toml",
    ".coveragerc",
    "pytest.ini",
    ".pytest.ini",
    "pytest.toml",
    ".pytest.toml",
    "mypy.ini",
    ".mypy.ini",
    ".flake8",
    "pylintrc",
    ".pylintrc",
    "pyrightconfig.json",
    "ty.toml",
    "package.json",
    "tsconfig.json",
    "tsconfig.*.json",
    ".nycrc",
    ".nycrc.json",
    ".c8rc.json",
    ".mocharc.json",
    "jest.config.json",
)
_TEXT = (
    ".bandit",
    ".importlinter",
    ".eslintrc",
    ".eslintrc.*",
    "eslint.config.*",
    "biome.json",
    "biome.jsonc",
    ".oxlintrc.json",
    "jest.config.*",
    "jest.setup.*",
    "vitest.config.*",
    "vitest.workspace.*",
    "vitest.setup.*",
    "playwright.config.*",
    ".mocharc.*",
    ".nycrc.*",
    ".c8rc",
    "nyc.config.*",
    "karma.conf.*",
    ".secrets.baseline",
    ".pre-commit-config.yaml",
    "codecov.yml",
    ".codecov.yml",
    "sonar-project.properties",
    ".gitlab-ci.yml",
    ".travis.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "Jenkinsfile",
)
_TEXT_FOLDERS = (
    ".github/workflows/*",
    ".github/actions/*",
    ".gitlab/ci/*",
    ".circleci/*",
    ".buildkite/*",
    ".ci/*",
    ".gatewright/*",
)
_IGNORES = (".gitignore", ".ignore", ".eslintignore", ".semgrepignore")
_START_UP = ("sitecustomize.py", "usercustomize.py", "*.pth")
_NAMES = (
    (RulerKind.TEST_MACHINERY, ("conftest.py",)),
    (RulerKind.START_UP, _START_UP),
    (RulerKind.BUILD_SCRIPT, ("setup.py",)),
    (RulerKind.ATTRIBUTES, (".gitattributes",)),
    (RulerKind.IGNORES, _IGNORES),
    (RulerKind.SETTINGS, _SETTINGS),
    (RulerKind.TEXT, _TEXT),
)
_IMPORT_ROOTS = ("", "src/", "tests/", "test/")
_WHOLE = ("_pytest", "pluggy", "unittest")
_SHADOWED = frozenset(
    {
        "pytest",
        "py",
        "iniconfig",
        "packaging",
        "xdist",
        "pytest_cov",
        "execnet",
        "coverage",
        *_WHOLE,
    }
)
"""What our judges run or import by its name. Of most, only what makes a folder a package counts."""

_IMPORTABLE = (".py", ".pyc", ".so", ".pyd")


def classify(path: str, through: Iterable[str] = ()) -> RulerKind | None:
    """Return how `path` is compared; None where it judges nothing.

    Shape: `through` names further files that a check goes through, such as a Makefile.
    """
    name = path.rpartition("/")[2]
    if _is_shadowing(path):
        return RulerKind.START_UP
    for kind, names in _NAMES:
        if _matches(name, names):
            return kind
    is_text = _matches(path, _TEXT_FOLDERS) or path in set(through)
    return RulerKind.TEXT if is_text else None


def ruler_paths(change: Change, through: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the changed paths whose content is needed from both trees to compare rulers."""
    known = tuple(through)
    touched = {path for file in change.files for path in (file.path, file.old_path)}
    return tuple(sorted(path for path in touched if classify(path, known) is not None))


def _is_shadowing(path: str) -> bool:
    """Return whether `path` would be imported instead of a tool that judges."""
    if not path.endswith(_IMPORTABLE):
        return False
    inside = (path.removeprefix(root) for root in _IMPORT_ROOTS if path.startswith(root))
    return any(_names_a_tool(relative) for relative in inside)


def _names_a_tool(relative: str) -> bool:
    """Return whether a path below a root of imports is the module or package of a tool."""
    first, slash, rest = relative.partition("/")
    if not slash:
        return first.partition(".")[0] in _SHADOWED
    return first in _WHOLE or (first in _SHADOWED and rest.partition(".")[0] == "__init__")


def _matches(text: str, patterns: Iterable[str]) -> bool:
    """Return whether `text` matches one of `patterns`, in which `*` alone is special.

    A pattern is made into an expression, which is slow, only where its plain beginning fits.
    """
    for pattern in patterns:
        beginning, star, _ = pattern.partition("*")
        if text == pattern:
            return True
        if star and text.startswith(beginning) and fnmatchcase(text, pattern):
            return True
    return False
