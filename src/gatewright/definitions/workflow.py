"""Read a workflow: checked and laid out in order, or every problem with its place.

Never raises for what a text holds. First each value by itself, then the order of the steps, then
what they name: of a text whose values are wrong nothing further is said.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gatewright.core.yaml_nodes import Node, Unreadable, read_yaml
from gatewright.definitions.problems import Problem, nearest
from gatewright.definitions.reporting import ABSENT, Reporter
from gatewright.definitions.shape import BUILT_IN_CHECKS
from gatewright.definitions.workflow_names import (
    Names,
    makers_of,
    report_names,
    report_roles,
    workers_of,
)
from gatewright.definitions.workflow_nodes import BY_START, bound_params, prepared
from gatewright.definitions.workflow_order import Written, flatten, in_order, phases_of, waits_for
from gatewright.definitions.workflow_report import Located
from gatewright.definitions.workflow_rules import report_rules, rules_of
from gatewright.definitions.workflow_shape import WORKFLOW
from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass, replace
from gatewright.model.workflow import (
    PROJECT_CHECKS,
    Against,
    ApprovalRule,
    Doer,
    FactRule,
    Gate,
    Product,
    StepDefinition,
    WorkerKind,
    Workflow,
)

CODE = "workflow.malformed"
HOUSE_WORKFLOWS = ("quick", "feature")


@dataclass(frozen=True, slots=True)
class Naming:
    """What a workflow may call itself."""

    called: str = ""  # what its file is called; "" where any name will do
    taken: Sequence[str] = ()  # names of workflows that come with the program


FREE = Naming()
NONE_GIVEN: Mapping[str, str] = {}


def parse_workflow(
    text: str,
    path: str,
    checks: Sequence[str] = (),
    naming: Naming = FREE,
    params: Mapping[str, str] = NONE_GIVEN,
) -> Workflow | tuple[Problem, ...]:
    """Return the workflow that `text` says, or its problems in the order of the text.

    Shape: `path` is what the problems call the text; `checks` are the names of configured checks,
           known besides the built-in ones; `naming` says what it may call itself; `params` are
           those that a person gives.
    """
    report = Reporter(path)
    try:
        root = read_yaml(text)
    except Unreadable as problem:
        what = problem.what
        return (Problem(path, problem.line, problem.column, what, hint=problem.hint, code=CODE),)
    if root is None:
        hint = "start it with: workflow: NAME"
        return (Problem(path, 1, 1, "the file says nothing", hint=hint, code=CODE),)
    bound = bound_params(root, params, BY_START, report)
    if bound is not None:
        root = prepared(root, bound, report)
        values = WORKFLOW.read(root, report)
        if values is not ABSENT:
            _report_name(values, Located(root, report), naming)
            workflow = _workflow_of(values, root, report, checks)
            if workflow is not None:
                return replace(workflow, params=tuple(bound.given.items()))
    return tuple(replace(problem, code=CODE) for problem in report.problems())


def _workflow_of(
    values: Mapping[str, Any], root: Node, report: Reporter, checks: Sequence[str]
) -> Workflow | None:
    """Return the workflow from what its record read; None once `report` has heard why not."""
    located = Located(root, report)
    ordered = in_order(flatten(phases_of(values)), located)
    if located.has_problems:
        return None
    names = Names(
        before=waits_for(ordered),
        makers=makers_of(ordered),
        workers=workers_of(ordered),
        with_items=_with_items(ordered),
        roles=values.get("roles", ()),
        checks=(*BUILT_IN_CHECKS, PROJECT_CHECKS, *checks),
    )
    report_names(ordered, names, located)
    report_rules(ordered, names, located)
    for name, fact in values.get("facts", {}).items():
        if "by" in fact:
            report_roles((fact["by"],), [("facts", name, "by")], names, located)
    _report_risk(values, located)
    return None if located.has_problems else _laid_out(values, ordered, names)


def _report_name(values: Mapping[str, Any], located: Located, naming: Naming) -> None:
    """Report a workflow that calls itself what it may not: a name means one procedure."""
    name = values["workflow"]
    if name in naming.taken:
        what = f'"{name}" is the name of a workflow that comes with the program'
        located.at_value(("workflow",), what, hint="choose a name of your own")
    elif naming.called and name != naming.called:
        what = f'the file is called {naming.called} and the workflow "{name}"'
        located.at_value(("workflow",), what, hint=f"workflow: {naming.called}")


def _with_items(ordered: Sequence[Written]) -> frozenset[str]:
    """Return the artifacts whose form has a list of tasks."""
    return frozenset(
        artifact
        for one in ordered
        for artifact, product in one.made.items()
        if product.get("schema") == "plan"
    )


def _report_risk(values: Mapping[str, Any], located: Located) -> None:
    """Report a workflow that would go on as itself, or as one that nobody knows."""
    then = values.get("risk", {}).get("then")
    if then == values["workflow"]:
        located.at_value(("risk", "then"), "another workflow goes on, and this is the same")
    elif then is not None and then not in HOUSE_WORKFLOWS:
        what = f'no workflow is called "{then}"'
        near = nearest(then, HOUSE_WORKFLOWS)
        located.at_value(("risk", "then"), what, near=near, hint=", ".join(HOUSE_WORKFLOWS))


def _laid_out(values: Mapping[str, Any], ordered: Sequence[Written], names: Names) -> Workflow:
    """Return the workflow of `ordered`, in which every name means something."""
    deciding = {role for one in ordered for role in _deciding(one)}
    deciding |= {fact.get("by", "") for fact in values.get("facts", {}).values()}
    paths = {product["path"]: one.name for one in ordered for product in one.made.values()}
    makes = {one.name: tuple(one.made) for one in ordered}
    risk = values.get("risk", {})
    return Workflow(
        name=values["workflow"],
        version=values["version"],
        title=values["title"],
        roles=values.get("roles", ()),
        steps=tuple(
            replace(
                _step(one, deciding, makes),
                keeps=(*_of_others(one, paths), *_frozen(one, ordered)),
                no_go=rules_of(one, names),
            )
            for one in ordered
        ),
        risk_lines_max=risk.get("lines"),
        risk_paths=risk.get("paths", ()),
        outgrown=risk.get("then", ""),
        waive=values.get("waive"),
        facts=tuple(
            FactRule(name, fact["ask"], fact.get("by", ""))
            for name, fact in values.get("facts", {}).items()
        ),
        purpose=values.get("purpose", ""),
        source=tuple(values.get("source", {}).items()),
        guides=values.get("guides", ()),
    )


def _deciding(one: Written) -> tuple[str, ...]:
    """Return the roles that decide at the gate of `one`."""
    rules = [item for item in one.gate_items if isinstance(item, ApprovalRule)]
    return tuple(role for rule in rules for role in (*rule.roles, *rule.veto))


def _step(
    one: Written,
    deciding: set[str],
    makes: Mapping[str, tuple[str, ...]],
) -> StepDefinition:
    """Return a step as a run executes it."""
    values = one.values
    doer = _doer(values, deciding)
    works = doer.kind is not WorkerKind.NOBODY
    made = one.made
    budget = values.get("budget", {})
    for_each = values.get("for_each", "")
    read = tuple(name for need in one.needs for name in makes[need] if name != for_each)
    default = StepDefinition(StepPath(one.name), one.name.replace("-", " "), one.phase, doer)
    return replace(
        default,
        needs=tuple(StepPath(need) for need in one.needs),
        reads=values.get("reads", read),
        writes=tuple(word for word in values.get("writes", ()) if word not in made),
        produces=tuple(
            Product(name, product["path"], product.get("schema", ""))
            for name, product in made.items()
        ),
        may_be_empty=values.get("may_be_empty", False),
        gate=_gate(one, Against.STEP if works else Against.BASE),
        attempts_max=budget.get("attempts", default.attempts_max),
        time_limit_s=budget.get("time", default.time_limit_s),
        when=values.get("when", ""),
        for_each=for_each,
    )


def _of_others(one: Written, makers: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the other steps make, by path; nothing to say where nobody works."""
    works = one.values.keys() & {"by", "run"}
    return tuple(path for path, maker in makers.items() if works and maker != one.name)


