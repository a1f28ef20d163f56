"""Lint and types of one project, and secrets of the whole change: what static tools find."""

from collections.abc import Iterator, Sequence

from gatewright.core.code.file_local import derive_grounds, mark_of
from gatewright.core.judges.judge_findings import judge_findings
from gatewright.core.judging.steadiness import judge_findings_steadiness
from gatewright.core.judging.subject import weakest
from gatewright.core.projects.absent_tools import Absence, judge_absence
from gatewright.core.projects.pairing import project_key
from gatewright.model.change import FileStatus, TreeFile
from gatewright.model.ids import TreeId
from gatewright.model.observations import Execution, FindingsRun
from gatewright.model.project import Project, Stack
from gatewright.model.records import dataclass, replace
from gatewright.model.rules import FindingsRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import NotChecked, Verdict
from gatewright.runtime.hearing import Answer, Hearing, since
from gatewright.runtime.observing import ByFile, FindingsWanted, Observed

SUFFIXES = {
    "ruff": (".py", ".pyi"),
    "mypy": (".py", ".pyi"),
    "pyright": (".py", ".pyi"),
    "eslint": (".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx"),
    "tsc": (".ts", ".tsx", ".mts", ".cts"),
}
TOOL_ABSENT = "check.tool-absent"
REGULAR = ("100644", "100755")
PARTS_SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class StaticCheck:
    """One static tool on one set of files."""

    name: str
    profile: str
    project: Project
    needs_environment: bool


def check_lint(hearing: Hearing, project: Project) -> Iterator[Answer]:
    """Yield what the linter of `project` comes to; Python is linted without being set up."""
    lint = "ruff" if project.stack is Stack.PYTHON else project.lint
    yield _check_or_say(hearing, project, "lint", lint, needs_environment=lint != "ruff")


def check_types(hearing: Hearing, project: Project) -> Iterator[Answer]:
    """Yield what the type checker that `project` chose comes to."""
    yield _check_or_say(hearing, project, "types", project.types, needs_environment=True)


def check_secrets(hearing: Hearing) -> Answer:
    """Return whether the changed files hold secrets; all files where there is no base."""
    whole = whole_repository(hearing.matter.repository.name)
    check = StaticCheck("secrets", "detect-secrets", whole, needs_environment=False)
    head, base = _changed_files(hearing)
    return _judge(hearing, check, head, base)


def whole_repository(name: str) -> Project:
    """Return the repository as a project of no stack: what repository-wide tools are given."""
    return Project(
        root="",
        stack=Stack.OTHER,
        name=name,
        profile="",
        profile_because="",
        manifests=(),
        packages=(),
        source_roots=(),
        is_installable=False,
        has_compiled_part=False,
        tests=None,
        lint=None,
        types=None,
    )


def _check_or_say(
    hearing: Hearing, project: Project, check: str, profile: str | None, *, needs_environment: bool
) -> Answer:
    """Return the verdict of a tool, or why there is none."""
    name = hearing.name_of(check, project)
    if profile is None:
        tool = "linter" if check == "lint" else "type checker"
        return NotChecked(
            name, f"no {tool} is set up here", is_void=not _had(hearing, project, check)
        )
    if profile not in hearing.edges.findings_tools:
        return NotChecked(name, f"no profile for {profile}", "write SARIF in a `command` check")
    static = StaticCheck(name, profile, project, needs_environment)
    suffixes = SUFFIXES[profile]
    head = _of_project(hearing, hearing.matter.head_files, project, suffixes)
    base = _of_project(hearing, hearing.matter.base_files, project, suffixes)
    return _judge(hearing, static, head, base)


def _had(hearing: Hearing, project: Project, check: str) -> bool:
    """Return whether the base has a tool for `check` set up where `project` is."""
    key = project_key(project)
    before = [one for one in hearing.matter.base_projects if project_key(one) == key]
    return any((one.lint if check == "lint" else one.types) is not None for one in before)


def _judge(
    hearing: Hearing, check: StaticCheck, head: tuple[str, ...], base: tuple[str, ...]
) -> Answer:
    """Return the verdict on what the tool finds now, beside what it finds on the base."""
    matter = hearing.matter
    has_base = matter.base_tree is not None
    told = hearing.definition(check.name.split(" ")[0], FindingsRule(check.profile)).rule
    max_new = told.max_new if isinstance(told, FindingsRule) else 0
    rule = FindingsRule(check.profile, max_new, new_only=has_base)
    subject = hearing.subject(check.name, rule, check.project)
    seen = _look(hearing, check, matter.snapshot.tree, head)
    before = _look(hearing, check, matter.base_tree, base) if matter.base_tree else None
    known = before.seen if before is not None else None
    absence = _absence(hearing, check, seen.seen, known)
    if isinstance(absence, NotChecked):
        return absence
    verdict = judge_findings(
        check.name, seen.seen, known, rule, subject, was_taken=absence is Absence.TAKEN
    )
    return since(_with_parts(verdict, seen, before), seen)


