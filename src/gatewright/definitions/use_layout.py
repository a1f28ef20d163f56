"""Lay out a step that uses a procedure: the steps inside, and the step itself that closes it.

Nobody works on the closing step: it waits for the ends inside, has the gate, and says who works
again when that refuses.
"""

from collections.abc import Iterator, Mapping

from gatewright.core.content.content_names import artifact_of, with_artifact
from gatewright.core.layout.invocation import Invocation, ends_of, inside
from gatewright.definitions.document_places import schema_of
from gatewright.definitions.document_schema import PLAN
from gatewright.definitions.path_words import own_sets
from gatewright.definitions.procedures import Use
from gatewright.definitions.workflow_names import Names, report_artifact
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.ids import StepPath
from gatewright.model.path_sets import REGION
from gatewright.model.records import replace
from gatewright.model.workflow import Gate, StepDefinition


def report_use(one: Written, names: Names, located: Located) -> None:
    """Report inputs of a procedure that nobody makes in time, and what items would overwrite."""
    if one.use is None:
        return
    for name, declared in one.use.inputs.items():
        artifact = one.use.given.get(name, name)
        is_said = name in one.use.given
        is_known = artifact in names.makers or artifact in names.given
        if is_said or is_known:
            keys: Keys = (*one.keys, "with", name) if is_said else one.use_keys
            is_there = report_artifact(one, artifact, keys, names, located)
            wanted = schema_of(declared)
            if is_there and wanted and names.schemas.get(artifact) != wanted:
                article = "a plan" if wanted == PLAN else f"the form {wanted}"
                what = f'"{one.uses}" needs {article} as "{name}", and "{artifact}" is none'
                located.at_value(keys, what, hint=f"its maker says schema: {wanted}")
        elif not declared.get("optional"):
            what = f'"{one.uses}" needs the input "{name}", and no artifact is called so'
            located.at_value(one.use_keys, what, hint=f"with: {{{name}: ARTIFACT}}")
    _report_overwritten(one, one.use, located)


def _report_overwritten(one: Written, use: Use, located: Located) -> None:
    """Report what is made at one path for every item, and lists inside of a list."""
    if one.list is None:
        return
    for step in use.workflow.steps:
        keys = (*one.keys, "uses")
        if step.for_each or step.items:
            what = f'"{one.uses}" makes {step.path} for each item of a list of its own'
            located.at_value(keys, f"{what}; a list in a list is not carried out yet")
        for product in step.produces:
            if f"{{{one.list.name}" not in product.path:
                what = f'"{one.uses}" makes {product.path}, the same for each item'
                hint = f"its path names the item: {{{one.list.name}.key}}"
                located.at_value(keys, what, hint=hint)


def laid_use(
    one: Written, closing: StepDefinition, keeps: tuple[str, ...], names: Names
) -> Iterator[StepDefinition]:
    """Yield the steps inside and then `closing`; made for items, all of them are in `closing`."""
    use, is_list = one.use, one.list is not None
    assert use is not None, "BUG: a procedure that was not opened is laid out"
    steps = inside(use.workflow.steps, invocation_of(one, use, closing, keeps, names))
    again = tuple(step.path for step in steps if step.works or step.group or step.items)
    if is_list:
        own = {outside: f"{one.name}/{name}" for name, outside in use.names.items()}
        yield replace(closing, group=steps, remakes=again, gate=_gate(closing.gate, own))
        return
    yield from steps
    needs = tuple(dict.fromkeys((*closing.needs, *ends_of(steps))))
    yield replace(closing, needs=needs, remakes=again)


def invocation_of(
    one: Written, use: Use, closing: StepDefinition, keeps: tuple[str, ...], names: Names
) -> Invocation:
    """Return the use of a procedure by `one`."""
    there = {name: use.given.get(name, name) for name in use.inputs}
    is_list = one.list is not None
    return Invocation(
        path=StepPath(one.name),
        phase=one.phase,
        needs=() if is_list else closing.needs,
        when=closing.when,
        keeps=keeps,
        names={**there, **({} if is_list else use.names), **_regions(one, use, names)},
        absent=frozenset(_absent(use, names)),
        some_of=closing.some_of,
        passes=closing.passes,
    )


def _regions(one: Written, use: Use, names: Names) -> dict[str, str]:
    """Return what the regions of a procedure are called outside, where its words differ."""
    own = own_sets(use.workflow.paths, names.sets)
    return {f"{REGION}{each.name}": f"{REGION}{one.name}/{each.name}" for each in own}


def _absent(use: Use, names: Names) -> Iterator[str]:
    """Yield the inputs that there are not: each may be missing."""
    for name in use.inputs:
        if name not in use.given and name not in names.makers and name not in names.given:
            yield name


def _gate(gate: Gate, own: Mapping[str, str]) -> Gate:
    """Return the gate of a step that is made for items: it binds what is made for the same item."""
    return replace(
        gate,
        artifacts=tuple((said, _renamed(name, own)) for said, name in gate.artifacts),
        approvals=tuple(
            replace(rule, binds=tuple(_renamed(name, own) for name in rule.binds))
            for rule in gate.approvals
        ),
    )


def _renamed(name: str, own: Mapping[str, str]) -> str:
    """Return a name of content, of an artifact that is called otherwise here."""
    artifact = artifact_of(name)
    return with_artifact(name, own.get(artifact, artifact))
