"""Registers: what a run keeps beside its files. Entries are events; nothing of them is altered."""

from enum import StrEnum

from gatewright.model.ids import Digest, StepPath, TreeId
from gatewright.model.records import dataclass

Value = bool | int | str | tuple[str, ...]
Values = tuple[tuple[str, Value], ...]

RECORD_VARIABLE = "GATEWRIGHT_RECORD"  # names the file that a worker writes its entries to
LINES_MAX = 50  # of one attempt
LINE_CHARS_MAX = 4000
ENTRIES_MAX = 2000  # of one run
ENGINE = "gatewright"
"""Who wrote an entry that nobody wrote."""

ISSUES = "issues"
OPINIONS = "opinions"
DEFERRED = "deferred"


class FieldKind(StrEnum):
    """What a field of an entry holds."""

    TEXT = "text"
    WORD = "enum"  # one of a few
    LIST = "list"
    BOOL = "bool"
    INT = "int"
    NUMBER = "number"  # kept as it is written: a journal holds no fractions


@dataclass(frozen=True, slots=True)
class EntryField:
    """One field of the entries of a register."""

    name: str
    kind: FieldKind = FieldKind.TEXT
    values: tuple[str, ...] = ()  # of WORD: what it may be
    is_required: bool = False
    most: str = ""  # of NUMBER: from 0 to this, in decimal digits; "" for any


@dataclass(frozen=True, slots=True)
class Register:
    """What the entries under one name hold."""

    name: str
    fields: tuple[EntryField, ...]
    has_state: bool = False  # an entry is open until a later one closes it


@dataclass(frozen=True, slots=True)
class EntryAdded:
    """Somebody put something on record. A later entry may close it; none alters it."""

    register: str
    key: str  # unique in its register
    step: StepPath | None  # whose attempt it was; None: of the whole run
    number: int  # of the attempt; 0 where there was none
    values: Values
    author: str  # principal; ENGINE where it follows from something else
    role: str  # of the step; "" for none
    tree: TreeId  # the content that it was written on
    at: str = ""  # RFC 3339, UTC; "" where it follows from another event
    read: tuple[tuple[str, Digest], ...] = ()  # what its author was given, by content
    about: tuple[str, ...] = ()  # steps, artifacts or entries that it is on
    blocks: tuple[str, ...] = ()  # steps that do not begin while it is open
    closes: str = ""  # key of an earlier entry of the register
    because: str = ""


@dataclass(frozen=True, slots=True)
class EntryTurnedDown:
    """A line of a worker is no entry; it is told so the next time."""

    step: StepPath
    number: int
    line: str  # quoted, cut
    because: str
