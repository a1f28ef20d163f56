"""Profiles of agents: the shipped ones load, a person's and a project's are read strictly."""

from pathlib import Path

import pytest

from gatewright.bootstrap.agent_profiles import SHIPPED, folders_behind
from gatewright.definitions.agent_profiles import parse_own, parse_shipped, project_profiles
from gatewright.definitions.configuration import parse_configuration
from gatewright.model.agent_profile import (
    AcpTalk,
    AgentProfile,
    Home,
    Versions,
    WrittenAgent,
    parts_of,
    was_tried,
)
from gatewright.model.configuration import Configuration
from gatewright.model.trouble import Mistake

KNOWN = {
    path.stem: parse_shipped(path.stem, path.read_text()) for path in sorted(SHIPPED.glob("*.yaml"))
}


def own(text: str) -> AgentProfile:
    (made,) = parse_own(f"gatewright: 1\nagents:\n  mine: {text}\n", "agents.yaml", KNOWN)
    return made


def written(text: str) -> tuple[WrittenAgent, ...]:
    read = parse_configuration(f"gatewright: 1\nagents:\n  mine: {text}\n")
    assert isinstance(read, Configuration), read
    return read.agents


def test_agents_that_come_with_the_program() -> None:
    assert [name for name, profile in KNOWN.items() if profile.acp is None] == [
        "aider", "claude", "codex", "gemini", "opencode", "pi", "qwen",
    ]  # fmt: skip
    assert [name for name, profile in KNOWN.items() if profile.acp is not None] == [
        "claude-acp", "codex-acp", "gemini-acp", "opencode-acp", "qwen-acp",
    ]  # fmt: skip
    assert all(profile.tried and profile.money_max for profile in KNOWN.values())


def test_own_agent_is_like_another_but_for_what_it_says() -> None:
    made = own("{like: claude, model: opus, env: {A: b}, cap: {money: '0.50'}, home: isolated}")

    claude = KNOWN["claude"]
    assert (made.name, made.program, made.argv) == ("mine", "claude", claude.argv)
    assert (made.model, made.money_max, made.tokens_max) == ("opus", 50, claude.tokens_max)
    assert made.env == (*claude.env, ("A", "b"))
    assert made.home is Home.ISOLATED


def test_words_of_a_command_may_stand_by_themselves() -> None:
    assert own("{program: a, argv: [-p, [-m, '{model}']]}").argv == (("-p",), ("-m", "{model}"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{argv: [x]}", 'an agent needs "program"'),
        ("{program: a}", 'an agent needs "argv"'),
        ("{program: ./a, argv: [x]}", "the name of a program of the PATH"),
        ("{program: -a, argv: [x]}", "the name of a program of the PATH"),
        ("{program: a, argv: ['{secret}']}", "nothing is called {secret} here"),
        ("{program: a, argv: ['-x{options}']}", "{options} is a word by itself"),
        ("{program: a, argv: ['{prompt}']}", "{prompt} stands in argv if prompt is a file"),
        ("{program: a, argv: [x], prompt: file}", "{prompt} stands in argv if prompt is a file"),
        ("{program: a, argv: [x], keys: [PATH]}", "PATH is not a profile's to say"),
        ("{program: a, argv: [x], keys: ['A=b']}", "the name of a variable"),
        ("{program: a, argv: [x], env: {LD_PRELOAD: x}}", "LD_PRELOAD is not a profile's to say"),
        ("{program: a, argv: [x], login: [../x]}", "a path below the home folder"),
        ("{program: a, argv: [x], login: [/etc/x]}", "a path below the home folder"),
        ("{program: a, argv: [x], tried: {from: new, below: '2'}}", "a version is expected"),
        ("{program: a, argv: [x], output: {session: {at: [x]}}}", "a pointer starts with /"),
        ("{program: a, argv: [x], acp: {}, prompt: file}", "an agent that is spoken with (acp)"),
        ("{program: a, argv: [x], acp: {}, output: {}}", "an agent that is spoken with (acp)"),
        ("{program: a, argv: ['{session}'], acp: {}}", "with acp it goes by the protocol"),
        ("{like: claude, acp: {}}", "with acp it goes by the protocol"),
        ("{program: a, argv: [x], acp: {permits: [reads]}}", "reads"),
        ("{program: a, argv: [x], acp: {modus: a}}", 'unknown key "modus"'),
        ("{like: clyde}", "mine is like clyde, and nobody is called that"),
        ("{program: a, argv: [x], modle: y}", 'unknown key "modle"'),
    ],
)
def test_mistake_in_an_agent_is_told(text: str, told: str) -> None:
    with pytest.raises(Mistake, match="agent") as raised:
        own(text)

    assert raised.value.code == "agent.malformed"
    assert told in raised.value.what


