"""What a gate asks and nothing here can answer, told before anybody works: steps would be held.

Read off the base alone; nothing is run. What is not told here may be held all the same.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from gatewright.core.judging.drafts import replaced_names
from gatewright.core.judging.unchecked import is_document
from gatewright.core.projects.absent_tools import is_named
from gatewright.model.configuration import Configuration
from gatewright.model.project import Project
from gatewright.model.records import dataclass

OF_TESTS = ("tests", "proof", "expectations", "red", "reversal", "mutants", "coverage")
OF_TOOLS = ("lint", "types")
COMES_WITH_US = ("ruff",)
ADOPTED = "adopt"  # an environment of which no manifest tells what is in it


@dataclass(frozen=True, slots=True)
class Base:
    """What a run would start from, as far as it is known without running anything."""

    name: str  # "main"
    paths: Sequence[str]
    manifests: Mapping[str, bytes]
    projects: Sequence[Project]
    configuration: Configuration


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools that there is a profile for."""

    tests: Collection[str]
    findings: Collection[str]


def foresee_held(names: Sequence[str], base: Base, tools: Tools) -> Iterator[str]:
    """Yield which of the checks `names` would hold the steps that ask for them, and the way out."""
    settled = {*base.configuration.off, *replaced_names(base.configuration)}
    wanted = [name for name in names if name not in settled]
    if not base.projects:
        mute = [name for name in wanted if name in (*OF_TESTS, *OF_TOOLS)]
        if mute and not all(is_document(path) for path in base.paths):
            yield _held(mute, "no project of Python or Node is here", base)
        return
    for project in base.projects:
        yield from _of_tests(wanted, project, base, tools)
        yield from _of_tools(wanted, project, base, tools)


def _of_tests(names: Sequence[str], project: Project, base: Base, tools: Tools) -> Iterator[str]:
    """Yield that nothing runs the tests of `project`."""
    asked = [name for name in names if name in OF_TESTS]
    if asked and project.tests is not None and project.tests.tool not in tools.tests:
        yield _held(asked, f"nothing here runs {project.tests.tool}{_where(project)}", base)


def _of_tools(names: Sequence[str], project: Project, base: Base, tools: Tools) -> Iterator[str]:
    """Yield which static tools of `project` are not there."""
    for check, tool in (("lint", project.lint), ("types", project.types)):
        if tool is None or check not in names or tool in COMES_WITH_US:
            continue
        if tool not in tools.findings:
            yield _held([check], f"there is no profile for {tool}{_where(project)}", base)
        elif _is_told_whole(project, base) and not is_named(tool, base.manifests):
            because = f"{tool} is set up{_where(project)}, and nothing says that it is installed"
            yield _held([check], because, base)


def _is_told_whole(project: Project, base: Base) -> bool:
    """Return whether the manifests tell what the environment of `project` holds."""
    return project.profile != ADOPTED and not base.configuration.environments


def _where(project: Project) -> str:
    return f" in {project.root}" if project.root else ""


def _held(names: Sequence[str], because: str, base: Base) -> str:
    """Return one sentence, with the way out."""
    word = "would hold its step" if len(names) == 1 else "would hold their steps"
    off = f"off: [{', '.join(names)}] in .gatewright/config.yaml"
    return f"{', '.join(names)} {word}: {because}. Set it up on {base.name} first, or {off} there"
