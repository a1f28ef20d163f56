"""What a person signs: one decision, on one asking, of one run, as it was read."""

from gatewright.model.events import Answer, Choice
from gatewright.model.ids import CommitId, Digest, Nonce, RunId, StepPath, TreeId
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The run that a statement is for, by what no other one has."""

    repository: CommitId  # that the run started from: only clones of this repository hold it
    run: RunId
    record: Digest  # of the first entry of the run


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """All that a signature covers."""

    place: Place
    step: StepPath
    nonce: Nonce
    bound: Digest
    tree: TreeId
    shown: Digest  # of the text that was read
    head: Digest  # of the run's record, when it was read
    choice: Choice
    answers: tuple[Answer, ...]
    because: str
    person: str  # principal
    key: str  # "SHA256:..."
    at: str  # RFC 3339, UTC: when it was signed
