"""Whether a judgement that was asked for speaks of what its step is held to.

The shell judges the whole gate; that it did is looked at here once more, since what is taken here
opens the gate.
"""

from collections.abc import Iterator, Sequence

from gatewright.core.content.content_names import artifact_of, is_region
from gatewright.core.judging.unchecked import unanswered
from gatewright.core.state.run_state import StepRecord
from gatewright.model.events import StepJudged
from gatewright.model.intake import JudgingDone, Refusal


def refuse_unfit(
    record: StepRecord, intake: JudgingDone, watched: Sequence[str] = ()
) -> Refusal | None:
    """Return why the judgement of a step cannot be taken as it is; None where it can."""
    problem = next(_problems(record, intake), None) or next(_untold(intake.judged, watched), None)
    if problem is None:
        return None
    wanted, found = problem
    what = f"the judgement of {intake.judged.step} is not of this step"
    return Refusal("judgement.unfit", what, wanted, found)


def _problems(record: StepRecord, intake: JudgingDone) -> Iterator[tuple[str, str]]:
    """Yield what is wanted and what was found instead."""
    judged, outgrown = intake.judged, intake.outgrown
    holds = holds_well(judged)
    if holds:
        said = [line.check for line in judged.verdicts]
        for name in unanswered(record.definition.gate.checks, said):
            yield "an answer to each check of the gate", f"none to {name}"
    made = {product.name for product in record.definition.produces}
    for name, _ in judged.artifacts:
        if artifact_of(name) not in made and not is_region(name):
            yield "what the step makes", f"{name}, which it does not make"
    if outgrown is not None:
        if not holds:
            yield "work that holds, to go on with elsewhere", "work that is refused"
        if outgrown.tree != judged.tree:
            yield f"another workflow on {judged.tree[:12]}", f"one on {outgrown.tree[:12]}"


def _untold(judged: StepJudged, watched: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield which content others rest on, and nothing is said of it."""
    told = {name for name, _ in judged.artifacts}
    for name in watched if holds_well(judged) else ():
        if name not in told and (is_region(name) or artifact_of(name) in told):
            yield f"the digest of {name}", "none"


def holds_well(judged: StepJudged) -> bool:
    """Return whether every verdict would let a gate open."""
    return all(line.status.is_settled_well for line in judged.verdicts)
