"""Whole workflows with something wrong in them: each loads, or is told about at a place in a file.

The mutations keep the text close to a workflow: what is there is moved, doubled, left out, or put
in the place of something else, so that they come further than random text does.
"""

import random
import re
import time
from importlib.resources import files
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from gatewright.core.evolve.evolve import begin
from gatewright.core.layout.resolve_workflow import resolve_workflow
from gatewright.core.rehearse.played_endings import Ending
from gatewright.core.rehearse.rehearsal import rehearse
from gatewright.core.state.run_state import RunState
from gatewright.core.text.yaml_format import format_yaml
from gatewright.definitions.workflow import CODE, parse_workflow
from gatewright.definitions.workflow_shape import PHASE, STEP, WORKFLOW
from gatewright.model.feature import Feature
from gatewright.model.ids import RunId
from gatewright.model.workflow import Workflow
from tests.examples import TEXTS, example, library_of
from tests.starts import AT, start

CATALOG = Path(str(files("gatewright"))) / "catalog" / "workflows"
SCENARIOS = Path(__file__).parents[1] / "scenarios"
SHIPPED = {path.stem: path.read_text("utf-8") for path in sorted(CATALOG.glob("*.yaml"))}
CHECKS = ("size", "look")
MUTATIONS = 300
SECONDS_MAX = 5  # of processor time for one text
KEYS = (*WORKFLOW.fields, *PHASE.fields, *STEP.fields, *WORKFLOW.later, *STEP.later, "approval")
WORDS = (
    "self", "producers", "none", "true", "010", "-1", "99999999999", "''", "[]", "{}", "~",
    "{task}", "{task.key}", "{params.target}", "{feature.slug}", "{feature.nobody}", "params.x",
    "facts.x &&", "plan#tasks", "../x", "/x", "cycle", "delivery", "words", "{uses: delivery}",
    "plan#risks", "plan@first", "tree:code", "tree:nobody", "source", "change",
)  # fmt: skip
_TOKEN = re.compile(r"[A-Za-z_{}.#-][\w{}.#/*-]*")


def mutated(text: str, chance: random.Random) -> str:
    """Return `text` with one to four things done to it."""
    for _ in range(chance.randint(1, 4)):
        text = chance.choice((_line, _token, _key, _block, _indent))(text, chance)
    return text


def _line(text: str, chance: random.Random) -> str:
    """Leave out a line, or say it twice, or elsewhere."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    line = lines.pop(at)
    put = chance.choice([[], [at, at], [chance.randrange(len(lines) + 1)]])
    for place in put:
        lines.insert(place, line)
    return "\n".join(lines)


def _token(text: str, chance: random.Random) -> str:
    """Put another word of the text, or one of ours, in the place of a word."""
    found = list(_TOKEN.finditer(text))
    if not found:
        return text
    match, other = chance.choice(found), chance.choice(found)
    word = chance.choice([other[0], chance.choice(WORDS), match[0][:-1], match[0] * 2])
    return text[: match.start()] + word + text[match.end() :]


def _key(text: str, chance: random.Random) -> str:
    """Put another key in the place of one."""
    found = list(re.finditer(r"([\w-]+):", text))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start(1)] + chance.choice(KEYS) + text[match.end(1) :]


def _block(text: str, chance: random.Random) -> str:
    """Leave out some lines together."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    return "\n".join(lines[:at] + lines[at + chance.randint(1, 8) :])


def _indent(text: str, chance: random.Random) -> str:
    """Move a line in or out."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] = f"  {lines[at]}" if chance.random() < 0.5 else lines[at].removeprefix("  ")
    return "\n".join(lines)


def scenarios() -> dict[str, dict[str, str]]:
    """Return the workflows of the scenarios, each with its procedures."""
    read = YAML(typ="safe")
    found = {path.stem: read.load(path.read_text()) for path in sorted(SCENARIOS.glob("*.yaml"))}
    return {
        name: {"w": one["workflow"], **one.get("procedures", {})} for name, one in found.items()
    }


@pytest.mark.parametrize("part", range(3))
def test_a_workflow_with_something_wrong_is_told_about_at_its_place(part: int) -> None:
    chance = random.Random(part)
    families = [TEXTS, SHIPPED, *scenarios().values()]
    loaded = 0
    for _ in range(MUTATIONS):
        texts = dict(chance.choice([TEXTS, TEXTS, *families]))
        name = chance.choice(list(texts))
        top = "delivery" if "delivery" in texts else next(iter(texts))
        texts[name] = mutated(texts[name], chance)
        loaded += assert_is_answered(texts, top)
    assert 0 < loaded < MUTATIONS / 2


def assert_is_answered(texts: dict[str, str], top: str) -> bool:
    """Return whether a workflow loads; fail where it neither does nor is told about."""
    started = time.process_time()
    answer = parse_workflow(texts[top], f"{top}.yaml", CHECKS, library=library_of(texts))
    assert time.process_time() - started < SECONDS_MAX
    if isinstance(answer, Workflow):
        assert begun(resolve_workflow(answer, Feature(RunId("1"), "slug", "idea"))).steps
        return True
    assert answer
    places = {f"{name}.yaml": text.count("\n") + 2 for name, text in texts.items()}
    for problem in answer:
        assert 1 <= problem.line <= places[problem.path], str(problem)
        assert problem.column >= 1
        assert problem.what
        assert problem.code == CODE
    return False


def begun(workflow: Workflow) -> RunState:
    return begin(start(workflow), AT)


def test_the_larger_example_can_be_played() -> None:
    workflow = example()

    plays = list(rehearse(start(workflow), AT))

    assert plays[0].ending is Ending.COMPLETED
    assert {play.ending for play in plays} <= {*Ending} - {Ending.STUCK, Ending.ENDLESS}
    begun = frozenset[str]().union(*(play.begun for play in plays))
    assert {step.path for step in workflow.all_steps} - begun == set()


@pytest.mark.parametrize("name", TEXTS)
def test_the_examples_are_laid_out(name: str) -> None:
    assert format_yaml(TEXTS[name]) == TEXTS[name]
