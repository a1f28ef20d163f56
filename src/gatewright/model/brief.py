"""What a worker is told for one attempt, before it is put into words."""

from gatewright.model.context import Note
from gatewright.model.document_schema import DocumentSchema
from gatewright.model.events import Ended
from gatewright.model.feature import Feature
from gatewright.model.hand_off import HandOff
from gatewright.model.ids import Digest
from gatewright.model.path_sets import PathSet
from gatewright.model.records import dataclass
from gatewright.model.registers import Register
from gatewright.model.verdicts import Reason
from gatewright.model.workflow import Item, StepDefinition

ASK_VARIABLE = "GATEWRIGHT_ASK"  # names the file that a worker writes its questions to
QUESTIONS_MAX = 3
BRIEF_TOKENS_MAX = 6_000
CHARS_A_TOKEN = 4
"""About what a token comes to in English and in code; models count each in their own way."""

BRIEF_CHARS_MAX = BRIEF_TOKENS_MAX * CHARS_A_TOKEN


@dataclass(frozen=True, slots=True)
class BriefArtifact:
    """Something that the step rests on."""

    name: str  # "plan"
    path: str
    digest: Digest
    because: str = ""  # why nobody made it: this stands in its place
    words: str = ""  # what it said, where that is not what stands at the path now
    says: str = ""  # of a fact: what it is


@dataclass(frozen=True, slots=True)
class EarlierAttempt:
    """An attempt at the same step, and why it did not hold."""

    number: int
    ended: Ended
    reasons: tuple[Reason, ...] = ()  # of the checks that refused
    because: str = ""  # words of a person who sent it back
    said: str = ""  # the worker's last words


@dataclass(frozen=True, slots=True)
class Hint:
    """Words for the next attempt."""

    by: str  # principal; or the gate that sent the work back
    text: str


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """What a worker asked, and what a person said."""

    question: str
    person: str  # principal
    answer: str


@dataclass(frozen=True, slots=True)
class BriefRegister:
    """A register that a worker may write to, and what its gate asks of it."""

    register: Register
    is_asked: bool  # by a check of the gate


@dataclass(frozen=True, slots=True)
class Known:
    """Notes that matter to a step, the most important first, and how many there are in all."""

    notes: tuple[Note, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefInput:
    """All that a brief is made of. Lists are in the order in which things happened."""

    feature: Feature
    step: StepDefinition  # its paths filled in
    number: int  # of the attempt
    item: Item | None = None  # what the step is made for
    inputs: tuple[BriefArtifact, ...] = ()
    changed: tuple[str, ...] = ()  # artifacts that are others than when it last held
    may_change: tuple[str, ...] = ()  # parts of what it makes, and nothing else of that; () for all
    paths: tuple[PathSet, ...] = ()  # what the names of path sets mean
    guides: tuple[str, ...] = ()  # files to read before anything else
    earlier: tuple[EarlierAttempt, ...] = ()
    hints: tuple[Hint, ...] = ()
    answers: tuple[AnsweredQuestion, ...] = ()
    registers: tuple[BriefRegister, ...] = ()
    unrecorded: tuple[str, ...] = ()  # lines of earlier attempts that were no entries, and why
    decided: Known = Known()
    known: Known = Known()
    handed: HandOff | None = None  # by other roles
    documents: tuple[DocumentSchema, ...] = ()  # the schemas of what it makes, among others
    budgets: tuple[str, ...] = ()  # what is left of each that it counts towards, in words
    is_here: bool = False  # it is done in the person's own checkout, and handed in by a tool
    idle_limit_s: int = 900
    chars_max: int = BRIEF_CHARS_MAX
