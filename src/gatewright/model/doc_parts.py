"""What a rule on a document may demand of its parts."""

from gatewright.model.records import dataclass

VAGUE = (
    "adequate", "appropriate", "as needed", "as appropriate", "best effort", "easy", "easily",
    "efficient", "etc", "fast", "flexible", "friendly", "if possible", "intuitive", "maybe",
    "modern", "normally", "quick", "quickly", "reasonable", "robust", "seamless", "several",
    "simple", "some", "soon", "state of the art", "sufficient", "usually", "user-friendly",
)  # fmt: skip
"""Words that no test can be written for."""


@dataclass(frozen=True, slots=True)
class SectionDemand:
    """How much must stand under a heading."""

    name: str
    min_words: int = 1
    min_items: int = 0  # of lists right there, or below


@dataclass(frozen=True, slots=True)
class ChecklistDemand:
    """Items to tick."""

    sections: tuple[str, ...] = ()  # headings they stand under; () is the whole document
    min_items: int = 1
    all_ticked: bool = True


@dataclass(frozen=True, slots=True)
class TableDemand:
    """A table with these columns, and rows without an empty cell in them."""

    columns: tuple[str, ...]
    min_rows: int = 1
    section: str = ""  # heading it stands under; "" is anywhere


@dataclass(frozen=True, slots=True)
class EarsDemand:
    """List items that are requirements in the form called EARS."""

    sections: tuple[str, ...] = ()  # headings they stand under; () is the whole document
    min_items: int = 1
    vague: tuple[str, ...] = VAGUE


@dataclass(frozen=True, slots=True)
class GherkinDemand:
    """Scenarios, each with a step: of a .feature file, or in blocks of Markdown."""

    min_scenarios: int = 1
