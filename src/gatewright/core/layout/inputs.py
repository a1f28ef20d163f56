"""What a run does without an input, and whom it asks for one: said in its steps when it starts."""

from collections.abc import Callable, Collection, Sequence

from gatewright.core.content.content_names import artifact_of
from gatewright.core.layout.invocation import both
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.workflow import (
    ASKED_STEP,
    TREE,
    Doer,
    Gate,
    InputRule,
    Product,
    StepDefinition,
    WorkerKind,
    Workflow,
)


def given(workflow: Workflow, absent: frozenset[str], lacking: Sequence[InputRule]) -> Workflow:
    """Return `workflow` of which `absent` may be missing, and `lacking` is asked for or made."""
    made = [rule.name for rule in lacking]
    return asking_for(without(without_making(workflow, made), absent), lacking)


def without(workflow: Workflow, absent: frozenset[str]) -> Workflow:
    """Return `workflow` in which nobody reads, binds or goes through an input that there is not."""
    if not absent:
        return workflow
    return _each(workflow, lambda step: _without(step, absent))


def without_making(workflow: Workflow, made: Collection[str]) -> Workflow:
    """Return `workflow` that has the steps for inputs only for those that are `made` in it."""
    left = [rule.name for rule in workflow.inputs if rule.uses and rule.name not in made]
    if not left:
        return workflow
    own = tuple(f"{ASKED_STEP}/{name}" for name in left)
    gone = {each.path for each in workflow.steps if _is_of(each.path, own)}
    steps = tuple(each for each in workflow.steps if each.path not in gone)
    return _each(replace(workflow, steps=steps), lambda step: _no_longer(step, gone))


def _is_of(step: StepPath, uses: tuple[str, ...]) -> bool:
    """Return whether a step closes one of `uses`, or is inside."""
    return step in uses or step.startswith(tuple(f"{use}/" for use in uses))


def _no_longer(step: StepDefinition, gone: Collection[StepPath]) -> StepDefinition:
    """Return `step` which waits for none of `gone`, and sends nothing back there."""
    return replace(
        step,
        needs=tuple(need for need in step.needs if need not in gone),
        no_go=tuple(
            replace(rule, steps=tuple(each for each in rule.steps if each not in gone))
            for rule in step.no_go
        ),
    )


def _each(workflow: Workflow, alter: Callable[[StepDefinition], StepDefinition]) -> Workflow:
    """Return `workflow` with each step altered, those of its exits among them."""
    return replace(
        workflow,
        steps=tuple(alter(step) for step in workflow.steps),
        clean_up=tuple(alter(step) for step in workflow.clean_up),
        partly=alter(workflow.partly) if workflow.partly is not None else None,
        changes=alter(workflow.changes) if workflow.changes is not None else None,
    )


def asking_for(workflow: Workflow, wanted: Sequence[InputRule]) -> Workflow:
    """Return `workflow` with a step for each input that a person is asked for, before all others.

    Shape: whoever reads it waits for it; nobody else changes it.
    """
    by_people = [rule for rule in wanted if rule.ask]
    paths = tuple(rule.path for rule in by_people)
    asked = tuple(_asked(rule, paths) for rule in by_people)
    steps = tuple(_keeping(step, paths) for step in workflow.steps)
    return replace(workflow, steps=(*asked, *steps)) if by_people else workflow


def _asked(rule: InputRule, paths: tuple[str, ...]) -> StepDefinition:
    """Return the step in which a person makes an input."""
    form = f", in the form {rule.schema or rule.type}" if rule.schema or rule.type else ""
    brief = f"This run needs {rule.name}, and there is none. Write it to {rule.path}{form}."
    return StepDefinition(
        path=StepPath(f"{ASKED_STEP}/{rule.name}"),
        title=f"write {rule.name.replace('-', ' ')}",
        phase=ASKED_STEP,
        doer=Doer(WorkerKind.PERSON, rule.ask, brief),
        keeps=tuple(path for path in paths if path != rule.path),
        produces=(Product(rule.name, rule.path, rule.schema),),
        gate=Gate(),
    )


def _keeping(step: StepDefinition, paths: tuple[str, ...]) -> StepDefinition:
    """Return `step`, which changes none of `paths`."""
    group = tuple(_keeping(each, paths) for each in step.group)
    laid = tuple(_keeping(each, paths) for each in step.remedies)
    keeps = (*step.keeps, *paths) if step.works else ()
    return replace(step, keeps=keeps, group=group, remedies=laid)


def _without(step: StepDefinition, absent: frozenset[str]) -> StepDefinition:
    """Return `step` which knows nothing of `absent`."""
    approvals = tuple(
        replace(rule, binds=_left(rule.binds, absent) or (TREE,)) for rule in step.gate.approvals
    )
    is_for_nothing = step.for_each in absent and bool(step.for_each)
    return replace(
        step,
        reads=_left(step.reads, absent),
        when=both(step.when, "false") if is_for_nothing else step.when,
        gate=replace(
            step.gate,
            approvals=approvals,
            artifacts=tuple(
                one for one in step.gate.artifacts if artifact_of(one[1]) not in absent
            ),
        ),
        group=tuple(_without(each, absent) for each in step.group),
        remedies=tuple(_without(each, absent) for each in step.remedies),
    )


def _left(names: tuple[str, ...], absent: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in names if artifact_of(name) not in absent)
