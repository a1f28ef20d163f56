"""Scripts are read whole or refused with a place; the right list is chosen for an attempt."""

import pytest

from gatewright.definitions.agent_script import parse_agent_script
from gatewright.model.agent_script import (
    AgentScript,
    Ask,
    Delete,
    Die,
    Edit,
    Execute,
    Hang,
    Lie,
    Part,
    Say,
    Sleep,
    Witness,
    Write,
)
from gatewright.model.trouble import Mistake
from gatewright.workers.scripted import choose_actions

WHOLE = """\
agent: 1
steps:
  build/*/green:
    - [{lie: All done.}]
    - - write: {path: app.py, text: "x = 1\\n"}
      - edit: {path: app.py, find: "1", replace: ""}
      - delete: old
      - run: [true, now]
      - say: Mended.
      - sleep: 0.25
      - ask: Which port?
      - witness: green
      - die: KILL
      - hang
"""


def test_script_of_every_action_is_read() -> None:
    actions = (
        Write("app.py", "x = 1\n"),
        Edit("app.py", "1", ""),
        Delete("old"),
        Execute(("true", "now")),
        Say("Mended."),
        Sleep(0.25),
        Ask("Which port?"),
        Witness("green"),
        Die("KILL"),
        Hang(),
    )

    script = parse_agent_script(WHOLE, "script.yaml")

    assert script == AgentScript((Part("build/*/green", ((Lie("All done."),), actions)),))


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "1:1", "says nothing"),
        ("agent: 1\nsteps: [", "2:9", ""),
        ("agent: 2\nsteps: {}", "1:8", "1 is expected"),
        ("steps: {}", "1:1", 'needs "agent"'),
        ("agent: 1\nsteps: {a: [[{wirte: x}]]}", "2:15", 'did you mean "write"'),
        ("agent: 1\nsteps: {a: [[{say: x, ask: y}]]}", "2:14", "an action is one of"),
        ("agent: 1\nsteps: {a: [[{}]]}", "2:14", "an action is one of"),
        ("agent: 1\nsteps: {a: [[{write: {path: x}}]]}", "2:22", 'needs "text"'),
        ("agent: 1\nsteps: {a: [[{sleep: soon}]]}", "2:22", "seconds"),
        ("agent: 1\nsteps: {a: [[{die: USR1}]]}", "2:20", "one of KILL"),
        ("agent: 1\nsteps: {a: []}", "2:12", "a list of 1"),
        ("agent: 1\nsteps: {'a b': [[hang]]}", "2:9", "no name"),
        ("agent: 1\nsteps: {a: [[*x]]}", "2:14", "aliases"),
        ("agent: 1\nsteps: {a: [[wait]]}", "2:14", "an action is expected"),
    ],
)
def test_script_that_cannot_be_meant_is_a_mistake_with_its_place(
    text: str, place: str, words: str
) -> None:
    with pytest.raises(Mistake) as caught:
        parse_agent_script(text, "script.yaml")

    assert caught.value.code == "script.malformed"
    assert caught.value.what.startswith(f"script.yaml:{place} ")
    assert words in caught.value.what


def script_of(*steps: str) -> AgentScript:
    return AgentScript(tuple(Part(step, ((Say(step),),)) for step in steps))


@pytest.mark.parametrize(
    ("steps", "chosen"),
    [
        (("build/2/green", "green"), "build/2/green"),
        (("green", "build/2/green"), "green"),
        (("build/1/green", "reen", "2/green"), "2/green"),
        (("build/*/red", "build/*/green"), "build/*/green"),
        (("*",), "*"),
    ],
)
def test_first_part_that_names_the_step_is_played(steps: tuple[str, ...], chosen: str) -> None:
    assert choose_actions(script_of(*steps), "build/2/green", 1) == (Say(chosen),)


def test_last_list_repeats() -> None:
    script = AgentScript((Part("plan", ((Say("1"),), (Say("2"),))),))

    played = [choose_actions(script, "plan", number) for number in (1, 2, 3, 9)]

    assert played == [(Say("1"),), (Say("2"),), (Say("2"),), (Say("2"),)]


def test_step_without_a_part_is_said_to_have_none() -> None:
    assert choose_actions(script_of("plan"), "build/1", 1) == (
        Say("Nothing is scripted for this step."),
    )
