"""Whether a workflow is for a feature, by what is known of that when it is asked for."""

from gatewright.core.facts.conditions import answer_to
from gatewright.core.facts.facts import facts_of, undecided
from gatewright.core.state.run_state import RunState
from gatewright.model.intake import Refusal
from gatewright.model.trouble import Trouble


def why_not(state: RunState) -> Refusal | None:
    """Return why a run that would begin as `state` is not begun; None where it may."""
    workflow = state.started.workflow
    rule = workflow.start
    if rule is None:
        return None
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
