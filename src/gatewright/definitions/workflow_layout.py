"""Lay out a workflow that was read and found right: its steps as a run executes them, in order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatewright.core.content.content_names import is_region
from gatewright.core.text.filling import fill, names_of_item
from gatewright.definitions.action_shape import is_ours, may_leave_all
from gatewright.definitions.budget_shape import budget_of_step
from gatewright.definitions.commit_shape import rules_by_phase, under_rule
from gatewright.definitions.document_names import speaking
from gatewright.definitions.document_places import product_of
from gatewright.definitions.fact_rules import rules_of_facts
from gatewright.definitions.inputs import rules_of_inputs
from gatewright.definitions.kept_paths import kept_by
from gatewright.definitions.procedures import products_of
from gatewright.definitions.registers import registers_of
from gatewright.definitions.remedies import remedied
from gatewright.definitions.use_layout import laid_use
from gatewright.definitions.workflow_names import Names, roles_of
from gatewright.definitions.workflow_order import Written
from gatewright.definitions.workflow_rules import rules_of
from gatewright.model.digest import digest_of
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.workflow import (
    Against,
    ApprovalRule,
    Doer,
    Gate,
    Item,
    StepDefinition,
    WorkerKind,
    Workflow,
)


def laid_out(values: Mapping[str, Any], ordered: Sequence[Written], names: Names) -> Workflow:
    """Return the workflow of `ordered`, in which every name means something."""
    deciding = {role for one in ordered for role in _deciding(one)}
    facts = rules_of_facts(values, names)
    deciding |= {fact.role for fact in facts}
    paths: dict[str, set[str]] = {}
    for path, maker in _made_by(ordered):
        paths.setdefault(path, set()).add(maker)
    # What is written from a register goes on as the run does: who rests on it names it.
    makes = {
        one.name: tuple(name for name, each in one.made.items() if not each.get("from"))
        for one in ordered
    }
    commits = rules_by_phase(values)
    risk = values.get("risk", {})
    return Workflow(
        name=values["workflow"],
        version=values["version"],
        title=values["title"],
        roles=values.get("roles", ()),
        steps=tuple(
            under_rule(step, commits[one.phase_index])
            for one in ordered
            for step in _laid(
                one,
                speaking(
                    replace(_step(one, deciding, makes, names), no_go=rules_of(one, names)),
                    one,
                    names,
                ),
                kept_by(one, ordered, paths, names),
                names,
            )
        ),
        risk_lines_max=risk.get("lines"),
        risk_paths=risk.get("paths", ()),
        outgrown=risk.get("then", ""),
        waive=values.get("waive"),
        facts=facts,
        outputs=values.get("outputs", ()),
        inputs=rules_of_inputs(values),
        purpose=values.get("purpose", ""),
        source=tuple(values.get("source", {}).items()),
        guides=values.get("guides", ()),
        registers=registers_of(values, ordered),
        paths=tuple(names.sets.values()),
        documents=tuple(names.documents.values()),
    )


def _laid(
    one: Written, step: StepDefinition, keeps: tuple[str, ...], names: Names
) -> Iterator[StepDefinition]:
    """Yield the steps that one of the text comes to."""
    step = remedied(one, step, keeps, names)
    if one.use is not None:
        yield from laid_use(one, step, keeps, names)
    else:
        yield replace(step, keeps=keeps if step.works else ())


def _made_by(ordered: Sequence[Written]) -> Iterator[tuple[str, str]]:
    """Yield every path at which something is made, and by which step of the text."""
    for one in ordered:
        made = products_of(one.use.workflow) if one.use is not None else one.made
        yield from ((_path_of(product["path"], one), one.name) for product in made.values())


def _path_of(path: str, one: Written) -> str:
    """Return where something is made; for each item of a list, a glob of all those places."""
    if one.list is None:
        return path
    return fill(path, dict.fromkeys(names_of_item(one.list.name), "*"))


def _deciding(one: Written) -> tuple[str, ...]:
    """Return the roles that decide at the gate of `one`."""
    rules = [item for item in one.gate_items if isinstance(item, ApprovalRule)]
    return tuple(role for rule in rules for role in (*rule.roles, *rule.veto))


def _step(
    one: Written,
    deciding: set[str],
    makes: Mapping[str, tuple[str, ...]],
    names: Names,
) -> StepDefinition:
    """Return a step as a run executes it."""
    values = one.values
    doer = _doer(one, deciding)
    works = doer.kind is not WorkerKind.NOBODY
    made = one.made
    budget = values.get("budget", {})
    rule = one.list
    for_each = rule.artifact if rule is not None else ""
    read = tuple(name for need in one.needs for name in makes[need] if name != for_each)
    title = one.name.rpartition("/")[2].replace("-", " ")
    default = StepDefinition(StepPath(one.name), title, one.phase, doer)
    return replace(
        default,
        needs=tuple(StepPath(need) for need in one.needs),
        reads=values.get("reads", read),
        writes=tuple(
            names.words.entry(word) for word in values.get("writes", ()) if word not in made
        ),
        produces=tuple(
            product_of(name, product)
            for name, product in made.items()
            if not one.uses  # those inside make it
        ),
        may_be_empty=values.get("may_be_empty", may_leave_all(values, one.defined)),
        asks_if_lost=values.get("on_lost") == "ask",
        gate=_gate(one, Against.STEP if works else Against.BASE),
        attempts_max=budget.get("attempts", default.attempts_max),
        time_limit_s=budget.get("time", default.time_limit_s),
        budget=budget_of_step(budget),
        when=values.get("when", ""),
        action=values.get("action", ""),
        signals=values.get("signal", ()),
        for_each=for_each,
        list_name=rule.part if rule is not None else "",
        item_name=rule.name if rule is not None else "",
        items=tuple(Item(word, word, digest_of(word)) for word in rule.words) if rule else (),
        is_parallel=rule is not None and rule.is_parallel,
        after=rule.after if rule is not None else "",
        items_min=rule.items_min if rule is not None else 1,
        not_by=tuple(StepPath(each) for each in values.get("not_by", ())),
        some_of=one.some_of,
        passes=tuple(StepPath(each) for each in one.passes if each not in names.before[one.name]),
    )


def _doer(one: Written, deciding: set[str]) -> Doer:
    """Return who does the attempts. A role that decides anywhere is a person's."""
    values = one.values
    if "run" in values:
        return Doer(WorkerKind.COMMAND, argv=values["run"])
    if is_ours(values):
        return Doer(WorkerKind.COMMAND)
    if "by" not in values:
        return Doer(WorkerKind.NOBODY)
    kind = WorkerKind.PERSON if deciding.intersection(roles_of(one)) else WorkerKind.AGENT
    return Doer(kind, values["by"], values["brief"].strip())


def _gate(one: Written, against: Against) -> Gate:
    """Return the gate of `one`: its checks, and the approvals that come last."""
    items = one.gate_items
    words = one.name.replace("-", " ")
    approvals = (item for item in items if isinstance(item, ApprovalRule))
    return Gate(
        tuple(item for item in items if isinstance(item, str)),
        against,
        tuple(
            replace(each, question=each.question or f"{words.capitalize()}: may it go on?")
            for each in approvals
        ),
        one.defined,
        one.facts,
        is_crossing=one.is_phase_gate,
        freeze=tuple(
            name
            for name in (one.values.get("freeze", ()) if one.is_phase_gate else ())
            if not is_region(name)
        ),
    )
