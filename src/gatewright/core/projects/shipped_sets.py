"""The path sets that every workflow can name, made from the projects and the configuration.

Globs that say what `sides` says file by file: a run keeps them, so that no later work moves them.
"""

from collections.abc import Iterable, Iterator, Sequence

from gatewright.core.content.path_sets import OUT
from gatewright.core.projects.sides import (
    CODE_SUFFIXES,
    NEAR_TEST_FOLDERS,
    NEVER_CODE_NAMES,
    NOT_CODE_FOLDERS,
    NOT_CODE_NAMES,
    NOT_CODE_TOPS,
    TEST_FOLDERS,
    TEST_NAMES,
    TOO_WIDE,
    test_folders_of,
)
from gatewright.model.configuration import Configuration
from gatewright.model.path_sets import PathSet
from gatewright.model.project import Project

SHIPPED = ("source", "tests", "docs", "code")
OF_DOCS = (
    "docs/**", "doc/**", "**/*.md", "**/*.rst", "**/*.adoc", "LICENSE*", "CHANGELOG*",
)  # fmt: skip


def shipped_sets(
    projects: Sequence[Project] = (), configuration: Configuration | None = None
) -> tuple[PathSet, ...]:
    """Return `source`, `tests`, `docs` and `code`; where nothing is known, what is usual.

    Shape: `code` is all that is no document: what is shipped counts, whatever it is called.
    """
    said = configuration or Configuration()
    tests = said.test_paths or _unique(_tests(projects))
    packages = _unique(_packages(projects))
    docs = (*OF_DOCS, *_out(packages), *_out(tests))
    source = said.source_paths or _unique(_source(projects))
    return (
        PathSet("source", (*source, *_out(tests))),
        PathSet("tests", tests),
        PathSet("docs", docs),
        PathSet("code", ("**", *_out(OF_DOCS), *packages, *tests)),
    )


def _tests(projects: Sequence[Project]) -> Iterator[str]:
    """Yield where tests are, and all that only they read."""
    if not projects:
        yield from (f"**/{folder}/**" for folder in sorted(TEST_FOLDERS))
    for project in projects:
        top = _top(project)
        yield from (f"{folder}/**" for folder in test_folders_of(project))
        for pattern in project.tests.file_patterns if project.tests else ():
            if pattern not in TOO_WIDE:
                yield f"{top}{pattern}" if "/" in pattern else f"{top}**/{pattern}"
        near = TEST_FOLDERS if not project.packages else NEAR_TEST_FOLDERS
        yield from (f"{top}**/{folder}/**" for folder in sorted(near))
        yield from (f"{top}{folder}/**" for folder in sorted(TEST_FOLDERS - near))
    yield from (f"**/{name}" for name in TEST_NAMES)


def _source(projects: Sequence[Project]) -> Iterator[str]:
    """Yield where the code is that is shipped; where no project is, all that is no document."""
    if not projects:
        yield from ("**", *_out(OF_DOCS), f"{OUT}.gatewright/**", f"{OUT}.github/**")
    for project in projects:
        top, suffixes = _top(project), CODE_SUFFIXES.get(project.stack, ("",))
        yield from (f"{top}**/*{suffix}" for suffix in suffixes)
        yield from (f"{OUT}{top}{name}/**" for name in sorted(NOT_CODE_TOPS))
        yield from (f"{OUT}{top}**/{name}/**" for name in sorted(NOT_CODE_FOLDERS))
        yield from (f"{OUT}{top}{name}" for name in NOT_CODE_NAMES)
        yield from (f"{one}/*{suffix}" for one in _packages([project]) for suffix in suffixes)
        yield from (f"{OUT}{top}**/{name}" for name in NEVER_CODE_NAMES)


def _packages(projects: Iterable[Project]) -> Iterator[str]:
    """Yield the packages that the projects ship: what is in them is code, whatever its name."""
    for project in projects:
        for root in project.source_roots:
            yield from (f"{root}/{name}/**".lstrip("/") for name in project.packages)


def _top(project: Project) -> str:
    return f"{project.root}/" if project.root else ""


def _out(globs: Iterable[str]) -> tuple[str, ...]:
    """Return what takes `globs` out of a set."""
    return tuple(f"{OUT}{glob}" for glob in globs if not glob.startswith(OUT))


def _unique(globs: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(globs))
