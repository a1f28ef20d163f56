"""Agents by their name, from what is typed to the worker that a run finds again after a restart."""

import json
from pathlib import Path

import pytest

from gatewright import bootstrap
from gatewright.bootstrap.agents import worker_of
from gatewright.bootstrap.surroundings import base_python
from gatewright.model.ids import EffectId, StepPath
from gatewright.model.trouble import Mistake
from gatewright.ports.processes import Limits
from gatewright.ports.workers import Order, Work
from gatewright.runtime.desk import Desk
from gatewright.runtime.desk_words import StartRequest
from gatewright.testing import acp_agent
from tests.e2e.checked_repository import make_repository

AGENT = """\
#!/bin/sh
brief=$(cat)
echo "{\\"type\\": \\"end\\", \\"text\\": \\"$# $1 $SOME_KEY-$OTHER_KEY $(ls -A "$HOME")\\"}"
"""
SPOKEN = f"""\
#!/bin/sh
exec {base_python()} -I -S {Path(acp_agent.__file__)} \
  "tool('some work'); print(mode, '$SOME_KEY-$OTHER_KEY', len(servers))" \
  '{{"modes": ["asks", "edits"]}}'
"""
OWN = {
    "mine": {
        "program": "small",
        "argv": [["--model", "{model}"], "{options}"],
        "keys": ["SOME_KEY"],
        "login": [".small-login", ".small-settings"],
        "output": {"said": {"of": ["end"], "at": ["/text"]}},
    },
    "bare": {"like": "mine", "home": "isolated", "keys": [], "options": ["-x"]},
}
TALKS = {"program": "talks", "argv": ["--acp"], "acp": {"mode": "edits"}, "keys": ["SOME_KEY"]}
PROJECT = """\
gatewright: 1
agents:
  ours: {program: small, argv: [--stdin]}
"""


