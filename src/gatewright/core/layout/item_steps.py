"""The steps that are made for one item of a list: one, or those of a procedure that it uses."""

from collections.abc import Iterable, Iterator

from gatewright.core.layout.invocation import ends_of
from gatewright.core.layout.resolve_workflow import step_for
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.workflow import Gate, Item, NoGo, StepDefinition


def steps_of_item(
    template: StepDefinition, item: Item, needs: tuple[StepPath, ...]
) -> Iterator[StepDefinition]:
    """Yield the steps for `item`, the one that stands for all of them last.

    Shape: `needs` are those of the first; a name of the template is that of the item from here on.
    """
    step = StepPath(f"{template.path}/{item.key}")
    own = step_for(template, template.item_name, item)
    for inner in own.group:
        filled = step_for(inner, template.item_name, item)
        named = _named(filled, template.path, step)
        title = f"{inner.title}: {item.title}"
        yield replace(named, title=title, needs=named.needs or needs, item_name=template.item_name)
    named = _named(own, template.path, step)
    ends = _paths(ends_of(own.group), template.path, step)
    yield replace(
        named,
        path=step,
        title=item.title,
        for_each="",
        items=(),
        group=(),
        needs=ends or needs,
        signals=(),
    )


def steps_of_remedy(
    template: StepDefinition, at: StepPath, refused: StepDefinition
) -> Iterator[StepDefinition]:
    """Yield the steps of a procedure that is laid in under `at`, the one that closes it last.

    Shape: the first need what `refused` needs, and no more of it.
    """
    for inner in template.group:
        named = _named(inner, template.path, at)
        own = tuple(need for need in named.needs if need.startswith(f"{at}/"))
        yield replace(
            named,
            needs=own or refused.needs,
            some_of=(*named.some_of, *refused.some_of),
            passes=(*named.passes, *refused.passes),
        )
    ends = _paths(ends_of(template.group), template.path, at)
    yield replace(_named(template, template.path, at), path=at, group=(), needs=ends)


def of_list(items: Iterable[Item], template: StepDefinition) -> tuple[Item, ...]:
    """Return the items of the list that a step is made for: a document may have several.

    Shape: what stands in no list by name is of the only one that there is.
    """
    return tuple(item for item in items if item.list_name in ("", template.list_name))


def _named(step: StepDefinition, template: StepPath, item: StepPath) -> StepDefinition:
    """Return a step of the template under the path of its item, with the names of that."""

    def all_of(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_renamed(name, template, item) for name in names)

    made = {product.name for product in step.produces}
    products = tuple(
        replace(each, name=_renamed(each.name, template, item)) for each in step.produces
    )
    return replace(
        step,
        path=_renamed(step.path, template, item),
        made_from=step.made_from or step.path,
        needs=_paths(step.needs, template, item),
        reads=all_of(step.reads),
        produces=products,
        gate=_gate(step.gate, template, item),
        no_go=tuple(_rule(rule, made, template, item) for rule in step.no_go),
        within=item if step.within == template else _renamed(step.within, template, item),
        remakes=_paths(step.remakes, template, item),
        not_by=_paths(step.not_by, template, item),
        some_of=tuple(
            replace(each, steps=_paths(each.steps, template, item)) for each in step.some_of
        ),
        passes=_paths(step.passes, template, item),
        group=tuple(_named(each, template, item) for each in step.group),
        remedies=tuple(_named(each, template, item) for each in step.remedies),
    )


def _gate(gate: Gate, template: StepPath, item: StepPath) -> Gate:
    return replace(
        gate,
        artifacts=tuple((said, _renamed(name, template, item)) for said, name in gate.artifacts),
        approvals=tuple(
            replace(rule, binds=tuple(_renamed(name, template, item) for name in rule.binds))
            for rule in gate.approvals
        ),
    )


def _rule(rule: NoGo, made: set[str], template: StepPath, item: StepPath) -> NoGo:
    """Return a failure rule that speaks of the steps of one item, and of what they make."""
    checks = (_renamed(one, template, item) if one in made else one for one in rule.checks)
    return replace(
        rule,
        steps=_paths(rule.steps, template, item),
        checks=tuple(checks),
        offers=tuple(_rule(offer, made, template, item) for offer in rule.offers),
        artifacts=tuple(_renamed(name, template, item) for name in rule.artifacts),
        remedies=_paths(rule.remedies, template, item),
    )


def rules_at(step: StepDefinition, before: StepPath, now: StepPath) -> tuple[NoGo, ...]:
    """Return the failure rules of a step as they are where it stands below `now`."""
    made = {product.name for product in step.produces}
    return tuple(_rule(rule, made, before, now) for rule in step.no_go)


def _paths(steps: tuple[StepPath, ...], template: StepPath, item: StepPath) -> tuple[StepPath, ...]:
    return tuple(_renamed(step, template, item) for step in steps)


def _renamed(name: str, template: StepPath, item: StepPath) -> StepPath:
    """Return a name below the template as one below its item; any other as it is."""
    is_below = name.startswith(f"{template}/")
    return StepPath(f"{item}{name.removeprefix(template)}" if is_below else name)