def _with_parts(
    verdict: Verdict, head: Observed[FindingsRun], base: Observed[FindingsRun] | None
) -> Verdict:
    """Return `verdict` with all that it is put together from, and as all looks leave it."""
    sides = [side for side in (head, base) if side is not None]
    parts = [execution for side in sides for execution in _executions(side)]
    evidence = replace(
        verdict.evidence,
        executions=tuple(parts),
        isolation=weakest(parts),
        reused_count=head.reused_count,
    )
    whole = replace(verdict, evidence=evidence)
    return judge_findings_steadiness(whole, head.looks, base.looks if base is not None else ())


def _executions(side: Observed[FindingsRun]) -> tuple[Execution, ...]:
    """Return where an observation comes from."""
    own = (side.seen.execution,) if isinstance(side.seen, FindingsRun) else ()
    return (side.executions or own)[:PARTS_SHOWN_MAX]


def _absence(
    hearing: Hearing,
    check: StaticCheck,
    head: FindingsRun | Trouble,
    base: FindingsRun | Trouble | None,
) -> Absence | NotChecked | None:
    """Return since when the tool is missing, None where it is there; said where it always was."""
    if not isinstance(head, Trouble) or head.code != TOOL_ABSENT or isinstance(base, FindingsRun):
        return None
    matter = hearing.matter
    known = {path for each in (check.project, *matter.base_projects) for path in each.manifests}
    known |= {path for each in matter.configuration.environments for path in each.sources}
    read, paths = hearing.edges.trees.read, sorted(path.split("#", 1)[0] for path in known)
    before = read(matter.base_tree, paths) if matter.base_tree else None
    absence = judge_absence(check.profile, before, read(matter.snapshot.tree, paths))
    if absence is not Absence.ALWAYS:
        return absence
    because = f"{check.profile} is set up and not installed"
    return NotChecked(check.name, because, head.way_out)


def _look(
    hearing: Hearing, check: StaticCheck, tree: TreeId, candidates: tuple[str, ...]
) -> Observed[FindingsRun]:
    """Return what the tool finds in `tree`."""
    wanted = FindingsWanted(check.profile, tree, check.project, candidates, check.needs_environment)
    tool = hearing.edges.findings_tools[check.profile]
    by_file = _by_file(hearing, check.profile, tree)
    return hearing.observer.findings(wanted, tool, hearing.limits, by_file)


def _by_file(hearing: Hearing, profile: str, tree: TreeId) -> ByFile | None:
    """Return what a file-local tool goes by in `tree`; None where the whole tree counts."""
    matter = hearing.matter
    files = matter.head_files if tree == matter.snapshot.tree else matter.base_files
    read = hearing.edges.trees.read
    grounds = derive_grounds(profile, files, lambda paths: read(tree, paths))
    if grounds is None:
        return None
    return ByFile(grounds, {file.path: mark_of(file) for file in files})


def _of_project(
    hearing: Hearing, files: Sequence[TreeFile], project: Project, suffixes: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the files a tool should examine in `project`: not those of a project inside it."""
    inner = [
        f"{other.root}/"
        for other in hearing.matter.projects
        if other.root != project.root and f"{other.root}/".startswith(_prefix(project))
    ]
    return tuple(
        file.path
        for file in files
        if file.mode in REGULAR
        and file.path.endswith(suffixes)
        and file.path.startswith(_prefix(project))
        and not file.path.startswith(tuple(inner))
    )


def _prefix(project: Project) -> str:
    """Return what the paths of `project` start with."""
    return f"{project.root}/" if project.root else ""


def _changed_files(hearing: Hearing) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the changed files of the head, and the same files as the base has them."""
    matter = hearing.matter
    if matter.change is None:
        return tuple(file.path for file in matter.head_files if file.mode in REGULAR), ()
    regular = {file.path for file in matter.head_files if file.mode in REGULAR}
    changed = [file for file in matter.change.files if file.status is not FileStatus.DELETED]
    known = {file.path for file in matter.base_files if file.mode in REGULAR}
    return (
        tuple(file.path for file in changed if file.path in regular),
        tuple(sorted({file.old_path for file in changed} & known)),
    )
