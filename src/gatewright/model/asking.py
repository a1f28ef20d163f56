"""What a person is asked who sits at another clone of the repository."""

from gatewright.model.ids import Digest, Nonce, StepPath, TreeId
from gatewright.model.records import dataclass
from gatewright.model.statement import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedElsewhere:
    """One question to one person, bound to one content and one text."""

    place: Place
    slug: str
    step: StepPath
    question: str
    role: str  # as which the person is asked
    items: tuple[str, ...]
    nonce: Nonce
    bound: Digest
    tree: TreeId
    shown: Digest  # of the text that goes with it
    head: Digest  # of the run's record, as of then
    person: str  # principal
    at: str  # RFC 3339, UTC
