"""What content says of facts: read from the tree under judgement, and handed to the core.

Here is only looked and evaluated. Whether what was seen counts, the core decides.
"""

from collections.abc import Iterable, Iterator, Mapping

from gatewright.core.documents.document_data import data_of
from gatewright.core.facts.fact_sources import data_of_diff, found_value
from gatewright.core.facts.risk import seen_in_diff
from gatewright.core.state.run_state import RunState
from gatewright.model.digest import digest_of, digest_of_bytes
from gatewright.model.effects import JudgeStep
from gatewright.model.facts import DIFF, FactRule, FactSeen
from gatewright.model.ids import Digest, TreeId
from gatewright.model.workflow import InputFound
from gatewright.runtime.run_edges import RunEdges

Places = Mapping[str, tuple[str, str]]  # by artifact: its path and schema
Documents = Mapping[str, tuple[object, Digest]]  # by artifact: its data and digest


def seen_facts(run: RunEdges, state: RunState, effect: JudgeStep) -> tuple[FactSeen, ...]:
    """Return what the tree of a step says of the facts of its workflow."""
    workflow, origin = state.started.workflow, state.started.origin
    rules = [rule for rule in workflow.facts if rule.is_found]
    shown = () if not workflow.risk_classes else _risk(run, state, effect.tree)
    if not rules:
        return shown
    documents = _documents(run, effect.tree, _places(state, effect, rules))
    diff = None
    if any(rule.is_of_diff for rule in rules):
        diff = data_of_diff(run.edges.trees.compare(origin.tree, effect.tree))
    return (*_seen(rules, documents, diff, effect.tree), *shown)


def _risk(run: RunEdges, state: RunState, tree: TreeId) -> tuple[FactSeen, ...]:
    """Return the risk class that the diff of a tree shows."""
    started = state.started
    change = run.edges.trees.compare(started.origin.tree, tree)
    return seen_in_diff(started.workflow.risk_classes, change, tree, started.workflow.paths)


def seen_in_inputs(
    run: RunEdges, rules: Iterable[FactRule], inputs: Iterable[InputFound], tree: TreeId
) -> tuple[FactSeen, ...]:
    """Return what the inputs of a run say of its facts, where they alone say it."""
    found = [rule for rule in rules if rule.reads and not rule.is_of_diff]
    named = {name for rule in found for _, name in rule.reads}
    places = {each.name: (each.path, "") for each in inputs if each.name in named}
    return tuple(_seen(found, _documents(run, tree, places), None, tree)) if places else ()


def _places(state: RunState, effect: JudgeStep, rules: Iterable[FactRule]) -> Places:
    """Return where each artifact is that a fact is found in, and that is there by now."""
    named = {name for rule in rules for _, name in rule.reads}
    places = {each.name: (each.path, "") for each in state.started.inputs if each.name in named}
    for name in sorted(named):
        for maker in state.makers.get(name, ()):
            is_there = name in state.artifacts and state.record(maker).has_held
            for product in state.record(maker).definition.produces:
                if product.name == name and (is_there or maker == effect.step):
                    places[name] = (product.path, product.schema)
    return places


def _documents(run: RunEdges, tree: TreeId, places: Places) -> Documents:
    """Return each artifact that can be read as data."""
    contents = run.edges.trees.read(tree, [path for path, _ in places.values()]) if places else {}
    documents = {}
    for name, (path, schema) in places.items():
        content = contents.get(path)
        data = data_of(content, path, schema) if content is not None else None
        if content is not None and data is not None:
            documents[name] = (data, digest_of_bytes(content))
    return documents


def _seen(
    rules: Iterable[FactRule],
    documents: Documents,
    diff: Mapping[str, object] | None,
    tree: TreeId,
) -> Iterator[FactSeen]:
    """Yield what is seen of each fact that there is something to see of."""
    for rule in rules:
        read = {alias: documents[name] for alias, name in rule.reads if name in documents}
        data = {alias: value for alias, (value, _) in read.items()}
        if rule.is_of_diff and diff is not None:
            data[DIFF] = diff
        value = found_value(rule, data)
        if value is not None:
            source = DIFF if rule.is_of_diff else ", ".join(name for _, name in rule.reads)
            digests = [digest for _, digest in read.values()]
            is_one = len(digests) == 1 and not rule.is_of_diff
            digest = digests[0] if is_one else digest_of([tree, *digests])
            yield FactSeen(rule.name, value, source, digest)
