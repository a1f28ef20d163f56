"""Read a workflow: checked and laid out in order, or every problem with its place.

Never raises for what a text holds. First each value by itself, then the order of the steps, then
what they name: of a text whose values are wrong nothing further is said.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gatewright.core.text.yaml_nodes import Entries, Node
from gatewright.definitions.brief_files import with_briefs
from gatewright.definitions.change_procedure import opened_changes, report_changes, with_changes
from gatewright.definitions.document_lists import lists_in_text
from gatewright.definitions.document_names import documents_of, report_documents, schemas_of
from gatewright.definitions.document_places import with_places
from gatewright.definitions.exit_layout import is_of_run, report_exits, with_exits
from gatewright.definitions.exit_shape import report_ends, with_ends
from gatewright.definitions.fact_rules import settling
from gatewright.definitions.inline_checks import with_checks
from gatewright.definitions.inputs import INPUTS
from gatewright.definitions.made_inputs import inputs_at_once, written_inputs
from gatewright.definitions.parameters import Bound
from gatewright.definitions.path_words import Words, sets_of, with_git_words
from gatewright.definitions.problems import Problem
from gatewright.definitions.procedures import EMPTY, Library, Loading
from gatewright.definitions.product_paths import with_paths
from gatewright.definitions.region_order import approved_before, report_regions
from gatewright.definitions.remedies import with_remedies
from gatewright.definitions.reporting import ABSENT, Reporter
from gatewright.definitions.risk_rules import (
    report_outgrown,
    report_risk,
    under_classes,
    with_classes,
)
from gatewright.definitions.risk_shape import classes_of
from gatewright.definitions.root import read_root
from gatewright.definitions.shape import BUILT_IN_CHECKS
from gatewright.definitions.uses import Inner, with_uses
from gatewright.definitions.workflow_defaults import under
from gatewright.definitions.workflow_layout import laid_out
from gatewright.definitions.workflow_names import Names, makers_of, report_names, workers_of
from gatewright.definitions.workflow_nodes import BY_START, BY_USE, bound_params, prepared
from gatewright.definitions.workflow_order import Written, flatten, in_order, phases_of, waits_for
from gatewright.definitions.workflow_report import Located
from gatewright.definitions.workflow_rules import report_rules
from gatewright.definitions.workflow_shape import WORKFLOW
from gatewright.definitions.workflow_whole import joined, report_whole
from gatewright.model.facts import FACTS
from gatewright.model.path_sets import PathSet
from gatewright.model.records import dataclass, replace
from gatewright.model.workflow import PROJECT_CHECKS, Workflow

CODE = "workflow.malformed"


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
    is_inside = len(loading.used) > 1
    flat = flatten(phases_of(values), written_inputs(values, is_inside=is_inside))
    placed = with_places(flat, loading.place)
    named = with_checks(placed, values.get("checks", {}), loading, located)
    report_documents(values, named, located, loading)
    written = in_order(named, located)
    if located.has_problems or loading.problems:
        return None
    opened = with_uses(written, located, loading, _read_procedure)
    changes = opened_changes(values, located, loading, _read_procedure)
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
        given=frozenset(
            {*(values.get("inputs", ()) if is_inside else inputs_at_once(values)), FACTS}
        ),
    )
    report_names(ordered, names, located)
    report_rules(ordered, names, located)
    report_regions([one for one in ordered if is_of_run(one)], names, located)
    report_exits(ordered, located)
    report_ends(values, ordered, names, located, is_inside=is_inside)
    report_whole(values, ordered, names, located, is_inside=is_inside)
    report_changes(changes, names, located)
    words, project = Words(sets, names.paths), loading.library.configured.risk
    report_outgrown(values, located)
    if not is_inside:
        report_risk(values, ordered, words, classes_of(values) or project, located)
    if located.has_problems:
        return None
    laid = with_changes(laid_out(values, ordered, names), changes, values, names)
    whole = joined(with_ends(laid, values), (*ordered, *changes))
    whole = with_exits(whole, ordered)
    return under_classes(with_classes(whole, values, words), project)


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
