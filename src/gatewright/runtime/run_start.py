"""What would start when a person asks for a feature: every default chosen, nothing written yet."""

from gatewright.core.content.watched import watched_in
from gatewright.core.evolve.evolve import begin
from gatewright.core.facts.start import why_not
from gatewright.core.layout.inputs import given
from gatewright.core.layout.resolve_workflow import resolve_workflow
from gatewright.core.registers.not_by import single_agent
from gatewright.core.text.idea import IDEA_BYTES_MAX, first_refused, is_blank, size_of, slug_of
from gatewright.model.change import Base
from gatewright.model.events import RunStarted
from gatewright.model.feature import Bounds, Feature, Origin
from gatewright.model.ids import CommitId, RunId
from gatewright.model.intake import Refusal
from gatewright.model.isolation import CLAIMS
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import WorkerKind
from gatewright.ports.workspace import Trees
from gatewright.runtime.context_reading import streams_named
from gatewright.runtime.desk_words import Starting, StartRequest
from gatewright.runtime.documents import DEFINITION_BYTES_MAX, to_document
from gatewright.runtime.find_declared import fields_lacking, find_declared
from gatewright.runtime.find_inputs import find_inputs, refuse_lacking
from gatewright.runtime.find_workflow import find_workflow
from gatewright.runtime.foreseeing import (
    agents_of,
    empty_sets,
    missing_guides,
    missing_programs,
    notes_on_gates,
    parallel_of,
    people_of,
    refuse_missing_programs,
    refuse_unmeetable_approvals,
    unmeetable_approvals,
    with_guides,
)
from gatewright.runtime.here_start import begins_here, is_for_here, starts_here
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import mistake_of
from gatewright.runtime.start_facts import facts_found, facts_said
from gatewright.runtime.step_content import parts_of_inputs, regions_in

HERE = "."
HIGHEST = RunId("9" * 9)
HOW_TO_SAY_IT = 'gatewright run "Let users choose an alias"'


def plan_start(run: RunEdges, request: StartRequest) -> Starting:
    """Return what would start.

    Raises: Mistake for an idea that cannot be taken, an unknown workflow or agent, a malformed
            definition, a step whose program is not there, an unknown base.
    """
    refuse_idea(request.idea)
    request = begins_here(request) if is_for_here(request) else request
    starting = foresee_start(run, request)
    refused = _refused(run, starting)
    if refused is not None:
        raise mistake_of(refused)
    refuse_missing_programs(run, starting.workflow)
    refuse_unmeetable_approvals(starting.workflow, starting.people)
    if not _wants_agent(starting, request):
        return starting
    if is_for_here(request):
        return starts_here(starting)
    known = agents_of(run, starting.origin)
    agent = run.name_agent(request.agent, request.agent_script, known)  # last: keeps what it runs
    named = (run.name_agent(each, None, known) for each in request.fallbacks)
    fallbacks = tuple(each for each in dict.fromkeys(named) if each != agent)
    told = (run.note_on_agent(each) for each in (agent, *fallbacks))
    notes = (*starting.notes, *(each for each in told if each))
    return replace(starting, agent=agent, fallbacks=fallbacks, notes=notes)


def _refused(run: RunEdges, starting: Starting) -> Refusal | None:
    """Return why the workflow is not for this feature; None where it is."""
    if starting.workflow.start is None:
        return None
    return why_not(begin(started_of(starting, HIGHEST), run.now()))


def _wants_agent(starting: Starting, request: StartRequest) -> bool:
    """Return whether an agent is named, or a step of this workflow or of the next is for one."""
    is_named = bool(request.agent or request.agent_script)
    workflow = starting.workflow
    kinds = {step.doer.kind for step in workflow.every_step}
    return is_named or bool(workflow.outgrown) or WorkerKind.AGENT in kinds


