"""Plans are written by workers: any text is judged, soon; what passes can be built item by item."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewright.core.documents.judge_plan import judge_plan
from gatewright.core.documents.plan_document import read_plan, read_plan_items
from gatewright.model.verdicts import Status
from tests.observed import SUBJECT

LINES = st.sampled_from([
    "## Requirements", "## Tasks", "# Plan", "- R1: a", "- R2: b", "- T1: c (R1)", "- odd", "",
    "- T2: d (R1, R2)", "- T1: again (R2)", "```", "> - T3: quoted (R1)", "  - nested", "<!--",
    "-->", "1. T4: e (R2)",
])  # fmt: skip


def judged(content: bytes) -> Status:
    started = time.process_time()
    verdict = judge_plan("plan", "docs/plan.md", content, SUBJECT)
    assert time.process_time() - started < 20
    assert (verdict.status is Status.PASS) == (not verdict.reasons)
    return verdict.status


@settings(max_examples=60, deadline=None)
@given(st.binary())
def test_any_bytes_are_judged(content: bytes) -> None:
    """Law: no plan raises."""
    assert judged(content) in (Status.PASS, Status.FAIL)


@settings(max_examples=120, deadline=None)
@given(st.lists(LINES, max_size=14))
def test_plan_that_passes_has_an_item_for_each_task_and_a_task_for_each_requirement(
    lines: list[str],
) -> None:
    """Law: nothing that a passing plan lists is left out of the run."""
    text = "\n".join(lines)
    if judged(text.encode()) is Status.PASS:
        plan = read_plan(text)
        items = read_plan_items(text.encode())
        assert [item.key for item in items] == [task.key for task in plan.tasks]
        answered = {key for task in plan.tasks for key in task.requirements}
        assert answered == {one.key for one in plan.requirements}


@pytest.mark.parametrize(
    "unit",
    [
        "- ",
        "(",
        "- T1: a (R1)\n",
        "1",
        "## 1",
        "> ",
        "- R1: <!--",
        "(R1) ",
        "[ ] ",
        "1.",
        "  - a\n  ",
    ],
)
def test_a_large_hostile_plan_is_judged_in_time(unit: str) -> None:
    text = "## Tasks\n\n- T1: " + unit * (100_000 // len(unit)) + "\n\n# " + unit * 20_000
    assert judged(text.encode()) is Status.FAIL
