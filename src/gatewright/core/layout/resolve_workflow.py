"""Fill in what a workflow says of the feature it is used for, and of the item a step is made for.

What a definition may name is checked when it is read, so that an unknown name is refused then and
not when it runs.
"""

import re
from collections.abc import Mapping

from gatewright.core.text.filling import FEATURE_NAMES, fill, fill_condition, literal
from gatewright.model.feature import Feature
from gatewright.model.records import replace
from gatewright.model.workflow import (
    ApprovalRule,
    Doer,
    Gate,
    Item,
    NoGo,
    Product,
    StepDefinition,
    Workflow,
)

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")
_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}")
Values = Mapping[str, str]


def resolve_workflow(workflow: Workflow, feature: Feature) -> Workflow:
    """Return `workflow` with every name of the feature filled in.

    Raises: ValueError for a number or slug that could leave its folder -- a caller's bug.
    """
    values = dict(zip(FEATURE_NAMES, (str(feature.run_id), feature.slug), strict=True))
    for name, value in values.items():
        if not _PLAIN.fullmatch(value):
            raise ValueError(f"{name} cannot stand in a path: {value!r}")
    return replace(
        workflow,
        steps=tuple(filled_step(step, values) for step in workflow.steps),
        clean_up=tuple(filled_step(step, values) for step in workflow.clean_up),
        partly=filled_step(workflow.partly, values) if workflow.partly is not None else None,
        changes=filled_step(workflow.changes, values) if workflow.changes is not None else None,
        guides=_all(workflow.guides, values),
        paths=tuple(replace(one, globs=_all(one.globs, values)) for one in workflow.paths),
        branch=fill(workflow.branch, values),
    )


def step_for(step: StepDefinition, name: str, item: Item) -> StepDefinition:
    """Return `step` with what it says of `item`, which it calls `name`, filled in."""
    if not name:
        return step
    values, literals = values_of(name, item), literals_of(name, item)
    words = words_of(name, item)
    filled = filled_step(step, values)
    approvals = tuple(
        replace(_asked(rule, words), when=fill_condition(rule.when, literals))
        for rule in filled.gate.approvals
    )
    filled = replace(filled, doer=replace(filled.doer, brief=fill(filled.doer.brief, words)))
    gate = replace(filled.gate, approvals=approvals)
    when = fill(fill_condition(filled.when, literals), values)  # in quotes: what a param was given
    return replace(filled, when=when, gate=gate)


def literals_of(name: str, item: Item) -> dict[str, str]:
    """Return what the names of an item stand for in conditions."""
    said = {each: literal(value) for each, value in _named(name, item).items()}
    own = {f"{name}.{one.name}": one.literal for one in item.fields}
    return {**said, f"{name}.title": literal(item.title), **own}


def values_of(name: str, item: Item) -> dict[str, str]:
    """Return what the names of an item stand for in texts and paths.

    Shape: what an item says is the word of a worker. In paths and commands stands only what is
           one plain word, or the path of a file.
    """
    own = {f"{name}.{one.name}": one.text for one in item.fields if _is_harmless(one.text)}
    return {**_named(name, item), **own}


def words_of(name: str, item: Item) -> dict[str, str]:
    """Return what the names of an item stand for in words to people and workers."""
    own = {f"{name}.{one.name}": one.text for one in item.fields}
    return {**_named(name, item), **own}


def _is_harmless(text: str) -> bool:
    """Return whether `text` can stand in a path."""
    return _WORD.fullmatch(text) is not None and ".." not in text


def _named(name: str, item: Item) -> dict[str, str]:
    """Return what every item says."""
    return {
        name: item.key,
        f"{name}.key": item.key,
        f"{name}.id": item.key,
        f"{name}.kind": str(item.kind),
    }


def filled_step(step: StepDefinition, values: Values) -> StepDefinition:
    """Return `step` with every known name filled in."""
    return replace(
        step,
        doer=_doer(step.doer, values),
        writes=_all(step.writes, values),
        keeps=_all(step.keeps, values),
        produces=tuple(_product(product, values) for product in step.produces),
        gate=_gate(step.gate, values),
        no_go=tuple(_rule(rule, values) for rule in step.no_go),
        commit=replace(step.commit, message=fill(step.commit.message, values)),
        group=tuple(filled_step(inner, values) for inner in step.group),
        remedies=tuple(filled_step(inner, values) for inner in step.remedies),
    )


def _doer(doer: Doer, values: Values) -> Doer:
    """Return `doer` with every name filled in."""
    return replace(
        doer,
        role=fill(doer.role, values),
        brief=fill(doer.brief, values),
        argv=_all(doer.argv, values),
    )


def _product(product: Product, values: Values) -> Product:
    """Return `product` with every name filled in."""
    return replace(product, path=fill(product.path, values))


def _gate(gate: Gate, values: Values) -> Gate:
    """Return `gate` with every name filled in what it asks people, and in its own checks."""
    return replace(
        gate,
        approvals=tuple(_asked(rule, values) for rule in gate.approvals),
        defined=tuple(replace(each, text=fill(each.text, values)) for each in gate.defined),
    )


def _asked(rule: ApprovalRule, values: Values) -> ApprovalRule:
    """Return an approval with every name filled in."""
    return replace(rule, question=fill(rule.question, values), items=_all(rule.items, values))


def _rule(rule: NoGo, values: Values) -> NoGo:
    """Return a failure rule with every name filled in."""
    offers = tuple(_rule(offer, values) for offer in rule.offers)
    return replace(rule, reason=fill(rule.reason, values), offers=offers)


def _all(texts: tuple[str, ...], values: Values) -> tuple[str, ...]:
    """Return `texts` with every name filled in."""
    return tuple(fill(text, values) for text in texts)
