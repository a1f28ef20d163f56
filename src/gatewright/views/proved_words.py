"""How much it is proved that a person decided, in the words that every face uses."""

from gatewright.model.events import Decided
from gatewright.model.signing import Grade, Signed

UNSIGNED = "unsigned"
SELF = "self"
SILENT = "silent key"
WORTH = {
    Grade.SILENT: "nothing asks before it signs: whoever runs as this person can have it sign",
    Grade.CONFIRM: "it asks each time, says the list of signers; nobody can see that",
    Grade.TOUCH: "it was touched, says the signature; that it is hardware, nobody can see",
}


def weak_labels(decided: Decided) -> tuple[str, ...]:
    """Return what weakens a decision."""
    grade = decided.signed.grade if decided.signed is not None else None
    return labels_of(is_self=decided.is_self, is_signed=decided.is_signed, grade=grade)


def labels_of(*, is_self: bool, is_signed: bool, grade: Grade | None = None) -> tuple[str, ...]:
    """Return what weakens a decision, in the words every face uses."""
    weak = (SILENT,) if grade is Grade.SILENT else ()
    return (*((SELF,) if is_self else ()), *(() if is_signed else (UNSIGNED,)), *weak)


def proof_word(decided: Decided) -> str:
    """Return in a word or two whether it is signed, and how."""
    if decided.signed is None:
        return "signed" if decided.is_signed else UNSIGNED
    words = {Grade.SILENT: SILENT, Grade.CONFIRM: "confirmed", Grade.TOUCH: "touched"}
    return f"signed, {words[decided.signed.grade]}"


def signed_by(signed: Signed) -> str:
    """Return which key signed, and what that is worth."""
    return f"{signed.key} ({signed.kind}), {signed.grade}: {WORTH[signed.grade]}"
