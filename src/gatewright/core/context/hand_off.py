"""What a step is handed: the work of other roles that it rests on, back to the nearest workers.

What a role must be handed is demanded where workflows demand things before a step: by the checks of
its `entry`. They are judged before it begins; here they are told with what came of them.
"""

from collections import deque
from collections.abc import Iterator

from gatewright.core.content.content_names import artifact_of
from gatewright.core.context.known import notes_of_run
from gatewright.core.state.run_state import RunState, Skipped, StepRecord
from gatewright.model.context import NoteKind
from gatewright.model.hand_off import Demand, HandedStep, HandOff
from gatewright.model.ids import StepPath

STEPS_MAX = 20
OPEN_MAX = 10


def hand_off_for(state: RunState, record: StepRecord) -> HandOff | None:
    """Return what the worker of a step is handed by others; None where it goes on by itself."""
    role = record.definition.doer.role
    before, gates = _before(state, record)
    given = [each for each in before if each.definition.doer.role != role]
    if not role or not given:
        return None
    steps = tuple(_handed(state, each) for each in given[:STEPS_MAX])
    givers = {each.definition.path for each in given}
    left_open = (
        note.text
        for note in notes_of_run(state)
        if note.kind is NoteKind.QUESTION and note.step in givers
    )
    demands = tuple(demand for gate in gates for demand in _demands(gate))
    return HandOff(role, steps, demands, tuple(left_open)[:OPEN_MAX])


def _before(state: RunState, record: StepRecord) -> tuple[list[StepRecord], list[StepRecord]]:
    """Return the nearest steps with workers that a step rests on, and the gates on the way."""
    definition = record.definition
    makers = (each for name in definition.reads for each in state.makers.get(artifact_of(name), ()))
    waiting = deque((*definition.needs, *makers))
    seen: set[StepPath] = {definition.path}
    workers: list[StepRecord] = []
    gates: list[StepRecord] = []
    while waiting:
        path = waiting.popleft()
        if path in seen or path not in state.steps:
            continue
        seen.add(path)
        each = state.record(path)
        if each.is_template:
            waiting += _made_of(state, path)
        elif each.has_worker:
            workers.append(each)
        else:
            gates.append(each)
            waiting += each.definition.needs
    return workers, gates


def _made_of(state: RunState, template: StepPath) -> Iterator[StepPath]:
    """Yield the steps that were made for the items of a list."""
    return (path for path in state.steps if path.startswith(f"{template}/"))


def _handed(state: RunState, record: StepRecord) -> HandedStep:
    """Return what one step gives."""
    definition, judged = record.definition, record.judged
    names = (product.name for product in definition.produces)
    made = tuple((name, state.artifacts[name]) for name in names if name in state.artifacts)
    return HandedStep(
        step=definition.path,
        title=definition.title,
        role=definition.doer.role,
        workers=tuple(sorted(record.authors)),
        made=made,
        checked=judged.verdicts if judged is not None else (),
        because=record.state.because if isinstance(record.state, Skipped) else "",
    )


def _demands(gate: StepRecord) -> Iterator[Demand]:
    """Yield what a gate on the way demanded, with what came of it."""
    lines = {line.check: line for line in gate.judged.verdicts} if gate.judged is not None else {}
    texts = {each.name: each.text for each in gate.definition.gate.defined}
    for name in gate.definition.gate.checks:
        yield Demand(name, texts.get(name, ""), lines.get(name))
