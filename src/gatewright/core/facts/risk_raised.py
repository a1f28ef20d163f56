"""When the risk class of a feature is more than it was: by other facts, or by the diff."""

from gatewright.core.facts.fact_sources import derived
from gatewright.core.facts.facts import Known
from gatewright.core.facts.risk import grounds_by_facts, highest, new_grounds
from gatewright.core.state.run_state import RunState
from gatewright.model.digest import digest_of
from gatewright.model.events import StepJudged
from gatewright.model.facts import FACTS, FactSeen, FactSettled, FactValue
from gatewright.model.ids import StepPath
from gatewright.model.risk import CLASSES, RISK, RiskGround


def risk_by_facts(state: RunState, known: Known, step: StepPath | None) -> tuple[FactSettled, ...]:
    """Return the class by what is known of other facts, where that is more, or for more reasons."""
    workflow = state.started.workflow
    rule = next((each for each in workflow.facts if each.name == RISK), None)
    if rule is None:
        return ()
    others = {name: value for name, value in known.items() if name != RISK}
    before = state.facts.get(RISK, derived([rule], others).get(RISK))
    if before is None:
        return ()
    grounds = new_grounds(state.risk, grounds_by_facts(workflow.risk_classes, others))
    return _settled(
        state,
        before,
        grounds,
        FactSeen(RISK, before, FACTS, digest_of(sorted(others.items()))),
        step,
    )


def risk_shown(state: RunState, judged: StepJudged) -> tuple[FactSettled, ...]:
    """Return the class that a judgement shows, where that is more, or for more reasons.

    Shape: while facts leave it open, the highest class alone counts: it is no more by any of them.
    """
    seen = next((each for each in judged.facts if each.name == RISK), None)
    before = state.facts.get(RISK)
    if seen is None or (before is None and seen.value != CLASSES[-1]):
        return ()
    grounds = new_grounds(state.risk, seen.grounds)
    return _settled(state, before or CLASSES[0], grounds, seen, judged.step)


def _settled(
    state: RunState,
    before: FactValue,
    grounds: tuple[RiskGround, ...],
    seen: FactSeen,
    step: StepPath | None,
) -> tuple[FactSettled, ...]:
    """Return the class after `grounds` were found: never less than it was."""
    value = highest([before, *(each.risk for each in grounds)])
    if not grounds and state.facts.get(RISK) == value:
        return ()
    return (FactSettled(RISK, value, seen.source, seen.digest, step, grounds),)