class Room:
    """A repository, a person with an agent of their own, and what they start."""

    def __init__(self, top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.top = top
        self.root = make_repository(top / "shelf", {".gatewright/config.yaml": PROJECT})
        small = top / "programs" / "small"
        small.parent.mkdir()
        small.write_text(AGENT)
        small.chmod(0o755)
        monkeypatch.setenv("PATH", f"{small.parent}:/usr/local/bin:/usr/bin:/bin")
        monkeypatch.setenv("HOME", str(top / "person"))
        monkeypatch.setenv("XDG_STATE_HOME", str(top / "state"))
        monkeypatch.setenv("XDG_CONFIG_HOME", str(top / "config"))
        monkeypatch.setenv("SOME_KEY", "sk-1")
        monkeypatch.setenv("OTHER_KEY", "sk-2")
        (top / "person").mkdir()
        self.own({"gatewright": 1, "agents": OWN})

    def own(self, document: object) -> None:
        place = self.top / "config" / "gatewright" / "agents.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(document))

    @property
    def desk(self) -> Desk:
        return bootstrap.desk(str(self.root))

    def named(self, agent: str | None) -> str:
        request = StartRequest(start=str(self.root), idea="Treble", agent=agent)
        return self.desk.plan_start(request).agent

    def says(self, name: str) -> str:
        """Return the last words of an attempt of the agent that a run has kept as `name`."""
        edges, _ = bootstrap._open(str(self.root))
        worker = worker_of(name, edges, str(self.top / "state"))
        assert worker is not None
        lane = self.top / "lane"
        lane.mkdir(exist_ok=True)
        order = Order(
            effect_id=EffectId("1/step/attempt/1"),
            step=StepPath("step"),
            number=1,
            title="A step",
            lane=str(lane),
            brief="Do it.",
            limits=Limits(wall_s=30.0),
        )
        work = worker.work(order, lambda _: None)
        assert isinstance(work, Work)
        return work.said


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    return Room(tmp_path, monkeypatch)


def test_own_agent_has_its_key_and_login_and_nothing_else(room: Room) -> None:
    (room.top / "person" / ".small-login").write_text("token")
    (room.top / "person" / ".other").write_text("token")
    name = room.named("mine")

    assert name.startswith("mine:")
    assert room.says(name) == "0  sk-1- .small-login"


def test_agent_that_is_spoken_with_has_its_key_and_its_mode(room: Room) -> None:
    talks = room.top / "programs" / "talks"
    talks.write_text(SPOKEN)
    talks.chmod(0o755)
    room.own({"gatewright": 1, "agents": {"talks": TALKS}})
    name = room.named("talks")

    assert name.startswith("talks:")
    assert room.says(name) == "edits sk-1- 0"


def test_agent_that_is_spoken_with_is_taken_only_by_its_name(room: Room) -> None:
    talks = TALKS | {"program": "small"}
    room.own({"gatewright": 1, "agents": {"mine": OWN["mine"], "talks": talks}})

    assert room.named(None).startswith("mine:")


def test_isolated_agent_has_neither(room: Room) -> None:
    (room.top / "person" / ".small-login").write_text("token")

    assert room.says(room.named("bare")) == "1 -x -"


def test_projects_agent_has_neither(room: Room) -> None:
    assert '"1 --stdin - "' in room.says(room.named("ours"))


def test_no_key_is_written_down(room: Room) -> None:
    room.says(room.named("mine"))

    kept = [path for path in (room.top / "state").rglob("*") if path.is_file()]
    assert not [path for path in kept if b"sk-1" in path.read_bytes()]


def test_run_goes_on_with_the_agent_as_it_was_when_it_started(room: Room) -> None:
    name = room.named("bare")
    room.own({"gatewright": 1, "agents": {"bare": {"program": "small", "argv": ["other"]}}})

    assert room.says(name) == "1 -x -"
    assert room.named("bare") != name


def test_words_that_are_no_name_are_a_command_as_ever(room: Room) -> None:
    assert room.named("small --mine").startswith("command:")


def test_only_agent_that_is_here_and_logged_in_is_taken(room: Room) -> None:
    room.own({"gatewright": 1, "agents": {"mine": OWN["mine"]}})
    assert room.named(None).startswith("mine:")

    room.own({"gatewright": 1, "agents": {"mine": OWN["mine"], "also": OWN["mine"]}})
    with pytest.raises(Mistake, match="No coding agent was named") as several:
        room.named(None)
    room.own({"gatewright": 1, "agents": {"bare": {"program": "small", "argv": ["x"]}}})
    with pytest.raises(Mistake, match="No coding agent was named") as none:
        room.named(None)

    assert several.value.found == "Several are here and logged in: mine, also."
    assert none.value.found == ""


def test_agent_that_finds_no_login_is_told_of_before_it_starts(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def notes(agent: str) -> list[str]:
        request = StartRequest(start=str(room.root), idea="Treble", agent=agent)
        return [each for each in room.desk.plan_start(request).notes if "login" in each]

    assert notes("mine") == []
    monkeypatch.delenv("SOME_KEY")
    assert notes("mine") == ["no login and no key of mine was found; gatewright doctor"]
    assert notes("bare") == notes("small --stdin") == []
    (room.top / "person" / ".small-login").write_text("token")
    assert notes("mine") == []


def test_known_agent_that_is_not_here_is_refused(room: Room) -> None:
    with pytest.raises(Mistake, match="No program is called codex here"):
        room.named("codex")


def test_own_file_that_says_something_wrong_is_told_with_its_place(room: Room) -> None:
    room.own({"gatewright": 1, "agents": {"mine": {"like": "claude", "modle": "x"}}})

    with pytest.raises(Mistake, match=r"agents\.yaml:1:\d+.*unknown key") as raised:
        room.named("mine")

    assert raised.value.code == "agent.malformed"


def test_agent_inside_the_repository_is_refused_by_its_profile_too(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = room.root / "tools" / "small"
    inside.parent.mkdir()
    inside.write_text(AGENT)
    inside.chmod(0o755)
    monkeypatch.setenv("PATH", f"{inside.parent}:/usr/bin:/bin")

    with pytest.raises(Mistake, match="lies inside the repository"):
        room.named("mine")


def test_what_a_run_kept_that_is_gone_is_nobody(room: Room) -> None:
    edges, _ = bootstrap._open(str(room.root))

    assert worker_of("mine:" + "0" * 64, edges, str(room.top / "state")) is None
