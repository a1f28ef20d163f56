"""What the desk of runs is asked, and what it answers: the words between it and every face."""

from collections.abc import Sequence

from gatewright.core.state.run_state import RunState
from gatewright.model.change import Change
from gatewright.model.declaring import Declared
from gatewright.model.events import VerdictLine
from gatewright.model.feature import Bounds, Facts, Origin, People
from gatewright.model.ids import Digest, Nonce, StepPath, TreeId
from gatewright.model.records import dataclass
from gatewright.model.workflow import InputFound, Workflow
from gatewright.ports.journal import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRequest:
    """A feature that somebody wants, as it was typed."""

    start: str  # an absolute folder inside a repository
    idea: str
    workflow: str = "auto"
    agent: str | None = None
    agent_script: str | None = None  # an absolute path
    fallbacks: tuple[str, ...] = ()  # agents that go on where the one before cannot work
    from_ref: str | None = None  # "." for the checkout, uncommitted files included
    base: str | None = None
    facts: tuple[tuple[str, str], ...] = ()  # in words: what they are, the workflow says
    params: tuple[tuple[str, str], ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()  # by name, the path of each in the repository
    context: tuple[str, ...] = ()  # sessions and features whose notes are told in briefs too
    form: str = ""  # an absolute path: what is declared for it to start
    is_rehearsed: bool = False  # nothing starts: every input is taken to be there
    yes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Starting:
    """What would start: every default once, and nothing written yet."""

    request: StartRequest
    slug: str
    workflow: Workflow
    because: str  # why this workflow
    agent: str
    origin: Origin
    facts: Facts
    people: People
    person: str  # principal; who asks
    bounds: Bounds
    isolation: str = ""  # of attempts, in words: "bubblewrap: sees its lane and nothing else"
    fallbacks: tuple[str, ...] = ()
    other_agents: tuple[str, ...] = ()  # that this machine has too
    uncommitted: int = 0  # files of the checkout that are not part of it
    notes: tuple[str, ...] = ()
    inputs: tuple[InputFound, ...] = ()
    context: tuple[str, ...] = ()  # streams
    declared: Declared | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A run as it would be laid out, whoever works on it; nothing of it is kept."""

    state: RunState  # its worker has no name; its number is the next one as it is now
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A run with its whole journal."""

    state: RunState
    entries: Sequence[Entry]
    is_driven: bool  # a process performs its effects now


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A decision that is wanted, on exactly this content."""

    step: StepPath
    question: str
    items: tuple[str, ...]
    nonce: Nonce
    bound: Digest
    tree: TreeId
    head: Digest  # of the stream, as it is shown
    facts: tuple[VerdictLine, ...]  # what was proved
    change: Change  # since the last decision
    whole: Change  # since the base
