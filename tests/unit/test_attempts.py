"""Attempts: where they are made."""

import pytest

from gatewright.model.ids import RunId, StepPath
from gatewright.runtime.attempts import lane_of
from gatewright.workspace.opening import _NAME


@pytest.mark.parametrize("step", ["build/1", "build-" + "x" * 63, "-".join(["word" * 15] * 10)])
def test_every_step_has_a_lane_that_may_be_opened(step: str) -> None:
    lane = lane_of(RunId("12"), StepPath(step))

    assert _NAME.fullmatch(lane)
    assert lane != lane_of(RunId("12"), StepPath(f"{step}x"))
