"""Steps that are made for a list and stand beside each other: as written, and as a run has them."""

import pytest

from gatewright.core.documents.judge_plan import judge_plan
from gatewright.core.documents.plan_document import read_plan_items
from gatewright.core.evolve.evolve import evolve
from gatewright.core.state.run_state import Blocked, Ready
from gatewright.definitions.configuration import parse_configuration
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.configuration import Configuration
from gatewright.model.digest import digest_of
from gatewright.model.events import StepsExpanded
from gatewright.model.intake import JudgingDone
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Gate, Item, Move, NoGo, Product, StepDefinition, Workflow
from tests.observed import SUBJECT
from tests.unit.run_stories import NOBODY, Story, path, step
from tests.unit.test_side_by_side import begin, leave, wanted

FILE = """\
workflow: w
version: "1"
title: W
roles: [developer]
phases:
  - id: p
    steps:
      outline:
        {by: developer, brief: O., produces: {plan: {path: p.md, schema: plan}}, gate: [tests]}
      build: {for_each: LIST, by: developer, brief: B., writes: ["**"], gate: [tests]}
"""
PLAN = Product("plan", "docs/plan.md", "plan")
PARALLEL = {"for_each": "plan", "is_parallel": True, "after": "after", "gate": Gate(("tests",))}
BACK = NoGo(Move.REOPEN, (path("plan"),), 2)
ENDLESS = (
    step("plan", produces=(PLAN,)),
    step("build", ["plan"], for_each="plan", attempts_max=1, no_go=(BACK,)),
)


def written(words: str) -> StepDefinition | list[str]:
    """Return the step that is made for the list of these words, or what is wrong with it."""
    parsed = parse_workflow(FILE.replace("LIST", words), "w.yaml")
    if isinstance(parsed, Workflow):
        return parsed.steps[-1]
    return [problem.what for problem in parsed]


def test_list_says_how_it_is_gone_through() -> None:
    own = written("{task: plan#tasks, order: parallel, after: after, min: 2}")

    assert isinstance(own, StepDefinition)
    assert (own.is_parallel, own.after, own.items_min) == (True, "after", 2)


def test_list_is_a_sequence_of_at_least_one_where_nothing_is_said() -> None:
    for words in ("{task: plan#tasks}", "{task: plan#tasks, order: sequence}"):
        own = written(words)
        assert isinstance(own, StepDefinition)
        assert (own.is_parallel, own.after, own.items_min) == (False, "", 1)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("{side: [a, b], order: parallel, after: after}", "words name no others"),
        ("{side: [a, b], min: 3}", "2 items are no list of at least 3"),
        ("{task: plan#tasks, order: random}", "one of sequence, parallel"),
        ("{task: plan#tasks, after: needs}", 'do not say "needs"'),
        ("{task: plan#tasks, min: 0}", "a whole number from 1"),
    ],
)
def test_what_a_list_cannot_be_is_told(words: str, what: str) -> None:
    found = written(words)

    assert isinstance(found, list)
    assert any(what in each for each in found), found


# In a run


def listed(*items: Item, least: int = 1) -> Story:
    """Return a run whose plan has those items, with a step beside each other for each."""
    each = step("each", ["plan"], **PARALLEL, items_min=least)
    story = Story((step("plan", produces=(PLAN,)), each, step("end", ["each"], doer=NOBODY)))
    list_anew(story, "tp", *items)
    return story


def list_anew(story: Story, tree: str, *items: Item) -> None:
    """Have the plan made with those items."""
    story.work("plan", tree)
    story.told(JudgingDone(replace(story.judgement("plan"), items=items)))


def item(key: str, *after: str) -> Item:
    return Item(key, f"task {key}", digest_of([key, after]), after=after)


def test_items_are_begun_at_once_but_for_those_that_wait() -> None:
    story = listed(item("1"), item("2", "1"), item("3"), item("4", "1", "3", "nowhere"))

    assert sorted(name for _, name in wanted(story)[1:]) == ["each/1", "each/3"]

    begin(story, "each/1", "each/3")
    leave(story, "each/1", "t1")
    story.judge("each/1")
    assert [name for _, name in wanted(story)[1:]] == ["each/2"]


