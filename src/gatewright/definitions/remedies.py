"""Procedures that failure rules have done first: opened and laid out where the run may need them.

Each is read as a use of it by the step that may be refused; nothing of it is given out.
"""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.layout.invocation import ends_of, inside
from gatewright.definitions.failure_rules import REMEDIATE, WrittenRule
from gatewright.definitions.use_layout import invocation_of
from gatewright.definitions.workflow_names import Names
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.workflow import Doer, StepDefinition, WorkerKind

NAME = "remedies"
Given = tuple[tuple[str, str], ...]


def names_of(one: Written, rule: WrittenRule) -> tuple[str, ...]:
    """Return what the remedies of a failure rule are called in a workflow."""
    known = _numbered(one)
    return tuple(_name_of(one, each, known[each, rule.given]) for each in rule.remedies)


def _name_of(one: Written, procedure: str, number: int) -> str:
    """Return what a remedy is called: given something else, the same procedure is another."""
    more = f".{number}" if number > 1 else ""
    return f"{NAME}/{one.name}/{procedure}{more}"


def _numbered(one: Written) -> Mapping[tuple[str, Given], int]:
    """Return each procedure with what it is given, numbered as the rules of a step name them."""
    seen: dict[str, list[Given]] = {}
    for _, rule in _rules(one):
        for procedure in rule.remedies:
            others = seen.setdefault(procedure, [])
            others += [] if rule.given in others else [rule.given]
    return {
        (procedure, given): number
        for procedure, others in seen.items()
        for number, given in enumerate(others, 1)
    }


def remedies_of(one: Written) -> tuple[Written, ...]:
    """Return the procedures that the failure rules of a step name, each once, not opened yet.

    Shape: what a step makes before it is judged is there for them where it was accepted.
    """
    known: dict[str, Written] = {}
    needs = (*one.needs, one.name) if one.uses else one.needs
    for keys, rule in _rules(one):
        for index, (procedure, name) in enumerate(
            zip(rule.remedies, names_of(one, rule), strict=True)
        ):
            at: Keys = (REMEDIATE, index) if rule.is_list else (REMEDIATE,)
            values = {"uses": procedure, "when": one.values.get("when", "")}
            values |= {"with": dict(rule.given)} if rule.given else {}
            written = Written(
                name, one.phase, one.phase_index, keys, keys, keys, keys, values, needs, use_at=at
            )
            known.setdefault(name, written)
    return tuple(known.values())


def with_remedies(ordered: Sequence[Written]) -> tuple[Written, ...]:
    """Return `ordered` with the remedies of each step behind it."""
    return tuple(each for one in ordered for each in (one, *one.remedies))


def _rules(one: Written) -> Iterator[tuple[Keys, WrittenRule]]:
    """Yield the failure rules of a step, and what they offer, and where each stands."""
    for index, rule in enumerate(one.values.get("no_go", ())):
        keys = (*one.no_go_keys, index)
        yield keys, rule
        for number, offer in enumerate(rule.offers):
            yield (*keys, "offers", number), offer


def report_remedies(ordered: Sequence[Written], names: Names, located: Located) -> None:
    """Report remedies that make what a step makes, or that make steps for the items of a list."""
    paths = {path: name for name, path in names.paths.items()}
    for one in ordered:
        for remedy in one.remedies:
            _report(remedy, paths, located)


def _report(remedy: Written, paths: Mapping[str, str], located: Located) -> None:
    assert remedy.use is not None, "BUG: a remedy that was not opened is looked at"
    for step in remedy.use.workflow.all_steps:
        if step.for_each or step.items:
            what = f'"{remedy.uses}" makes {step.path} for each item of a list'
            located.at_value(remedy.use_keys, f"{what}; a remedy does not")
        for product in step.produces:
            if product.path in paths:
                what = f'"{remedy.uses}" makes {product.path}, which is {paths[product.path]} here'
                hint = f"reopen who makes {paths[product.path]}, or write elsewhere"
                located.at_value(remedy.use_keys, what, hint=hint)


def remedied(
    one: Written, step: StepDefinition, keeps: Sequence[str], names: Names
) -> StepDefinition:
    """Return `step` with the procedures that its failure rules may lay in.

    Shape: `keeps` is what others made; a remedy changes nothing of what the step made either.
    """
    own = tuple(each["path"] for each in one.made.values())
    laid = tuple(_laid(each, (*keeps, *own), names) for each in one.remedies)
    return replace(step, remedies=laid)


def _laid(remedy: Written, keeps: tuple[str, ...], names: Names) -> StepDefinition:
    """Return the step that closes a remedy, with all that is inside."""
    use, path = remedy.use, StepPath(remedy.name)
    assert use is not None, "BUG: a remedy that was not opened is laid out"
    closing = StepDefinition(
        path, use.workflow.title, remedy.phase, Doer(WorkerKind.NOBODY), no_go=()
    )
    steps = inside(use.workflow.steps, invocation_of(remedy, use, closing, keeps, names))
    return replace(closing, group=steps, needs=ends_of(steps))
