"""A run that is told what happens, while laws look on; a law that is broken spoils no other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from gatewright.core.admit.admit import admit
from gatewright.core.course.decide import decide
from gatewright.core.evolve.evolve import begin, evolve
from gatewright.core.state.run_state import RunState
from gatewright.model.budgets import ScopedBudget
from gatewright.model.commit_policy import CommitPolicy
from gatewright.model.effects import Effect
from gatewright.model.events import (
    Event,
    RunResumed,
    RunStarted,
    StepAccepted,
    StepsExpanded,
    WorkflowOutgrown,
)
from gatewright.model.exits import AbortBegun
from gatewright.model.feature import Facts, People
from gatewright.model.ids import StepPath, TreeId
from gatewright.model.intake import Intake, JudgingDone, Refusal, Start
from gatewright.model.records import replace
from gatewright.model.standing import TargetMoved
from gatewright.model.workflow import StepDefinition
from tests.property.run_worlds import BOUNDS, PERSON, World
from tests.unit.run_stories import AT, start_of

ANN = "person:ann"  # decides, and never works by hand
TEAM = People((("approver", (PERSON, ANN)), ("tester", ("person:tom",))), is_solo=False)
BEGUN = TreeId("t0")
BREAKS = (
    AssertionError, AttributeError, IndexError, KeyError, RuntimeError, StopIteration, TypeError,
    ValueError,
)  # fmt: skip


class Law:
    """Looks on while a run is told things, and says where it does not hold."""

    def __init__(self, seen: Counter[str]) -> None:
        self.seen = seen

    def before(self, tale: "Tale", event: Event) -> None:
        """Look at an event while the state is as before it."""

    def after(self, tale: "Tale", event: Event, was: RunState) -> None:
        """Look at what an event made of the state."""

    def told(self, tale: "Tale", was: RunState, intake: Intake, answer: "Answer") -> None:
        """Look at what came of something that was said."""

    def at_rest(self, tale: "Tale") -> None:
        """Look at the run between two things that are said."""

    def at_end(self, tale: "Tale") -> None:
        """Look at a run to which everybody was kind until it came to an end."""


HOOKS = ("before", "after", "told", "at_rest", "at_end")


@dataclass
class Book:
    """What is known of each law over many runs."""

    seen: dict[type[Law], Counter[str]] = field(default_factory=dict)
    broken: dict[type[Law], str] = field(default_factory=dict)
    breaks: list[str] = field(default_factory=list)  # of the engine itself
    raises: type[Law] | None = None  # the law of which a smallest example is wanted

    @classmethod
    def of(cls, laws: Sequence[type[Law]], raises: type[Law] | None = None) -> "Book":
        """Return a book in which nothing is written yet."""
        return cls({law: Counter() for law in laws}, raises=raises)

    def laws(self) -> list[Law]:
        """Return a fresh observer for each law."""
        return [law(counts) for law, counts in self.seen.items()]


def looking(laws: Sequence[Law]) -> dict[str, list[Law]]:
    """Return which laws have something to say at which moment."""
    return {
        hook: [law for law in laws if getattr(type(law), hook) is not getattr(Law, hook)]
        for hook in HOOKS
    }


@dataclass(frozen=True)
class Answer:
    """What came of something that was said, and which events it became."""

    refusal: Refusal | None
    events: tuple[Event, ...] = ()
    state: RunState | None = None  # as `admit` returned it


@dataclass
class Tale(World):
    """A world that asserts nothing itself: laws do."""

    people: People = field(default_factory=People)
    book: Book = field(default_factory=Book)
    budgets: tuple[ScopedBudget, ...] = ()
    clean_up: tuple[StepDefinition, ...] = ()
    partly: StepDefinition | None = None
    changes: StepDefinition | None = None
    mark: int = 0  # how many events there were before the last thing that was said
    is_broken: bool = False
    under_way: list[JudgingDone] = field(default_factory=list)  # judged, and not yet told
    tree: TreeId = BEGUN  # accepted last, by the events alone; or with a target that moved on
    judged_tree: TreeId = BEGUN  # what it was before that
    taking: StepPath | None = None  # where that target is taken in
    made_at: dict[StepPath, int] = field(default_factory=dict)  # events before it was made anew

    def __post_init__(self) -> None:
        self.lookers = looking(self.book.laws())
        if not self.people.is_solo:
            self.decider = ANN
        started = start_of(self.steps, self.people, BOUNDS)
        workflow = replace(
            started.workflow,
            budgets=self.budgets,
            clean_up=self.clean_up,
            partly=self.partly,
            changes=self.changes,
        )
        facts = Facts((("yes", True),))
        self.started: RunStarted = replace(started, facts=facts, workflow=workflow)
        answer = admit(None, Start(self.started), AT)
        assert not isinstance(answer, Refusal)
        self.state = begin(self.started, AT)
        self.events.append(self.started)
        self._take(answer.events[1:])

    def tell(self, intake: Intake) -> Refusal | tuple[Event, ...]:
        """Admit `intake` now, and let every law look at what comes of it."""
        self.said.append(intake)
        self.mark, was = len(self.events), self.state
        answer = admit(was, intake, self.at)
        if isinstance(answer, Refusal):
            self._look("told", was, intake, Answer(answer))
            return answer
        self._take(answer.events)
        self._look("told", was, intake, Answer(None, answer.events, answer.state))
        return answer.events

    def _take(self, events: Sequence[Event]) -> None:
        for event in events:
            was = self.state
            self._look("before", event)
            self.state = evolve(was, event)
            self.events.append(event)
            self._note_head(event, was)
            if isinstance(event, StepsExpanded):
                self._note_made(event, was)
            self._look("after", event, was)

    def _note_head(self, event: Event, was: RunState) -> None:
        """Note what the head is, by the events: what was to be taken in never was, once aborted."""
        match event:
            case StepAccepted(step, _, tree):
                self.tree, self.taking = tree, None if step == self.taking else self.taking
            case WorkflowOutgrown(tree=tree):
                self.tree = tree
            case TargetMoved(step, head=head):
                self.tree, self.judged_tree, self.taking = head, self.tree, step
            case AbortBegun() if self.taking is not None:
                self.tree, self.taking = self.judged_tree, None
            case _:
                pass

    def _note_made(self, event: StepsExpanded, was: RunState) -> None:
        """Note which steps were made anew: their item is new, another, or back again."""
        for path, record in self.state.steps.items():
            before = was.steps.get(path)
            is_kept = before is not None and before.item == record.item and not before.is_retired
            if path.startswith(f"{event.step}/") and not is_kept:
                self.made_at[path] = len(self.events)

    def own(self, step: StepPath) -> list[Event]:
        """Return the events since `step` was made, or made anew for another item."""
        return self.events[self.made_at.get(step, 0) :]

    @property
    def is_committed_later(self) -> bool:
        """Return whether some accepted work waits for its time to be a commit."""
        return any(each.commit.policy is not CommitPolicy.ON_ACCEPT for each in self.steps)

    @property
    def left_s(self) -> int:
        """Return how much time the run has left, by its events alone. Units: seconds."""
        granted_s = sum(each.wall_s_granted for each in self.events if isinstance(each, RunResumed))
        return BOUNDS.wall_s_max + granted_s - self.now_s

    def wanted(self) -> Effect | None:
        effects = decide(self.state)
        return effects[0] if effects else None

    def look_around(self) -> None:
        """Let every law look at the run as it is."""
        if not self.is_broken:
            self._look("at_rest")

    def look_back(self) -> None:
        """Let every law look at how it came out."""
        self._look("at_end")

    def break_off(self, error: Exception) -> None:
        """The engine itself broke: no law has a say in this run any more."""
        self.is_broken = True
        self.book.breaks.append(f"{error!r} after {self.story()}")

    def story(self) -> str:
        """Return the last events in words."""
        names = [f"{type(each).__name__}({getattr(each, 'step', '')})" for each in self.events]
        return f"{self.said[-1:]} in {names[-8:]}"

    def _look(self, hook: str, *given: object) -> None:
        for law in self.lookers[hook]:
            try:
                getattr(law, hook)(self, *given)
            except AssertionError as error:
                if type(law) is self.book.raises:
                    raise
                self.lookers = {
                    on: [s for s in each if s is not law] for on, each in self.lookers.items()
                }
                self.book.broken.setdefault(type(law), f"{error} after {self.story()}")
