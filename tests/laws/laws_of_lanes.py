"""What is worked on side by side: how it comes onto the head, and what is never lost of it."""

from collections import Counter

from gatewright.core.course.decide import decide
from gatewright.core.state.run_state import Deciding, Moving, Queued, Ready, RunState, Working
from gatewright.model.changing import ChangeAsked
from gatewright.model.effects import StartAttempt
from gatewright.model.events import (
    AttemptFinished,
    AttemptStarted,
    Event,
    StepAccepted,
    StepJudged,
    StepReopened,
    StepTaken,
    WorkflowOutgrown,
)
from gatewright.model.ids import StepPath, TreeId
from gatewright.model.intake import Intake, MergeConflict, Merged
from gatewright.model.queueing import WorkMerged, WorkQueued, WorkStopped
from gatewright.model.retiring import UndoBegun
from gatewright.model.standing import StepStale, TargetMoved
from gatewright.model.workflow import WorkerKind
from tests.laws.tale import BEGUN, Answer, Law, Tale
from tests.laws.written import CONDITIONS, of_step

STOPS = (WorkStopped, StepStale)
BY_ITSELF = (WorkerKind.AGENT, WorkerKind.COMMAND)


class Begun(Law):
    """All that can be begun is wanted at once, the longest path to the end first."""

    def at_rest(self, tale: Tale) -> None:
        state = tale.state
        if not isinstance(state.phase, Moving):
            return
        ready = [name for name, each in state.steps.items() if self._can_begin(state, name)]
        wanted = [each.step for each in decide(state) if isinstance(each, StartAttempt)]
        lengths = [_length(state, name) for name in wanted]
        assert sorted(wanted) == sorted(ready), f"{ready} can be begun, wanted are {wanted}"
        assert lengths == sorted(lengths, reverse=True), f"{wanted} have {lengths} before them"
        self.seen["several"] += len(wanted) > 1
        self.seen["of different length"] += len(set(lengths)) > 1
        self.seen["beside others"] += bool(wanted) and any(
            isinstance(state.record(name).state, Working) for name in state.active
        )

    def _can_begin(self, state: RunState, name: StepPath) -> bool:
        record = state.record(name)
        is_known = CONDITIONS.get(record.definition.when) is not None
        works = record.definition.doer.kind in BY_ITSELF and not record.is_template
        is_next = state.taking in (None, name)  # what is taken in comes first
        return isinstance(record.state, Ready) and works and is_known and is_next


def _length(state: RunState, name: StepPath) -> int:
    """Return how many steps the longest path from a step to the end has."""
    behind = state.needed_by.get(name, ())
    return 1 + max((_length(state, each) for each in behind), default=0)


class OntoTheHead(Law):
    """The head moves only to what was judged against it, and holds all that was ever accepted."""

    def __init__(self, seen: Counter[str]) -> None:
        super().__init__(seen)
        self.holds: dict[TreeId, frozenset[TreeId]] = {BEGUN: frozenset({BEGUN})}
        self.begun: dict[StepPath, TreeId] = {}

    def before(self, tale: Tale, event: Event) -> None:
        self._look_at_content(tale, event)
        if not isinstance(event, StepAccepted | WorkflowOutgrown) or event.tree == tale.tree:
            return
        judged = [each for each in tale.events if isinstance(each, StepJudged)]
        last = judged[-1] if isinstance(event, WorkflowOutgrown) else None
        step = last.step if last is not None else getattr(event, "step", StepPath(""))
        own = of_step(tale.events, step, StepJudged)[-1]
        assert isinstance(own, StepJudged)
        assert own.tree == event.tree, f"{step}: judged {own.tree}, moves to {event.tree}"
        ground = self._ground(tale, step)
        assert ground == tale.tree, f"{step} was judged against {ground}, the head is {tale.tree}"
        ways = of_step(tale.events, step, WorkMerged, AttemptStarted, StepTaken)
        self.seen["merged" if isinstance(ways[-1], WorkMerged) else "as it was left"] += 1

    def _ground(self, tale: Tale, step: StepPath) -> TreeId:
        """Return what the last work on a step was judged against."""
        head = BEGUN
        ground = BEGUN
        for each in tale.events:
            if isinstance(each, StepAccepted | WorkflowOutgrown):
                head = each.tree
            if isinstance(each, TargetMoved):
                head = each.head
            if getattr(each, "step", None) == step:
                match each:
                    case AttemptStarted(from_tree=tree) | WorkMerged(head=tree):
                        ground = tree
                    case StepTaken():
                        ground = self.begun.get(step, head)
                    case _:
                        pass
        return ground

    def _look_at_content(self, tale: Tale, event: Event) -> None:
        match event:
            case AttemptStarted(step, from_tree=tree):
                self.begun[step] = tree
            case StepTaken(step):
                self.begun[step] = tale.tree
            case AttemptFinished(step, tree=tree):
                self._put(tree, self._of(self.begun.get(step, tale.tree)))
            case WorkMerged(step, _, head, tree):
                ended = of_step(tale.events, step, AttemptFinished)
                left = [each.tree for each in ended if isinstance(each, AttemptFinished)][-1:]
                is_reverted = tale.state.record(step).leaves is not None  # it holds what others did
                assert left or is_reverted, f"nobody handed in what is merged of {step}"
                self._put(tree, self._of(head).union(*map(self._of, left)))
                self.seen["merged"] += 1
            case StepAccepted() | WorkflowOutgrown():
                is_known = event.tree in self.holds  # else nobody handed it in: another law's
                lost = self._of(tale.tree) - self._of(event.tree)
                assert not (is_known and lost), f"{sorted(lost)} is not in {event.tree}"
                self.seen["known"] += is_known
                self.seen["moved"] += event.tree != tale.tree
            case _:
                pass

    def _put(self, tree: TreeId, holds: frozenset[TreeId]) -> None:
        self.holds[tree] = self._of(tree) | holds

    def _of(self, tree: TreeId) -> frozenset[TreeId]:
        return self.holds.get(tree, frozenset({tree}))


