"""The table of how a run ends: what it takes to complete, why it may stop, who is told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatewright.definitions.budget_shape import budgets_of
from gatewright.definitions.commit_shape import report_commits
from gatewright.definitions.exit_layout import is_of_run
from gatewright.definitions.failure_rules import ENDS, WrittenRule
from gatewright.definitions.fields import WORDS, FieldType, ListOf, Record
from gatewright.definitions.forms import Word
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.start_shape import start_of
from gatewright.definitions.workflow_names import Names, report_roles
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.exits import ExitRule
from gatewright.model.records import replace
from gatewright.model.workflow import Move, Workflow

BY_MOVE = {Move.BLOCK: "blocked", Move.ABORT: "aborted"}
SIGNALS = ListOf(Word("a signal"), 1)


def _aborted_problem(values: Mapping[str, Any]) -> str | None:
    """Return that there is no clean-up where somebody speaks of one, or None."""
    if values.get("steps") == {}:
        return '"steps" names what is done; leave it out where nothing is'
    if "notify" in values and not ("steps" in values or "requires" in values):
        return '"notify" needs "steps" or "requires": who is told is told while that goes on'
    return None


def exits_record(checks: FieldType, steps: FieldType) -> Record:
    """Return the table of exits. Shape: `checks` are the items of a gate."""
    reasons, notify = ListOf(WORDS, 1), ListOf(Word("a role"), 1)
    return Record(
        "exits",
        {
            "completed": Record(
                "how a run completes", {"requires": checks}, required=("requires",)
            ),
            "partial": Record(
                "how a run ends in part", {"requires": checks}, required=("requires",)
            ),
            "blocked": Record("how a run blocks", {"reasons": reasons, "notify": notify}),
            "aborted": Record(
                "how a run is aborted",
                {"reasons": reasons, "steps": steps, "requires": checks, "notify": notify},
                problem=_aborted_problem,
            ),
        },
    )


def with_ends(workflow: Workflow, values: Mapping[str, Any]) -> Workflow:
    """Return `workflow` with what it says of start, branch, budgets, signals and exits."""
    return replace(
        workflow,
        branch=values.get("branch", ""),
        budgets=budgets_of(values),
        exits=_exits_of(values),
        start=start_of(values),
        signals=values.get("signal", ()),
    )


def _exits_of(values: Mapping[str, Any]) -> tuple[ExitRule, ...]:
    """Return what a workflow says of how it stops."""
    return tuple(
        ExitRule(name, one.get("reasons", ()), one.get("notify", ()))
        for name, one in values.get("exits", {}).items()
        if name in BY_MOVE.values()
    )


def report_ends(
    values: Mapping[str, Any],
    ordered: Sequence[Written],
    names: Names,
    located: Located,
    *,
    is_inside: bool,
) -> None:
    """Report what is wrong with commits; roles that there are not; reasons that are none of them.

    Shape: a procedure is `is_inside`.
    """
    of_run = [one for one in ordered if is_of_run(one)]
    report_commits(values, of_run, located, is_inside=is_inside)
    exits = values.get("exits", {})
    for name in BY_MOVE.values():
        roles = exits.get(name, {}).get("notify", ())
        places = [("exits", name, "notify", index) for index in range(len(roles))]
        report_roles(roles, places, names, located)
    for keys, rule in _ending(ordered):
        known = exits.get(BY_MOVE[rule.move], {}).get("reasons", ())
        if known and rule.reason not in known:
            what = f'"{shown(rule.reason)}" is none of the reasons of exits: {BY_MOVE[rule.move]}'
            near = nearest(rule.reason, known)
            located.at_value(keys, what, near=near, hint=", ".join(known))


def _ending(ordered: Sequence[Written]) -> Iterator[tuple[Keys, WrittenRule]]:
    """Yield each rule and offer that stops a run, and where its reason stands."""
    for one in ordered:
        for index, rule in enumerate(one.values.get("no_go", ())):
            keys = (*one.no_go_keys, index)
            if rule.move in ENDS:
                yield (*keys, rule.key), rule
            for number, offer in enumerate(rule.offers):
                if offer.move in ENDS:
                    yield (*keys, "offers", number, offer.key), offer
