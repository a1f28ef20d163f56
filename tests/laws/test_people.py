"""What people do, under any schedule."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from gatewright.model.effects import JudgeStep
from gatewright.model.events import Choice
from gatewright.model.verdicts import Status
from gatewright.model.workflow import ApprovalRule, Gate, Move, NoGo, Product
from tests.laws import laws_of_people as laws
from tests.laws.holding import holds
from tests.laws.seen import Seen, drawn
from tests.laws.tale import Book, Tale
from tests.property.run_worlds import go_on, judgement_of
from tests.unit.run_stories import NOBODY, path, step

LISTS = st.lists(st.sampled_from(["1", "2", "1 again", "2 again", "3"]), min_size=1, max_size=3)
OF_PLAN = Gate(approvals=(ApprovalRule(("approver",), "Good?", binds=("plan-0",)),))
ASKED_OF_EACH = (
    step("s0", produces=(Product("plan-0", "docs/0.md", "plan"),)),
    step("s1", ["s0"], doer=NOBODY, gate=OF_PLAN, no_go=(NoGo(Move.REOPEN, (path("s0"),), 9),)),
    step("s2", ["s0"], for_each="plan-0", gate=OF_PLAN, is_parallel=True),
    step("s3", ["s2"], doer=NOBODY, gate=Gate()),
)


def test_decision_counts_only_on_what_is_asked_now(seen: Seen) -> None:
    """A decision counts only on what is asked now: that asking, and that content."""
    holds(seen, laws.BoundToContent)
    seen.at_least(counted=98, stale=10)


def test_what_people_are_asked_stays_asked_until_it_is_said(seen: Seen) -> None:
    """What people are asked stays asked until they say it, or an event says why nobody asks it."""
    book = Book.of((laws.AskedUntilSaid,))

    @drawn(60)
    @given(st.lists(LISTS, min_size=4, max_size=4), st.lists(st.booleans(), min_size=5))
    def law(lists: list[list[str]], words: list[bool]) -> None:
        tale = Tale(ASKED_OF_EACH, book=book)
        for turn in range(50):
            items = lists[len(tale.events) // 12 % len(lists)]
            if not _go_on(tale, items, is_well=words[turn % len(words)]):
                break

    law()
    seen.counts = book.seen[laws.AskedUntilSaid]
    assert laws.AskedUntilSaid not in book.broken, book.broken[laws.AskedUntilSaid]
    seen.at_least(asked=100, lapsed=20, lists=60)


def test_step_that_asks_is_accepted_only_after_a_yes_to_that_judgement(seen: Seen) -> None:
    """A step that asks people is accepted only after a yes to the asking of that very judgement."""
    holds(seen, laws.Approved)
    seen.at_least(approved=74, approved_again=20)


def test_decisions_and_waivers_are_made_in_a_role(seen: Seen) -> None:
    """Who decides or waives holds the role that it is done in."""
    holds(seen, laws.InTheirRole)
    seen.at_least(decided=41, waived=10, approval_role=8)


def test_nobody_decides_on_their_own_work(seen: Seen) -> None:
    """In a team, who wrote part of the work neither decides on it nor waives what was found."""
    holds(seen, laws.NotTheirOwn)
    seen.at_least(others=50, approval_author=5)


def test_yes_answers_each_item_and_a_no_has_a_reason(seen: Seen) -> None:
    """A yes answers each item that is asked, once; a no has a reason."""
    holds(seen, laws.EachItem)
    seen.at_least(decided=98, approval_unanswered=5, approval_reason=4)


def test_what_people_do_is_taken_from_people_only(seen: Seen) -> None:
    """What people do is taken from people only, whatever the principal is called."""
    holds(seen, laws.OnlyPeople)
    seen.at_least(nobody=26, taken=33)


def test_nothing_begins_once_the_time_is_used_up(seen: Seen) -> None:
    """Nothing is begun once the time of the run is used up, until a person acts."""
    holds(seen, laws.InTime)
    seen.at_least(in_time=339, used_up=5, begun_anew=7)


def _go_on(tale: Tale, items: Sequence[str], *, is_well: bool) -> bool:
    """Answer what is wanted next, a list with `items`; return whether anything was."""
    wanted = tale.wanted()
    if not isinstance(wanted, JudgeStep):
        return go_on(tale, Status.PASS, Choice.APPROVE if is_well else Choice.SEND_BACK)
    tale.tell(judgement_of(tale.state, wanted, Status.PASS, "", items))
    return True
