"""What a person should know before a run starts, and not after attempts that lead nowhere.

Nothing is run: the base is read, and programs are looked for.
"""

from collections.abc import Iterable, Iterator

from gatewright.core.approval.quorum import why_unmeetable
from gatewright.core.content.path_sets import by_name, is_in
from gatewright.core.content.watched import sets_in
from gatewright.core.judging.foreseen_gates import Base, Tools, foresee_held
from gatewright.core.judging.unchecked import names_of_gate
from gatewright.core.projects.recognition import manifests_of, recognise
from gatewright.core.registers.not_by import unstaffable
from gatewright.definitions.configuration import CONFIGURATION_PATH
from gatewright.model.agent_profile import WrittenAgent
from gatewright.model.feature import Origin, People
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import StepDefinition, WorkerKind, Workflow
from gatewright.runtime.matter import read_configuration
from gatewright.runtime.role_map import people_in
from gatewright.runtime.run_edges import RunEdges


def notes_on_gates(run: RunEdges, workflow: Workflow, origin: Origin) -> Iterator[str]:
    """Yield which checks of the gates nothing can answer on the base, each with a way out."""
    base = _base_of(run, origin)
    own = tuple(check.name for check in base.configuration.checks)
    asked = [name for step in workflow.every_step for name in step.gate.checks]
    tools = Tools(tuple(run.edges.test_tools), tuple(run.edges.findings_tools))
    yield from foresee_held(names_of_gate(asked, own), base, tools)


def with_guides(run: RunEdges, workflow: Workflow, origin: Origin) -> Workflow:
    """Return `workflow` with those of its guides that are there."""
    missing = missing_guides(run, workflow, origin)
    return replace(workflow, guides=tuple(one for one in workflow.guides if one not in missing))


def missing_guides(run: RunEdges, workflow: Workflow, origin: Origin) -> tuple[str, ...]:
    """Return the guides of `workflow` that the commit a run starts from does not have."""
    there = {file.path for file in run.edges.trees.files(origin.tree)} if workflow.guides else ()
    return tuple(one for one in workflow.guides if one not in there)


def empty_sets(run: RunEdges, workflow: Workflow, origin: Origin) -> Iterator[str]:
    """Yield which path sets that steps name cover nothing on the base: maybe they are not meant."""
    named, known = sets_in(workflow.every_step), by_name(workflow.paths)
    files = run.edges.trees.files(origin.tree) if named else ()
    for name in (each for each in named if each in known):
        if not any(is_in(file.path, known[name].globs) for file in files):
            yield f"the path set {name} covers no file of {origin.branch}"


def missing_programs(run: RunEdges, steps: Iterable[StepDefinition]) -> Iterator[str]:
    """Yield why a step that is a command could not be started, in words."""
    for step in steps:
        if step.doer.kind is WorkerKind.COMMAND and step.doer.argv:
            because = run.find_fault(step.doer.argv[0])
            if because:
                yield f"{step.path} could not be started: {because}"


def refuse_missing_programs(run: RunEdges, workflow: Workflow) -> None:
    """Raise Mistake for a step whose command nobody could start: it would fail each time.

    Shape: a step that may not apply is left to the notes.
    """
    missing = list(missing_programs(run, (step for step in workflow.every_step if not step.when)))
    if missing:
        raise Mistake(
            "step.program",
            "A step of the workflow names a program that an attempt could not start.",
            found="; ".join(missing),
            hints=("PATH=FOLDER:$PATH gatewright run ...    lets attempts see this folder",),
        )


def people_of(run: RunEdges, origin: Origin) -> People:
    """Return who has which role, as the configuration on the base says. Raises: Mistake."""
    return people_in(run, origin.tree)


def parallel_of(run: RunEdges, origin: Origin) -> int:
    """Return how much of a run may be under way at once, as the configuration on the base says."""
    return read_configuration(run.edges.trees, origin.tree).parallel


def agents_of(run: RunEdges, origin: Origin) -> tuple[WrittenAgent, ...]:
    """Return the agents that the configuration on the base describes. Raises: Mistake."""
    return read_configuration(run.edges.trees, origin.tree).agents


def unmeetable_approvals(workflow: Workflow, people: People) -> Iterator[str]:
    """Yield which decisions nobody could ever take, and why."""
    for step in workflow.every_step:
        for rule in step.gate.approvals:
            because = why_unmeetable(rule, people)
            if because:
                yield f"{step.path} could never be approved: {because}"
        for role in sorted({rule.role for rule in step.no_go} - {""}):
            if not _is_held(role, people):
                yield f"{step.path} could leave a choice to nobody: nobody holds the role {role}"
    yield from unstaffable(workflow, people)
    for fact in workflow.facts:
        if fact.role and not _is_held(fact.role, people):
            yield f"{fact.name} could never be settled: nobody holds the role {fact.role}"


def _is_held(role: str, people: People) -> bool:
    """Return whether anybody has a role; alone, a person has them all."""
    return people.is_solo or bool(dict(people.roles).get(role))


def refuse_unmeetable_approvals(workflow: Workflow, people: People) -> None:
    """Raise Mistake for a decision that nobody could take: the run would wait for ever."""
    unmeetable = list(unmeetable_approvals(workflow, people))
    if unmeetable:
        raise Mistake(
            "approval.unmeetable",
            "The workflow asks for a decision that nobody could ever take.",
            found="; ".join(unmeetable),
            hints=(
                f"people: {{ROLE: [NAME, ...]}}    in {CONFIGURATION_PATH} on the base",
                "distinct: roles    in the approval, where one person may speak for several roles",
            ),
        )


def _base_of(run: RunEdges, origin: Origin) -> Base:
    """Return what is known of the base without running anything. Raises: Mistake."""
    trees = run.edges.trees
    paths = [file.path for file in trees.files(origin.tree)]
    texts = trees.read(origin.tree, list(manifests_of(paths)))
    configuration = read_configuration(trees, origin.tree)
    return Base(origin.branch, paths, texts, recognise(paths, texts), configuration)
