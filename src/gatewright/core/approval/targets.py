"""The target that moved on: a step of its own at which what it has now is taken in.

The head is the work on that target from then on, and nothing that was judged of the whole stands.
Where the two go together nobody works at that step; where they clash, an agent or a person does,
beginning from what the others left, as with work that waits in the queue.
"""

from gatewright.core.state.run_state import RunState
from gatewright.model.ids import StepPath
from gatewright.model.standing import TargetMoved
from gatewright.model.workflow import (
    Against,
    Doer,
    Gate,
    Move,
    NoGo,
    StepDefinition,
    WorkerKind,
)

FOLDER = "target/"
ATTEMPTS_MAX = 4  # the first one is ours
EVERYWHERE = ("**",)
BRIEF = (
    "The branch {branch} has moved on while this was made. What you find is that branch with the "
    "work on it; where both changed the same, it is as the branch has it. Make the change of this "
    "work there, too: what others did stays, and what this work is for holds again."
)


def next_target(state: RunState) -> StepPath:
    """Return the step at which the target would be taken in now."""
    number = 1 + sum(path.startswith(FOLDER) for path in {*state.steps, *state.gone})
    return StepPath(f"{FOLDER}{number}")


def step_of_target(moved: TargetMoved, agent: str) -> StepDefinition:
    """Return the step at which `moved` is taken in. Shape: `agent` is "" where there is none."""
    return StepDefinition(
        path=moved.step,
        title=f"take in {moved.branch}",
        phase="target",
        doer=_doer(moved, agent),
        writes=EVERYWHERE if moved.is_clash else (),
        gate=Gate((), Against.BASE),
        no_go=(NoGo(Move.REWORK, at_most=ATTEMPTS_MAX),),
        attempts_max=ATTEMPTS_MAX,
    )


def _doer(moved: TargetMoved, agent: str) -> Doer:
    """Return who puts the two together: nobody, where they go together by themselves."""
    if not moved.is_clash:
        return Doer(WorkerKind.NOBODY)
    kind = WorkerKind.AGENT if agent else WorkerKind.PERSON
    return Doer(kind, brief=BRIEF.replace("{branch}", moved.branch))
