"""An outcome that was accepted, and is judged again as it is: the head is not moved by that."""

from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.model.events import StepJudged
from gatewright.model.records import replace


def on_head(state: RunState, record: StepRecord, judged: StepJudged) -> StepJudged:
    """Return what a judgement comes to for what there is now.

    Shape: it is of a tree that others built on since. So it says what it lists, and of facts what
           is found in what the step itself makes; each digest is known by now.
    """
    own = {product.name for product in record.definition.produces}
    rules = {rule.name: rule for rule in state.started.workflow.facts}
    facts = tuple(
        seen
        for seen in judged.facts
        if own.issuperset(name for _, name in rules[seen.name].reads)
        and not rules[seen.name].is_of_diff
    )
    return replace(judged, artifacts=(), facts=facts)
