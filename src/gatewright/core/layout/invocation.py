"""A procedure that a step uses: its steps, under the path of the step and with its names.

Inside, an artifact is called as the procedure calls it; outside nobody sees it, but what the
procedure gives out, under the name that the step gives it.
"""

from collections.abc import Iterable, Mapping, Sequence

from gatewright.core.content.content_names import artifact_of, is_region, with_artifact
from gatewright.model.facts import FACTS
from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass, field, replace
from gatewright.model.workflow import (
    TREE,
    ApprovalRule,
    Gate,
    NoGo,
    Product,
    SomeOf,
    StepDefinition,
)


@dataclass(frozen=True, slots=True)
class Invocation:
    """A step that uses a procedure, as far as the steps inside depend on it."""

    path: StepPath
    phase: str
    needs: tuple[StepPath, ...] = ()
    when: str = ""
    keeps: tuple[str, ...] = ()  # of the steps that somebody works on
    names: Mapping[str, str] = field(default_factory=dict)  # what is called otherwise outside
    absent: frozenset[str] = frozenset()  # inputs that there are not
    some_of: tuple[SomeOf, ...] = ()  # among `needs`
    passes: tuple[StepPath, ...] = ()


def inside(steps: Sequence[StepDefinition], use: Invocation) -> tuple[StepDefinition, ...]:
    """Return the steps of a procedure as they stand inside of `use`."""
    return tuple(_step(step, use) for step in steps)


def ends_of(steps: Iterable[StepDefinition]) -> tuple[StepPath, ...]:
    """Return the steps that no other of `steps` waits for."""
    steps = tuple(steps)
    needed = {need for step in steps for need in step.needs}
    return tuple(step.path for step in steps if step.path not in needed)


def both(*conditions: str) -> str:
    """Return one condition that holds where all of `conditions` do; "" where there is none."""
    said = [one for one in conditions if one]
    return " && ".join(f"({one})" for one in said) if len(said) > 1 else "".join(said)


def scoped(name: str, use: Invocation) -> str:
    """Return what a name of the procedure is called outside."""
    if name in use.names:
        return use.names[name]
    if is_region(name) or name in (TREE, FACTS):
        return name
    artifact = artifact_of(name)
    return with_artifact(name, use.names.get(artifact, f"{use.path}/{artifact}"))


def _step(step: StepDefinition, use: Invocation) -> StepDefinition:
    """Return one step under the path of the use."""
    own = tuple(_path(need, use) for need in step.needs)
    return replace(
        step,
        path=_path(step.path, use),
        phase=use.phase,
        needs=own or use.needs,
        reads=_artifacts(step.reads, use),
        writes=tuple(use.names.get(entry, entry) for entry in step.writes),
        keeps=tuple(
            dict.fromkeys(
                (
                    *(use.names.get(entry, entry) for entry in step.keeps),
                    *(use.keeps if step.works else ()),
                )
            )
        ),
        produces=tuple(_product(product, use) for product in step.produces),
        gate=_gate(step.gate, use),
        no_go=tuple(_rule(rule, step, use) for rule in step.no_go),
        when=both(use.when, step.when),
        for_each=scoped(step.for_each, use) if step.for_each else "",
        within=_path(step.within, use) if step.within else use.path,
        remakes=tuple(_path(each, use) for each in step.remakes),
        group=tuple(_step(each, use) for each in step.group),
        not_by=tuple(_path(each, use) for each in step.not_by),
        some_of=(*(_some(each, use) for each in step.some_of), *use.some_of),
        passes=(*(_path(each, use) for each in step.passes), *use.passes),
        remedies=tuple(_step(each, use) for each in step.remedies),
    )


def _some(group: SomeOf, use: Invocation) -> SomeOf:
    return replace(group, steps=tuple(_path(each, use) for each in group.steps))


def _path(step: StepPath, use: Invocation) -> StepPath:
    return StepPath(f"{use.path}/{step}")


def _artifacts(names: Iterable[str], use: Invocation) -> tuple[str, ...]:
    """Return artifacts by their names outside, without those that there are not."""
    return tuple(scoped(name, use) for name in names if artifact_of(name) not in use.absent)


def _product(product: Product, use: Invocation) -> Product:
    before = scoped(product.revises, use) if product.revises else ""
    return replace(product, name=scoped(product.name, use), revises=before)


def _gate(gate: Gate, use: Invocation) -> Gate:
    """Return a gate that asks and binds the same by the names outside.

    Once what used it holds, it is history: it need not hold again at what is crossed later.
    """
    asked = tuple(_approval(rule, use) for rule in gate.approvals)
    named = tuple(
        (said, scoped(name, use))
        for said, name in gate.artifacts
        if artifact_of(name) not in use.absent
    )
    return replace(gate, approvals=asked, is_crossing=False, artifacts=named)


def _approval(rule: ApprovalRule, use: Invocation) -> ApprovalRule:
    return replace(rule, binds=_artifacts(rule.binds, use))


def _rule(rule: NoGo, step: StepDefinition, use: Invocation) -> NoGo:
    """Return a failure rule by the names outside."""
    made = {product.name: scoped(product.name, use) for product in step.produces}
    return replace(
        rule,
        steps=tuple(_path(each, use) for each in rule.steps),
        checks=tuple(made.get(name, name) for name in rule.checks),
        offers=tuple(_rule(offer, step, use) for offer in rule.offers),
        artifacts=_artifacts(rule.artifacts, use),
        remedies=tuple(_path(each, use) for each in rule.remedies),
    )
