"""Steps and gates that stand under `exits`: apart from the run, and told where they reach into it.

They are read behind all others, so that they may name whatever the run makes.
"""

from collections.abc import Collection, Iterator, Sequence

from gatewright.core.facts.begun import steps_asked_for
from gatewright.core.layout.exit_steps import clean_up_of, partly_of
from gatewright.definitions.failure_rules import WrittenRule
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.records import replace
from gatewright.model.workflow import Move, StepDefinition, Workflow

CLEAN_UP = ("exits", "aborted")
PARTLY = ("exits", "partial")
ITS_OWN = "what an abort does waits for nothing of the run, and sends nothing back into it"


def is_of_clean_up(one: Written) -> bool:
    """Return whether a step or gate is of what an abort does."""
    return one.keys[:2] == CLEAN_UP


def is_of_run(one: Written) -> bool:
    """Return whether a step or gate is of the run itself: not of a way to end it early."""
    return one.keys[:2] not in (CLEAN_UP, PARTLY)


def with_exits(workflow: Workflow, ordered: Sequence[Written]) -> Workflow:
    """Return `workflow` with the steps of its exits beside those of the run."""
    clean_up = {one.name: one for one in ordered if is_of_clean_up(one)}
    partly = {one.name for one in ordered if one.keys[:2] == PARTLY}
    own = [step for step in workflow.steps if _first(step) in clean_up]
    gate = next((step for step in own if clean_up[_first(step)].is_phase_gate), None)
    steps = [step for step in own if step is not gate]
    judged = next((step for step in workflow.steps if _first(step) in partly), None)
    left = (step for step in workflow.steps if _first(step) not in {*clean_up, *partly})
    return replace(
        workflow,
        steps=tuple(left),
        clean_up=clean_up_of(steps, gate) if own else (),
        partly=partly_of(judged) if judged is not None else None,
    )


def _first(step: StepDefinition) -> str:
    """Return the step of the text that a step is, or is inside of."""
    return step.path.partition("/")[0]


def report_exits(ordered: Sequence[Written], located: Located) -> None:
    """Report steps of a clean-up that reach into the run, or are there once for each of a list."""
    own = {one.name for one in ordered if is_of_clean_up(one)}
    known = {one.name for one in ordered if is_of_run(one)}
    for one in ordered:
        _report_begun(one, known, located)
        if not is_of_clean_up(one):
            continue
        for index, need in enumerate(one.values.get("needs", ())):
            if need not in own:
                located.at_value((*one.keys, "needs", index), ITS_OWN)
        for keys, rule in _rules(one):
            if rule.move is Move.CHANGE or rule.phase or not own.issuperset(rule.steps):
                located.at_value((*keys, rule.key), ITS_OWN, hint="rework: self, ask, or block")
        if one.list is not None:
            what = "what an abort does is done once, and not for each of a list"
            located.at_value((*one.keys, "for_each"), what)


def _report_begun(one: Written, known: Collection[str], located: Located) -> None:
    """Report conditions on whether a step was begun, but for those of a clean-up on the run."""
    for step in steps_asked_for(one.values.get("when", "")):
        if not is_of_clean_up(one):
            what = "only what an abort does asks whether a step was begun"
            located.at_value(one.name_keys, what, hint="when: steps.started('STEP') under exits")
        elif step.partition("/")[0] not in known:
            what = f'no step of the run is called "{shown(step)}"'
            located.at_value((*one.keys, "when"), what, near=nearest(step, known))


def _rules(one: Written) -> Iterator[tuple[Keys, WrittenRule]]:
    """Yield the failure rules of a step and what they offer, with where they stand."""
    for index, rule in enumerate(one.values.get("no_go", ())):
        keys: Keys = (*one.no_go_keys, index)
        yield keys, rule
        yield from (((*keys, "offers", at), offer) for at, offer in enumerate(rule.offers))
