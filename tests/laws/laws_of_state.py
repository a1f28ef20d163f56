"""What a run is: the fold of its events, counted right, and never without somebody to go on."""

from gatewright.core.approval.commit_units import waits_for_permission
from gatewright.core.course.decide import decide, waits_for_people
from gatewright.core.evolve.evolve import begin, fold
from gatewright.core.state.run_state import (
    ACTIVE,
    Blocked,
    Moving,
    Over,
    Ready,
    RunState,
    Waiting,
)
from gatewright.model.commit_policy import CommitPolicy
from gatewright.model.events import (
    Event,
    Exit,
    RunExited,
    RunLanded,
    StepsExpanded,
)
from gatewright.model.ids import StepPath
from gatewright.model.intake import Intake
from tests.laws.playing import STAYS_BLOCKED
from tests.laws.tale import Answer, Law, Tale
from tests.laws.written import lacking, stands
from tests.property.run_worlds import working
from tests.unit.run_stories import AT


class Folded(Law):
    """The state is the fold of the events, and the same state wants the same."""

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        if answer.state is not None:
            assert answer.state == tale.state, "not the state that its events come to"
            assert decide(answer.state) == decide(tale.state)
            self.seen["told"] += 1

    def at_end(self, tale: Tale) -> None:
        assert fold(begin(tale.started, AT), tale.events[1:]) == tale.state, (
            "folded again is another"
        )
        self.seen["folded"] += len(tale.events)


class Counted(Law):
    """Each counter and set of the state is what a walk over all steps finds."""

    def at_rest(self, tale: Tale) -> None:
        state = tale.state
        known: dict[StepPath, int] = {}
        for name, record in state.steps.items():
            assert state.unmet[name] == lacking(state, name, known), name
            if isinstance(record.state, Ready | Waiting):
                assert isinstance(record.state, Ready) == (state.unmet[name] == 0), name
        assert state.ready == self._named(state, Ready)
        assert state.active == self._named(state, *ACTIVE)
        assert state.settled_count == sum(each.is_settled for each in state.steps.values())
        self.seen["walks"] += 1
        self.seen["open again"] += any(state.unmet[name] for name in self._settled(state))

    def _settled(self, state: RunState) -> list[StepPath]:
        return [name for name, each in state.steps.items() if each.is_settled]

    def _named(self, state: RunState, *kinds: type) -> frozenset[StepPath]:
        return frozenset(
            name for name, each in state.steps.items() if isinstance(each.state, kinds)
        )


class Lively(Law):
    """Something is wanted, somebody works or is waited for; where all are kind, it ends."""

    def at_rest(self, tale: Tale) -> None:
        state = tale.state
        if isinstance(state.phase, Moving) and not decide(state) and working(state) is None:
            assert waits_for_people(state) or waits_for_permission(state), "nobody can go on"
            self.seen["waits"] += 1

    def at_end(self, tale: Tale) -> None:
        phase = tale.state.phase
        if isinstance(phase, Blocked):
            assert any(words in phase.because for words in STAYS_BLOCKED), phase
            self.seen["stays blocked"] += 1
            return
        assert isinstance(phase, Over), phase
        left = tale.state.to_commit
        if phase.exit is Exit.ABORTED and left:  # behind what waited for a word, or for a gate
            assert left[0].policy is not CommitPolicy.ON_ACCEPT, left[0]
        else:
            assert left == ()
        self.seen[str(phase.exit)] += 1


class Ended(Law):
    """A run that is over starts nothing and takes nothing but its last commits and its landing.

    Where its target has moved on before, it is not over any more.
    """

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(tale.state.phase, Over):
            assert type(event).__name__ in ("CommitMade", "RunLanded", "TargetMoved"), event

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        if isinstance(was.phase, Over):
            self.seen["refused"] += answer.refusal is not None

    def at_rest(self, tale: Tale) -> None:
        if isinstance(tale.state.phase, Over):
            wanted = [type(each).__name__ for each in decide(tale.state)]
            assert set(wanted) <= {"MakeCommit"}, f"over, and wants {wanted}"
            self.seen["over"] += 1
            self.seen["with work left"] += bool(tale.state.ready | tale.state.active)


class Held(Law):
    """A run that is blocked starts nothing until a person acts."""

    def at_rest(self, tale: Tale) -> None:
        if isinstance(tale.state.phase, Blocked):
            wanted = [type(each).__name__ for each in decide(tale.state)]
            assert set(wanted) <= {"MakeCommit"}, f"blocked, and wants {wanted}"
            assert tale.state.phase.because
            self.seen["blocked"] += 1


class Completed(Law):
    """A run completes only once each of its steps stands, on the tree accepted last."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, RunExited) and event.exit is Exit.COMPLETED:
            open_ones = [name for name in tale.state.steps if not stands(tale.state, name)]
            assert open_ones == [], f"completed without {open_ones}"
            assert event.tree == tale.tree
            self.seen["completed"] += 1


class Landed(Law):
    """Only the last commit of a run that ended well lands, and only once."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, RunLanded):
            state = tale.state
            assert isinstance(state.phase, Over)
            assert state.phase.exit is not Exit.ABORTED
            assert state.to_commit == ()
            assert event.commit == state.commits[-1]
            assert not any(isinstance(each, RunLanded) for each in tale.events), "landed twice"
            self.seen["landed"] += 1

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: Answer) -> None:
        if answer.refusal is not None and answer.refusal.code.startswith("land."):
            self.seen[answer.refusal.code.replace(".", " ")] += 1


class MadeForItems(Law):
    """A new list leaves the step of an item as it was, unless that item is another now or gone."""

    def after(self, tale: Tale, event: Event, was: RunState) -> None:
        if not isinstance(event, StepsExpanded):
            return
        firsts = {each.key: each for each in reversed(event.items)}
        for key, item in firsts.items():
            path = StepPath(f"{event.step}/{key}")
            before, now = was.steps.get(path), tale.state.steps[path]
            if before is not None and before.item == item and not before.is_retired:
                assert (now.state, now.judged) == (before.state, before.judged) or isinstance(
                    before.state, Ready | Waiting
                ), f"{path} was {before.state} and is {now.state}"
                self.seen["stayed"] += 1
            else:
                assert isinstance(now.state, Ready | Waiting), f"{path} is {now.state}"
                self.seen["new" if before is None else "another"] += 1
        self._gone(tale, event, was, set(firsts))

    def _gone(self, tale: Tale, event: StepsExpanded, was: RunState, keys: set[str]) -> None:
        for path, record in was.steps.items():
            is_one = record.item is not None and path.rpartition("/")[0] == event.step
            if is_one and path.rpartition("/")[2] not in keys:
                assert path not in tale.state.steps or tale.state.steps[path].is_retired, path
                self.seen["gone"] += 1


class AsWritten(Law):
    """The step for an item is done and judged as its workflow has it, whenever it was made."""

    def at_rest(self, tale: Tale) -> None:
        written = {each.path: each for each in tale.state.started.workflow.steps}
        for path, record in tale.state.steps.items():
            if record.item is not None and not record.is_retired:
                template, own = written[StepPath(path.rpartition("/")[0])], record.definition
                assert (own.doer, own.gate) == (template.doer, template.gate), path
                self.seen["walks"] += 1

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, StepsExpanded):
            self.seen["expanded again"] += tale.state.record(event.step).is_template