def foresee_start(run: RunEdges, request: StartRequest) -> Starting:
    """Return what would start, whoever does the work: `agent` is empty, and nothing is kept.

    Shape: what would stand in its way is among the notes.
    Raises: Mistake as `plan_start`, but not for an agent, nor for the program of a step.
    """
    origin = _origin(run, request)
    snapshot = run.edges.repositories.snapshot(run.repository, None)
    chosen = find_workflow(run, request, origin, snapshot)
    said = facts_said(chosen.workflow, request.facts)
    inputs = find_inputs(run, chosen.workflow, request, said, origin)
    refuse_lacking(inputs)
    workflow = given(chosen.workflow, inputs.absent, inputs.asked)
    people = people_of(run, origin)
    declared = find_declared(run, workflow, request, said, origin)
    lacking = missing_guides(run, workflow, origin)
    ahead = (
        *(f"the guide {one} is not on {origin.branch}" for one in lacking),
        *missing_programs(run, workflow.every_step),
        *unmeetable_approvals(workflow, people),
        *single_agent(workflow),
        *notes_on_gates(run, workflow, origin),
        *empty_sets(run, workflow, origin),
    )
    starting = Starting(
        request=request,
        slug=slug_of(request.idea),
        workflow=with_guides(run, workflow, origin),
        because=chosen.because,
        agent="",
        origin=origin,
        facts=facts_found(run, workflow, said, inputs.found, origin),
        people=people,
        person=run.person,
        bounds=Bounds(parallel=parallel_of(run, origin)),
        isolation=CLAIMS[run.edges.processes.survey().strongest],
        uncommitted=0 if request.from_ref == HERE else len(snapshot.uncommitted),
        notes=(*chosen.notes, *inputs.made, *ahead),
        declared=declared,
        inputs=inputs.found,
        context=streams_named(run.journal, request.context),
    )
    _refuse_too_much(starting)
    refused = _refused(run, starting)
    told = [f"{refused.what}: {refused.found}"] if refused is not None else []
    told += filter(None, [fields_lacking(workflow, declared)])
    return replace(starting, notes=(*starting.notes, *told))


def refuse_idea(idea: str) -> None:
    """Raise Mistake for an idea that says nothing, says too much, or hides something."""
    if is_blank(idea):
        what = "What should be built? Say it in a sentence."
        raise Mistake("run.idea", what, hints=(HOW_TO_SAY_IT,))
    size = size_of(idea)
    if size > IDEA_BYTES_MAX:
        raise Mistake(
            "idea.long",
            "The idea is longer than anybody reads.",
            found=f"{size} bytes; {IDEA_BYTES_MAX} fit",
            hints=("put the long text into a file of the repository, and name the file",),
        )
    found = first_refused(idea)
    if found is not None:
        what = "The idea holds a character that cannot be shown."
        raise Mistake("idea.hidden", what, found=found, hints=("type the sentence again",))


def _refuse_too_much(starting: Starting) -> None:
    """Raise Mistake for a definition that is too large to be kept with the run, filled in."""
    size = len(to_document(started_of(starting, HIGHEST)))
    if size > DEFINITION_BYTES_MAX:
        raise Mistake(
            "workflow.large",
            f"The workflow {starting.workflow.name} is too large to be kept with a run.",
            found=f"{size >> 10} KiB with every name filled in; {DEFINITION_BYTES_MAX >> 10} fit",
        )


def started_of(starting: Starting, run_id: RunId) -> RunStarted:
    """Return the first event of a run, with the number it was given."""
    feature = Feature(run_id, starting.slug, starting.request.idea)
    return RunStarted(
        feature=feature,
        workflow=resolve_workflow(starting.workflow, feature),
        because=starting.because,
        origin=starting.origin,
        facts=starting.facts,
        people=starting.people,
        requester=starting.person,
        bounds=starting.bounds,
        agent=starting.agent,
        inputs=starting.inputs,
        fallbacks=starting.fallbacks,
        context=starting.context,
        declared=starting.declared,
    )


def with_contents(started: RunStarted, trees: Trees) -> RunStarted:
    """Return the first event with what there is at first of all that steps read by name."""
    workflow, origin = started.workflow, started.origin
    watched = watched_in(workflow.every_step)
    tree = origin.taken_tree if origin.taken_tree is not None else origin.tree
    regions = regions_in(trees, tree, origin.tree, workflow.paths, watched)
    parts = parts_of_inputs(trees, tree, started.inputs, watched)
    return replace(started, contents=(*regions, *parts))


def _origin(run: RunEdges, request: StartRequest) -> Origin:
    """Return the commit to start from. Raises: Mistake `base.*`, `snapshot.*`."""
    repositories = run.edges.repositories
    wanted = request.base or run.repository.branch
    base: Base | None = repositories.find_base(run.repository, wanted)
    if base is None:
        tree = repositories.snapshot(run.repository, run.repository.head).tree
        base = Base(run.repository.head, tree, run.repository.branch or "HEAD", "the only commit")
    taken = None
    if request.from_ref is not None:
        ref = None if request.from_ref == HERE else request.from_ref
        taken = repositories.snapshot(run.repository, ref).tree
    return Origin(CommitId(base.commit), base.tree, base.name, taken)
