"""What is made up in plays of a workflow: all good, each gate bad, nobody there, ended early."""

from collections.abc import Iterator, Sequence

from gatewright.model.events import Exit
from gatewright.model.facts import FactRule
from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass, replace
from gatewright.model.workflow import StepDefinition, WorkerKind, Workflow

ALWAYS = 2_000  # more than a play has moves


@dataclass(frozen=True, slots=True)
class Script:
    """What is made up in a play: all is good, but for one step."""

    name: str
    bad: StepPath | None = None
    times: int = 0  # that its gate refuses, or that people send it back
    by_people: bool = False
    is_answered: bool = True  # where people are asked
    no: str = ""  # the fact that is not so
    exit: Exit | None = None  # that a person asks for, as soon as that may be


def scripts_of(steps: Sequence[StepDefinition], facts: Sequence[FactRule] = ()) -> Iterator[Script]:
    """Yield all plays of a workflow: all good, each fact not so, each gate bad, nobody there."""
    yield Script("all is good")
    asked = (fact for fact in facts if not fact.is_derived)
    yield from (Script(f"{fact.name} is not so", no=fact.name) for fact in asked)
    for step in steps:
        if step.gate.checks or step.doer.kind is not WorkerKind.NOBODY:
            yield Script(f"{step.path} is refused once", step.path, 1)
            yield Script(f"{step.path} is always refused", step.path, ALWAYS)
        if step.gate.approvals:
            yield Script(f"{step.path} is sent back once", step.path, 1, by_people=True)
            yield Script(f"{step.path} is always sent back", step.path, ALWAYS, by_people=True)
    yield Script("nobody answers", is_answered=False)


def scripts_of_exits(workflow: Workflow) -> Iterator[Script]:
    """Yield the plays in which somebody ends a run: what an abort does, good and bad; in part."""
    if workflow.partly is not None:
        yield Script("it is to end with what holds", exit=Exit.PARTIAL)
    if not workflow.clean_up:
        return
    bad = (each for each in scripts_of(workflow.clean_up) if each.bad is not None)
    for each in (Script("it is aborted"), *bad):
        yield replace(each, exit=Exit.ABORTED)
