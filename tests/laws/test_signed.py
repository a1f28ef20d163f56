"""The laws of signed decisions: each counts once, by a key that asks enough of a person."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.state.asked import Request
from gatewright.core.state.run_state import Deciding, RunState
from gatewright.model.digest import digest_of
from gatewright.model.events import Answer, Choice, Decided, Event
from gatewright.model.feature import People
from gatewright.model.ids import CommitId, Digest, StepPath
from gatewright.model.intake import Decide, Intake, NamePeople
from gatewright.model.records import replace
from gatewright.model.signing import Grade, Signed
from gatewright.model.standing import PeopleChanged
from gatewright.model.verdicts import Status
from gatewright.model.workflow import ApprovalRule, Gate, Move, NoGo
from tests.laws import tale as tales
from tests.laws.seen import Seen, drawn
from tests.laws.tale import Book, Law, Tale
from tests.property.run_worlds import go_on
from tests.unit.run_stories import NOBODY, path, step

NAMES = tuple(f"person:{name}" for name in ("ada", "bo", "cy"))
PEOPLE = People((("lead", NAMES),), is_solo=False)
TWO = ApprovalRule(("lead",), "May it?", voices_min=2, expires_s=3600)
TOUCHED = ApprovalRule(("lead",), "And the plan?", grade=Grade.CONFIRM)
AGAIN = (NoGo(Move.REOPEN, (path("build"),), 9),)
STEPS = (
    step("build", gate=Gate(("tests",))),
    step("may", ["build"], doer=NOBODY, gate=Gate(approvals=(TWO, TOUCHED)), no_go=AGAIN),
    step("then", ["may"], gate=Gate(("tests",))),
    step("land", ["then"], doer=NOBODY, gate=Gate(approvals=(TWO,)), no_go=AGAIN),
)
GRADES: tuple[Grade | None, ...] = (None, *Grade)
ORDER = {None: 0, Grade.SILENT: 1, Grade.CONFIRM: 2, Grade.TOUCH: 3}
Word = tuple[int, str, Grade | None]
WORDS = st.lists(
    st.tuples(st.integers(0, 11), st.sampled_from(NAMES), st.sampled_from(GRADES)),
    min_size=8,
    max_size=40,
)


def told(tale: Tale, words: list[Word]) -> None:
    """Let the run go on; people decide with any key, say it again later, and the demand changes."""
    said: list[Decide] = []
    for turn, (word, person, grade) in enumerate(words * 2):
        asked = list(_asked(tale.state))
        if word == 0:
            tale.tell(NamePeople(replace(PEOPLE, grade=grade), "main", CommitId(f"m{turn}")))
        elif word < 3 and said:
            again = said[(word * 7 + turn) % len(said)]
            current = [each for each in asked if each[0] == again.step]
            tale.tell(again)
            for name, request in current:  # the same statement, on what is asked by now
                tale.tell(replace(again, step=name, nonce=request.nonce, bound=request.bound))
        elif asked:
            step_, request = asked[word % len(asked)]
            choice = Choice.SEND_BACK if word == 11 else Choice.APPROVE
            decision = _decision(step_, request, choice, person, _signed(turn, grade))
            said.append(decision)
            tale.tell(decision)
        elif not go_on(tale, Status.PASS, Choice.APPROVE):
            break
        tale.look_around()


def _asked(state: RunState) -> Iterator[tuple[StepPath, Request]]:
    for name in sorted(state.active):
        asked = state.record(name).state
        if isinstance(asked, Deciding):
            yield from ((name, request) for request in asked.requests)


def _signed(turn: int, grade: Grade | None) -> Signed | None:
    if grade is None:
        return None
    name = digest_of([turn])
    return Signed(name, name, "SHA256:k", "ssh-ed25519", grade, CommitId("c"))


def _decision(
    name: StepPath, request: Request, choice: Choice, person: str, signed: Signed | None
) -> Decide:
    answers = tuple(Answer(item, is_yes=True) for item in request.rule.items)
    return Decide(
        name, request.nonce, request.bound, choice, person, answers, "so", Digest("s"),
        digest_of(0), signed,
    )  # fmt: skip


class CountsOnce(Law):
    """What a person signed counts once, whoever says it again, whenever."""

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: tales.Answer) -> None:
        if isinstance(intake, Decide) and answer.refusal is not None:
            self.seen["again"] += answer.refusal.code == "approval.replayed"

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, Decided) or event.signed is None:
            return
        self.seen["signed"] += 1
        before = [each.signed for each in tale.events if isinstance(each, Decided)]
        counted = {each.statement for each in before if each is not None}
        assert event.signed.statement not in counted, "a statement counts twice"


class AsksEnough(Law):
    """A decision counts only with a key that asks as much as its project and approval demand."""

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: tales.Answer) -> None:
        if isinstance(intake, Decide) and answer.refusal is not None:
            self.seen["unsigned"] += answer.refusal.code == "approval.unsigned"
            self.seen["too little"] += answer.refusal.code == "approval.grade"

    def before(self, tale: Tale, event: Event) -> None:
        if not isinstance(event, Decided):
            return
        changed = [each.people for each in tale.events if isinstance(each, PeopleChanged)]
        project = (changed[-1] if changed else tale.started.people).grade
        asked = dict(_asked_by_nonce(tale.state))[event.nonce]
        demanded = max(ORDER[project], ORDER[asked.rule.grade])
        given_ = ORDER[event.signed.grade if event.signed is not None else None]
        self.seen["counted"] += 1
        self.seen["demanded"] += demanded > 0
        assert given_ >= demanded, f"{event.person}: {given_} where {demanded} is demanded"


def _asked_by_nonce(state: RunState) -> Iterator[tuple[str, Request]]:
    return ((request.nonce, request) for _, request in _asked(state))


def tried(law: type[Law]) -> Book:
    book = Book.of((law,))

    @drawn(200)
    @given(WORDS)
    def play(words: list[Word]) -> None:
        told(Tale(STEPS, people=PEOPLE, book=book), words)

    play()
    assert law not in book.broken, book.broken[law]
    return book


def test_what_a_person_signed_counts_once(seen: Seen) -> None:
    """What a person signed counts once, whoever says it again, on whatever is asked by then."""
    seen.counts = tried(CountsOnce).seen[CountsOnce]
    seen.at_least(signed=200, again=200)


def test_decision_counts_only_with_a_key_that_asks_enough(seen: Seen) -> None:
    """A decision counts only with a key that asks as much of a person as is demanded by then."""
    seen.counts = tried(AsksEnough).seen[AsksEnough]
    seen.at_least(counted=100, demanded=50, unsigned=50, too_little=50)
