"""The laws of who has which role, where that is another while people decide."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.state.asked import Request
from gatewright.core.state.run_state import Deciding, RunState
from gatewright.model.digest import digest_of
from gatewright.model.events import Answer, Choice, Decided, DecisionAsked, Event, StepAccepted
from gatewright.model.feature import People
from gatewright.model.ids import CommitId, Digest, StepPath
from gatewright.model.intake import Decide, Intake, NamePeople
from gatewright.model.standing import PeopleChanged
from gatewright.model.verdicts import Status
from gatewright.model.workflow import ApprovalRule, Gate, Move, NoGo
from tests.laws import tale as tales
from tests.laws.seen import Seen, drawn
from tests.laws.tale import Book, Law, Tale
from tests.property.run_worlds import go_on
from tests.unit.run_stories import NOBODY, path, step

ROLES = ("lead", "security")
NAMES = tuple(f"person:{name}" for name in ("ada", "bo", "cy", "dee"))
TWO = ApprovalRule(ROLES, "May it?", voices_min=2)
ONE = ApprovalRule(("lead",), "And the plan?")
AGAIN = (NoGo(Move.REOPEN, (path("build"),), 9),)
STEPS = (
    step("build", gate=Gate(("tests",))),
    step("may", ["build"], doer=NOBODY, gate=Gate(approvals=(TWO, ONE)), no_go=AGAIN),
    step("then", ["may"], gate=Gate(("tests",))),
    step("land", ["then"], doer=NOBODY, gate=Gate(approvals=(TWO,)), no_go=AGAIN),
)
MAPS = st.dictionaries(st.sampled_from(ROLES), st.lists(st.sampled_from(NAMES), unique=True))
WORDS = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(NAMES), MAPS), min_size=8, max_size=40
)


Word = tuple[int, str, dict[str, list[str]]]


def told(tale: Tale, words: list[Word]) -> None:
    """Let the run go on; while people are asked, they speak in any order, and the map changes."""
    for turn, (word, person, roles) in enumerate(words * 3):
        asked = list(_asked(tale.state))
        if word < 2:
            people = People(tuple((role, tuple(who)) for role, who in roles.items()), not roles)
            tale.tell(NamePeople(people, "main", CommitId(f"m{turn}")))
        elif asked:
            step_, request = asked[word % len(asked)]
            choice = Choice.SEND_BACK if word == 9 else Choice.APPROVE
            tale.tell(_decision(step_, request, choice, person))
        elif not go_on(tale, Status.PASS, Choice.APPROVE):
            break
        tale.look_around()


def _asked(state: RunState) -> Iterator[tuple[StepPath, Request]]:
    for name in sorted(state.active):
        asked = state.record(name).state
        if isinstance(asked, Deciding):
            yield from ((name, request) for request in asked.requests)


def _decision(name: StepPath, request: Request, choice: Choice, person: str) -> Intake:
    answers = tuple(Answer(item, is_yes=True) for item in request.rule.items)
    return Decide(
        name, request.nonce, request.bound, choice, person, answers, "so", Digest("s"), digest_of(0)
    )


class OfRoles(Law):
    """Knows who has which role by the events alone, and who said yes as what."""

    def before(self, tale: Tale, event: Event) -> None:
        if isinstance(event, PeopleChanged):
            self.seen["changed"] += 1
            self.seen["nobody left"] += not any(held for _, held in event.people.roles)

    def voices(self, tale: Tale, nonce: str) -> dict[str, frozenset[str]]:
        """Return who said yes to `nonce`, each with the roles that were held by then."""
        known, said = tale.started.people, {}
        for event in tale.events:
            if isinstance(event, PeopleChanged):
                known = event.people
            if isinstance(event, Decided) and event.nonce == nonce:
                said[event.person] = held_in(known, event.person)
        return said


def held_in(people: People, person: str) -> frozenset[str]:
    return frozenset(role for role, held in people.roles if person in held)


class HasDecided(OfRoles):
    """Enough who said yes in their roles are not asked again, whoever has left since."""

    def at_rest(self, tale: Tale) -> None:
        for name in sorted(tale.state.active):
            asked = tale.state.record(name).state
            if not isinstance(asked, Deciding):
                continue
            enough = [self._is_enough(tale, each) for each in asked.requests]
            self.seen["one of two given"] += any(enough)
            assert not all(enough), f"{name}: all have decided, and are asked"

    def _is_enough(self, tale: Tale, request: Request) -> bool:
        said, wanted = self.voices(tale, request.nonce), set(request.rule.roles)
        now = tale.state.started.people
        left = [who for who in said if not held_in(now, who)]
        self.seen["said and left"] += bool(left)
        return sum(bool(held & wanted) for held in said.values()) >= request.rule.voices_min


class OnlyInTheMap(OfRoles):
    """Whoever has no role by then decides nothing, and nothing is accepted without enough."""

    def before(self, tale: Tale, event: Event) -> None:
        super().before(tale, event)
        now = tales_people(tale)
        if isinstance(event, Decided):
            self.seen["decided"] += 1
            assert event.role in held_in(now, event.person), f"{event.person} as {event.role}"
        if isinstance(event, StepAccepted):
            for asked, rule in _asked_last(tale, event):
                self.seen["accepted"] += 1
                said = self.voices(tale, asked.nonce)
                able = [e for e in said if (said[e] | held_in(now, e)) & set(rule.roles)]
                assert len(able) >= rule.voices_min, f"{event.step}: only {able} of {rule.roles}"

    def told(self, tale: Tale, was: RunState, intake: Intake, answer: tales.Answer) -> None:
        if isinstance(intake, Decide) and answer.refusal is not None:
            self.seen["refused"] += answer.refusal.code == "approval.role"


def tales_people(tale: Tale) -> People:
    """Return who has which role by the events alone."""
    changed = [each.people for each in tale.events if isinstance(each, PeopleChanged)]
    return changed[-1] if changed else tale.started.people


def _asked_last(tale: Tale, event: StepAccepted) -> Iterator[tuple[DecisionAsked, ApprovalRule]]:
    """Yield what people were asked on the judgement that is accepted."""
    rules = tale.state.record(event.step).definition.gate.approvals
    for each in tale.events:
        if isinstance(each, DecisionAsked) and (each.step, each.number) == (
            event.step,
            event.number,
        ):
            yield each, rules[each.approval]


def tried(law: type[Law]) -> Book:
    book = Book.of((law,))
    people = People((("lead", NAMES[:2]), ("security", NAMES[1:3])), is_solo=False)

    @drawn(300)
    @given(WORDS)
    def play(words: list[Word]) -> None:
        told(Tale(STEPS, people=people, book=book), words)

    play()
    assert law not in book.broken, book.broken[law]
    return book


def test_who_has_decided_and_left_is_not_asked_for_again(seen: Seen) -> None:
    """Enough who said yes in their roles have decided, whoever of them has left since."""
    seen.counts = tried(HasDecided).seen[HasDecided]
    seen.at_least(changed=200, said_and_left=50, nobody_left=20)


def test_who_is_not_in_the_map_by_then_decides_nothing(seen: Seen) -> None:
    """Who has no role by then decides nothing, and nothing passes for want of people."""
    seen.counts = tried(OnlyInTheMap).seen[OnlyInTheMap]
    seen.at_least(changed=200, decided=100, refused=100, accepted=30)
