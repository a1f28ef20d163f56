"""What a step would come to in a play: new content of all that it makes and may write."""

from gatewright.core.content.content_names import is_region, set_of
from gatewright.core.content.path_sets import by_name, globs_of, may_overlap
from gatewright.core.content.watched import parts_of
from gatewright.core.state.run_state import RunState
from gatewright.model.digest import digest_of
from gatewright.model.effects import JudgeStep
from gatewright.model.facts import DIFF, FactSeen
from gatewright.model.ids import Digest
from gatewright.model.path_sets import PathSet
from gatewright.model.risk import RISK, RiskGround
from gatewright.model.workflow import StepDefinition


def digests_played(state: RunState, effect: JudgeStep) -> tuple[tuple[str, Digest], ...]:
    """Return a digest for each artifact of a step, its parts, and the regions of its tree."""
    step = state.record(effect.step).definition
    names = [one.name for one in step.produces]
    names += [f"{name}#{part}" for name in names for part in parts_of(name, state.watched)]
    names += [name for name in state.watched if is_region(name)]
    return tuple((name, _digest(state, step, effect, name)) for name in names)


def _digest(state: RunState, step: StepDefinition, effect: JudgeStep, name: str) -> Digest:
    before = state.artifacts.get(name)
    is_left = is_region(name) and not (step.works and _may_write(state, step, name))
    return before if is_left and before is not None else digest_of([name, effect.tree])


def _may_write(state: RunState, step: StepDefinition, region: str) -> bool:
    """Return whether a step may change what a region covers."""
    known = by_name(state.started.workflow.paths)
    wanted = known.get(set_of(region), PathSet(region, ("**",))).globs
    entries = (*step.writes, *(one.path for one in step.produces))
    return any(may_overlap(globs_of(entry, known), wanted) for entry in entries)


def risk_played(risk: str) -> tuple[FactSeen, ...]:
    """Return what a diff says of its class; nothing for ""."""
    if not risk:
        return ()
    grounds = (RiskGround(risk, "rehearsed"),)
    return (FactSeen(RISK, risk, DIFF, digest_of(risk), grounds),)
