"""What the checks of a gate of a run may speak of: artifacts, and the schemas they have."""

from collections.abc import Mapping

from gatewright.model.document_schema import DocumentSchema
from gatewright.model.ids import Digest
from gatewright.model.records import dataclass, field


@dataclass(frozen=True, slots=True)
class ArtifactPlace:
    """Where an artifact is, and what it must be."""

    path: str
    schema: str = ""
    digest: Digest = Digest("")  # of an older version, in the evidence; "" for what is at the path


@dataclass(frozen=True, slots=True)
class RunDocuments:
    """What the checks of one gate may speak of."""

    places: Mapping[str, ArtifactPlace] = field(default_factory=dict)  # as the gate calls them
    documents: Mapping[str, DocumentSchema] = field(default_factory=dict)  # by name
    facts: Mapping[str, object] = field(default_factory=dict)
    slug: str = ""  # of the feature


NO_DOCUMENTS = RunDocuments()
