"""Added production code that knows of the tests: names the test tool, or reaches for its inside.

Code that runs in one process with its tests can alter what they report. Names are looked for, so
whoever hides them well is not found here; the planted tests and undoing hunks are for that.

Invariants: nothing is run; hostile text is bounded; a mention in a comment or in prose is none.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gatewright.core.code.code_lines import split_line
from gatewright.core.code.framework_words import (
    ATTRIBUTES,
    CUSTOMISING,
    FAINT,
    HIDDEN,
    IMPORTS,
    SCRIPT_WORDS,
    STRINGS,
    WEAK,
)
from gatewright.core.code.roundabout_references import (
    imported_name,
    is_spelled_out,
    last_name,
    looked_up_options,
    text_of,
    unnamed_import,
)
from gatewright.core.projects.manifests import has_table, parse_toml, table_at, words_of
from gatewright.model.change import ChangedFile
from gatewright.model.late_pattern import late_pattern
from gatewright.model.records import dataclass

__all__ = [
    "Reference",
    "added_references",
    "families_declared",
    "families_in",
    "starts_every_interpreter",
]

SIZE_BYTES_MAX = 1024 * 1024
FOUND_MAX = 50
_PYTHON = (".py", ".pyi")
_DEPENDS = late_pattern(r"(?:^|\s)(pytest|coverage)(?![\w.-])")
_TELLING = {
    full.rpartition(".")[2]: full
    for full, family in ATTRIBUTES.items()
    if family not in ("unittest", "at exit") and full not in ("inspect.stack", "sys.argv")
}
"""Names that mean one thing, whatever the module was called."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One place where code reaches for what tests it."""

    path: str
    line: int  # 1-based
    family: str  # "pytest": what is known there; the same as before is no news
    what: str  # "_pytest"


def added_references(
    files: Iterable[ChangedFile], head: Mapping[str, bytes]
) -> tuple[Reference, ...]:
    """Return what the added lines of production files refer to.

    Shape: what code does for honest reasons too, as to register a function for the exit, counts
           only where two different things of that kind are added to one file.
    Bounds: FOUND_MAX references.
    """
    found: list[Reference] = []
    for file in files:
        added = {line.number for line in file.added}
        references = [
            each for each in references_in(file.path, head.get(file.path)) if each.line in added
        ]
        found += _strong(references)
        found += _customising(file)
    return tuple(found[:FOUND_MAX])


def families_in(files: Mapping[str, bytes]) -> frozenset[str]:
    """Return what the code of `files` knows of already."""
    return frozenset(
        each.family for path, content in files.items() for each in references_in(path, content)
    )


def families_declared(pyproject: bytes | None) -> frozenset[str]:
    """Return what a project says that it is about: code for pytest depends on pytest."""
    data = parse_toml("pyproject.toml", pyproject or b"").data
    named = " ".join(words_of(table_at(data, "project").get("dependencies")))
    is_plugin = has_table(data, "project", "entry-points", "pytest11")
    return frozenset(_DEPENDS.findall(named)) | ({"pytest"} if is_plugin else set())


def references_in(path: str, content: bytes | None) -> Iterator[Reference]:
    """Yield what one file refers to; nothing where it cannot be read."""
    if content is None or len(content) > SIZE_BYTES_MAX:
        return
    if not path.endswith(_PYTHON):
        yield from _in_script(path, content.decode("utf-8", "replace"))
        return
    try:
        for node in ast.walk(ast.parse(content)):
            for family, what in _of_node(node):
                yield Reference(path, getattr(node, "lineno", 0), family, what)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return


def _strong(references: Sequence[Reference]) -> list[Reference]:
    """Return what counts by itself, and what counts together."""
    families = {each.family for each in references}
    told = set(families & WEAK) if len(families & WEAK) > 1 else set()
    for faint in families & FAINT.keys():
        beside = families & FAINT[faint]
        told |= {faint, *beside} if beside else set()
    return [
        each
        for each in references
        if each.family in told or (each.family not in WEAK and each.family not in FAINT)
    ]


def starts_every_interpreter(path: str) -> bool:
    """Return whether a file of this name is run by every interpreter that finds it."""
    name = path.rpartition("/")[2]
    return name in CUSTOMISING or name.endswith(".pth")


def _customising(file: ChangedFile) -> list[Reference]:
    """Return the change of a file that every interpreter runs."""
    if file.added and starts_every_interpreter(file.path):
        return [Reference(file.path, 1, "start-up", "run by every interpreter at its start")]
    return []


def _of_node(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield family and name of what one piece of Python code refers to."""
    match node:
        case ast.Import(names=names):
            yield from _imported(alias.name for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield from _imported(f"{module}.{alias.name}" for alias in names)
        case ast.Attribute(value=owner, attr=name):
            yield from _attribute_of(owner, name)
        case ast.Constant(value=str(text)) if len(text) <= 200:
            yield from ((family, text) for family, known in STRINGS if known.fullmatch(text))
        case ast.Subscript(value=value, slice=key):
            yield from _module_named(value, key)
        case ast.Compare(left=left, comparators=[held, *_]):
            yield from _module_named(held, left)
            yield from looked_up_options(node)
        case ast.Call():
            yield from _of_call(node)
            yield from looked_up_options(node)
        case _:
            pass


def _attribute_of(owner: ast.expr, name: str) -> Iterator[tuple[str, str]]:
    """Yield what is reached by an attribute of a module, however the module was named."""
    module = owner.id if isinstance(owner, ast.Name) else ""
    if isinstance(owner, ast.Call) and (imported := imported_name(owner)) is not None:
        module = text_of(imported) or ""
    full = f"{module}.{name}" if f"{module}.{name}" in ATTRIBUTES else _TELLING.get(name)
    if full is not None and module and module not in ("self", "cls"):
        yield ATTRIBUTES[full], full


def _of_call(call: ast.Call) -> Iterator[tuple[str, str]]:
    """Yield what a call imports, or looks up among the loaded modules."""
    name = imported_name(call)
    if name is not None:
        text = text_of(name)
        yield from _imported([text] if text is not None else [])
        yield from unnamed_import(name)
    elif last_name(call.func) == "getattr" and len(call.args) > 1:
        yield from _attribute_of(call.args[0], text_of(call.args[1]) or "")
    elif call.args:
        yield from _module_named(getattr(call.func, "value", call.func), call.args[0])


def _imported(modules: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the test tools among imported modules."""
    for module in modules:
        family = next((IMPORTS[known] for known in IMPORTS if _is_in(module, known)), None)
        if family is not None:
            yield family, module
        elif module in ATTRIBUTES:
            yield ATTRIBUTES[module], module


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def _module_named(where: ast.expr, key: ast.expr) -> Iterator[tuple[str, str]]:
    """Yield a test tool that is looked up among the loaded modules."""
    if not (isinstance(where, ast.Attribute) and where.attr == "modules"):
        return
    text = text_of(key)
    yield from _imported([text] if text is not None else [])
    if is_spelled_out(key):
        yield HIDDEN, "a module whose name is spelt so that nobody reads it"


def _in_script(path: str, text: str) -> Iterator[Reference]:
    """Yield what lines of a script refer to, comments left out."""
    for number, line in enumerate(text.split("\n"), start=1):
        cut = line[:2000]
        comment = split_line(path, cut).comment
        code = cut[: len(cut) - len(comment)] if comment and cut.endswith(comment) else cut
        for family, known in SCRIPT_WORDS:
            if (match := known.search(code)) is not None:
                yield Reference(path, number, family, match[0][:80])
