"""Rules no linter states: what the pure zone may call, who may run git, how long code may be."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src" / "gatewright"
PURE = ("model", "core", "views", "definitions")
IMPURE_CALLS = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}
FORBIDDEN_NAMES = {"util", "utils", "helpers", "common", "manager", "base", "misc"}
FILE_LINES_MAX = 400
BODY_LINES_MAX = 60
LONG_ON_PURPOSE: dict[str, str] = {}  # path -> why it is one thing
# What the lists of runs import; records would cost them more than they save (ADR 9). Fakes are
# subclassed, which records are not made for.
PLAIN = {
    "bootstrap/__init__.py",
    "cli/arguments.py",
    "cli/json_document.py",
    "cli/screen.py",
    "journal/chain.py",
    "journal/rows.py",
    "journal/sqlite_journal.py",
    "model/records.py",
    "model/trouble.py",
    "ports/journal.py",
    "testing/memory_journal.py",
    "testing/toy_tools.py",
    "views/inbox.py",
    "views/next.py",
    "views/runs.py",
    "views/terminal.py",
    "views/wants.py",
    "workspace/discovery.py",
}

MODULES = sorted(SRC.rglob("*.py"))
PURE_MODULES = [path for path in MODULES if path.relative_to(SRC).parts[0] in PURE]


def name_of(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function without its docstring."""
    total = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        total -= (first.end_lineno or 0) - first.lineno + 1
    return total


@pytest.mark.parametrize("path", PURE_MODULES, ids=name_of)
def test_pure_module_makes_no_impure_call(path: Path) -> None:
    tree = ast.parse(path.read_text())

    found = [
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in IMPURE_CALLS
    ]

    assert found == []
    assert not any(isinstance(node, ast.AsyncFunctionDef | ast.Global) for node in ast.walk(tree))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_and_its_functions_are_short(path: Path) -> None:
    text = path.read_text()

    assert name_of(path) in LONG_ON_PURPOSE or text.count("\n") <= FILE_LINES_MAX
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert body_lines(node) <= BODY_LINES_MAX, node.name


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_has_a_name_that_says_what_it_holds(path: Path) -> None:
    assert path.stem not in FORBIDDEN_NAMES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_one_room_knows_a_git_command_line(path: Path) -> None:
    """An argv that starts with "git" outside workspace/git.py escapes the sealed configuration."""
    if name_of(path) == "workspace/git.py":
        return
    starts_git = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.List | ast.Tuple)
        and node.elts
        and isinstance(node.elts[0], ast.Constant)
        and node.elts[0].value == "git"
        and len(node.elts) > 1
    ]

    assert starts_git == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_dataclasses_are_made_late_or_not_at_all(path: Path) -> None:
    imported = {
        node.module if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert ("dataclasses" in imported) == (name_of(path) in PLAIN)


# What is filled in step by step by the one function that makes it.
FILLED_IN = {
    "core/text/gherkin.py": {"Scenario", "_Reader"},
    "core/text/markdown_tables.py": {"Table"},
    "core/rehearse/rehearsal.py": {"_Play"},
    "core/contracts/schema_compare.py": {"SchemaComparison"},
    "definitions/procedures.py": {"Loading"},
}


@pytest.mark.parametrize("path", PURE_MODULES, ids=name_of)
def test_records_of_the_pure_zone_are_frozen(path: Path) -> None:
    made = {
        node.name: {word.arg for word in call.keywords if ast.unparse(word.value) == "True"}
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        for call in node.decorator_list
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "dataclass"
    }
    free = {name for name, words in made.items() if not words >= {"frozen", "slots"}}

    assert free == FILLED_IN.get(name_of(path), set())
