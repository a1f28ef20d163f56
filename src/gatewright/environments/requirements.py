"""What a Python project without a lock needs, read from all the places where people write it.

Nothing is executed: setup.py is read as literals. Each requirement knows how wide it is, so that
a build that cannot have everything can still have what the tests need.
"""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from itertools import chain, islice

from gatewright.environments.manifests import (
    Table,
    as_strings,
    as_table,
    at,
    in_folder,
    normalise_name,
    read_ini,
    read_toml,
)
from gatewright.environments.poetry import poetry_requirements
from gatewright.model.records import dataclass

TEST_NAMES = frozenset({"test", "tests", "testing", "unittest", "unit-tests", "hatch-test"})
DEV_NAMES = frozenset({"dev", "develop", "development", "qa", "ci", "default"})
LINES_MAX = 2000
SETUP_BYTES_MAX = 256 * 1024
LITERALS_MAX = 10_000  # parts of literals: a name of names of names stands for any number of them


class Width(IntEnum):
    """How far from the tests a requirement is."""

    PROJECT = 0  # the project does not run without it
    TESTS = 1
    DEVELOPMENT = 2  # linters, documentation, and often tests too


@dataclass(frozen=True, slots=True, order=True)
class Declared:
    """One requirement and where it was written."""

    width: Width
    line: str
    source: str  # "pyproject.toml [project]"


@dataclass(frozen=True, slots=True)
class DeclaredFile:
    """A requirements file."""

    width: Width
    path: str  # in the repository


def width_of(name: str) -> Width | None:
    """Return what a group, extra or file of that name is for; None for none of ours."""
    words = set(re.split(r"[-_./]+", name.lower()))
    plain = normalise_name(name)
    if plain in TEST_NAMES or words & TEST_NAMES:
        return Width.TESTS
    return Width.DEVELOPMENT if plain in DEV_NAMES or words & DEV_NAMES else None


def declared_requirements(manifests: Mapping[str, bytes], root: str) -> list[Declared]:
    """Return every requirement of the project in `root`, its own extras spelled out."""
    pyproject = read_toml(manifests.get(in_folder(root, "pyproject.toml"), b""))
    found = chain(
        _from_pyproject(pyproject),
        poetry_declared(pyproject),
        _from_setup_cfg(manifests.get(in_folder(root, "setup.cfg"), b"")),
        _from_setup_py(manifests.get(in_folder(root, "setup.py"), b"")),
        _from_tox(manifests.get(in_folder(root, "tox.ini"), b"")),
    )
    return sorted(set(islice(found, LINES_MAX)))


def declared_files(manifests: Mapping[str, bytes], root: str) -> list[DeclaredFile]:
    """Return the requirements files of the project in `root` that tests may need."""
    prefix = in_folder(root, "")
    found = []
    for path in sorted(manifests):
        name = path.removeprefix(prefix) if path.startswith(prefix) else ""
        width = _width_of_file(name)
        if width is not None:
            found.append(DeclaredFile(width, path))
    return found


def poetry_declared(pyproject: Table) -> Iterator[Declared]:
    """Yield what [tool.poetry] declares, in the common notation."""
    for group, line in poetry_requirements(at(pyproject, "tool", "poetry")):
        width = Width.PROJECT if group == "" else width_of(group)
        if width is not None:
            yield Declared(width, line, "pyproject.toml [tool.poetry]")


def is_local(line: str) -> bool:
    """Return whether a line names a folder or file: most often the project itself.

    Shape: a list that a list includes (-r, -c) is well as long as it lies in the repository.
    """
    text = line.strip()
    included = re.match(r"(-r|-c|--requirement|--constraint)[ =]*(.*)", text)
    if included:
        return included.group(2).startswith(("/", "file:", "~"))
    target = re.sub(r"^(-e|--editable)[ =]*", "", text)
    return target.startswith((".", "/", "file:")) or "@ file:" in target


