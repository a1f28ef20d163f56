"""Inputs that a procedure makes where they are missing: it stands before all steps of the run.

Each is read as a step that uses the procedure, below `inputs/`. Where the input is there when the
run starts, that step is left out. In a procedure that another workflow uses, inputs are bound.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gatewright.definitions.document_places import schema_of
from gatewright.definitions.procedures import Use
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.records import replace
from gatewright.model.workflow import ASKED_STEP

MISSING = "missing"


def is_made(one: Mapping[str, Any]) -> bool:
    """Return whether an input, as it is declared, is made by a procedure where it is missing."""
    missing = one.get(MISSING)
    return isinstance(missing, dict) and "uses" in missing


def inputs_at_once(values: Mapping[str, Any]) -> frozenset[str]:
    """Return the inputs that are there once the run starts, or never."""
    declared = values.get("inputs", {})
    return frozenset(name for name, one in declared.items() if not is_made(one))


def written_inputs(values: Mapping[str, Any], *, is_inside: bool) -> tuple[Written, ...]:
    """Return the steps that make inputs, one after the other, in the order of the text."""
    made: list[Written] = []
    for name, one in values.get("inputs", {}).items() if not is_inside else ():
        if is_made(one):
            needs = (made[-1].name,) if made else ()
            made.append(_written(name, one, needs))
    return tuple(made)


def _written(name: str, one: Mapping[str, Any], needs: tuple[str, ...]) -> Written:
    """Return the step that makes one input."""
    keys: Keys = ("inputs", name, MISSING)
    missing = one[MISSING]
    values = {"uses": missing["uses"], "with": missing.get("with", {}), "input": one}
    values |= {"when": one["when"]} if "when" in one else {}
    step = f"{ASKED_STEP}/{name}"
    return Written(step, ASKED_STEP, 0, keys, keys, keys, keys, values, needs)


def as_input(one: Written, use: Use | None, located: Located) -> Use | None:
    """Return a procedure that gives out the input that it is for, and nothing else.

    Shape: of an earlier run of the same workflow, it is the output that was looked for there.
    """
    if use is None or "input" not in one.values:
        return use
    declared = one.values["input"]
    name, earlier = one.name.removeprefix(f"{ASKED_STEP}/"), declared.get("from", {})
    output = earlier["output"] if earlier.get("workflow") == use.name else name
    if output not in use.made:
        known = ", ".join(use.made) or "nothing"
        located.at_value(one.use_keys, f'"{use.name}" gives out no "{output}"', hint=known)
        return None
    product, wanted = use.made[output], schema_of(declared)
    if wanted and product["schema"] != wanted:
        what = f'"{use.name}" makes "{output}" by another schema than {wanted}'
        located.at_value(one.use_keys, what, hint=product["schema"] or "its maker says schema")
    return replace(use, names={output: name}, made={name: product})


def report_made_inputs(
    makers: Mapping[str, Sequence[str]], values: Mapping[str, Any], located: Located
) -> None:
    """Report inputs that steps of the workflow make, too."""
    for name in values.get("inputs", {}):
        others = [each for each in makers.get(name, ()) if each != f"{ASKED_STEP}/{name}"]
        if others:
            located.at_value(("inputs", name), f'"{name}" is made by {others[0]} already')
