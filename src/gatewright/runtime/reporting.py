"""Run a configured command that writes reports, in a fresh checkout, and take what it wrote.

What lies where a report is to be is removed before the command starts. A report that is byte for
byte another file of the tree was not written by looking at anything.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from gatewright.core.text.globs import matches_glob
from gatewright.model.digest import digest_of
from gatewright.model.ids import TreeId
from gatewright.model.observations import Execution
from gatewright.model.project import Project
from gatewright.model.reported_rules import PlantedFault, ReportedCoverageRule, ReportedFindingsRule
from gatewright.model.rules import CheckDefinition, ReportedTestsRule, Rule
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import Attachment, Environment
from gatewright.ports.processes import Exited, Finished, ended
from gatewright.ports.reports import ReportedTree, ReportPath, WrittenReport
from gatewright.runtime.command_check import command_of
from gatewright.runtime.hearing import Hearing
from gatewright.runtime.report_run import ReportRun, argv_of
from gatewright.runtime.static_checks import whole_repository
from gatewright.runtime.workbench import Use

WILD = "*?"
COMPARED_MAX = 50
TAIL_BYTES = 4000
NO_ENVIRONMENT = Environment("none", digest_of("no environment"), "", False, False, 0, "")
Settings = tuple[tuple[str, str], ...]


def run_reports(
    hearing: Hearing, definition: CheckDefinition, tree: TreeId, number: int = 0
) -> ReportRun | Trouble:
    """Return the run number `number` of the command of `definition` on `tree`.

    Shape: run once for all checks that read its reports.
    """
    key = f"report {definition.name} {number}"
    known = hearing.bench.report_runs
    if (tree, key) not in known:
        known[tree, key] = _run(hearing, definition, tree, key)
    return known[tree, key]


def path_of(rule: Rule) -> str:
    """Return where the report lies that `rule` reads, as the configuration has it."""
    match rule:
        case ReportedTestsRule(junit=path) | ReportedFindingsRule(sarif=path):
            return path
        case ReportedCoverageRule(cobertura=cobertura, lcov=lcov):
            return lcov or cobertura
        case _:
            return ""


def report_path(written: str) -> ReportPath:
    """Return where reports lie. Shape: the folder ends before the first wild part."""
    parts = written.rstrip("/").split("/")
    wild = [index for index, part in enumerate(parts) if any(one in part for one in WILD)]
    end = wild[0] if wild else len(parts) - 1
    return ReportPath(written, "/".join(parts[:end]), lambda known: matches_glob(written, known))


def _run(
    hearing: Hearing, definition: CheckDefinition, tree: TreeId, user: str
) -> ReportRun | Trouble:
    """Run the command in a checkout that nobody else uses."""
    project = project_of(hearing, definition)
    attachment = hearing.bench.attachment(tree, project, user=user) if project else None
    if isinstance(attachment, Trouble):
        return attachment
    checkout = hearing.bench.checkout(tree, Use.RUNNING, user)
    paths = [report_path(path) for path in sorted(_paths_read(hearing, definition))]
    for path in paths:
        trouble = hearing.edges.reports.clear(checkout, path)
        if trouble is not None:
            return trouble
    plant = definition.rule.plant if isinstance(definition.rule, ReportedFindingsRule) else None
    planted = _plant(hearing, checkout, plant)
    if isinstance(planted, Trouble):
        return planted
    with services_of(hearing, definition, attachment, checkout) as settings:
        if isinstance(settings, Trouble):
            return settings
        home = hearing.bench.home(checkout)
        argv = argv_of(definition.rule)
        command = command_of(argv, definition, checkout, home, attachment, settings)
        finished = hearing.edges.processes.run(command)
    if not isinstance(finished.ending, Exited):
        return _unfinished(definition, finished)
    known = frozenset(file.path for file in hearing.edges.trees.files(tree))
    reports = {path.written: _take(hearing, tree, checkout, path) for path in paths}
    key = hearing.bench.environment_key(project) if project is not None else None
    execution = Execution(
        tool=argv[0],
        argv=argv,
        cwd="",
        exit_code=finished.ending.code,
        ending=ended(finished.ending),
        isolation=finished.isolation,
        duration_ms=finished.duration_ms,
        tree=tree,
        environment_key=key,
        log=hearing.edges.evidence.put(_printed(finished)),
        reports=tuple(
            hearing.edges.evidence.put(report.content)
            for taken in reports.values()
            if not isinstance(taken, Trouble)
            for report in taken
        ),
    )
    return ReportRun(execution, reports, ReportedTree(checkout, known), planted)


def project_of(hearing: Hearing, definition: CheckDefinition) -> Project | None:
    """Return whose environment the command runs in; None where there is none.

    Shape: an environment that is named belongs to no project; else the first project has one.
    """
    named = next(
        (
            each
            for each in hearing.matter.configuration.environments
            if each.name == definition.environment and each.profile in ("command", "adopt")
        ),
        None,
    )
    if named is not None:
        return whole_repository(named.name)
    return next(iter(hearing.matter.projects), None)


def _paths_read(hearing: Hearing, definition: CheckDefinition) -> set[str]:
    """Return every report of this command that some check reads."""
    others = (each.rule for each in hearing.matter.configuration.checks)
    shared = {
        path_of(rule)
        for rule in others
        if isinstance(rule, ReportedCoverageRule) and rule.from_check == definition.name
    }
    return {path_of(definition.rule), *shared}


def _plant(hearing: Hearing, checkout: str, plant: PlantedFault | None) -> str | Trouble:
    """Plant the fault that a rule asks for; return its repository path, "" without one."""
    if plant is None:
        return ""
    token = f"gw{hearing.edges.draw_token()[:16]}"
    path, text = (part.replace("{token}", token) for part in (plant.path, plant.text))
    return hearing.edges.reports.plant(checkout, path, text) or path


@contextmanager
def services_of(
    hearing: Hearing, definition: CheckDefinition, attachment: Attachment | None, checkout: str
) -> Iterator[Settings | Trouble]:
    """Give the variables that lead to the services of a check, while they run."""
    wanted = hearing.services(definition)
    if not wanted:
        yield ()
        return
    place = attachment or bare_attachment()
    with hearing.edges.services.running(wanted, place, checkout) as settings:
        yield settings


def bare_attachment() -> Attachment:
    """Return what joins a checkout to nothing: system programs only."""
    return Attachment(NO_ENVIRONMENT, (), (), (), None)


def _take(
    hearing: Hearing, tree: TreeId, checkout: str, path: ReportPath
) -> tuple[WrittenReport, ...] | Trouble:
    """Return the new reports at `path`."""
    taken = hearing.edges.reports.take(checkout, path)
    if isinstance(taken, Trouble):
        return taken
    for report in taken:
        copied = _copied_from(hearing, tree, report)
        if copied:
            return Trouble(
                "report.copied",
                f"a report at {report.path} that the command made by looking",
                f"it is byte for byte the file {copied}",
                "let the command write its own report",
            )
    return taken


def _copied_from(hearing: Hearing, tree: TreeId, report: WrittenReport) -> str:
    """Return the other file of the tree that `report` is a copy of; "" where there is none."""
    same_size = [
        file.path
        for file in hearing.edges.trees.files(tree)
        if file.size_bytes == len(report.content) and file.path != report.path
    ][:COMPARED_MAX]
    read = hearing.edges.trees.read(tree, same_size) if same_size else {}
    return next((path for path, content in read.items() if content == report.content), "")


def _printed(finished: Finished) -> bytes:
    """Return what a command printed, both streams."""
    return b"\n".join(stream for stream in (finished.stdout, finished.stderr) if stream)


def _unfinished(definition: CheckDefinition, finished: Finished) -> Trouble:
    """Return why the reports of a command that was cut off are not read."""
    said = " ".join(argv_of(definition.rule))
    return Trouble(
        "command.unfinished",
        f"an end of {said} by itself",
        f"it {ended(finished.ending)}",
        f"run it: {said}",
        tail_of(finished),
    )


def tail_of(finished: Finished) -> str:
    """Return the end of what a command printed, decoded leniently."""
    return _printed(finished)[-TAIL_BYTES:].decode("utf-8", "replace")