def requirement_name(line: str) -> str:
    """Return the normalised distribution name that a requirement starts with; "" for none."""
    match = re.match(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)", line)
    return normalise_name(match.group(1)) if match else ""


def _width_of_file(name: str) -> Width | None:
    if not re.fullmatch(r"(requirements/)?[\w.-]+\.(txt|in)", name):
        return None
    stem = name.rsplit(".", 1)[0].lower()
    if name.endswith(".in") or "require" not in stem:
        return None
    if stem in ("requirements", "requirements/requirements", "requirements/base"):
        return Width.PROJECT
    return width_of(stem)


def _from_pyproject(pyproject: Table) -> Iterator[Declared]:
    project = at(pyproject, "project")
    own, extras = str(project.get("name", "")), at(project, "optional-dependencies")
    for line in as_strings(project.get("dependencies")):
        yield Declared(Width.PROJECT, line, "pyproject.toml [project]")
    groups = {
        **at(pyproject, "dependency-groups"),
        **at(pyproject, "tool", "pdm", "dev-dependencies"),
    }
    yield from _named(extras, extras, own, "pyproject.toml [project.optional-dependencies]")
    yield from _named(groups, extras, own, "pyproject.toml [dependency-groups]")
    for line in as_strings(at(pyproject, "tool", "uv").get("dev-dependencies")):
        yield Declared(Width.DEVELOPMENT, line, "pyproject.toml [tool.uv]")
    yield from _from_hatch(at(pyproject, "tool", "hatch", "envs"), extras, own)


def _named(groups: Table, extras: Table, own: str, source: str) -> Iterator[Declared]:
    """Yield the requirements of those groups whose names mean testing."""
    for width in (Width.TESTS, Width.DEVELOPMENT):
        wanted = [group for group in groups if width_of(group) is width]
        for line in _expand(_group_lines(groups, wanted), extras, own):
            yield Declared(width, line, source)


def _group_lines(groups: Table, wanted: Iterable[str]) -> Iterator[str]:
    """Yield the lines of dependency groups and of those they include (PEP 735), each group once."""
    names = {normalise_name(name): name for name in groups}
    waiting = [normalise_name(name) for name in wanted]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in names:
            continue
        seen.add(name)
        for item in _items(groups[names[name]]):
            included = as_table(item).get("include-group")
            if isinstance(item, str):
                yield item
            elif isinstance(included, str):
                waiting.append(normalise_name(included))


def _expand(lines: Iterable[str], extras: Table, own: str) -> Iterator[str]:
    """Yield `lines`, with "own-name[extra]" replaced by what that extra holds, each extra once."""
    table = {normalise_name(key): value for key, value in extras.items()}
    seen: set[str] = set()
    for line in lines:
        waiting = [line]
        while waiting:
            text = waiting.pop()
            if not own or requirement_name(text) != normalise_name(own):
                yield text
                continue
            named = {normalise_name(extra) for extra in _extras_in(text)} - seen
            seen |= named
            waiting.extend(each for name in sorted(named) for each in as_strings(table.get(name)))


def _extras_in(line: str) -> list[str]:
    """Return the extras that a requirement asks for."""
    return line.partition("[")[2].partition("]")[0].split(",")


def _from_hatch(envs: Table, extras: Table, own: str) -> Iterator[Declared]:
    for width in (Width.TESTS, Width.DEVELOPMENT):
        wanted = [at(envs, name) for name in envs if width_of(name) is width]
        lines = [line for env in wanted for line in _hatch_lines(env, own)]
        for line in _expand(lines, extras, own):
            yield Declared(width, line, "pyproject.toml [tool.hatch.envs]")


def _hatch_lines(env: Table, own: str) -> Iterator[str]:
    yield from as_strings(env.get("dependencies"))
    yield from as_strings(env.get("extra-dependencies"))
    yield from (f"{own}[{extra}]" for extra in as_strings(env.get("features")))


