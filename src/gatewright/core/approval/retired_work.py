"""Whether work of who is retired stays: a step of its own, at which a person keeps or reverts it.

What is reverted is work like any other: put on the head, judged there, a commit. Where that
clashes, a person does it by hand.
"""

from collections.abc import Iterable, Iterator

from gatewright.core.approval.changes import NAMED_MAX
from gatewright.core.state.retired import FOLDER
from gatewright.core.state.run_state import RunState
from gatewright.model.commit_policy import CommitRule
from gatewright.model.ids import StepPath
from gatewright.model.retiring import WorkRetired
from gatewright.model.workflow import (
    Against,
    Doer,
    Gate,
    Move,
    NoGo,
    StepDefinition,
    WorkerKind,
)

ATTEMPTS_MAX = 4  # the first one is ours
EVERYWHERE = ("**",)
BRIEF = (
    "Take back by hand what {steps} added: the opposite of that clashes with what came since. What "
    "others did stays."
)


def next_question(state: RunState, more: int = 0) -> StepPath:
    """Return the step at which it would be asked now, behind `more` others."""
    number = 1 + sum(path.startswith(FOLDER) for path in {*state.steps, *state.gone})
    return StepPath(f"{FOLDER}{number + more}")


def role_for(state: RunState, gates: Iterable[StepPath]) -> str:
    """Return who says it: a role that decides at one of `gates`; "" for who asked for the run."""
    rules = (rule for gate in gates for rule in state.record(gate).definition.gate.approvals)
    roles = [role for rule in rules for role in rule.roles]
    held = dict(state.started.people.roles)
    return next((role for role in roles if held.get(role)), next(iter(roles), ""))


def step_of_retired(state: RunState, event: WorkRetired) -> StepDefinition:
    """Return the step at which a person keeps or reverts what was added."""
    steps = named(event.of)
    offers = (NoGo(Move.KEEP, at_most=1), NoGo(Move.REVERT, at_most=1))
    return StepDefinition(
        path=event.step,
        title=f"keep or revert what {steps} added",
        phase="retired",
        doer=Doer(WorkerKind.PERSON, brief=BRIEF.replace("{steps}", steps)),
        writes=EVERYWHERE,
        keeps=tuple(_made_by_others(state, event)),
        gate=Gate((), Against.BASE),
        no_go=(
            NoGo(Move.ASK, at_most=1, role=event.role, offers=offers),
            NoGo(Move.REWORK, at_most=ATTEMPTS_MAX),
        ),
        attempts_max=ATTEMPTS_MAX,
        commit=_commit_of(state, event),
    )


def named(steps: tuple[StepPath, ...]) -> str:
    """Return the first of `steps`, and how many there are besides."""
    more = len(steps) - NAMED_MAX
    rest = (f"{more} more",) if more > 0 else ()
    return ", ".join((*steps[:NAMED_MAX], *rest))


def _made_by_others(state: RunState, event: WorkRetired) -> Iterator[str]:
    """Yield the documents that are there still: people agreed to them, and others read them."""
    for path, record in state.steps.items():
        for one in record.definition.produces if path not in event.of else ():
            if one.path and one.name in state.artifacts:
                yield one.path


def _commit_of(state: RunState, event: WorkRetired) -> CommitRule:
    """Return when it is a commit: as what was added."""
    known = {**state.gone, **state.steps}
    return known[event.of[0]].definition.commit
