"""The `doctor` screen from fixed machines: one with everything, one with little."""

import pytest

from gatewright.cli.doctor import doctor_rows
from gatewright.cli.json_document import print_document
from gatewright.cli.screen import print_lines
from gatewright.model.agent_profile import AgentAsked, FoundAgent, Versions
from gatewright.model.isolation import IsolationLevel
from gatewright.model.machine import FoundTool, MachineSurvey
from gatewright.model.records import replace
from gatewright.processes.machine import TOOLS
from gatewright.views.doctor import WITHOUT, doctor_view
from tests import judgements as made
from tests.golden.golden import agrees_with_file


def asked(name: str, *keys: str) -> AgentAsked:
    """Return an agent to look for, of which version 2 was tried."""
    return AgentAsked(name, name, ("--version",), "/login", keys, Versions("2", "3"))


COMPLETE = MachineSurvey(
    strongest=IsolationLevel.NAMESPACES,
    supervisor="subreaper",
    landlock="ABI 7",
    has_landlock=True,
    bubblewrap="bubblewrap 0.8.0",
    has_bubblewrap=True,
    tools=tuple(FoundTool(name, f"/usr/bin/{name}", "1.2.3") for name in TOOLS),
    agents=(
        FoundAgent(asked("aider"), None),
        FoundAgent(asked("claude"), "/usr/bin/claude", "2.1.5", is_logged_in=True),
        FoundAgent(replace(asked("claude-acp"), by_acp=True), "/usr/bin/claude-agent-acp", "2.0"),
        FoundAgent(asked("codex", "CODEX_API_KEY"), "/usr/bin/codex", "3.0.1"),
        FoundAgent(asked("pi"), "/usr/bin/pi", ""),
    ),
)
BARE = MachineSurvey(
    strongest=IsolationLevel.NONE,
    supervisor="process group",
    landlock="only on Linux",
    has_landlock=False,
    bubblewrap="refused by the kernel: user namespaces are off (bwrap: setting up uid map:"
    " Permission denied\x1b[31m)",
    has_bubblewrap=False,
    tools=tuple(FoundTool(name, "/usr/bin/git" if name == "git" else None, "") for name in TOOLS),
)
SCREENS = {
    "doctor-complete": (COMPLETE, made.PIPE),
    "doctor-bare": (BARE, made.PIPE),
    "doctor-bare-ascii": (BARE, made.ASCII),
}


@pytest.mark.parametrize("name", SCREENS)
def test_doctor_screen_is_as_kept(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    survey, terminal = SCREENS[name]

    print_lines(list(doctor_rows(doctor_view(survey), terminal)), terminal)

    assert agrees_with_file(f"{name}.txt", capsys.readouterr().out)


def test_doctor_document_is_as_kept(capsys: pytest.CaptureFixture[str]) -> None:
    print_document(doctor_view(BARE), ())

    assert agrees_with_file("doctor-json.txt", capsys.readouterr().out)


def test_every_tool_that_is_looked_for_has_words_for_its_absence() -> None:
    assert set(WITHOUT) == set(TOOLS)
