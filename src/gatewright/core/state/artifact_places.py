"""Where the artifacts are that the gate of a step speaks of, as the run has them."""

from gatewright.core.content.content_names import artifact_of, version_of
from gatewright.core.documents.artifact_lists import documents_by_name
from gatewright.core.state.run_state import RunState, Skipped
from gatewright.model.records import replace
from gatewright.model.run_documents import ArtifactPlace, RunDocuments
from gatewright.model.workflow import StepDefinition


def documents_of_gate(state: RunState, definition: StepDefinition) -> RunDocuments:
    """Return what the checks of a gate may speak of. Shape: what nobody makes is left out."""
    places = {said: place_of(state, name) for said, name in definition.gate.artifacts}
    return RunDocuments(
        {said: place for said, place in places.items() if place is not None},
        documents_by_name(state.started.workflow),
        state.facts,
        state.started.feature.slug,
    )


def place_of(state: RunState, name: str) -> ArtifactPlace | None:
    """Return where an artifact is; of several who may make it, by who does.

    Shape: an older version is not at its path any more, but under its digest; None: there is none.
    """
    if version_of(name):
        place, digest = place_of(state, artifact_of(name)), state.artifacts.get(name)
        return replace(place, digest=digest) if place is not None and digest is not None else None
    records = [state.record(step) for step in state.makers.get(name, ())]
    for record in records:
        for product in record.definition.produces:
            if product.name == name and not isinstance(record.state, Skipped):
                return ArtifactPlace(product.path, product.schema)
    schemas = {rule.name: rule.schema for rule in state.started.workflow.inputs}
    given = [each for each in state.started.inputs if each.name == name]
    return ArtifactPlace(given[0].path, schemas.get(name, "")) if given else None
