"""Open the procedures that steps use: each is read with what it is given there, or told why not."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gatewright.core.text.yaml_nodes import Node
from gatewright.definitions.document_lists import item_parts
from gatewright.definitions.made_inputs import as_input
from gatewright.definitions.problems import Problem, nearest, shown
from gatewright.definitions.procedures import (
    DEPTH_MAX,
    ONLY_OF_A_RUN,
    USES_MAX,
    Loading,
    Use,
    names_under,
    products_of,
)
from gatewright.definitions.remedies import remedies_of
from gatewright.definitions.root import read_root
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.records import dataclass, replace
from gatewright.model.workflow import Workflow

Given = Mapping[str, str]
_HOLE = re.compile(r"\{([a-z][a-z0-9_.-]*)\}")


@dataclass(frozen=True, slots=True)
class Inner:
    """What reading a procedure came to."""

    workflow: Workflow | None  # None: its problems are told
    inputs: Mapping[str, Mapping[str, Any]]
    wrong: Sequence[tuple[str, str, str]] = ()  # of its params: which, what, what to do
    path: str = ""  # where it is from


Reader = Callable[[Node, str, Given, Loading], Inner]


def with_uses(
    written: Sequence[Written], located: Located, loading: Loading, read: Reader
) -> tuple[Written, ...]:
    """Return `written` with the procedures that they use; what cannot be used is reported."""
    return tuple(_with_all(one, located, loading, read) for one in written)


def _with_all(one: Written, located: Located, loading: Loading, read: Reader) -> Written:
    """Return a step with what it uses, and what its failure rules have done first."""
    alone = replace(loading, items={})
    laid = tuple(
        replace(each, use=_given_out(opened(each, located, alone, read)))
        for each in remedies_of(one)
        if not _speaks_of_items(each, one, loading, located)
    )
    use = as_input(one, opened(one, located, loading, read), located) if one.uses else None
    return replace(one, use=use, remedies=laid)


def _speaks_of_items(remedy: Written, one: Written, loading: Loading, located: Located) -> bool:
    """Return whether a remedy is given what an item says, and report it."""
    own = (one.list.name,) if one.list is not None else ()
    for name, value in remedy.given.items():
        said = {hole.partition(".")[0] for hole in _HOLE.findall(value)}
        if not said.isdisjoint((*own, *loading.items)):
            what = "a remedy is given no item of a list: it is laid in for a refusal"
            hint = "say it in words, or reopen the step"
            located.at_value((*remedy.keys, "with", name), what, hint=hint)
            return True
    return False


def _given_out(use: Use | None) -> Use | None:
    """Return a remedy, of which nothing is seen outside."""
    return replace(use, names={}, made={}) if use is not None else None


def opened(one: Written, located: Located, loading: Loading, read: Reader) -> Use | None:
    """Return the procedure of one step; None once it was reported why not."""
    keys = one.use_keys
    found = _found(one.uses, keys, located, loading)
    if found is None:
        return None
    root, path = found
    params, inputs = _split(one, root, located)
    used, place = (*loading.used, one.uses), f"{loading.place}{one.name}/"
    items = loading.items
    if one.list is not None:
        items = {**items, one.list.name: item_parts(one.list, loading.lists)}
        place += f"{{{one.list.name}.key}}/"
    inner = read(root, path, params, replace(loading, used=used, items=items, place=place))
    for name, what, hint in inner.wrong:
        at = (*one.keys, "with", name) if name in one.given else keys
        located.at_value(at, what, hint=hint)
    alone = [key for key in ONLY_OF_A_RUN if names_at(root, key)]
    if alone:
        located.at_value(keys, f'"{one.uses}" has "{alone[0]}", which is for a run of its own')
    return _use(one, replace(inner, path=path), inputs, located)


def names_at(root: Node, key: str) -> bool:
    """Return whether a workflow's text says anything under `key`."""
    return key in {name.text for name, _ in getattr(root, "entries", ())}


def _found(name: str, keys: Keys, located: Located, loading: Loading) -> tuple[Node, str] | None:
    """Return the nodes of a procedure and where it is from; None once it was reported."""
    loading.counted.append(name)
    because = _too_much(name, loading)
    source = None if because else loading.library.find(name)
    if source is None:
        near = "" if because else nearest(name, loading.library.names)
        known = ", ".join(loading.library.names) or "none is here"
        hint = "" if because else f"known: {known}"
        what = because or f'no workflow is called "{shown(name)}"'
        located.at_value(keys, what, near=near, hint=hint)
        return None
    text, path = source
    root = read_root(text, path)
    if isinstance(root, Problem):
        loading.problems.append(root)
        return None
    return root, path


def _too_much(name: str, loading: Loading) -> str:
    """Return why a procedure is not opened here; "" where it may be."""
    if name in loading.used:
        circle = ", ".join(loading.used[loading.used.index(name) :])
        return f"these use each other: {circle}"
    if len(loading.used) > DEPTH_MAX:
        return f"procedures use each other {DEPTH_MAX} deep at most"
    if len(loading.counted) > USES_MAX:
        return f"a workflow uses procedures at most {USES_MAX} times, with those inside of others"
    return ""


def _split(one: Written, root: Node, located: Located) -> tuple[Given, Given]:
    """Return what a step gives to its procedure: values of params, and names for inputs."""
    params, inputs = names_under(root, "params"), names_under(root, "inputs")
    for name in one.given:
        if name not in (*params, *inputs):
            what = f'"{one.uses}" has no param and no input "{shown(name)}"'
            known = (*params, *inputs)
            hint = f"known: {', '.join(known) or 'none'}"
            keys = (*one.keys, "with", name)
            located.at_value(keys, what, near=nearest(name, known), hint=hint)
    return (
        {name: value for name, value in one.given.items() if name in params},
        {name: value for name, value in one.given.items() if name in inputs},
    )


def _use(one: Written, inner: Inner, given: Given, located: Located) -> Use | None:
    """Return a procedure with the names that its step gives to what it gives out."""
    workflow = inner.workflow
    if workflow is None:
        return None
    renames: Mapping[str, str] = one.values.get("produces", {})
    for new, output in renames.items():
        if output not in workflow.outputs:
            known = ", ".join(workflow.outputs) or "nothing"
            what = f'"{one.uses}" gives out no "{shown(output)}"'
            near = nearest(output, workflow.outputs)
            located.at_value((*one.keys, "produces", new), what, near=near, hint=f"it has {known}")
    outside = {output: new for new, output in renames.items()}
    names = {output: outside.get(output, output) for output in workflow.outputs}
    products = products_of(workflow)
    made = {names[name]: product for name, product in products.items() if name in names}
    return Use(one.uses, inner.path, workflow, inner.inputs, given, names, made)
