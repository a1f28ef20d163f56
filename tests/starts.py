"""A run that is about to start, for which everything was found."""

from gatewright.model.digest import digest_of
from gatewright.model.events import RunStarted
from gatewright.model.records import replace
from gatewright.model.workflow import InputFound, Workflow
from tests.unit.run_stories import AT, start_of

__all__ = ["AT", "start"]


def start(workflow: Workflow) -> RunStarted:
    """Return the start of a run for which everything was found."""
    found = tuple(InputFound(rule.name, "x", digest_of("x"), "main") for rule in workflow.inputs)
    return replace(start_of(workflow.steps), workflow=workflow, inputs=found)