def test_order_of_a_plan_is_no_circle_whatever_it_says() -> None:
    story = listed(item("1", "2"), item("2", "1"))

    assert [name for _, name in wanted(story)[1:]] == ["each/1"]


def test_too_few_items_are_no_list() -> None:
    story = listed(item("1"), least=2)

    assert isinstance(story.state.phase, Blocked)
    assert story.state.phase.because == "each: there are fewer than 2 in plan to make it for"


def test_items_that_became_too_few_are_retired() -> None:
    story = listed(item("1"), item("2"), least=2)
    begin(story, "each/1")
    leave(story, "each/1", "t1")
    story.judge("each/1")

    after = evolve(story.state, StepsExpanded(path("each"), (item("1"),)))

    assert after.record(path("each/1")).is_retired
    assert path("each/2") not in after.steps


# In a plan


def plan_of(tasks: str) -> bytes:
    head = "## Requirements\n\n- R1: it adds\n\n## Tasks\n\n"
    return f"{head}{tasks}\n\n## Assumptions\n\nNone.\n".encode()


@pytest.mark.parametrize(
    ("task", "after"),
    [
        ("T3: c (R1)", ()),
        ("T3: c (R1, after T1)", ("1",)),
        ("T3: c (R1, after T1, T02 and T1)", ("1", "2")),
        ("T3: c after T1 (R1)", ()),
        ("T3: c (R1, T1)", ()),
    ],
)
def test_task_names_those_it_waits_for(task: str, after: tuple[str, ...]) -> None:
    items = read_plan_items(plan_of(f"- T1: a (R1)\n- T2: b (R1)\n- {task}"))

    assert items[2].after == after


@pytest.mark.parametrize("task", ["T1: a (R1, after T2)", "T1: a (R1, after T1)"])
def test_task_that_waits_for_one_that_is_not_above_it_is_refused(task: str) -> None:
    verdict = judge_plan("plan", "p.md", plan_of(f"- {task}\n- T2: b (R1)"), SUBJECT)

    assert [reason.code for reason in verdict.reasons] == ["plan.after"]
    good = judge_plan("plan", "p.md", plan_of("- T1: a (R1)\n- T2: b (R1, after T1)"), SUBJECT)
    assert good.reasons == ()


# In the configuration


def test_configuration_says_how_much_is_under_way_at_once() -> None:
    four, default = (
        parse_configuration(f"gatewright: 1\n{words}") for words in ("parallel: 4\n", "")
    )

    assert isinstance(four, Configuration)
    assert isinstance(default, Configuration)
    assert (four.parallel, default.parallel) == (4, 2)


@pytest.mark.parametrize("number", ["0", "17", "many"])
def test_configuration_cannot_say_nothing_or_too_much_at_once(number: str) -> None:
    parsed = parse_configuration(f"gatewright: 1\nparallel: {number}\n")

    assert not isinstance(parsed, Configuration)


def test_item_that_is_another_each_time_has_no_rule_anew() -> None:
    story = Story(ENDLESS)
    for turn in range(2):
        planned_as(story, f"said {turn}")
        story.work("build/1", f"b{turn}")
        story.judge("build/1", Status.FAIL, code=f"no.{turn}")
        assert isinstance(story.state.record(path("plan")).state, Ready)

    planned_as(story, "said once more")
    story.work("build/1", "b2")
    story.judge("build/1", Status.FAIL, code="no.2")

    assert isinstance(story.state.phase, Blocked)


def planned_as(story: Story, text: str) -> None:
    """Have a plan accepted whose only task has the same key and another text."""
    story.work("plan", text)
    items = (Item("1", "task 1", digest_of(text)),)
    story.told(JudgingDone(replace(story.judgement("plan"), items=items)))
