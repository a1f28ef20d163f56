"""What differs between two versions of a contract, and whom it breaks."""

from enum import StrEnum

from gatewright.model.records import dataclass

UNDECIDABLE = "undecidable"
COMPARISONS_MAX = 50_000


class Way(StrEnum):
    """Which way data goes: to whom publishes the contract, or from them."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference that breaks somebody, or of which that cannot be said."""

    rule: str  # "request-type-narrowed", or UNDECIDABLE
    pointer: str
    what: str  # in words
    is_on_base: bool = False  # `pointer` is one of the base's document


class TooMuch(Exception):
    """Raised for contracts whose comparison would take too long."""


class Counter:
    """Counts comparisons. Bounds: COMPARISONS_MAX."""

    def __init__(self) -> None:
        self._count = 0

    def count(self) -> None:
        """Count one. Raises: TooMuch."""
        self._count += 1
        if self._count > COMPARISONS_MAX:
            raise TooMuch
