"""Where two ways of going otherwise meet: neither forgets what the other one settled."""

from collections import Counter

from gatewright.core.state.run_state import GivenUp, Moving, Over, Remedying, RunState
from gatewright.model.changing import DefinitionReplaced
from gatewright.model.events import (
    AttemptStarted,
    Event,
    StepJudged,
    StepReopened,
    StepsExpanded,
    WorkflowOutgrown,
)
from gatewright.model.exits import AbortBegun, PartAsked, PartTurnedDown
from gatewright.model.ids import StepPath
from gatewright.model.remedies import RemedyEnded
from gatewright.model.standing import StepStale, TargetMoved
from tests.laws.tale import Law, Tale


class OverIsOver(Law):
    """A remedy that is over is history: nothing of it is begun, judged or opened again."""

    def __init__(self, seen: Counter[str]) -> None:
        super().__init__(seen)
        self.over: set[StepPath] = set()

    def before(self, tale: Tale, event: Event) -> None:
        match event:
            case AttemptStarted(step=at) | StepJudged(step=at) | StepReopened(step=at):
                self._demand(at)
            case StepStale(step=at):
                self._demand(at)
            case RemedyEnded(step=at):
                self.over.add(at)
                self.seen["over"] += 1
            case TargetMoved() | DefinitionReplaced():
                self.seen["then otherwise"] += bool(self.over)
            case WorkflowOutgrown():
                self.over.clear()
            case _:
                pass

    def _demand(self, step: StepPath) -> None:
        of = [each for each in self.over if step == each or step.startswith(f"{each}/")]
        assert of == [], f"{step} goes on, and {of} is over"


class CleanedFromWhatWasJudged(Law):
    """What an abort does begins from what was judged, not from a target half taken in."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, AbortBegun):
            self.seen["aborted"] += 1
            self.seen["half taken in"] += tale.taking is not None
        if isinstance(event, AttemptStarted) and tale.state.ending is not None:
            assert event.from_tree == tale.tree, f"{event.step} begins from {event.from_tree}"
            self.seen["begun"] += 1


class CountedByItsRule(Law):
    """Whatever list or definition a run goes on by, each failure rule has its own count."""

    def after(self, tale: Tale, event: Event, was: RunState) -> None:
        if not isinstance(event, DefinitionReplaced | StepsExpanded):
            return
        laid = {each.step: each for each in tale.state.remedies}
        for path, record in tale.state.steps.items():
            rules = record.definition.no_go
            is_template = record.is_template and not record.definition.works
            assert is_template or len(record.rule_uses) == len(rules), f"{path}: {rules}"
            self.seen["walks"] += 1
            if isinstance(record.state, Remedying):
                rule = rules[laid[record.state.remedy].rule]
                assert rule.remedies or rule.offers, f"{path} waits by {rule}"
                self.seen["with a remedy"] += 1


class HeldByItsTarget(Law):
    """Where nobody could put a target and the work together, the run holds and says so."""

    def at_rest(self, tale: Tale) -> None:
        state = tale.state
        if state.taking is None or not isinstance(state.record(state.taking).state, GivenUp):
            return
        is_idle = isinstance(state.phase, Moving) and not state.active
        assert not is_idle, f"nobody goes on, and {sorted(state.ready)} are ready"
        self.seen["given up"] += 1
        self.seen["others could"] += bool(state.ready)


class AskedOfWhatThereIs(Law):
    """That a run end with what holds is asked while something is left of what it was asked of."""

    def before(self, tale: Tale, event: Event) -> None:
        self.seen["asked"] += isinstance(event, PartAsked)
        self.seen["let go"] += isinstance(event, PartTurnedDown)

    def after(self, tale: Tale, event: Event, was: RunState) -> None:
        if isinstance(event, WorkflowOutgrown | DefinitionReplaced | TargetMoved):
            assert tale.state.partial is None, f"{tale.state.partial} outlives {event}"
            self.seen["otherwise"] += 1

    def at_rest(self, tale: Tale) -> None:
        asked, phase = tale.state.partial, tale.state.phase
        if asked is not None and not isinstance(phase, Over):
            assert not tale.state.record(asked.step).is_settled, f"{asked.step} is answered"


LAWS: tuple[type[Law], ...] = (
    OverIsOver, CleanedFromWhatWasJudged, CountedByItsRule, HeldByItsTarget, AskedOfWhatThereIs,
)  # fmt: skip
