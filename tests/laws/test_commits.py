"""The laws of what becomes a commit, tried on workflows in which each step has its own policy."""

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.approval.commit_units import unallowed
from gatewright.core.course.decide import decide
from gatewright.core.state.run_state import RunState
from gatewright.model.commit_policy import CommitPolicy, CommitRule
from gatewright.model.effects import MakeCommit
from gatewright.model.events import Choice
from gatewright.model.ids import CommitId
from gatewright.model.intake import AllowCommit, Committed
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import StepDefinition
from tests.laws.laws_of_commits import CommittedInTime
from tests.laws.seen import Seen, drawn
from tests.laws.tale import Book, Tale
from tests.property.run_worlds import PERSON, go_on, workflows
from tests.unit.run_stories import Story, step

TURNS = 120
POLICIES = st.lists(st.sampled_from(CommitPolicy), min_size=3, max_size=3)
WORDS = st.lists(st.sampled_from(range(12)), min_size=1, max_size=30)


def test_work_is_committed_in_its_time(seen: Seen) -> None:
    """Accepted work is a commit once what its policy waits for is there, and as it is then."""
    book = Book.of((CommittedInTime,))

    @drawn(300)
    @given(workflows(), POLICIES, WORDS)
    def law(steps: tuple[StepDefinition, ...], given: list[CommitPolicy], words: list[int]) -> None:
        tale = Tale(with_policies(steps, given), book=book)
        for turn in range(TURNS):
            word = words[turn % len(words)]
            if word == 0 and unallowed(tale.state):
                tale.tell(AllowCommit(PERSON))
            is_well = word > 2
            status = Status.PASS if is_well else Status.FAIL
            choice = Choice.APPROVE if is_well else Choice.SEND_BACK
            if not go_on(tale, status, choice) and not unallowed(tale.state):
                break

    law()
    seen.counts = book.seen[CommittedInTime]
    assert CommittedInTime not in book.broken, book.broken[CommittedInTime]
    seen.at_least(on_accept=60, on_approval=10, on_request=10, at_next_stage=20, with_others=10)


def test_word_to_commit_is_for_the_work_that_was_there(seen: Seen) -> None:
    """What a person lets be committed is all that was there, whatever has the same content."""

    @drawn(200)
    @given(st.lists(st.sampled_from(["t1", "t2", "t3", "word", "commit"]), min_size=8, max_size=24))
    def law(turns: list[str]) -> None:
        names = [f"s{index}" for index in range(len(turns))]
        rule = CommitRule(CommitPolicy.ON_REQUEST)
        pairs = zip(names, ["", *names], strict=False)
        story = Story([step(name, [need] if need else [], commit=rule) for name, need in pairs])
        let: set[str] = set()
        for turn in turns:
            waiting, due = [each.step for each in story.state.to_commit], wanted(story.state)
            assert not let & {each.step for each in unallowed(story.state)}, "the word is forgotten"
            if turn == "word" and unallowed(story.state):
                story.told(AllowCommit(PERSON))
                let |= set(waiting)
                assert not unallowed(story.state), "a word is for all that is there"
                trees = [each.tree for each in story.state.to_commit]
                seen.counts["words"] += 1
                seen.counts["equal content"] += trees.count(trees[-1]) > 1
            elif turn == "commit" and due:
                seen.counts["commits"] += 1
                story.told(Committed(due[0].step, CommitId(f"of {due[0].step}"), due[0].tree))
            elif turn[0] == "t" and turn != story.state.tree:
                story.good(names.pop(0), turn)

    law()
    seen.at_least(words=40, equal_content=20, commits=40)


def wanted(state: RunState) -> list[MakeCommit]:
    """Return the commits that are wanted now."""
    return [each for each in decide(state) if isinstance(each, MakeCommit)]


def with_policies(
    steps: tuple[StepDefinition, ...], policies: list[CommitPolicy]
) -> tuple[StepDefinition, ...]:
    """Return `steps` in stages of two, each of which has its policy."""
    return tuple(
        replace(each, phase=f"p{index // 2}", commit=CommitRule(policies[index // 2 % 3]))
        for index, each in enumerate(steps)
    )
