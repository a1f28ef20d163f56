"""How one kind of command-line agent is driven. It is data: another agent needs no code."""

from enum import StrEnum

from gatewright.model.records import dataclass

OPTIONS = "{options}"  # a word of the command in whose place the options of a profile stand
PLACES = ("home", "lane", "prompt")  # what every attempt has; all other names may be missing
MISSABLE = ("model", "money", "session")
TOOL_KINDS = (
    "read", "edit", "delete", "move", "search", "execute", "think", "fetch", "switch_mode", "other",
)  # fmt: skip
"""What kinds of tools the Agent Client Protocol tells apart."""


class Home(StrEnum):
    """What an agent finds in its home folder."""

    USER = "user"  # links to the person's login, which it can read and not alter
    ISOLATED = "isolated"  # nothing


class PromptBy(StrEnum):
    """How the brief reaches an agent."""

    STDIN = "stdin"
    FILE = "file"  # named in the command by {prompt}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands in the JSON lines of an agent."""

    at: tuple[str, ...]  # JSON pointers: numbers are added up, of texts the first counts
    of: tuple[str, ...] = ()  # the "type" of such a line; () for any line
    each: bool = False  # every such line counts, and they are added up; else the last one alone
    whole_session: bool = False  # it counts what earlier attempts of its session used once more


@dataclass(frozen=True, slots=True)
class AgentOutput:
    """What the JSON lines of an agent tell, and where. None: it does not say."""

    session: Spot | None = None
    tokens: Spot | None = None
    money: Spot | None = None  # in whole units, with a fraction
    said: Spot | None = None  # its last words
    denied: Spot | None = None  # what it was not allowed to do
    trouble: Spot | None = None  # why its model did not answer
    works: Spot | None = None  # its model has answered


@dataclass(frozen=True, slots=True)
class AcpTalk:
    """How an agent is met that speaks the Agent Client Protocol."""

    mode: str = ""  # the mode that its session is put in; "" leaves it as the agent has it
    auth: str = ""  # the method by which it wants to be told of its key first; "" for none
    permits: tuple[str, ...] = tuple(kind for kind in TOOL_KINDS if kind != "switch_mode")


@dataclass(frozen=True, slots=True)
class Versions:
    """Which versions of an agent were tried."""

    least: str  # "2.1.100"
    below: str  # the first that nobody tried


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentProfile:
    """One kind of command-line agent."""

    name: str
    program: str  # found by the PATH
    argv: tuple[tuple[str, ...], ...]  # words that stand and fall together with what they name
    options: tuple[str, ...] = ()
    prompt: PromptBy = PromptBy.STDIN
    output: AgentOutput | None = None  # None: plain text
    acp: AcpTalk | None = None  # None: it takes its brief and prints, and is not spoken with
    env: tuple[tuple[str, str], ...] = ()
    keys: tuple[str, ...] = ()  # variables of the person's that are passed on, where they are set
    home: Home = Home.USER
    login: tuple[str, ...] = ()  # files below the person's home: its login, then its settings
    model: str = ""
    idle_s: int | None = None  # without a byte of output
    tokens_max: int | None = None  # counted for an attempt that does not say what it used
    money_max: int | None = None  # the same, in hundredths
    version: tuple[str, ...] = ("--version",)
    tried: Versions | None = None


@dataclass(frozen=True, slots=True)
class WrittenAgent:
    """What a project says of an agent; what it does not say is as in the one that it is like."""

    name: str
    values: tuple[tuple[str, object], ...]  # by key


@dataclass(frozen=True, slots=True)
class AgentAsked:
    """An agent to look for on this machine."""

    name: str
    program: str
    version: tuple[str, ...]  # words by which it says its version
    login: str  # absolute path of the file that it keeps its login in; "" where it has none
    keys: tuple[str, ...]  # those of its variables that are set
    tried: Versions | None = None
    by_acp: bool = False  # it is spoken with, by the Agent Client Protocol


@dataclass(frozen=True, slots=True)
class FoundAgent:
    """An agent as it was found on this machine; nothing was asked of its model."""

    asked: AgentAsked
    path: str | None  # absolute; None where it is missing
    version: str = ""  # "" where it does not say
    is_logged_in: bool = False  # the file of its login is there; nobody tried it


def parts_of(version: str) -> tuple[int, ...]:
    """Return the numbers of a version: "2.1.30-beta" is (2, 1, 30)."""
    numbers: list[int] = []
    for part in version.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(int(digits))
        if digits != part:
            break
    return tuple(numbers)


def was_tried(version: str, tried: Versions | None) -> bool:
    """Return whether a version lies in the range that was tried."""
    if tried is None or not parts_of(version):
        return False
    return parts_of(tried.least) <= parts_of(version) < parts_of(tried.below)
