"""What coding agents are told of Gatewright by files of a repository; what of it was written."""

from enum import StrEnum

from gatewright.model.digest import digest_of
from gatewright.model.ids import Digest
from gatewright.model.records import dataclass

MANIFEST_PATH = ".agents/gatewright.json"


class Way(StrEnum):
    """How something is put into a file."""

    BLOCK = "block"  # between two marks, in a file that may hold anything else
    FILE = "file"  # a file of its own
    MEMBER = "member"  # of an object, or an element of a list, in a file of JSON


class Marks(StrEnum):
    """How the marks of a block are written."""

    MARKDOWN = "markdown"
    HASH = "hash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing that is written for an agent."""

    path: str  # in the repository
    way: Way
    text: str  # the block without its marks, the file, or the member's value as JSON
    at: tuple[str, ...] = ()  # of a member: the names from the top; of an element, its list
    marks: Marks = Marks.MARKDOWN
    unless: str = ""  # it is not wanted in a file that holds this already
    is_optional: bool = False  # only where it was asked for: the stop hook

    @property
    def digest(self) -> Digest:
        """Return by what a later look knows that nobody has altered it."""
        return digest_of(self.text)


@dataclass(frozen=True, slots=True)
class Registration:
    """What is written for one agent."""

    name: str
    pieces: tuple[Piece, ...]
    tried: str = ""  # the version that called a tool with it; "" where none was run


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One piece as it was written, so that exactly that can be taken away."""

    path: str
    way: Way
    digest: Digest  # of the text, with lines that end as "\\n"
    value: str = ""  # of a member, as plain JSON
    at: tuple[str, ...] = ()
    marks: Marks = Marks.MARKDOWN
    glue: str = ""  # of a block: what was put before it
    made: int = 0  # of a member: how many of the objects around it were made for it
    is_new: bool = False  # the file was not there
    folders: tuple[str, ...] = ()  # that were made for it, the outermost first
    agents: tuple[str, ...] = ()  # for whom


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that was written into a repository, for all agents."""

    written: tuple[Written, ...] = ()
    gatewright: int = 1


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of a file: other content, or that it is removed."""

    path: str
    content: bytes | None
    folders: tuple[str, ...] = ()  # that are removed with it where they are empty then


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written, and what is left as it is and why."""

    edits: tuple[Edit, ...]
    manifest: Manifest
    left: tuple[tuple[str, str], ...] = ()  # path, and why in words
