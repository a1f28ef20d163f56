"""What `doctor` says: the isolation this machine gives and what that is worth, and its tools."""

from gatewright.model.agent_profile import FoundAgent, was_tried
from gatewright.model.isolation import CLAIMS, IsolationLevel
from gatewright.model.machine import FoundTool, MachineSurvey
from gatewright.model.records import dataclass

SCHEMA = "gatewright.doctor/1"

WITHOUT: dict[str, str] = {
    "git": "nothing can be judged",
    "python": "Python projects cannot be judged",
    "uv": "Python environments cannot be built",
    "node": "Node projects cannot be judged",
    "npm": "Node environments cannot be built",
    "bwrap": "checks can reach the network and see other processes",
}
NAMES: dict[IsolationLevel, str] = {
    IsolationLevel.NONE: "no confinement",
    IsolationLevel.FILES: "files",
    IsolationLevel.NAMESPACES: "namespaces",
}
_WORTH_OF_SUPERVISOR: dict[str, str] = {
    "subreaper": "nothing that a check starts outlives it",
    "process group": "best effort: a program that leaves its group may outlive a check",
}


@dataclass(frozen=True, slots=True)
class MechanismView:
    """One thing isolation is made of."""

    name: str
    works: bool
    says: str


@dataclass(frozen=True, slots=True)
class ToolView:
    """One tool."""

    name: str
    is_found: bool
    version: str
    path: str
    without: str  # what is lost; "" where it is found


@dataclass(frozen=True, slots=True)
class AgentView:
    """One agent that can be named with `-a`."""

    name: str
    is_found: bool
    version: str
    tried: str  # the versions that were tried: "2.1.100 up to 3"
    is_tried: bool
    login: str  # "its login file", "ANTHROPIC_API_KEY"; "" where there is nothing of it
    path: str
    by_acp: bool  # it is spoken with, by the Agent Client Protocol


@dataclass(frozen=True, slots=True)
class DoctorView:
    """All of it, for every face."""

    schema: str
    level: int
    level_name: str
    claim: str
    mechanisms: tuple[MechanismView, ...]
    tools: tuple[ToolView, ...]
    agents: tuple[AgentView, ...]
    unanswered: tuple[str, ...] = ()  # what runs here ask that nobody could answer


def doctor_view(survey: MachineSurvey, unanswered: tuple[str, ...] = ()) -> DoctorView:
    """Return what `survey` means, and beside it what the runs around here have nobody for."""
    supervisor = f"{survey.supervisor}: {_WORTH_OF_SUPERVISOR.get(survey.supervisor, '')}"
    return DoctorView(
        schema=SCHEMA,
        level=int(survey.strongest),
        level_name=NAMES[survey.strongest],
        claim=CLAIMS[survey.strongest],
        mechanisms=(
            MechanismView("supervisor", survey.supervisor == "subreaper", supervisor),
            MechanismView("landlock", survey.has_landlock, survey.landlock),
            MechanismView("bubblewrap", survey.has_bubblewrap, survey.bubblewrap),
        ),
        tools=tuple(_tool_view(tool) for tool in survey.tools),
        unanswered=unanswered,
        agents=tuple(_agent_view(agent) for agent in survey.agents),
    )


def _tool_view(tool: FoundTool) -> ToolView:
    """Return one tool with what is lost where it is missing."""
    without = "" if tool.path else WITHOUT.get(tool.name, "")
    return ToolView(tool.name, tool.path is not None, tool.version, tool.path or "", without)


def _agent_view(agent: FoundAgent) -> AgentView:
    """Return one agent with what speaks for its being logged in."""
    asked = agent.asked
    logins = (*(("its login file",) if agent.is_logged_in else ()), *asked.keys)
    return AgentView(
        name=asked.name,
        is_found=agent.path is not None,
        version=agent.version,
        tried=f"{asked.tried.least} up to {asked.tried.below}" if asked.tried else "",
        is_tried=was_tried(agent.version, asked.tried),
        login=", ".join(logins),
        path=agent.path or "",
        by_acp=asked.by_acp,
    )
