"""What an outcome rests on: while that is the same it stands, and not a moment longer."""

from gatewright.core.state.run_state import Accepted, RunState
from gatewright.model.changing import ChangeAsked, ChangeTurnedDown
from gatewright.model.events import (
    AttemptFinished,
    AttemptStarted,
    Choice,
    Decided,
    Event,
    Exit,
    RunExited,
    StepAccepted,
    StepJudged,
    StepReopened,
    StepsExpanded,
    StepTaken,
    WorkflowOutgrown,
)
from gatewright.model.ids import Digest, StepPath
from gatewright.model.standing import StepStale
from gatewright.model.workflow import WorkerKind
from tests.laws.tale import Law, Tale
from tests.laws.written import of_step, real, since


def read_by(tale: Tale, step: StepPath) -> dict[str, Digest]:
    """Return what the last attempt at a step read, by what had been accepted when it began."""
    made: dict[str, Digest] = {}
    read: dict[str, Digest] = {}
    for event in tale.events:
        match event:
            case StepAccepted(artifacts=artifacts):
                made |= dict(artifacts)
            case WorkflowOutgrown():
                made, read = {}, {}
            case AttemptStarted(step=each) | StepTaken(step=each) if each == step:
                names = tale.state.record(step).definition.reads
                read = {name: made[name] for name in names if name in made}
            case _:
                pass
    return read


class MadeFromWhatIsThere(Law):
    """Once a run is complete, each step was made from exactly what it reads as it is."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, RunExited) or event.exit is not Exit.COMPLETED:
            return
        for record in real(tale.state):
            if not isinstance(record.state, Accepted) or not record.has_worker:
                continue
            for name, digest in read_by(tale, record.definition.path).items():
                now = tale.state.artifacts[name]
                assert digest == now, f"{record.definition.path} was made from another {name}"
                self.seen["read"] += 1


class CutOff(Law):
    """Work is made anew because of what it reads only where that is another than it read."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, StepStale) or not event.reads:
            return
        read = read_by(tale, event.step)
        for name in event.reads:
            assert read[name] != tale.state.artifacts[name], f"{event.step}: {name} is the same"
        self.seen["stale"] += 1

    def after(self, tale: Tale, event: Event, was: RunState) -> None:
        if isinstance(event, StepAccepted) and event.artifacts:
            before = was.artifacts
            same = [name for name, digest in event.artifacts if before.get(name) == digest]
            self.seen["the same again"] += bool(same)


class HoldsAtTheEnd(Law):
    """Once a run is complete, each gate of a phase was judged on what comes out of it."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, RunExited) or event.exit is not Exit.COMPLETED:
            return
        for step in _crossings(tale.state):
            judged = of_step(tale.events, step, StepJudged)[-1]
            assert isinstance(judged, StepJudged)
            assert judged.tree == tale.tree, f"{step} was judged on {judged.tree}"
            self.seen["held"] += 1
            self.seen["held again"] += len(of_step(tale.events, step, StepStale)) > 0


class EarlierGatesFirst(Law):
    """A gate of a phase is looked at only once all earlier ones hold on the same content."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, StepJudged):
            return
        crossings = _crossings(tale.state)
        if event.step not in tale.state.crossings:
            return
        place = tale.state.crossings.index(event.step)
        for step in crossings & set(tale.state.crossings[:place]):
            held = tale.state.record(step).state
            assert isinstance(held, Accepted)
            assert held.tree == event.tree, f"{step} holds on {held.tree}, not on {event.tree}"
            self.seen["earlier"] += 1


def _crossings(state: RunState) -> set[StepPath]:
    """Return the gates of phases that hold."""
    return {step for step in state.crossings if isinstance(state.record(step).state, Accepted)}


class FrozenUntilDecided(Law):
    """What a gate froze is made again only after people agreed to a change of it."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, ChangeTurnedDown):
            self.seen["turned down"] += 1
        if not isinstance(event, StepReopened):
            return
        maker = tale.state.record(event.step)
        made = {one.name for one in maker.definition.produces if maker.has_held}
        frozen = {
            name
            for gate in _crossings(tale.state)
            for name in tale.state.record(gate).definition.gate.freeze
        }
        if not made & frozen:
            return
        asked = [each for each in tale.events if isinstance(each, ChangeAsked)]
        if _is_tried_again(tale, event.step, {each.step for each in asked}):
            return
        change = next((each for each in asked if each.step == event.by), None)
        assert change is not None, f"{event.step} is open again, and {made & frozen} is frozen"
        assert made & set(change.artifacts), f"{change.step} is of {change.artifacts}"
        said = of_step(tale.events, change.step, Decided)
        assert {e.choice for e in said if isinstance(e, Decided)} == {Choice.APPROVE}
        self.seen["agreed"] += 1
        self.seen["by a rule"] += change.by is not None


def _is_tried_again(tale: Tale, step: StepPath, changes: set[StepPath]) -> bool:
    """Return whether a change opened a step, and it does not hold since."""
    opened = of_step(since(tale.events, step, StepAccepted), step, StepReopened)
    return any(isinstance(each, StepReopened) and each.by in changes for each in opened)


class ChangedOrConfirmed(Law):
    """What reads something else than before is changed with it, or a person says that it fits."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, StepAccepted) or event.step not in _stale(tale):
            return
        doer = tale.state.record(event.step).definition.doer
        if doer.kind is WorkerKind.COMMAND:
            return
        begun = of_step(tale.events, event.step, AttemptStarted, StepTaken)[-1]
        ended = of_step(tale.events, event.step, AttemptFinished)[-1]
        assert isinstance(ended, AttemptFinished)
        before = begun.from_tree if isinstance(begun, AttemptStarted) else None
        if before is None or ended.tree != before:
            self.seen["changed"] += 1
            return
        later = tale.events[tale.events.index(ended) :]
        yes = [e for e in later if isinstance(e, Decided) and e.choice is Choice.APPROVE]
        assert any(each.step == event.step for each in yes), f"{event.step}: nobody said so"
        self.seen["confirmed"] += 1


def _stale(tale: Tale) -> set[StepPath]:
    """Return the steps that were stale, because of what they read, since they last held."""
    stale: set[StepPath] = set()
    for event in tale.events:
        match event:
            case StepStale(step, _, reads) if reads:
                stale.add(step)
            case StepAccepted(step=step):
                stale.discard(step)
            case WorkflowOutgrown() | StepsExpanded():
                stale = {step for step in stale if isinstance(event, StepsExpanded)}
            case _:
                pass
    return stale
