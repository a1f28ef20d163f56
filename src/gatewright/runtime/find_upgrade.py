"""Find the definition that a run is to go on by, as a run of its own would be given it.

Who is judged does not hold it either: a workflow by its name comes with the program, or from the
branch that the run started from, as that is now; a file of its own where a person names its path.
What the run was given stays: its params, its inputs, the rules of its base.
"""

from collections.abc import Iterator

from gatewright.core.content.content_names import artifact_of, is_region, set_of
from gatewright.core.content.document_parts import find_part
from gatewright.core.content.watched import parts_of, watched_in
from gatewright.core.layout.definition_differences import moved_between
from gatewright.core.layout.inputs import given as with_inputs
from gatewright.core.layout.resolve_workflow import resolve_workflow
from gatewright.core.state.run_state import RunState
from gatewright.model.changing import NewDefinition
from gatewright.model.digest import digest_of_bytes
from gatewright.model.feature import Origin
from gatewright.model.ids import Digest
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import ASKED_STEP, Workflow
from gatewright.runtime.desk_words import StartRequest
from gatewright.runtime.documents import DEFINITION_BYTES_MAX, to_document
from gatewright.runtime.find_workflow import Chosen, find_workflow, is_file
from gatewright.runtime.foreseeing import (
    refuse_missing_programs,
    refuse_unmeetable_approvals,
    with_guides,
)
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.step_content import regions_in


def find_upgrade(run: RunEdges, state: RunState, word: str) -> NewDefinition:
    """Return the definition that `word` names, filled in for a run.

    Raises: Mistake as where a run begins.
    """
    chosen = _chosen(run, state, word)
    workflow = with_guides(run, _as_given(state, chosen.workflow), state.started.origin)
    workflow = resolve_workflow(workflow, state.started.feature)
    refuse_missing_programs(run, workflow)
    refuse_unmeetable_approvals(workflow, state.started.people)
    document = to_document(workflow)
    if len(document) > DEFINITION_BYTES_MAX:
        raise Mistake(
            "workflow.large",
            f"The workflow {workflow.name} is too large to be kept with a run.",
            found=f"{len(document) >> 10} KiB; {DEFINITION_BYTES_MAX >> 10} fit",
        )
    contents = tuple(_contents(run, state, workflow))
    return NewDefinition(workflow, digest_of_bytes(document), chosen.because, contents)


def _chosen(run: RunEdges, state: RunState, word: str) -> Chosen:
    """Return the workflow that is named. Raises: Mistake."""
    origin, params = state.started.origin, state.started.workflow.params
    start = run.repository.root
    request = StartRequest(start=start, idea="", workflow=word, params=params)
    checkout = run.edges.repositories.snapshot(run.repository, None)
    return find_workflow(run, request, origin if is_file(word) else _now(run, origin), checkout)


def _now(run: RunEdges, origin: Origin) -> Origin:
    """Return the branch that a run started from, as it is now. Raises: Mistake `snapshot.*`."""
    now = run.edges.repositories.snapshot(run.repository, origin.branch)
    return replace(origin, tree=now.tree)


def _as_given(state: RunState, workflow: Workflow) -> Workflow:
    """Return `workflow` as it is with the inputs of the run: given, asked for, or absent."""
    given = {each.name for each in state.started.inputs}
    known = {rule.name for rule in state.started.workflow.inputs}
    steps = {step.path for step in state.started.workflow.steps}
    rules = [rule for rule in workflow.inputs if rule.name not in given]
    asked = tuple(
        rule
        for rule in rules
        if (rule.ask or rule.uses)
        and (rule.name not in known or f"{ASKED_STEP}/{rule.name}" in steps)
    )
    absent = frozenset(rule.name for rule in rules if rule not in asked)
    return with_inputs(workflow, absent, asked)


def _contents(run: RunEdges, state: RunState, workflow: Workflow) -> Iterator[tuple[str, Digest]]:
    """Yield what the head holds of all that the definition names and nobody looked at so far."""
    moved = moved_between(state.started.workflow, workflow).sets
    watched = watched_in(workflow.all_steps)
    new = [name for name in watched if name not in state.watched or set_of(name) in moved]
    trees, origin = run.edges.trees, state.started.origin.tree
    regions = tuple(name for name in new if is_region(name))
    yield from regions_in(trees, state.tree, origin, workflow.paths, regions)
    for artifact in {artifact_of(name) for name in new if not is_region(name)}:
        yield from _parts(run, state, artifact, new)


def _parts(
    run: RunEdges, state: RunState, artifact: str, new: list[str]
) -> Iterator[tuple[str, Digest]]:
    """Yield each part of an artifact that is named now, as it was accepted."""
    known = state.artifacts.get(artifact)
    content = run.edges.evidence.get(known) if known is not None else None
    for maker in state.makers.get(artifact, ()):
        for product in state.record(maker).definition.produces:
            for part in parts_of(artifact, new) if product.name == artifact and content else ():
                piece = find_part(content or b"", product.path, part)
                if piece is not None:
                    yield f"{artifact}#{part}", run.edges.evidence.put(piece)
