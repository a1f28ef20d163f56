"""Work in a person's own checkout: who does it comes by itself, and is not started or lost."""

from dataclasses import dataclass

import pytest

from gatewright.core.course.decide import (
    decide,
    effect_of,
    is_at_rest,
    waits_for_people,
    wanted_now,
)
from gatewright.core.course.work_here import worked_on_here
from gatewright.model.effects import JudgeStep, StartAttempt
from gatewright.model.events import AttemptFinished, AttemptStarted, Ended
from gatewright.model.here import HERE, UNCONFINED, is_here, worker_here
from gatewright.model.ids import Digest, TreeId
from gatewright.model.intake import (
    Abort,
    BeginAttempt,
    Decide,
    Hint,
    Note,
    Refusal,
    Waive,
    WorkDone,
    WorkLost,
)
from gatewright.model.records import replace
from gatewright.model.registers import LINES_MAX, EntryAdded
from gatewright.views.following import following
from gatewright.views.here import here_words, next_here
from gatewright.views.run import run_view
from gatewright.views.wanted import wants_of
from gatewright.views.why import why_view
from tests.unit.run_stories import AT, FEATURE, Story, path, start_of, step

CLAUDE = worker_here("claude")
SIDE_BY_SIDE = (step("a"), step("b"))


@dataclass
class HereStory(Story):
    """A run whose agent works in the person's own checkout."""

    def __post_init__(self) -> None:
        self.begin_as(replace(start_of(self.steps), agent=HERE))

    def begins(self, name: str, worker: str = CLAUDE) -> BeginAttempt:
        """Return that a worker begins the next attempt at a step."""
        record = self.state.record(path(name))
        number = record.numbers_used + 1
        effect = effect_of(self.state, record, "attempt", number)
        return BeginAttempt(path(name), number, effect, worker, self.state.tree, Digest("b"))

    def done(self, name: str, tree: str) -> WorkDone:
        """Return that the attempt under way ended, and left `tree`."""
        number = self.state.record(path(name)).numbers_used
        return WorkDone(
            AttemptFinished(
                path(name), number, Ended.DONE, TreeId(tree), "", None, UNCONFINED, 5,
                checkout=TreeId(f"of-{tree}"),
            )
        )  # fmt: skip


def test_attempt_is_wanted_of_who_comes_and_not_of_the_shell() -> None:
    story = HereStory(FEATURE)

    assert decide(story.state) == ()
    assert is_at_rest(story.state)
    assert [type(each) for each in wanted_now(story.state, path("write-plan"))] == [StartAttempt]
    assert [each.definition.path for each in waits_for_people(story.state)] == ["write-plan"]


def test_step_that_is_worked_on_here_is_at_rest_and_is_no_driver_s() -> None:
    story = HereStory(FEATURE)

    begun = story.told(story.begins("write-plan"))

    assert isinstance(begun[0], AttemptStarted)
    assert is_here(begun[0].worker)
    assert is_at_rest(story.state)
    assert worked_on_here(story.state) == story.state.record(path("write-plan"))


def test_what_is_handed_in_is_judged_like_any_work() -> None:
    story = HereStory(FEATURE)
    story.told(story.begins("write-plan"))

    story.told(story.done("write-plan", "t1"))

    assert [type(each) for each in decide(story.state)] == [JudgeStep]
    story.judge("write-plan", items=["1"])
    assert story.states()["may-code"] == "Ready"


@pytest.mark.parametrize("worker", ["agent:claude", "agent:scripted", "person:dev", ""])
def test_attempt_is_begun_by_nobody_who_was_started(worker: str) -> None:
    refusal = HereStory(FEATURE).tell(HereStory(FEATURE).begins("write-plan", worker))

    assert isinstance(refusal, Refusal)
    assert refusal.code == "outcome.late"


def test_who_comes_by_itself_begins_nothing_where_agents_are_started() -> None:
    story = Story(FEATURE)
    begins = HereStory(FEATURE).begins("write-plan")

    refusal = story.tell(begins)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "outcome.late"


def test_checkout_is_one_place() -> None:
    story = HereStory(SIDE_BY_SIDE)
    story.told(story.begins("a"))

    refusal = story.tell(story.begins("b"))

    assert isinstance(refusal, Refusal)
    assert refusal.code == "here.busy"
    story.told(story.done("a", "t1"))
    assert not isinstance(story.tell(story.begins("b")), Refusal)


