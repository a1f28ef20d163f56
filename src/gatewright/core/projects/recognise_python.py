"""Recognises a Python project in one folder of a tree, from its files alone."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from gatewright.core.projects.manifests import (
    has_table,
    is_under,
    joined,
    name_of,
    parse_ini,
    parse_text,
    parse_toml,
    table_at,
    text_of,
    words_of,
)
from gatewright.core.projects.recognise_pytest import recognise_tests
from gatewright.model.late_pattern import late_pattern
from gatewright.model.project import Project, Stack

NOT_PACKAGES = frozenset({
    "tests", "test", "testing", "docs", "doc", "examples", "example", "setup", "conftest",
    "noxfile", "tasks", "scripts", "script", "tools", "benchmarks", "benchmark", "bench", "ci",
    "build", "dist", "manage", "fabfile", "dodo", "samples", "node_modules", "versioneer",
    "_version", "site-packages", "venv", "env", "virtualenv",
})  # fmt: skip
"""Names at the top of a tree that hold Python files without being what the project ships."""

_COMPILED_SUFFIXES = (".pyx", ".pxd", ".c", ".cc", ".cpp", ".cxx")
_COMPILED_BACKENDS = ("maturin", "scikit_build_core", "skbuild", "mesonpy", "setuptools_rust")
_COMPILED_SETUP = late_pattern(r"\b(ext_modules|cffi_modules|rust_extensions|cythonize)\b")
_SETUP_NAME = late_pattern(r"""\bname\s*=\s*["']([\w.\-]+)["']""")


def recognise_python(root: str, paths: Sequence[str], texts: Mapping[str, bytes]) -> Project | None:
    """Return the Python project of the folder `root`, or None.

    Shape: `paths` are all files of the tree below `root`; `texts` has what `manifests_of` named.
    """
    manifests = tuple(path for path in paths if _is_manifest(root, path))
    if not manifests and not (root == "" and any(path.endswith(".py") for path in paths)):
        return None
    parsed = parse_toml(*_file(root, "pyproject.toml", texts))
    config = parse_ini(*_file(root, "setup.cfg", texts))
    setup = parse_text(_file(root, "setup.py", texts)[1])
    source, packages = _packages(root, paths, parsed.data)
    tests, notes = recognise_tests(root, paths, texts)
    if not (manifests or packages or tests):
        return None
    profile, because = _profile(root, paths, manifests)
    return Project(
        root=root,
        stack=Stack.PYTHON,
        name=_name(root, parsed.data, config.data, setup),
        profile=profile,
        profile_because=because,
        manifests=manifests,
        packages=packages,
        source_roots=(source,),
        is_installable=_is_installable(parsed.data, config.data, setup),
        has_compiled_part=_has_compiled_part(root, paths, parsed.data, setup),
        tests=tests,
        lint=_lint(root, paths, texts, parsed.data),
        types=_types(root, paths, parsed.data, config.data),
        notes=tuple(dict.fromkeys(note for note in (parsed.note, config.note, *notes) if note)),
    )


def _file(root: str, name: str, texts: Mapping[str, bytes]) -> tuple[str, bytes]:
    path = joined(root, name)
    return path, texts.get(path, b"")


_MANIFESTS = (
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "pylock.toml",
    "Pipfile",
    "Pipfile.lock",
    ".python-version",
    "MANIFEST.in",
    "constraints.txt",
)


def _is_manifest(root: str, path: str) -> bool:
    """Return whether an environment may be built from `path`; its folder is not searched."""
    name = name_of(path)
    if path == joined(root, name):
        return name in _MANIFESTS or fnmatchcase(name, "*requirements*.txt")
    return path == joined(root, f"requirements/{name}") and name.endswith(".txt")


def _profile(root: str, paths: Sequence[str], manifests: Sequence[str]) -> tuple[str, str]:
    lock = joined(root, "uv.lock")
    if lock in paths:
        return "uv", lock
    for name in ("pyproject.toml", "setup.py", "setup.cfg"):
        if joined(root, name) in manifests:
            return "pip", joined(root, name)
    lists = [path for path in manifests if path.endswith(".txt")]
    return "pip", lists[0] if lists else "no manifest: the standard library alone"


def _name(
    root: str, project: Mapping[str, object], config: Mapping[str, object], setup: str
) -> str:
    said = _SETUP_NAME.search(setup)
    names = (
        text_of(table_at(project, "project").get("name")),
        text_of(table_at(project, "tool", "poetry").get("name")),
        text_of(table_at(config, "metadata").get("name")),
        said.group(1) if said else "",
        name_of(root),
    )
    return next((name[:200] for name in names if name), "")


def _is_installable(
    project: Mapping[str, object], config: Mapping[str, object], setup: str
) -> bool:
    return (
        has_table(project, "build-system")
        or (has_table(project, "project") and not _is_unpackaged(project))
        or has_table(project, "tool", "poetry", "dependencies")
        or "setup(" in setup
        or bool(table_at(config, "metadata").get("name"))
    )


def _is_unpackaged(project: Mapping[str, object]) -> bool:
    """Return whether the project says, in uv's words, that it is not to be installed.

    uv takes a project without a build system for one that only lists what it needs.
    """
    said = table_at(project, "tool", "uv").get("package")
    return said is False or (said is None and not has_table(project, "build-system"))


def _has_compiled_part(
    root: str, paths: Sequence[str], project: Mapping[str, object], setup: str
) -> bool:
    backend = text_of(table_at(project, "build-system").get("build-backend"))
    needs = " ".join(words_of(table_at(project, "build-system").get("requires")))
    return (
        any(name in backend for name in _COMPILED_BACKENDS)
        or "cython" in needs.lower()
        or bool(_COMPILED_SETUP.search(setup))
        or has_table(project, "tool", "setuptools", "ext-modules")
        or joined(root, "Cargo.toml") in paths
        or (bool(setup) and any(path.endswith(_COMPILED_SUFFIXES) for path in paths))
    )


def _packages(
    root: str, paths: Sequence[str], project: Mapping[str, object]
) -> tuple[str, tuple[str, ...]]:
    """Return the folder put on the import path, and the import names it holds."""
    sources = [*_declared_sources(root, project), joined(root, "src"), root]
    for source in dict.fromkeys(sources):
        names = _import_names(source, paths)
        if names:
            return source, names
    return root, ()


def _declared_sources(root: str, project: Mapping[str, object]) -> tuple[str, ...]:
    """Return the folders in which the build configuration says that packages lie."""
    tool = table_at(project, "tool")
    where = words_of(table_at(tool, "setuptools", "packages", "find").get("where"))
    folder = text_of(table_at(tool, "setuptools", "package-dir").get(""))
    wheel = table_at(tool, "hatch", "build", "targets", "wheel")
    hatch = tuple(path.rpartition("/")[0] for path in words_of(wheel.get("packages")))
    uv = text_of(table_at(tool, "uv", "build-backend").get("module-root"))
    return tuple(joined(root, name) for name in (*where, folder, *hatch, uv) if name)


def _import_names(source: str, paths: Sequence[str]) -> tuple[str, ...]:
    """Return what can be imported from the folder `source`: packages, then lone modules."""
    below = len(source) + 1 if source else 0
    parts = [
        path[below:].split("/")
        for path in paths
        if is_under(path, source) and path.endswith((".py", ".pyx"))
    ]
    packages = {each[0] for each in parts if len(each) == 2 and each[1] == "__init__.py"}
    modules = {each[0][:-3] for each in parts if len(each) == 1 and each[0].endswith(".py")}
    if source.endswith("src"):  # a folder without __init__.py is a namespace, and still shipped
        packages |= {each[0] for each in parts if len(each) > 1}
    kept = [name for name in (*sorted(packages), *sorted(modules - packages)) if _is_shipped(name)]
    return tuple(kept[:200])


def _is_shipped(name: str) -> bool:
    is_test = name.startswith("test_") or name.endswith("_test")
    return name.isidentifier() and name.lower() not in NOT_PACKAGES and not is_test


def _lint(
    root: str,
    paths: Sequence[str],
    texts: Mapping[str, bytes],
    project: Mapping[str, object],
) -> str | None:
    hooks = parse_text(texts.get(joined(root, ".pre-commit-config.yaml"), b""))
    is_configured = (
        has_table(project, "tool", "ruff")
        or any(joined(root, name) in paths for name in ("ruff.toml", ".ruff.toml"))
        or "ruff-pre-commit" in hooks
    )
    return "ruff" if is_configured else None


def _types(
    root: str,
    paths: Sequence[str],
    project: Mapping[str, object],
    config: Mapping[str, object],
) -> str | None:
    if (
        has_table(project, "tool", "mypy")
        or has_table(config, "mypy")
        or any(joined(root, name) in paths for name in ("mypy.ini", ".mypy.ini"))
    ):
        return "mypy"
    if has_table(project, "tool", "pyright") or joined(root, "pyrightconfig.json") in paths:
        return "pyright"
    return None
