"""The procedure that decides change requests: read when the run starts, laid in for each request.

It is given what the run was given. It decides, so it asks people whatever else it does; what it
makes is not seen outside.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from gatewright.core.layout.invocation import ends_of, inside
from gatewright.definitions.commit_shape import rules_by_phase, under_rule
from gatewright.definitions.failure_rules import GIVEN
from gatewright.definitions.fields import Record
from gatewright.definitions.forms import Word
from gatewright.definitions.procedures import Loading
from gatewright.definitions.use_layout import invocation_of, report_use
from gatewright.definitions.uses import Reader, opened
from gatewright.definitions.workflow_names import Names
from gatewright.definitions.workflow_order import Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.workflow import (
    Against,
    Doer,
    Gate,
    Move,
    NoGo,
    StepDefinition,
    WorkerKind,
    Workflow,
)

NAME = "changes"
CHANGES = Record(
    "what decides change requests",
    {"uses": Word("a workflow"), "with": GIVEN},
    required=("uses",),
)


def opened_changes(
    values: Mapping[str, Any], located: Located, loading: Loading, read: Reader
) -> tuple[Written, ...]:
    """Return the use of what decides change requests; () where the engine asks by itself."""
    if NAME not in values:
        return ()
    keys = (NAME,)
    one = Written(NAME, NAME, 0, keys, keys, keys, keys, values[NAME], ())
    use = opened(one, located, loading, read)
    return (replace(one, use=replace(use, names={}, made={})),) if use is not None else ()


def report_changes(changes: tuple[Written, ...], names: Names, located: Located) -> None:
    """Report a procedure that cannot decide a change, or would not end."""
    for one in changes:
        report_use(one, _alone(names), located)
        for told in _problems(one, names):
            located.at_value(one.use_keys, f'"{one.uses}" {told}')


def with_changes(
    workflow: Workflow, changes: tuple[Written, ...], values: Mapping[str, Any], names: Names
) -> Workflow:
    """Return `workflow` with what decides its change requests: all inside, and what closes it.

    Shape: who works there alters nothing that the run makes.
    """
    for one in changes:
        assert one.use is not None, "BUG: a procedure that was not opened is laid out"
        made = (product.path for step in workflow.all_steps for product in step.produces)
        doer, gate = Doer(WorkerKind.NOBODY), Gate((), Against.BASE)
        closing = StepDefinition(
            StepPath(NAME), one.use.workflow.title, NAME, doer, gate=gate, no_go=()
        )
        keeps = tuple(dict.fromkeys(made))
        use = invocation_of(one, one.use, closing, keeps, _alone(names))
        steps = inside(one.use.workflow.steps, use)
        laid = replace(closing, group=steps, needs=ends_of(steps))
        return replace(workflow, changes=under_rule(laid, rules_by_phase(values)[0]))
    return workflow


def _alone(names: Names) -> Names:
    """Return what the procedure may name: what is given to the run, whatever is made by then."""
    nothing: frozenset[str] = frozenset()
    before, approved = {**names.before, NAME: nothing}, {**names.approved, NAME: nothing}
    return replace(names, makers={}, before=before, approved=approved)


def _problems(one: Written, names: Names) -> Iterator[str]:
    """Yield in words why a procedure decides no change."""
    assert one.use is not None, "BUG: a procedure that was not opened is looked at"
    workflow = one.use.workflow
    if not any(_always_asks(step) for step in workflow.steps):
        yield "asks nobody in every case, and a change is for people to decide"
    paths = {path: name for name, path in names.paths.items()}
    for step in workflow.all_steps:
        if step.for_each:
            yield f"makes {step.path} for each item of a document; write the list out"
        if any(rule.move is Move.CHANGE for rule in _rules(step)):
            yield f"asks for a change itself, at {step.path}, and that for another"
        for product in step.produces:
            if product.path in paths:
                yield f"makes {product.path}, which is {paths[product.path]} here"


def _always_asks(step: StepDefinition) -> bool:
    """Return whether people decide at a step, whatever is known."""
    return not step.when and any(not rule.when for rule in step.gate.approvals)


def _rules(step: StepDefinition) -> Iterator[NoGo]:
    for rule in step.no_go:
        yield rule
        yield from rule.offers
