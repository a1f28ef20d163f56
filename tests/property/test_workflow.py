"""The loader of workflows: any text is a workflow or problems with places, never an exception.

What it accepts can be run: each step needs only earlier ones, and each name means something.
"""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gatewright.definitions.workflow import parse_workflow
from gatewright.model.workflow import Move, WorkerKind, Workflow
from tests.workflows import GOOD, small

MARKS = st.sampled_from(
    [*"[]{}:,#&*!|>'\"%@`-?\n\t \\", "\x00", "é", "\ud800", "none", "tests", "self", "build", "1"]
)


def assert_is_answered(text: str) -> None:
    """Fail unless `text` comes to a workflow that can be run, or to problems that stand in it."""
    started = time.process_time()
    answer = parse_workflow(text, "w.yaml", ("size",))
    assert time.process_time() - started < 5
    if isinstance(answer, Workflow):
        assert_can_be_run(answer)
        return
    assert answer
    last = text.count("\n") + 1
    for problem in answer:
        assert 1 <= problem.line <= last + 1
        assert problem.column >= 1
        assert str(problem).startswith("w.yaml:")


def assert_can_be_run(workflow: Workflow) -> None:
    """Fail unless every step rests on earlier ones and is held by something."""
    done: set[str] = set()
    made: set[str] = set()
    assert workflow.steps
    for step in workflow.steps:
        assert step.path not in done
        assert done >= set(step.needs)
        assert made >= set(step.reads)
        assert not step.for_each or step.for_each in made
        assert step.no_go
        if step.doer.kind is WorkerKind.NOBODY:
            assert step.gate.checks or step.gate.approvals
            assert not any(rule.move is Move.REWORK for rule in step.no_go)
        else:
            assert step.writes or step.produces or step.may_be_empty
        for rule in step.no_go:
            assert done >= set(rule.steps)
        for asked in step.gate.approvals:
            assert set(workflow.roles) >= set(asked.roles)
        done.add(step.path)
        made |= {product.name for product in step.produces}


@settings(max_examples=50, deadline=None)
@given(st.text())
@example('workflow: "\\UFFFFFFFF"')
def test_any_text_is_answered(text: str) -> None:
    """Law: no text raises."""
    assert_is_answered(text)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), st.lists(MARKS, max_size=3)),
        min_size=1,
        max_size=3,
    )
)
def test_any_mutation_of_a_good_file_is_answered(
    edits: list[tuple[int, int, list[str]]],
) -> None:
    """Law: cut and put in what you like, the answer stays one of the two."""
    text = GOOD
    for start, length, put_in in edits:
        text = text[:start] + "".join(put_in) + text[start + length :]
    assert_is_answered(text)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, GOOD.count("\n")), st.integers(0, GOOD.count("\n")), st.booleans())
def test_any_line_left_out_or_moved_is_answered(source: int, target: int, is_moved: bool) -> None:
    """Law: lines in another order, or fewer, come to an answer too."""
    lines = GOOD.splitlines()
    line = lines.pop(min(source, len(lines) - 1))
    if is_moved:
        lines.insert(target, line)
    assert_is_answered("\n".join(lines))


NAMES = ["a", "b", "c", "d", "e"]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(st.none(), st.lists(st.sampled_from(NAMES), max_size=3)), max_size=5))
def test_any_needs_come_to_an_order_or_to_a_circle(needs: list[list[str] | None]) -> None:
    """Law: an order is found wherever there is one."""
    steps = [
        f"{name}: {{{'' if wanted is None else f'needs: {wanted}, '}gate: [tests]}}".replace(
            "'", ""
        )
        for name, wanted in zip(NAMES, needs, strict=False)
    ]
    assert_is_answered(small(*steps))


@pytest.mark.parametrize("unit", ["[", "phases: ", "- {id: p}\n", "a: {needs: [a]}\n"])
def test_a_large_hostile_text_is_answered_in_time(unit: str) -> None:
    size = 256 * 1024
    assert_is_answered((unit * size)[:size])


def test_a_long_chain_that_is_written_backwards_is_ordered_in_time() -> None:
    names = [f"s{number}" for number in range(200)]
    steps = [
        f"{name}: {{needs: [{', '.join(names[index + 1 : index + 2])}], gate: [tests]}}"
        for index, name in enumerate(names)
    ]
    assert_is_answered(small(*steps))
