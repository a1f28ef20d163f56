"""Which proof a step owes, by the words of the plan."""

import pytest

from gatewright.core.documents.plan_document import read_plan_items
from gatewright.core.state.task_kinds import task_kind_of
from gatewright.model.intake import JudgingDone
from gatewright.model.records import replace
from gatewright.model.rules import TaskKind
from tests.unit.run_stories import Story, path

PLAN = b"""# A plan

## Requirements

- R1: it rounds

## Tasks

- T1: Move the rounding (R1, refactor)
- T2: Round half to even (R1)
- T3: Say so in the manual (R1; Chore)
- T4: Refactor the chore list (R1)
"""


def test_kind_stands_beside_the_requirements_and_nowhere_else() -> None:
    kinds = {item.key: item.kind for item in read_plan_items(PLAN)}

    assert kinds == {
        "1": TaskKind.REFACTOR,
        "2": TaskKind.BEHAVIOUR,
        "3": TaskKind.CHORE,
        "4": TaskKind.BEHAVIOUR,
    }


def test_another_kind_is_another_task() -> None:
    (before, *_), (after, *_) = (
        read_plan_items(content) for content in (PLAN, PLAN.replace(b", refactor", b""))
    )

    assert before.digest != after.digest


@pytest.mark.parametrize(
    ("keys", "whole"),
    [
        (b"123", TaskKind.BEHAVIOUR),
        (b"13", TaskKind.REFACTOR),
        (b"3", TaskKind.CHORE),
        (b"", TaskKind.BEHAVIOUR),
    ],
)
def test_what_judges_all_tasks_owes_the_most_that_one_of_them_owes(
    keys: bytes, whole: TaskKind
) -> None:
    items = tuple(item for item in read_plan_items(PLAN) if item.key.encode() in set_of(keys))
    story = Story()
    story.work("write-plan", "t1")
    judged = story.judgement("write-plan")
    if items:
        story.told(JudgingDone(replace(judged, items=items)))
        story.judge("may-code")
        story.decide("may-code")
        for item in items:
            assert task_kind_of(story.state, path(f"build/{item.key}")) is item.kind

    assert task_kind_of(story.state, path("finish")) is whole


def test_task_that_is_gone_from_the_plan_owes_nothing() -> None:
    items = tuple(item for item in read_plan_items(PLAN) if item.key in ("1", "2"))
    story = Story()
    story.work("write-plan", "t1")
    story.told(JudgingDone(replace(story.judgement("write-plan"), items=items)))
    story.judge("may-code")
    story.decide("may-code")
    record = story.state.record(path("build/2"))
    left = story.state.steps.put(path("build/2"), replace(record, is_retired=True))

    assert task_kind_of(story.state, path("finish")) is TaskKind.BEHAVIOUR
    state = replace(story.state, steps=left)
    assert task_kind_of(state, path("finish")) is TaskKind.REFACTOR


def set_of(keys: bytes) -> set[bytes]:
    return {bytes([key]) for key in keys}
