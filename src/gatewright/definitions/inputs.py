"""What a workflow is given by name: files that are there, or results of earlier runs."""

from collections.abc import Mapping, Sequence
from typing import Any

from gatewright.definitions.document_places import form_path, schema_of
from gatewright.definitions.failure_rules import GIVEN
from gatewright.definitions.fields import (
    EXPRESSION,
    GLOB,
    Choice,
    Flag,
    NamedMap,
    Record,
)
from gatewright.definitions.forms import WORD_PATTERN, ByForm, Word
from gatewright.definitions.made_inputs import report_made_inputs
from gatewright.definitions.workflow_names import Names, report_roles
from gatewright.definitions.workflow_order import Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.workflow import ASKED_STEP, InputRule

TYPES = ("markdown", "json", "yaml")


def _problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in an input, or None."""
    if "path" in values and "from" in values:
        return 'an input is at a "path" or "from" an earlier run'
    if "optional" in values and "missing" in values:
        return '"optional" says that it may be missing; leave out one of both'
    if "{" in values.get("path", ""):
        return "a path is looked for before the feature has a number: only params are filled in"
    if "form" in values and ("schema" in values or "type" in values):
        return '"form" says all of how the file looks'
    asks = "ask" in values.get("missing", ())
    is_one = "form" in values or "path" in values
    if asks and ("*" in values.get("path", "") or not is_one):
        return 'who is asked for it makes it at its "path", which is one file'
    return None


def _missing_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in what is done without an input, or None."""
    if ("ask" in values) == ("uses" in values):
        return 'what is missing is asked for ("ask"), or made by a workflow ("uses")'
    lacks = "with" in values and "uses" not in values
    return '"with" needs "uses": what it is given to' if lacks else None


FROM = Record(
    "an earlier run",
    {"workflow": Word("a workflow"), "output": Word("an artifact"), "where": EXPRESSION},
    required=("workflow", "output"),
)
INPUT = Record(
    "an input",
    {
        "path": GLOB,
        "from": FROM,
        "schema": Word("a schema"),
        "form": Word("a form"),
        "type": Choice(TYPES),
        "optional": Flag(),
        "when": EXPRESSION,
        "missing": ByForm(
            "halt, {ask: ROLE}, or {uses: WORKFLOW}",
            scalar=Choice(("halt",)),
            entries=Record(
                "who makes it",
                {"ask": Word("a role"), "uses": Word("a workflow"), "with": GIVEN},
                problem=_missing_problem,
            ),
        ),
    },
    problem=_problem,
)
INPUTS = NamedMap(INPUT, "an input", WORD_PATTERN)


def rules_of_inputs(values: Mapping[str, Any]) -> tuple[InputRule, ...]:
    """Return the inputs of a workflow as a start looks for them."""
    return tuple(_rule(name, one) for name, one in values.get("inputs", {}).items())


def _rule(name: str, values: Mapping[str, Any]) -> InputRule:
    missing, earlier = values.get("missing", "halt"), values.get("from", {})
    without = missing if isinstance(missing, dict) else {}
    return InputRule(
        name=name,
        path=values.get("path", form_path(name) if "form" in values and not earlier else ""),
        schema=schema_of(values),
        type=values.get("type", ""),
        is_optional=values.get("optional", False),
        when=values.get("when", ""),
        ask=without.get("ask", ""),
        uses=without.get("uses", ""),
        of_workflow=earlier.get("workflow", ""),
        of_output=earlier.get("output", ""),
        where=earlier.get("where", ""),
    )


def report_inputs(
    values: Mapping[str, Any], ordered: Sequence[Written], names: Names, located: Located
) -> None:
    """Report inputs that a step makes too, and those that nobody could be asked for."""
    report_made_inputs(names.makers, values, located)
    for rule in rules_of_inputs(values):
        if rule.ask:
            place = ("inputs", rule.name, "missing", "ask")
            report_roles((rule.ask,), [place], names, located)
        if rule.ask or rule.uses:
            for one in ordered:
                if one.name == ASKED_STEP:
                    what = f'no step is called "{ASKED_STEP}" where inputs are asked for or made'
                    located.at_value(one.name_keys, what)
