"""Find what an earlier run made, for a later one that needs it.

A result counts where the later run starts from it as it was made: what was not landed, or was
changed since, is not what was judged there.
"""

from collections.abc import Iterator, Mapping

from gatewright.core.text.expressions import evaluate
from gatewright.model.events import RunExited, RunStarted
from gatewright.model.facts import FactValue
from gatewright.model.ids import RunId, TreeId
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.model.workflow import InputRule, Workflow
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import stream_of

ENDED = ("completed", "landed")
RUNS_MAX = 50  # of one workflow, the newest


@dataclass(frozen=True, slots=True)
class Result:
    """Something that an earlier run made."""

    path: str
    source: str  # "feature 3"


def earlier_result(
    run: RunEdges, rule: InputRule, facts: Mapping[str, FactValue], tree: TreeId
) -> Result | str:
    """Return the result that `rule` asks for, of the newest run that has it; else why not.

    Shape: `tree` is what the later run starts from.
    """
    because = f"no run of {rule.of_workflow} is completed"
    for run_id in _runs_of(run, rule.of_workflow):
        answer = _result_of(run, rule, facts, tree, run_id)
        if isinstance(answer, Result):
            return answer
        because = f"feature {run_id}: {answer}"
    return because


def _runs_of(run: RunEdges, workflow: str) -> Iterator[RunId]:
    """Yield the completed runs of a workflow, newest first."""
    rows = [row for row in run.journal.rows() if row.workflow == workflow]
    ended = [row.run_id for row in rows if row.state in ENDED]
    yield from sorted(ended, key=int, reverse=True)[:RUNS_MAX]


def _result_of(
    run: RunEdges, rule: InputRule, facts: Mapping[str, FactValue], tree: TreeId, run_id: RunId
) -> Result | str:
    """Return what one run made; else why it does not count."""
    events = [entry.event for entry in run.journal.read(stream_of(run_id))]
    started = next(event for event in events if isinstance(event, RunStarted))
    left = next((each.tree for each in events if isinstance(each, RunExited)), None)
    because = _why_not_meant(rule, started, facts)
    path = _path_of(started.workflow, rule.of_output)
    if because or not path:
        return because or f"it gives out no {rule.of_output}"
    assert left is not None, "BUG: a run that is completed left nothing"
    before, now = (run.edges.trees.read(each, [path]).get(path) for each in (left, tree))
    if before is None or now != before:
        return f"{path} is not here as it was made there"
    return Result(path, f"feature {run_id}")


def _why_not_meant(rule: InputRule, started: RunStarted, facts: Mapping[str, FactValue]) -> str:
    """Return why a run is not the one that is meant; "" where it is."""
    if not rule.where:
        return ""
    known = {
        "params": dict(started.workflow.params),
        "slug": started.feature.slug,
        "number": str(started.feature.run_id),
        "version": started.workflow.version,
    }
    answer = evaluate(rule.where, {"run": known, "facts": dict(facts)})
    if isinstance(answer, Trouble):
        return f"its condition cannot be decided: {answer.found}"
    return "" if answer else f"it is not so that {rule.where}"


def _path_of(workflow: Workflow, output: str) -> str:
    """Return where a workflow made one of its outputs; "" where it gives out no such thing."""
    products = (product for step in workflow.steps for product in step.produces)
    paths = [product.path for product in products if product.name == output]
    return paths[0] if paths and output in workflow.outputs else ""
