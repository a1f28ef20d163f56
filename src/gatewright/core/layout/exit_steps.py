"""The steps of an exit: what an abort does first, and where it is judged whether a run may end.

They stand under the path of their exit and wait for nothing but each other: nothing else of the run
goes on beside a clean-up.
"""

from collections.abc import Sequence

from gatewright.core.layout.invocation import ends_of
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.workflow import (
    Against,
    Doer,
    Gate,
    Move,
    NoGo,
    StepDefinition,
    WorkerKind,
)

ABORTED, PARTIAL = StepPath("exits/aborted"), StepPath("exits/partial")
EXITS = "exits"
GIVEN_UP_INSIDE = "work"  # what fails a step that closes others, where one of those ends them
_AS_REQUIRED = "what has to hold before it is aborted does not"
_CLOSING = (
    NoGo(Move.ABORT, at_most=1, checks=(GIVEN_UP_INSIDE,)),
    NoGo(Move.BLOCK, reason=_AS_REQUIRED),
)


def clean_up_of(
    steps: Sequence[StepDefinition], required: StepDefinition | None
) -> tuple[StepDefinition, ...]:
    """Return what an abort does: `steps` under its path, then what has to hold then.

    Shape: `required` is a gate; the last step closes the clean-up, with or without one.
    """
    own = frozenset(step.path for step in steps)
    inside = tuple(_inside(step, own) for step in steps)
    gate = required.gate if required is not None else Gate((), Against.BASE)
    closing = StepDefinition(
        path=ABORTED,
        title="the end of what an abort does",
        phase=EXITS,
        doer=Doer(WorkerKind.NOBODY),
        needs=ends_of(inside),
        gate=replace(gate, is_crossing=False),
        no_go=_CLOSING,
    )
    return (*inside, closing)


def partly_of(required: StepDefinition) -> StepDefinition:
    """Return where it is judged whether a run may end with what holds. Shape: that is a gate."""
    return replace(
        required,
        path=PARTIAL,
        title="end with what holds",
        phase=EXITS,
        needs=(),
        gate=replace(required.gate, is_crossing=False),
        no_go=(),
    )


def _inside(step: StepDefinition, own: frozenset[StepPath]) -> StepDefinition:
    """Return one step under the path of the clean-up, without what it waited for outside."""
    return replace(
        step,
        path=_path(step.path),
        phase=EXITS,
        needs=tuple(_path(need) for need in step.needs if need in own),
        no_go=tuple(_rule(rule) for rule in step.no_go),
        within=_path(step.within) if step.within else ABORTED,
        remakes=tuple(_path(each) for each in step.remakes),
        not_by=tuple(_path(each) if each in own else each for each in step.not_by),
        gate=replace(step.gate, is_crossing=False),
        some_of=tuple(
            replace(each, steps=tuple(_path(one) for one in each.steps if one in own))
            for each in step.some_of
        ),
    )


def _path(step: StepPath) -> StepPath:
    return StepPath(f"{ABORTED}/{step}")


def _rule(rule: NoGo) -> NoGo:
    """Return a failure rule by the names in the clean-up."""
    offers = tuple(_rule(offer) for offer in rule.offers)
    return replace(rule, steps=tuple(_path(each) for each in rule.steps), offers=offers)
