"""What is demanded of contracts, measured numbers and the traces between documents."""

from gatewright.model.path_sets import PathSet
from gatewright.model.records import dataclass

OPENAPI, JSON_SCHEMA, MIGRATIONS = "openapi", "json_schema", "migrations"
CONTRACT_FORMATS = (OPENAPI, JSON_SCHEMA, MIGRATIONS)
FROZEN, NON_BREAKING, DECLARED_BREAK = "frozen", "non_breaking", "declared_break"
CONTRACT_POLICIES = (NON_BREAKING, DECLARED_BREAK, FROZEN)
SIDES = ("reader", "writer", "both")
AGGREGATES = ("min", "max", "mean", "median", "p95", "last")
OPERATORS = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class ContractRule:
    """A contract is valid, says something, and breaks nobody who relies on the base's."""

    format: str  # one of CONTRACT_FORMATS
    path: str  # a file; of migrations, the folder
    compare: str = NON_BREAKING  # one of CONTRACT_POLICIES
    side: str = ""  # of a schema: what this project does with such data, one of SIDES


@dataclass(frozen=True, slots=True)
class MetricRule:
    """A number in a report that a command writes is as it must be."""

    run: tuple[str, ...]
    report: str  # path; JSON or CSV
    operator: str  # one of OPERATORS
    pointer: str | None = None  # into JSON, to a number or a list of them; else `column` of CSV
    column: str | None = None
    aggregate: str = "last"
    threshold: str | None = None  # decimal digits
    relative_to_base: bool = False
    tolerance: str = "0"  # how much worse than the base it may be. Units: per cent
    samples: str | None = None  # pointer to how many samples a single number rests on
    min_samples: int = 1
    expect_exit: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class ArtifactRule:
    """An artifact of a run is as its schema wants it, and lists enough."""

    artifact: str = ""
    part: str = ""  # which of its lists
    path: str = ""  # instead of an artifact: a file
    schema: str = ""  # "" for that of the artifact
    least: int = 0
    where: str = ""  # CEL over `e`, an item: which ones count
    cover: tuple[tuple[str, tuple[str, ...]], ...] = ()  # field -> values that items have

    @property
    def speaks_of_items(self) -> bool:
        """Return whether it demands anything of a list."""
        return bool(self.part or self.least or self.where or self.cover)


@dataclass(frozen=True, slots=True)
class ItemSource:
    """Where items with ids stand, and the ids that they mention. One of the five is given."""

    markdown: str = ""  # path; list items "R1: ..."
    data: str = ""  # path of YAML or JSON
    files: tuple[str, ...] = ()  # globs; each word that fits `pattern` is an item
    tests: bool = False  # the tests that pass; each word of their ids is mentioned
    section: str = ""  # of Markdown: the heading that the items stand under
    items: str = ""  # of data: pointer with * for every one
    id: str = ""  # of data: the key of an item's id; "" where the item is its id
    refs: tuple[str, ...] = ()  # of data: keys of the ids that an item mentions
    artifact: str = ""  # of a run: "plan#requirements"
    sets: tuple[PathSet, ...] = ()  # that "tree:NAME" among the files means
    register: str = ""  # of a run: the entries of "research"
    is_current: bool = False  # of a register: those written on today's content
    pattern: str = ""  # what a whole id looks like; "" is the usual form, R1 or REQ-12


@dataclass(frozen=True, slots=True)
class TraceRule:
    """Each item of one set is mentioned in another, over a third where one is named."""

    wanted: ItemSource
    covering: ItemSource
    via: ItemSource | None = None
    min_per_item: int = 1
    no_orphans: bool = False  # what is mentioned and is not among the wanted fails
    acyclic: bool = False  # items of the wanted that mention each other in a circle fail
    link: str = ""  # the field of either side's items that names the other's; "" for any mention
