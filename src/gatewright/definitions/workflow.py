"""Read a workflow: checked and laid out in order, or every problem with its place.

Never raises for what a text holds. First each value by itself, then the order of the steps, then
what they name: of a text whose values are wrong nothing further is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatewright.core.content.content_names import is_region
from gatewright.core.text.filling import fill, names_of_item
from gatewright.core.text.yaml_nodes import Entries, Node
from gatewright.definitions.action_shape import is_ours, may_leave_all
from gatewright.definitions.brief_files import with_briefs
from gatewright.definitions.budget_shape import budget_of_step
from gatewright.definitions.commit_shape import rules_by_phase, under_rule
from gatewright.definitions.document_lists import lists_in_text
from gatewright.definitions.document_names import (
    documents_of,
    report_documents,
    schemas_of,
    speaking,
)
from gatewright.definitions.document_places import product_of, with_places
from gatewright.definitions.exit_layout import is_of_run, report_exits, with_exits
from gatewright.definitions.exit_shape import report_ends, with_ends
from gatewright.definitions.fact_rules import rules_of_facts, settling
from gatewright.definitions.inline_checks import with_checks
from gatewright.definitions.inputs import INPUTS, rules_of_inputs
from gatewright.definitions.kept_paths import kept_by
from gatewright.definitions.parameters import Bound
from gatewright.definitions.path_words import Words, sets_of, with_git_words
from gatewright.definitions.problems import Problem, nearest
from gatewright.definitions.procedures import EMPTY, Library, Loading, products_of
from gatewright.definitions.product_paths import with_paths
from gatewright.definitions.region_order import approved_before, report_regions
from gatewright.definitions.registers import registers_of
from gatewright.definitions.remedies import remedied, with_remedies
from gatewright.definitions.reporting import ABSENT, Reporter
from gatewright.definitions.root import read_root
from gatewright.definitions.shape import BUILT_IN_CHECKS
from gatewright.definitions.use_layout import laid_use
from gatewright.definitions.uses import Inner, with_uses
from gatewright.definitions.workflow_defaults import under
from gatewright.definitions.workflow_names import (
    Names,
    makers_of,
    report_names,
    roles_of,
    workers_of,
)
from gatewright.definitions.workflow_nodes import BY_START, BY_USE, bound_params, prepared
from gatewright.definitions.workflow_order import Written, flatten, in_order, phases_of, waits_for
from gatewright.definitions.workflow_report import Located
from gatewright.definitions.workflow_rules import report_rules, rules_of
from gatewright.definitions.workflow_shape import WORKFLOW
from gatewright.definitions.workflow_whole import joined, report_whole
from gatewright.model.digest import digest_of
from gatewright.model.facts import FACTS
from gatewright.model.ids import StepPath
from gatewright.model.path_sets import PathSet
from gatewright.model.records import dataclass, replace
from gatewright.model.workflow import (
    PROJECT_CHECKS,
    Against,
    ApprovalRule,
    Doer,
    Gate,
    Item,
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
NO_ENTRIES = Entries((), 1, 1)
NONE_GIVEN: Mapping[str, str] = {}


def parse_workflow(
    text: str,
    path: str,
    checks: Sequence[str] = (),
    naming: Naming = FREE,
    params: Mapping[str, str] = NONE_GIVEN,
    library: Library = EMPTY,
) -> Workflow | tuple[Problem, ...]:
    """Return the workflow that `text` says, or its problems in the order of the text.

    Shape: `path` is what the problems call the text; `checks` are the names of configured checks,
           known besides the built-in ones; `naming` says what it may call itself; `params` are
           those that a person gives; `library` has the procedures that steps use, and what the
           path sets of the project mean.
    """
    report = Reporter(path)
    root = read_root(text, path, "workflow: NAME")
    if isinstance(root, Problem):
        return (replace(root, code=CODE),)
    loading = Loading((*BUILT_IN_CHECKS, PROJECT_CHECKS, *checks), library)
    bound = bound_params(root, params, BY_START, report)
    if bound is not None:
        workflow = _read(root, bound, report, loading, naming)
        if workflow is not None:
            return replace(workflow, params=tuple(bound.given.items()))
    told = dict.fromkeys((*report.problems(), *loading.problems))
    return tuple(replace(problem, code=CODE) for problem in told)


def _read(
    root: Node, bound: Bound, report: Reporter, loading: Loading, naming: Naming = FREE
) -> Workflow | None:
    """Return the workflow of `root`; None once `report`, or that of a procedure, heard why not."""
    root = with_briefs(root, loading.library.briefs, report)
    loading = replace(loading, lists=lists_in_text(root, loading.document, loading.library.find))
    root = prepared(root, bound, report, loading.lists)
    values = WORKFLOW.read(root, report)
    if values is ABSENT:
        return None
    located = Located(root, report)
    _report_name(values, located, naming)
    if not loading.used:
        loading = replace(loading, used=(values["workflow"],))
    return settling(_workflow_of(values, located, loading), bound)


def _read_procedure(root: Node, path: str, params: Mapping[str, str], loading: Loading) -> Inner:
    """Return a procedure as a step uses it."""
    report = Reporter(path)
    bound = bound_params(root, params, BY_USE, report, loading.items)
    workflow = None
    if bound is not None and not bound.wrong:
        loading = replace(loading, items=bound.items)
        workflow = _read(root, bound, report, loading, Naming(loading.used[-1]))
    loading.problems.extend(report.problems())
    declared = INPUTS.read(under(root, "inputs") or NO_ENTRIES, Reporter(path))
    return Inner(workflow, declared, bound.wrong if bound is not None else ())


def _workflow_of(values: Mapping[str, Any], located: Located, loading: Loading) -> Workflow | None:
    """Return the workflow from what its record read; None once somebody has heard why not."""
    flat = flatten(phases_of(values))
    placed = with_places(flat, loading.place)
    named = with_checks(placed, values.get("checks", {}), loading, located)
    report_documents(values, named, located, loading)
    written = in_order(named, located)
    if located.has_problems or loading.problems:
        return None
    opened = with_uses(written, located, loading, _read_procedure)
    if located.has_problems or loading.problems:
        return None
    sets = sets_of(values, loading.library.paths, located)
    ordered = _worded(with_paths(opened, located), sets, values, located)
    names = Names(
        before=waits_for(with_remedies(ordered)),
        makers=makers_of(ordered),
        workers=workers_of(ordered),
        schemas=schemas_of(values, ordered),
        documents=documents_of(values, ordered, loading),
        roles=values.get("roles", ()),
        checks=loading.checks,
        sets=sets,
        paths=_artifact_paths(ordered),
        approved=approved_before(ordered),
        given=frozenset({*values.get("inputs", ()), FACTS}),
    )
    report_names(ordered, names, located)
    report_rules(ordered, names, located)
    report_regions([one for one in ordered if is_of_run(one)], names, located)
    report_exits(ordered, located)
    report_ends(values, ordered, names, located, is_inside=len(loading.used) > 1)
    report_whole(values, ordered, names, located, is_inside=len(loading.used) > 1)
    _report_risk(values, located)
    if located.has_problems:
        return None
    whole = joined(with_ends(_laid_out(values, ordered, names), values), ordered)
    return with_exits(whole, ordered)


def _artifact_paths(ordered: Sequence[Written]) -> Mapping[str, str]:
    """Return where each artifact is."""
    return {name: product["path"] for one in ordered for name, product in one.made.items()}


def _worded(
    ordered: Sequence[Written],
    sets: Mapping[str, PathSet],
    values: Mapping[str, Any],
    located: Located,
) -> tuple[Written, ...]:
    """Return `ordered` with what its checks say of path sets as the judge takes it."""
    words, declared = Words(sets, _artifact_paths(ordered)), values.get("checks", {})
    return tuple(with_git_words(one, words, declared, located) for one in ordered)


def _report_name(values: Mapping[str, Any], located: Located, naming: Naming) -> None:
    """Report a workflow that calls itself what it may not: a name means one procedure."""
    name = values["workflow"]
    if name in naming.taken:
        what = f'"{name}" is the name of a workflow that comes with the program'
        located.at_value(("workflow",), what, hint="choose a name of your own")
    elif naming.called and name != naming.called:
        what = f'the file is called {naming.called} and the workflow "{name}"'
        located.at_value(("workflow",), what, hint=f"workflow: {naming.called}")


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
    default = StepDefinition(StepPath(one.name), one.name.replace("-", " "), one.phase, doer)
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