@pytest.mark.parametrize(
    "act",
    [
        Abort(CLAUDE, "enough"),
        Hint(None, CLAUDE, "again"),
        Waive(None, "tests", CLAUDE, "fine"),
    ],
)
def test_no_act_of_people_is_taken_from_it(act: Abort | Hint | Waive) -> None:
    refusal = HereStory(FEATURE).tell(act)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "act.nobody"


def test_it_does_not_decide_on_its_own_work() -> None:
    story = HereStory(FEATURE)
    story.told(story.begins("write-plan"))
    story.told(story.done("write-plan", "t1"))
    story.judge("write-plan", items=["1"])
    story.judge("may-code")

    refusal = story.decide("may-code", person=CLAUDE)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "act.nobody"
    assert Decide.__name__ not in [type(each).__name__ for each in story.events]


# What it notes


def note(name: str = "write-plan", number: int = 1, text: str = "SQLite it is") -> Note:
    return Note(path(name), number, "decisions", (("text", text),))


def test_what_it_notes_is_on_record_at_once_as_its_word() -> None:
    story = HereStory(FEATURE)
    story.told(story.begins("write-plan"))

    (entry,) = story.told(note())

    assert isinstance(entry, EntryAdded)
    assert (entry.author, entry.step, entry.number) == (CLAUDE, "write-plan", 1)
    assert dict(entry.values)["text"] == "SQLite it is"


@pytest.mark.parametrize(
    "late", [note("may-code"), note(number=2), note("no-such-step"), note("build")]
)
def test_it_notes_nothing_where_it_does_not_work(late: Note) -> None:
    story = HereStory(FEATURE)
    story.told(story.begins("write-plan"))

    refusal = story.tell(late)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "here.nothing"


def test_worker_that_was_started_notes_nothing_so() -> None:
    story = Story(FEATURE)
    story.told(HereStory(FEATURE).begins("write-plan", "agent:scripted"))

    refusal = story.tell(note())

    assert isinstance(refusal, Refusal)
    assert refusal.code == "here.nothing"


def test_note_that_is_no_entry_says_why() -> None:
    story = HereStory(FEATURE)
    story.told(story.begins("write-plan"))

    refusal = story.tell(Note(path("write-plan"), 1, "nonsense", (("text", "x"),)))

    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.found) == ("record.unfit", 'no register is called "nonsense"')


def test_notes_of_an_attempt_are_bounded() -> None:
    story = HereStory(FEATURE)
    story.told(story.begins("write-plan"))
    for index in range(LINES_MAX):
        story.told(note(text=f"decision {index}"))

    refusal = story.tell(note(text="one more"))

    assert isinstance(refusal, Refusal)
    assert refusal.found == f"an attempt has at most {LINES_MAX} entries"


def test_attempt_that_is_given_up_is_begun_anew() -> None:
    story = HereStory(FEATURE)
    story.told(story.begins("write-plan"))

    story.told(WorkLost(path("write-plan"), 1, "its checkout is gone"))

    assert not isinstance(story.tell(story.begins("write-plan")), Refusal)


# What people read


def test_lists_say_who_may_come_and_that_nothing_keeps_it_apart() -> None:
    story = HereStory(FEATURE)
    (want,) = wants_of(story.state)
    view = run_view(story.state, (), AT)

    assert want.question == "an agent in your checkout may begin it, isolation none"
    assert (view.state, view.waits_for) == ("waits", "you")
    assert "an agent in your checkout" in view.steps[0].says
    assert "isolation none" in following(story.state, is_driven=False).says
    command = next_here(story.state, story.state.record(path("write-plan")))
    assert command is not None
    assert command.arguments == ("checkout", "12", "write-plan")


def test_work_here_says_who_is_at_it_and_how_it_is_handed_in() -> None:
    story = HereStory(FEATURE)
    story.told(story.begins("write-plan"))
    record = story.state.record(path("write-plan"))
    view = run_view(story.state, (), AT)

    assert here_words(story.state, record) == "claude, here works on it, isolation none"
    assert view.waits_for == "claude, here"
    assert view.steps[0].says == "claude, here, attempt 1 of 3; isolation none"
    command = next_here(story.state, record)
    assert command is not None
    assert command.arguments == ("submit", "12")
    (reason,) = why_view(story.state, (), None, is_driven=False).reasons
    assert reason.what == "claude, here works on it, isolation none"


def test_nothing_is_said_of_other_steps() -> None:
    story = Story(FEATURE)
    record = story.state.record(path("write-plan"))

    assert here_words(story.state, record) == ""
    assert next_here(story.state, record) is None