def test_name_that_means_another_worker_is_refused() -> None:
    with pytest.raises(Mistake, match="command is no name for an agent"):
        parse_own("gatewright: 1\nagents: {command: {like: claude}}\n", "a.yaml", KNOWN)


def test_projects_agent_keeps_login_and_keys_while_it_is_started_in_the_same_way() -> None:
    (made,) = project_profiles(written("{like: claude, model: opus, idle: 2m}"), KNOWN)

    assert (made.keys, made.login, made.home) == (
        KNOWN["claude"].keys,
        KNOWN["claude"].login,
        Home.USER,
    )


@pytest.mark.parametrize(
    "text",
    [
        "{like: claude, options: [--settings, '{}']}",
        "{like: claude, argv: [x]}",
        "{like: claude, program: clyde}",
        "{like: claude, version: [x]}",
        "{like: claude, output: {}}",
        "{program: a, argv: [x]}",
    ],
)
def test_projects_agent_that_is_started_otherwise_has_no_login_and_no_keys(text: str) -> None:
    (made,) = project_profiles(written(text), KNOWN)

    assert (made.keys, made.login, made.home) == ((), (), Home.ISOLATED)


@pytest.mark.parametrize("key", ["keys: [A]", "login: [.a]", "home: user", "env: {A: b}"])
def test_project_says_nothing_of_keys_login_and_home(key: str) -> None:
    text = f"gatewright: 1\nagents:\n  mine: {{like: claude, {key}}}\n"

    problems = parse_configuration(text)

    assert isinstance(problems, tuple)
    assert "unknown key" in problems[0].what
    assert problems[0].line == 3


def test_project_cannot_alter_an_agent_that_is_known() -> None:
    agent = WrittenAgent("claude", (("like", "codex"),))

    with pytest.raises(Mistake, match="claude is known already"):
        project_profiles((agent,), KNOWN)


@pytest.mark.parametrize(
    ("version", "parts"),
    [("2.1.30", (2, 1, 30)), ("2.1.30-beta.1", (2, 1, 30)), ("", ()), ("v2", ()), ("1..2", (1,))],
)
def test_parts_of_a_version(version: str, parts: tuple[int, ...]) -> None:
    assert parts_of(version) == parts


def test_version_was_tried_in_its_range_alone() -> None:
    tried = Versions("1.9", "2.1")

    assert [was_tried(each, tried) for each in ("1.10", "1.8.9", "2.0.99", "2.1", "")] == [
        True, False, True, False, False,
    ]  # fmt: skip
    assert not was_tried("1.9", None)


def test_what_a_program_needs_to_start_is_seen(tmp_path: Path) -> None:
    packages = tmp_path / "lib" / "node_modules"
    script = packages / "agent" / "bin" / "agent.js"
    script.parent.mkdir(parents=True)
    script.touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "agent").symlink_to(script)
    assert folders_behind(str(tmp_path / "bin" / "agent")) == (str(packages),)

    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\n")
    (tmp_path / "bin" / "aider").touch()
    found = folders_behind(str(tmp_path / "bin" / "aider"))
    assert found[0] == str(tmp_path)

    alone = tmp_path / "elsewhere" / "deep" / "tool"
    alone.parent.mkdir(parents=True)
    alone.touch()
    assert folders_behind(str(alone)) == (str(alone),)


def test_agent_that_is_spoken_with_is_asked_for_what_it_may() -> None:
    made = own("{program: a, argv: [--acp], acp: {mode: edits, auth: key, permits: [read, edit]}}")

    assert made.acp == AcpTalk("edits", "key", ("read", "edit"))
    assert own("{program: a, argv: [--acp], acp: {}}").acp == AcpTalk()
    assert own("{like: codex-acp, acp: {mode: read-only}}").acp == AcpTalk("read-only")


def test_project_that_speaks_otherwise_with_an_agent_has_none_of_its_keys() -> None:
    like = project_profiles(written("{like: claude-acp, model: opus}"), KNOWN)[0]
    other = project_profiles(written("{like: claude-acp, acp: {mode: auto}}"), KNOWN)[0]

    assert (like.keys, like.acp) == (KNOWN["claude-acp"].keys, KNOWN["claude-acp"].acp)
    assert (other.keys, other.home) == ((), Home.ISOLATED)
