"""Defaults of steps, put into every step that does not say otherwise, before anything is read."""

from gatewright.core.text.yaml_nodes import Entries, Items, Node
from gatewright.model.records import replace

WORKERS = ("by", "run", "uses", "action")
OF_WORK = ("brief", "writes", "produces", "may_be_empty", "budget", "reads")


def under(node: Node | None, key: str) -> Node | None:
    """Return what stands under `key`; None where nothing does."""
    entries = node.entries if isinstance(node, Entries) else ()
    return next((value for name, value in entries if name.text == key), None)


def with_defaults(root: Node, defaults: Node | None) -> Node:
    """Return `root` with `defaults` in every step that does not say otherwise."""
    if not isinstance(root, Entries) or not isinstance(defaults, Entries):
        return root
    made = {"steps": _steps, "phases": _phases, "exits": _exits}
    pairs = tuple(
        (key, made[key.text](value, defaults) if key.text in made else value)
        for key, value in root.entries
    )
    return replace(root, entries=pairs)


def _phases(phases: Node, defaults: Entries) -> Node:
    if not isinstance(phases, Items):
        return phases
    return replace(phases, items=tuple(_of_phase(one, defaults) for one in phases.items))


def _exits(exits: Node, defaults: Entries) -> Node:
    """Return the exits with defaults in the steps of each: an exit says its steps as a phase."""
    if not isinstance(exits, Entries):
        return exits
    pairs = tuple((key, _of_phase(one, defaults)) for key, one in exits.entries)
    return replace(exits, entries=pairs)


def _of_phase(phase: Node, defaults: Entries) -> Node:
    if not isinstance(phase, Entries):
        return phase
    pairs = (
        (key, _steps(value, defaults) if key.text == "steps" else value)
        for key, value in phase.entries
    )
    return replace(phase, entries=tuple(pairs))


def _steps(steps: Node, defaults: Entries) -> Node:
    if not isinstance(steps, Entries):
        return steps
    return replace(steps, entries=tuple((key, _step(one, defaults)) for key, one in steps.entries))


def _step(step: Node, defaults: Entries) -> Node:
    """Return a step with what it does not say itself; another worker brings nothing along."""
    if not isinstance(step, Entries):
        return step
    said = {key.text for key, _ in step.entries}
    own = [word for word in WORKERS if word in said]
    worker = own[0] if own else next((k.text for k, _ in defaults.entries if k.text in WORKERS), "")
    works = worker in ("by", "run")
    added = tuple(
        (key, value)
        for key, value in defaults.entries
        if key.text not in said
        and not (key.text in WORKERS and own)
        and not (key.text in OF_WORK and not works)
        and not (key.text == "brief" and worker != "by")
    )
    return replace(step, entries=(*step.entries, *added))
