"""Whether a workflow is for a feature, by what is known of that when it is asked for."""

from gatewright.core.facts.conditions import answer_to
from gatewright.core.facts.facts import facts_of, undecided
from gatewright.core.state.run_state import RunState
from gatewright.model.exits import StartRule
from gatewright.model.intake import Refusal
from gatewright.model.trouble import Trouble

HOW_TO_DECLARE = "gatewright plan, with the same words, lists what it wants; then --form FILE"


def why_not(state: RunState) -> Refusal | None:
    """Return why a run that would begin as `state` is not begun; None where it may."""
    workflow = state.started.workflow
    rule = workflow.start
    if rule is None:
        return None
    return (_not_for_this(state, rule) if rule.applies else None) or _undeclared(state, rule)


def _undeclared(state: RunState, rule: StartRule) -> Refusal | None:
    """Return that nobody filled in the form that a run begins with."""
    declared = state.started.declared
    if not rule.declare or (declared is not None and declared.form == rule.declare):
        return None
    what = f"{state.started.workflow.name} starts with a form: {rule.declare}"
    found = "none is filled in" if declared is None else declared.form
    return Refusal("run.undeclared", what, rule.declare, found, HOW_TO_DECLARE)


def _not_for_this(state: RunState, rule: StartRule) -> Refusal | None:
    """Return why a workflow is not for a feature; None where it is."""
    workflow = state.started.workflow
    wanted = f"a feature of which it is so: {rule.applies}"
    missing = undecided(workflow, state.facts, rule.applies)
    if missing:
        hint = " ".join(f"--fact {each.name}=..." for each in missing)
        found = f"nobody said {', '.join(each.name for each in missing)}"
        what = f"it is not known whether {workflow.name} is for this"
        return Refusal("run.undecided", what, wanted, found, hint)
    answer = answer_to(state, rule.applies)
    if isinstance(answer, Trouble):
        what = f"it cannot be told whether {workflow.name} is for this"
        return Refusal("run.undecided", what, wanted, answer.found)
    if answer:
        return None
    known = ", ".join(f"{name} {state.facts[name]}" for name in facts_of(rule.applies))
    other = f"gatewright run -W {rule.otherwise}" if rule.otherwise else ""
    return Refusal("run.other-workflow", f"{workflow.name} is not for this", wanted, known, other)
