"""A brief says of all words whose they are: a person's, a worker's, or a gate's."""

from gatewright.model.digest import digest_of
from gatewright.model.events import AttemptFinished, Choice, Ended
from gatewright.model.ids import Digest, EffectId
from gatewright.model.intake import BeginAttempt, Hint, JudgingDone, Reply, WorkDone
from gatewright.model.verdicts import Status
from gatewright.ports.journal import Entry
from gatewright.runtime.briefing import brief_for
from gatewright.testing.memory_store import MemoryEvidence
from tests.unit.run_stories import AT, ISOLATED, Story, approval, path, step

STEPS = (step("build"), approval("look", ["build"], "build"))


def brief_of(story: Story) -> str:
    entries = [
        Entry("run/12", seq, AT, "gatewright", event, digest_of(seq))
        for seq, event in enumerate(story.events, start=1)
        if getattr(event, "step", None) == path("build")
    ]
    record = story.state.record(path("build"))
    return brief_for(MemoryEvidence(), story.state, record, entries, 2)[0]


def test_refusal_of_a_check_is_not_told_as_words_of_a_person() -> None:
    story = Story(STEPS)
    story.work("build", "t1", Ended.DONE)
    story.told(JudgingDone(story.judgement("build", Status.FAIL)))

    brief = brief_of(story)

    assert "## Attempt 1 did not hold" in brief
    assert "A person sent it back" not in brief


def test_question_of_a_worker_is_not_told_as_words_of_a_person() -> None:
    story = Story(STEPS)
    build, tree = path("build"), story.state.tree
    effect = EffectId("12/build/attempt/1")
    story.told(BeginAttempt(build, 1, effect, "agent:scripted", tree, Digest("b")))
    finished = AttemptFinished(build, 1, Ended.DONE, tree, "", None, ISOLATED, 1)
    story.told(WorkDone(finished, ("May I remove the tests?",)))
    story.told(Reply(None, "person:ann", "no"))

    brief = brief_of(story)

    assert "Asked:\n\n> May I remove the tests?\n\nann said:\n\n> no\n" in brief
    assert brief.count("May I remove the tests?") == 1


def test_words_are_told_with_who_said_them() -> None:
    story = Story(STEPS)
    story.good("build", "t1")
    story.judge("look")
    story.decide("look", Choice.SEND_BACK, "person:bob", because="name it better")

    assert "## Words of person:bob for this attempt\n\n> name it better\n" in brief_of(story)


def test_hint_is_told_with_who_gave_it() -> None:
    story = Story(STEPS)
    for tree in ("t1", "t2"):
        story.work("build", tree, Ended.DONE)
        story.told(JudgingDone(story.judgement("build", Status.FAIL)))
    story.told(Hint(path("build"), "person:ann", "look at the clock"))

    assert "## Words of person:ann for this attempt\n\n> look at the clock\n" in brief_of(story)
