"""What kind of project a folder of a repository is, read from its files, and how that is known."""

from enum import StrEnum

from gatewright.model.records import dataclass


class Stack(StrEnum):
    """Ecosystems with a shipped profile; others are added by configuration."""

    PYTHON = "python"
    NODE = "node"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TestSetup:
    """How tests are run here; every field is read from the tree, never from the machine."""

    tool: str  # "pytest", "unittest", "node", "vitest", "jest", "mocha", "npm"
    because: str  # "pyproject.toml [tool.pytest.ini_options]"
    paths: tuple[str, ...]  # where tests are looked for; () lets the tool decide
    file_patterns: tuple[str, ...]  # names of test files: "test_*.py"
    function_patterns: tuple[str, ...]  # names of test functions: "test*"


@dataclass(frozen=True, slots=True)
class Project:
    """One project in a tree: the root of the repository, or a part of a monorepo."""

    root: str  # "" for the repository's root, else "packages/api"
    stack: Stack
    name: str
    profile: str  # which environment profile fits: "uv", "pip", "npm", "command", "adopt"
    profile_because: str  # "uv.lock"
    manifests: tuple[str, ...]  # files (repository paths) its environment is built from
    packages: tuple[str, ...]  # import names that must resolve inside the checkout
    source_roots: tuple[str, ...]  # repository paths put on the import path: "", "src"
    is_installable: bool  # it declares how it is built and installed
    has_compiled_part: bool
    tests: TestSetup | None  # None: no tests found
    lint: str | None  # "ruff" and the like; where configured, else None
    types: str | None  # "mypy", "pyright", "tsc"; None where the project has not chosen one
    notes: tuple[str, ...] = ()
