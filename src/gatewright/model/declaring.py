"""What a person says for a run to start, in a form."""

from gatewright.model.ids import Digest
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class Declared:
    """A form that was filled in when a run started. It is no signature: it says who typed it."""

    form: str  # "readiness"
    person: str  # principal
    text: str  # as it was shown
    digest: Digest  # of the text
