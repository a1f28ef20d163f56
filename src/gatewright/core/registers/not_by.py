"""Who may not work on a step because of what they worked on before: who builds does not review.

Agents are told apart by their names, people by who they are.
"""

from collections.abc import Iterable, Iterator

from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.model.feature import People
from gatewright.model.ids import PERSON, StepPath
from gatewright.model.workflow import StepDefinition, WorkerKind, Workflow


def why_barred(state: RunState, record: StepRecord, worker: str) -> str:
    """Return where `worker` worked that bars them from a step, in words; "" where nothing does."""
    for place in record.definition.not_by:
        for other in (*state.steps.values(), *state.gone.values()):
            if _is_at(other.definition, place) and worker in other.authors:
                name = worker.removeprefix(PERSON)
                return f"{name} worked on {other.definition.path}, and somebody else is wanted"
    return ""


def _is_at(step: StepDefinition, place: StepPath) -> bool:
    """Return whether a step is the one at `place`, was made from it, or stands within it."""
    names = (step.path, step.made_from)
    return any(name == place or name.startswith(f"{place}/") for name in names)


def unstaffable(workflow: Workflow, people: People) -> Iterator[str]:
    """Yield which steps nobody could do, because all who could have worked elsewhere, and why."""
    steps = workflow.every_step
    for step in steps:
        others = [each for each in steps if any(_is_at(each, place) for place in step.not_by)]
        by_people = [each for each in others if each.doer.kind is WorkerKind.PERSON]
        if step.doer.kind is WorkerKind.PERSON:
            able = _people_for(step, people)
            for other in by_people:
                if len(able | _people_for(other, people)) < 2:
                    yield f"nobody could do {step.path}: who does {other.path} is alone"


def single_agent(workflow: Workflow) -> Iterator[str]:
    """Yield which steps are left to a person, since one agent works on all that agents do."""
    steps = workflow.every_step
    for step in steps:
        if step.doer.kind is WorkerKind.AGENT and step.not_by:
            others = _agents_at(steps, step.not_by)
            if others:
                yield (
                    f"{step.path} is not for who works on {others[0]}: the agent does that, "
                    "so a person takes it (gatewright checkout)"
                )


def _agents_at(steps: Iterable[StepDefinition], places: Iterable[StepPath]) -> list[StepPath]:
    """Return the steps at `places` that are an agent's."""
    return [
        each.path
        for each in steps
        if each.doer.kind is WorkerKind.AGENT and any(_is_at(each, place) for place in places)
    ]


def _people_for(step: StepDefinition, people: People) -> frozenset[str]:
    """Return who may do the step of a person; alone, it is always the same one."""
    if people.is_solo:
        return frozenset((PERSON,))
    held = dict(people.roles).get(step.doer.role)
    return frozenset(held if held is not None else (each for _, h in people.roles for each in h))