class StaysWhileDecided(Law):
    """While people decide on a tree, nothing of others moves the head under it."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, StepAccepted):
            asked = [name for name in self._asked(tale.state) if name != event.step]
            is_moved = bool(asked) and event.tree != tale.tree
            assert not is_moved, f"{event.step} moves the head, people decide on {asked}"
            self.seen["accepted beside"] += bool(asked)
        if isinstance(event, WorkQueued):
            self.seen["waited"] += event.because.startswith("people decide")

    def _asked(self, state: RunState) -> list[StepPath]:
        return [
            name
            for name in sorted(state.active)
            if isinstance(asked := state.record(name).state, Deciding)
            and any("tree" in each.rule.binds for each in asked.requests)
        ]


class StoppedForAReason(Law):
    """Work under way is stopped only where what it reads is another, or by a change request."""

    def before(self, tale: Tale, event: Event) -> None:
        match event:
            case WorkStopped(step):
                cause = next(e for e in reversed(tale.events) if not isinstance(e, STOPS))
                accepted = [each for each in tale.events if isinstance(each, StepAccepted)][-1]
                if cause is not accepted or getattr(cause, "step", "").startswith("changes/"):
                    assert any(isinstance(each, ChangeAsked) for each in tale.events), cause
                    self.seen["by a change"] += 1
                    return
                steps = tale.state.steps.items()
                lists = {each.definition.for_each for path, each in steps if step.startswith(path)}
                reads = set(tale.state.record(step).definition.reads) | (lists - {""})
                before = self._made_before(tale, accepted)
                changed = {n for n, made in accepted.artifacts if before.get(n, made) != made}
                assert reads & changed, f"{step} is stopped, and {changed} is none of {reads}"
                self.seen["stopped"] += 1
            case _:
                pass

    def after(self, tale: Tale, event: Event, was: RunState) -> None:
        if not isinstance(event, StepReopened):
            return
        for name, record in was.steps.items():
            is_at_work = isinstance(record.state, Working | Queued) and name != event.step
            if is_at_work:
                now = tale.state.record(name).state
                assert now == record.state, f"{name} stopped because {event.step} is open again"
                self.seen["went on"] += 1

    def _made_before(self, tale: Tale, last: StepAccepted) -> dict[str, object]:
        """Return what each artifact was before an acceptance."""
        made: dict[str, object] = {}
        for each in tale.events[: tale.events.index(last)]:
            if isinstance(each, WorkflowOutgrown):
                made.clear()
            if isinstance(each, StepAccepted):
                made |= dict(each.artifacts)
        return made


class InTurn(Law):
    """What is put on the head is put there first come, first merged, and on the head as it is."""

    def __init__(self, seen: Counter[str]) -> None:
        super().__init__(seen)
        self.came: dict[StepPath, int] = {}

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, WorkQueued | UndoBegun) and event.step not in tale.state.queue:
            self.came[event.step] = len(tale.events)

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        if isinstance(intake, Merged | MergeConflict):
            can_go = [name for name in was.queue if was.unmet[name] == 0]
            queue = sorted(can_go, key=lambda name: self.came[name])
            is_turn = queue[:1] == [intake.step] and intake.head == was.tree
            assert answer.refusal is not None or is_turn, f"{intake.step} came before {queue}"
            self.seen["in turn" if answer.refusal is None else "not its turn"] += 1
            self.seen["several"] += len(queue) > 1
