"""What there is to know of a remedy: its rule, its steps, and who waits for it still."""

from gatewright.core.state.run_state import Remedying, RunState, StepRecord
from gatewright.model.ids import StepPath
from gatewright.model.remedies import RemedyLaid
from gatewright.model.workflow import NoGo, StepDefinition

FOLDER = "remedies/"


def rule_of(record: StepRecord, laid: RemedyLaid) -> NoGo:
    """Return the failure rule that had a remedy laid in, or the offer that was taken."""
    rule = record.definition.no_go[laid.rule]
    return rule if laid.offer is None else rule.offers[laid.offer]


def template_of(record: StepRecord, laid: RemedyLaid) -> StepDefinition:
    """Return the procedure of a remedy, as the workflow has it."""
    wanted = rule_of(record, laid).remedies[laid.place]
    return next(each for each in record.definition.remedies if each.path == wanted)


def steps_of(state: RunState, remedy: StepPath) -> tuple[StepPath, ...]:
    """Return the steps of a remedy, in their order."""
    laid = state.record(remedy).remedy
    return tuple(path for path, each in state.steps.items() if each.remedy == laid)


def path_for(state: RunState, by: StepPath) -> StepPath:
    """Return what the next remedy of a step stands below: no number is used twice."""
    known = {**state.gone, **state.steps}
    before = sum(
        each.remedy is not None and each.remedy.by == by and each.remedy.step == path
        for path, each in known.items()
    )
    return StepPath(f"{FOLDER}{by}/{before + 1}")


def waiting_for_remedy(state: RunState, laid: RemedyLaid) -> StepRecord | None:
    """Return who waits for a remedy; None where it is open again, or gone, by now."""
    record = state.steps.get(laid.by)
    if record is None or not isinstance(record.state, Remedying):
        return None
    return record if record.state.remedy == laid.step else None