def _from_setup_cfg(content: bytes) -> Iterator[Declared]:
    sections = read_ini(content)
    options = sections.get("options", {})
    for line in as_strings(options.get("install_requires", "")):
        yield Declared(Width.PROJECT, line, "setup.cfg")
    for line in as_strings(options.get("tests_require", "")):
        yield Declared(Width.TESTS, line, "setup.cfg")
    own = sections.get("metadata", {}).get("name", "")
    extras: Table = {
        name: as_strings(text) for name, text in sections.get("options.extras_require", {}).items()
    }
    yield from _named(extras, extras, own, "setup.cfg")


def _from_setup_py(content: bytes) -> Iterator[Declared]:
    """Yield what the call of `setup` holds as literals, or as names of literals."""
    module = _parsed(content)
    if module is None:
        return
    arguments, names = _setup_arguments(module)
    literals = _Literals(names)
    for keyword, width in (("install_requires", Width.PROJECT), ("tests_require", Width.TESTS)):
        for line in as_strings(literals.value_of(arguments.get(keyword))):
            yield Declared(width, line, "setup.py")
    extras = as_table(literals.value_of(arguments.get("extras_require")))
    plain: Table = {str(name): as_strings(lines) for name, lines in extras.items()}
    own = literals.value_of(arguments.get("name"))
    yield from _named(plain, plain, own if isinstance(own, str) else "", "setup.py")


def _parsed(content: bytes) -> ast.Module | None:
    """Return a script as its parts; None where it is too large, or no Python."""
    if len(content) > SETUP_BYTES_MAX:
        return None
    try:
        with warnings.catch_warnings():  # of a stranger's code: nobody's business here
            warnings.simplefilter("ignore")
            return ast.parse(content.decode("utf-8-sig", "replace"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _setup_arguments(module: ast.Module) -> tuple[dict[str, ast.expr], dict[str, ast.expr]]:
    """Return the keywords of the setup call, and the expressions that names are bound to."""
    arguments: dict[str, ast.expr] = {}
    names: dict[str, ast.expr] = {}
    for node in ast.walk(module):
        match node:
            case ast.Assign(targets=[ast.Name(id=name), *_], value=value):
                names[name] = value
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name.endswith(
                "setup"
            ):
                arguments |= {item.arg: item.value for item in node.keywords if item.arg}
            case _:
                pass
    return arguments, names


class _Literals:
    """Values of literal expressions, LITERALS_MAX parts of them altogether."""

    def __init__(self, names: Mapping[str, ast.expr]) -> None:
        self._names = names
        self._left = LITERALS_MAX

    def value_of(self, node: ast.expr | None, depth: int = 20) -> object:
        """Return the value of an expression of strings, lists and tables; None otherwise."""
        self._left -= 1
        match node if depth and self._left > 0 else None:
            case ast.Constant(value=str() as text):
                return text
            case ast.Name(id=name):
                return self.value_of(self._names.get(name), depth - 1)
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return [self.value_of(item, depth - 1) for item in items[: self._left]]
            case ast.Dict(keys=keys, values=values):
                pairs = islice(zip(keys, values, strict=True), self._left)
                return {
                    str(self.value_of(key, depth - 1)): self.value_of(value, depth - 1)
                    for key, value in pairs
                }
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                both = (self.value_of(left, depth - 1), self.value_of(right, depth - 1))
                return [line for part in both for line in as_strings(part)]
            case _:
                return None


def _from_tox(content: bytes) -> Iterator[Declared]:
    """Yield the unconditional deps of [testenv]; lines with factors or settings are left."""
    lines = as_strings(read_ini(content).get("testenv", {}).get("deps", ""))
    for line in lines:
        if re.fullmatch(r"[A-Za-z0-9._-]+(\[[\w,-]+\])?\s*([<>=!~].*)?", line):
            yield Declared(Width.TESTS, line, "tox.ini")


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []
