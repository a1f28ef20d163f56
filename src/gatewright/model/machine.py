"""What the machine under this program gives: isolation, and programs that checks lean on."""

from gatewright.model.agent_profile import FoundAgent
from gatewright.model.isolation import IsolationLevel
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class FoundTool:
    """One program that was looked for."""

    name: str  # "git"
    path: str | None  # absolute; None where it is missing
    version: str  # "2.39.5"; "" where it is missing or does not say


@dataclass(frozen=True, slots=True)
class MachineSurvey:
    """What was tried and found; words are for people."""

    strongest: IsolationLevel
    supervisor: str  # "subreaper", or "process group": best effort
    landlock: str  # "ABI 7", or why not
    has_landlock: bool
    bubblewrap: str  # "bubblewrap 0.8.0", or why not
    has_bubblewrap: bool
    tools: tuple[FoundTool, ...]
    agents: tuple[FoundAgent, ...] = ()
