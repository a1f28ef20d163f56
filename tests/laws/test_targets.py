"""The laws of a target that moves on before the result lands, on workflows drawn by chance."""

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.state.run_state import Deciding, Over, RunState
from gatewright.model.commit_policy import CommitMade
from gatewright.model.events import (
    AttemptStarted,
    Choice,
    Decided,
    DecisionAsked,
    Event,
    RunLanded,
    StepAccepted,
    VerdictLine,
)
from gatewright.model.ids import CommitId, Digest, StepPath, TreeId
from gatewright.model.intake import AskChange, Landed, Refusal, TakeIn
from gatewright.model.standing import TargetMoved
from gatewright.model.verdicts import Status
from gatewright.model.workflow import MERGE_CHECK, Gate, StepDefinition
from tests.laws.seen import Seen, drawn
from tests.laws.tale import Book, Law, Tale
from tests.property.run_worlds import ASKING, PERSON, decision_of, go_on, workflows
from tests.unit.run_stories import NOBODY, step

TURNS = 150
WORDS = st.lists(st.integers(0, 11), min_size=4, max_size=30)
CLASH = VerdictLine(MERGE_CHECK, Status.FAIL, "both changed it", Digest("v"), ("lane.conflict",))


def with_an_end(steps: tuple[StepDefinition, ...], *, is_crossing: bool) -> list[StepDefinition]:
    """Return `steps`, and behind them a look at the whole and a person's word on it."""
    last = [steps[-1].path]
    gate = Gate(ASKING.checks, approvals=ASKING.approvals, is_crossing=is_crossing)
    look = step("look", last, doer=NOBODY)
    return [*steps, look, step("agree", ["look"], doer=NOBODY, gate=gate)]


def told(tale: Tale, words: list[int]) -> None:
    """Let the run go on as `words` say; where it is complete, its target may have moved on."""
    moves = words[0] % 4
    for turn in range(TURNS):
        word = words[turn % len(words)]
        if word == 1 and tale.state.taking is not None:
            change_agreed(tale)
        is_well = word > 1
        status = Status.PASS if is_well else Status.FAIL
        choice = Choice.APPROVE if is_well else Choice.SEND_BACK
        if go_on(tale, status, choice):
            continue
        if not isinstance(tale.state.phase, Over) or not moves:
            break
        moves -= 1
        taken = TakeIn(
            "main",
            CommitId(f"m{turn}"),
            TreeId(f"m{turn}"),
            TreeId(f"x{turn}"),
            PERSON,
            CLASH if word % 2 else None,
        )
        if isinstance(tale.tell(taken), Refusal):
            break
    for commit in tale.state.commits[-1:]:
        tale.tell(Landed(commit, "main", PERSON))


def change_agreed(tale: Tale) -> None:
    """Have people agree that the plan be made otherwise, while the target is taken in."""
    tale.tell(AskChange(("plan-0",), PERSON, "otherwise"))
    for name in sorted(tale.state.active):
        record = tale.state.record(name)
        if record.change is not None and isinstance(record.state, Deciding):
            tale.tell(decision_of(record, Choice.APPROVE, "so be it"))


class LandsAsJudged(Law):
    """What lands was judged and approved as it lands, since the target last moved."""

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, RunLanded):
            return
        made = [each for each in tale.events if isinstance(each, CommitMade)][-1]
        assert made.commit == event.commit
        moved = [at for at, each in enumerate(tale.events) if isinstance(each, TargetMoved)]
        self.seen["landed"] += 1
        self.seen["after it moved"] += bool(moved)
        self.seen["moved twice"] += len(moved) > 1
        for name in ("look", "agree"):
            at, accepted = _accepted(tale.events, StepPath(name))
            assert not moved or at > moved[-1], f"{name} holds on what was there before"
            if moved:
                assert accepted.tree == made.tree, f"{name} was judged on another tree"
        _, agreed = _accepted(tale.events, StepPath("agree"))
        assert agreed.tree in _approved(tale.events), "nobody agreed to what lands"


def _accepted(events: list[Event], step: StepPath) -> tuple[int, StepAccepted]:
    return [
        (at, each)
        for at, each in enumerate(events)
        if isinstance(each, StepAccepted) and each.step == step
    ][-1]


def _approved(events: list[Event]) -> set[TreeId]:
    """Return the trees that people agreed to at the end."""
    yes = {e.nonce for e in events if isinstance(e, Decided) and e.choice is Choice.APPROVE}
    return {e.tree for e in events if isinstance(e, DecisionAsked) and e.nonce in yes}


class NothingElseBegins(Law):
    """While the target is taken in, and is not yet put together, nothing else begins."""

    def after(self, tale: Tale, event: Event, was: RunState) -> None:
        if isinstance(event, AttemptStarted) and was.taking is not None:
            self.seen["begun"] += 1
            assert event.step == was.taking, f"{event.step} began on what is not put together"
        if isinstance(event, TargetMoved):
            self.seen["clashed"] += event.is_clash
        state = tale.state
        self.seen["others could"] += state.taking is not None and len(state.ready) > 1


def tried(law: type[Law]) -> Book:
    book = Book.of((law,))

    @drawn(300)
    @given(workflows(), st.booleans(), WORDS)
    def play(steps: tuple[StepDefinition, ...], is_crossing: bool, words: list[int]) -> None:
        told(Tale(tuple(with_an_end(steps, is_crossing=is_crossing)), book=book), words)

    play()
    assert law not in book.broken, book.broken[law]
    return book


def test_what_lands_was_judged_and_approved_as_it_lands(seen: Seen) -> None:
    """What lands was judged and approved as it lands, since its target last moved on."""
    seen.counts = tried(LandsAsJudged).seen[LandsAsJudged]
    seen.at_least(landed=30, after_it_moved=15, moved_twice=5)


def test_nothing_else_begins_while_the_target_is_taken_in(seen: Seen) -> None:
    """While a target that clashes is taken in, nothing begins but what puts the two together."""
    seen.counts = tried(NothingElseBegins).seen[NothingElseBegins]
    seen.at_least(begun=10, clashed=10, others_could=5)
