"""Small workflows drawn by chance, and a world that answers what a run of them wants."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

from gatewright.core.admit.admit import admit
from gatewright.core.course.decide import decide, waits_for_people
from gatewright.core.evolve.evolve import begin, evolve
from gatewright.core.state.run_state import (
    Choosing,
    Deciding,
    Held,
    InHand,
    RunState,
    StepRecord,
    Working,
)
from gatewright.model.digest import digest_of
from gatewright.model.effects import (
    Effect,
    JudgeStep,
    MakeBranch,
    MakeCommit,
    MergeLane,
    StartAttempt,
)
from gatewright.model.events import (
    Answer,
    AttemptFinished,
    Choice,
    Ended,
    Event,
    StepJudged,
    VerdictLine,
)
from gatewright.model.feature import Bounds, Facts
from gatewright.model.ids import CommitId, Digest, StepPath, TreeId
from gatewright.model.intake import (
    BeginAttempt,
    Branched,
    Choose,
    Committed,
    Decide,
    Intake,
    JudgingDone,
    Merged,
    Refusal,
    Reply,
    Start,
    Submit,
    Take,
    WorkDone,
)
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import (
    ApprovalRule,
    Doer,
    Gate,
    Item,
    Move,
    NoGo,
    Product,
    StepDefinition,
    WorkerKind,
)
from tests.unit.run_stories import AGENT, AT, ISOLATED, NOBODY, path, start_of, step

PERSON = "person:dev"
BOUNDS = Bounds(wall_s_max=3600, lost_max=1, trouble_max=1)
COMMAND = Doer(WorkerKind.COMMAND, argv=("make",))
BY_PERSON = Doer(WorkerKind.PERSON, "developer", "do it")
ASKING = Gate(approvals=(ApprovalRule(("approver",), "May it?", ("Is it good?",)),))


# Workflows


@st.composite
def workflows(draw: st.DrawFn) -> tuple[StepDefinition, ...]:
    """Draw a plan and up to five steps more, in an order in which each needs only earlier ones."""
    steps = [step("s0", produces=(Product("plan-0", "docs/0.md", "plan"),))]
    for index in range(1, 1 + draw(st.sampled_from([3, 4, 5, 2, 1, 0]))):
        steps.append(draw(_step_behind(index, tuple(steps))))
    return tuple(steps)


@st.composite
def _step_behind(draw: st.DrawFn, index: int, before: tuple[StepDefinition, ...]) -> StepDefinition:
    names = [each.path for each in before]
    needs = names[-1:]
    if names and not draw(st.sampled_from(range(4))):
        needs = draw(st.lists(st.sampled_from(names), unique=True, max_size=2))
    made = [product.name for each in before for product in each.produces]
    kind = draw(st.sampled_from(["each", "ask", "gate", "agent", "plan", "command", "person"]))
    fields: dict[str, object] = {
        "doer": {"gate": NOBODY, "ask": NOBODY, "command": COMMAND, "person": BY_PERSON}.get(
            kind, AGENT
        ),
        "no_go": tuple(draw(st.lists(_rules(names), max_size=2))) or (NoGo(Move.REWORK),),
        "attempts_max": draw(st.sampled_from(range(1, 4))),
        "when": draw(st.sampled_from(["", "", "", "", "", "", "1 > 2", "facts.yes"])),
    }
    if kind == "gate":
        fields["gate"] = Gate(is_crossing=draw(st.booleans()))
    if kind == "ask":
        fields["gate"] = replace(ASKING, is_crossing=draw(st.booleans()))
    if kind == "agent" and not draw(st.sampled_from(range(4))):
        fields["gate"] = ASKING
    if kind == "plan":
        fields["produces"] = (Product(f"plan-{index}", f"docs/{index}.md", "plan"),)
    if made and kind in ("agent", "gate", "command"):
        least = int(kind == "agent")
        fields["reads"] = tuple(
            draw(st.lists(st.sampled_from(made), unique=True, min_size=least, max_size=1))
        )
    if made and kind == "each":
        fields["for_each"] = draw(st.sampled_from(made))
    return step(f"s{index}", needs, **fields)


def _rules(names: Sequence[str]) -> st.SearchStrategy[NoGo]:
    """Return failure rules; only earlier steps are opened again."""
    bounds = st.sampled_from(range(1, 3))
    rework = st.builds(NoGo, st.just(Move.REWORK), at_most=bounds)
    end = st.sampled_from([NoGo(Move.BLOCK, reason="no"), NoGo(Move.ABORT, reason="no")])
    if not names:
        return rework | end
    chosen = st.lists(st.sampled_from([path(each) for each in names]), min_size=1, max_size=2)
    reopen = st.builds(NoGo, st.just(Move.REOPEN), chosen.map(tuple), bounds)
    return reopen | rework | reopen | reopen | end


# A run that is told what happens


@dataclass
class World:
    """A run, its journal, its clock, and everything that was ever said to it."""

    steps: tuple[StepDefinition, ...]
    counts: Counter[str] = field(default_factory=Counter)
    now_s: int = 0
    trees: int = 0
    merges: int = 0
    left: int = 0
    events: list[Event] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    said: list[Intake] = field(default_factory=list)
    decider: str = PERSON  # who decides what is asked
    state: RunState = field(init=False)

    def __post_init__(self) -> None:
        facts = Facts((("yes", True),))
        self.started = replace(start_of(self.steps, bounds=BOUNDS), facts=facts)
        answer = admit(None, Start(self.started), AT)
        assert not isinstance(answer, Refusal)
        self.state = begin(self.started, AT)
        self.events.append(self.started)
        self._take(answer.events[1:])

    @property
    def at(self) -> str:
        return (datetime.fromisoformat(AT) + timedelta(seconds=self.now_s)).isoformat()

    def later(self, seconds: int) -> str:
        return (datetime.fromisoformat(AT) + timedelta(seconds=self.now_s + seconds)).isoformat()

    def tell(self, intake: Intake) -> Refusal | tuple[Event, ...]:
        """Admit `intake` now."""
        self.said.append(intake)
        answer = admit(self.state, intake, self.at)
        assert answer == admit(self.state, intake, self.at), "the same twice is the same"
        self.counts["refused" if isinstance(answer, Refusal) else "admitted"] += 1
        if isinstance(answer, Refusal):
            return answer
        self._take(answer.events)
        assert self.state == answer.state, "the state that goes with it is the folded one"
        return answer.events

    def _take(self, events: Sequence[Event]) -> None:
        for event in events:
            self.before_event(event)
            self.state = evolve(self.state, event)
            self.events.append(event)

    def before_event(self, event: Event) -> None:
        """Look at an event while the state is as before it; laws hook in here."""

    def new_tree(self) -> TreeId:
        """Return what a worker leaves: now and then what was left before."""
        self.left += 1
        self.trees += self.left % 6 != 0
        return TreeId(f"t{self.trees}")

    def merged_tree(self, step: StepPath) -> TreeId:
        """Return a tree that comes of putting work on a head: another each time, if it is any."""
        record = self.state.steps.get(step)
        work = record.handed_in if record is not None else None
        if work is not None and work.tree == work.from_tree:
            return self.state.tree
        self.merges += 1
        return TreeId(f"m{self.merges}")

    def wanted(self) -> Effect | None:
        effects = decide(self.state)
        assert effects == decide(self.state)
        return effects[0] if effects else None


def beginning(effect: StartAttempt) -> BeginAttempt:
    return BeginAttempt(
        effect.step, effect.number, effect.effect_id, "agent:scripted", effect.from_tree,
        Digest("b"),
    )  # fmt: skip


def work_of(record: StepRecord, tree: TreeId, ended: Ended, questions: int = 0) -> WorkDone:
    state = record.state
    number = state.number if isinstance(state, Working) else record.numbers_used
    if isinstance(state, Working) and record.changed_reads and tree[-1:] in "13579":
        tree = state.from_tree  # nothing needs to change, it says
    finished = AttemptFinished(record.definition.path, number, ended, tree, "", None, ISOLATED, 1)
    return WorkDone(finished, tuple(f"what of {each}?" for each in range(questions)))


def judgement_of(
    state: RunState, effect: JudgeStep, status: Status, code: str = "", items: Sequence[str] = ()
) -> JudgingDone:
    """Return a judgement with one verdict more than the one that passes."""
    definition = state.record(effect.step).definition
    lines = (
        VerdictLine("work", Status.PASS, "done", Digest("v")),
        VerdictLine(
            "tests",
            status,
            "said",
            Digest("v"),
            (code,) if code else (),
            fingerprints=(Digest(code or "f"),) if status is Status.FAIL else (),
        ),
    )
    made = tuple((each.name, made_of(each.name, effect.tree)) for each in definition.produces)
    listed = tuple(Item(each[0], each, digest_of(each)) for each in items)
    return JudgingDone(
        StepJudged(
            effect.step, effect.number, effect.tree, lines, made if made else (),
            listed if made else (),
        ),
        edition=state.record(effect.step).edition,
    )  # fmt: skip


def made_of(name: str, tree: TreeId) -> Digest:
    """Return the content of an artifact in `tree`: not every tree has another."""
    number = tree.removeprefix("t")
    return digest_of([name, int(number) // 3 if number.isdigit() else tree])


def commit_of(effect: MakeCommit, number: int) -> Committed:
    return Committed(effect.step, CommitId(f"c{number}"), effect.tree)


def decision_of(record: StepRecord, choice: Choice, because: str, person: str = PERSON) -> Decide:
    assert isinstance(record.state, Deciding)
    requests = record.state.requests
    asked = next((each for each in requests if not each.voices), requests[0])
    answers = tuple(Answer(item, choice is Choice.APPROVE, because) for item in asked.rule.items)
    return Decide(
        record.definition.path, asked.nonce, asked.bound, choice, person, answers, because,
        Digest("s"), Digest("h"),
    )  # fmt: skip


def working(state: RunState) -> StepRecord | None:
    """Return the step that a worker is at."""
    for name in sorted(state.active):
        if isinstance(state.record(name).state, Working):
            return state.record(name)
    return None


def act_of_person(world: World, choice: Choice) -> Intake | None:
    """Return what a person who is waited for does."""
    waiting = waits_for_people(world.state)
    if not waiting:
        return None
    record = waiting[0]
    match record.state:
        case Deciding():
            return decision_of(record, choice, f"because of {world.trees}", world.decider)
        case Held(_, questions):
            open_ids = [each for each in questions if each in world.state.questions]
            return Reply(open_ids[0], PERSON, "so")
        case InHand():
            return Submit(record.definition.path, PERSON, world.new_tree())
        case Choosing(nonce=nonce, rule=rule):
            offers = record.definition.no_go[rule].offers
            offer = world.trees % len(offers)
            return Choose(record.definition.path, nonce, offer, PERSON, "so")
        case _:
            return Take(record.definition.path, PERSON, "/lane")


def go_on(world: World, status: Status, choice: Choice) -> bool:
    """Answer what is wanted next; return whether anything was."""
    record = working(world.state)
    if record is not None:
        world.tell(work_of(record, world.new_tree(), Ended.DONE))
        return True
    effect = world.wanted()
    match effect:
        case StartAttempt():
            world.tell(beginning(effect))
        case JudgeStep():
            code = "" if status.is_settled_well else f"code.{world.trees}.{len(world.events)}"
            world.tell(judgement_of(world.state, effect, status, code, ("1", "2")))
        case MergeLane():
            world.tell(
                Merged(effect.step, effect.number, effect.head, world.merged_tree(effect.step))
            )
        case MakeCommit():
            world.tell(commit_of(effect, len(world.events)))
        case MakeBranch():
            world.tell(Branched(effect.step, effect.commit))
        case None:
            act = act_of_person(world, choice)
            if act is None:
                return False
            world.tell(act)
    return True
