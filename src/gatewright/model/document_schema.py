"""What a document must hold, as data: sections with their lists, or the fields of a form.

A document with sections is Markdown. One with fields, or that is a list as a whole, is a form: a
small file of YAML or JSON.
"""

from enum import StrEnum

from gatewright.model.records import dataclass

PAGE_WORDS = 500
SHIPPED = "the program"


class FieldKind(StrEnum):
    """How the value of a field is written."""

    TEXT = "text"
    WORD = "word"  # without a blank
    NUMBER = "number"  # whole
    FLAG = "flag"  # true or false
    DATE = "date"  # 2026-11-30
    PATH = "path"  # of the repository
    PATHS = "paths"  # paths or globs, with blanks or commas between them
    FILE_LINE = "file_line"  # src/app.py:12
    LINK = "link"  # https://...
    TEXTS = "texts"  # a list


class ListKind(StrEnum):
    """How the items of a list are written."""

    ITEMS = "items"
    TASKS = "tasks"  # items to tick
    TABLE = "table"  # rows


@dataclass(frozen=True, slots=True)
class Span:
    """How many there may be."""

    least: int = 0
    most: int | None = None

    def holds(self, count: int) -> bool:
        """Return whether `count` is in it."""
        return count >= self.least and (self.most is None or count <= self.most)


@dataclass(frozen=True, slots=True)
class FieldSchema:
    """One field of an item, or of a form."""

    name: str
    kind: FieldKind = FieldKind.TEXT
    values: tuple[str, ...] = ()  # one of these; () for any
    words: Span | None = None
    when: str = ""  # CEL over the other fields: where it is false, this one may be missing
    is_optional: bool = False
    list: "ListSchema | None" = None  # of a form: a list of its own


@dataclass(frozen=True, slots=True)
class ListSchema:
    """The items of a section, or of a form."""

    kind: ListKind = ListKind.ITEMS
    count: Span = Span(1)
    id: str = ""  # what stands before the number: "R" of R1; "" for items without an id
    is_numbered: bool = False  # the number in front of each is its id
    fields: tuple[FieldSchema, ...] = ()
    include: tuple[tuple[tuple[str, str], ...], ...] = ()  # an item with these values, for each
    warns_vague: bool = False  # words that no test can be written for are told, and let pass

    @property
    def has_ids(self) -> bool:
        """Return whether each item can be named."""
        return bool(self.id) or self.is_numbered


@dataclass(frozen=True, slots=True)
class SectionSchema:
    """What must stand under a heading."""

    name: str  # "risks-mitigations": the heading in small letters
    words: Span | None = None
    sentences: Span | None = None
    list: ListSchema | None = None
    may_be_none: bool = False  # "None", with why, is an answer
    is_optional: bool = False
    when: str = ""  # CEL over facts; where it is false, it is not looked for
    diagrams: Span | None = None
    shown_as: tuple[str, ...] = ()  # "diagram", "list", "table": one of these stands there
    names_one_of: str = ""  # a list of the document: one of its ids is named here
    sections: tuple["SectionSchema", ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentSchema:
    """What a document must hold. Of `sections`, `fields` and `list` one is given."""

    name: str
    title: str = ""  # of Markdown: what the first heading says; a name in braces is any words
    words: Span | None = None
    code_lines_max: int | None = None  # of one block of code
    sections: tuple[SectionSchema, ...] = ()
    fields: tuple[FieldSchema, ...] = ()
    list: ListSchema | None = None
    lists: tuple[tuple[str, str], ...] = ()  # name -> where: "research/packages[*].package"
    source: str = SHIPPED  # the path of the file it is from

    @property
    def is_form(self) -> bool:
        """Return whether it is data and not Markdown."""
        return not self.sections
