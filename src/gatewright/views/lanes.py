"""Steps that are under way at once, in a few words."""

from collections.abc import Sequence

from gatewright.model.ids import StepPath


def lanes_in_words(steps: Sequence[StepPath]) -> str:
    """Return which steps are under way: the one, or by the first of them how many.

    Shape: steps that were made for the items of one list go by the name of that: "build, 3 lanes".
    """
    if len(steps) < 2:
        return "".join(steps)
    common = {step.partition("/")[0] for step in steps}
    name = common.pop() if len(common) == 1 else steps[0]
    return f"{name}, {len(steps)} lanes"