def _frozen(one: Written, ordered: Sequence[Written]) -> tuple[str, ...]:
    """Return what the steps before `one` froze: it stays as those left it."""
    before = ordered[: ordered.index(one)]
    frozen = (glob for other in before for glob in other.values.get("freeze", ()))
    return tuple(dict.fromkeys(frozen)) if one.values.keys() & {"by", "run"} else ()


def _doer(values: Mapping[str, Any], deciding: set[str]) -> Doer:
    """Return who does the attempts. A role that decides anywhere is a person's."""
    if "run" in values:
        return Doer(WorkerKind.COMMAND, argv=values["run"])
    if "by" not in values:
        return Doer(WorkerKind.NOBODY)
    kind = WorkerKind.PERSON if values["by"] in deciding else WorkerKind.AGENT
    return Doer(kind, values["by"], values["brief"].strip())


def _gate(one: Written, against: Against) -> Gate:
    """Return the gate of `one`: its checks, and the approval that comes last."""
    items = one.gate_items
    approval = next((item for item in items if isinstance(item, ApprovalRule)), None)
    if approval is not None and not approval.question:
        words = one.name.replace("-", " ")
        approval = replace(approval, question=f"{words.capitalize()}: may it go on?")
    return Gate(tuple(item for item in items if isinstance(item, str)), against, approval)
