"""What a person's signature is: by which key, and what had to be done for it."""

from enum import StrEnum

from gatewright.model.ids import CommitId, Digest
from gatewright.model.records import dataclass


class Grade(StrEnum):
    """What a person has to do each time a key signs, the least first."""

    SILENT = "silent"  # nothing: whoever runs as the person can have it sign
    CONFIRM = "confirm"  # to say yes to it; the list of signers says so, and nobody can see it
    TOUCH = "touch"  # to touch it; the signature itself says so

    def reaches(self, wanted: "Grade") -> bool:
        """Return whether this is `wanted`, or more."""
        order = tuple(Grade)
        return order.index(self) >= order.index(wanted)


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement that a person signed, as it was verified when it was taken."""

    statement: Digest  # in the evidence store, as its signature
    signature: Digest
    key: str  # "SHA256:..."
    kind: str  # "ssh-ed25519"
    grade: Grade
    signers: CommitId  # whose list of signers counted
