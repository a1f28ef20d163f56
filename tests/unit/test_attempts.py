"""Attempts: where they are made."""

import pytest

from gatewright.model.ids import RunId, StepPath
from gatewright.runtime.lane_names import is_lane_of, lane_by_hand, lane_of
from gatewright.workspace.opening import _NAME


@pytest.mark.parametrize("step", ["build/1", "build-" + "x" * 63, "-".join(["word" * 15] * 10)])
def test_every_step_has_a_lane_that_may_be_opened(step: str) -> None:
    lane = lane_of(RunId("12"), StepPath(step))

    assert _NAME.fullmatch(lane)
    assert lane != lane_of(RunId("12"), StepPath(f"{step}x"))


STEPS = (
    "hand", ".hand", "build", "Build", "build/1", "build-1", "build_1", "build/1/2", "build/1-2",
    "b" * 97, "b" * 98, "b" * 99, "c" * 63 + "/1", "x/ä", "x/é",
)  # fmt: skip


def test_no_two_lanes_of_a_run_have_one_name() -> None:
    lanes = [lane_of(RunId("1"), StepPath(each)) for each in STEPS]
    lanes.append(lane_by_hand(RunId("1")))

    assert len(set(lanes)) == len(lanes)
    assert [each for each in lanes if not _NAME.fullmatch(each)] == []
    assert all(is_lane_of(each, RunId("1")) for each in lanes)
    assert not any(is_lane_of(each, RunId("11")) for each in lanes)
