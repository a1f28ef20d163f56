"""The files that Gatewright writes in a step itself, made from the run and what stands there."""

from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.model.ids import TreeId
from gatewright.runtime.run_edges import RunEdges
from gatewright.views.written_files import written


def files_of(
    run: RunEdges, state: RunState, record: StepRecord, tree: TreeId
) -> tuple[tuple[str, bytes], ...]:
    """Return each file that the step writes, by its path, as it is to be on `tree`."""
    files: dict[str, bytes] = {}
    products = record.definition.produces
    there = run.edges.trees.read(tree, [product.path for product in products])
    for product in products:
        old = files.get(product.path, there.get(product.path))
        files[product.path] = written(state, record.definition, product, old)
    return tuple(files.items())
