"""A brief says of all words whose they are: a person's, a worker's, or a gate's."""

from gatewright.model.budgets import Budget
from gatewright.model.digest import digest_of
from gatewright.model.events import AttemptFinished, Choice, Ended
from gatewright.model.ids import Digest, EffectId
from gatewright.model.intake import BeginAttempt, Hint, JudgingDone, Reply, WorkDone
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Product
from gatewright.ports.journal import Entry
from gatewright.runtime.briefing import brief_for
from gatewright.testing.memory_store import MemoryEvidence
from tests.unit.run_stories import AT, ISOLATED, NOBODY, Story, approval, path, step

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


def test_what_a_step_rests_on_is_told_by_whoever_made_it_or_why_nobody_did() -> None:
    story = Story(
        (
            step("one", when="true", produces=(Product("notes", "one.md"),)),
            step("two", ["one"], when="false", produces=(Product("notes", "two.md"),)),
            step("three", ["two"], when="false", produces=(Product("screens", "three.md"),)),
            step("build", ["three"], reads=("notes", "screens")),
        )
    )
    story.good("one", "t1")

    brief = brief_of(story)

    assert "- notes: `one.md` (sha256" in brief
    assert "- screens: nobody made it; does not apply: false" in brief


def test_inside_of_a_procedure_only_what_is_given_or_made_there_is_told() -> None:
    story = Story(
        (
            step("one", produces=(Product("plan", "p.md"), Product("secret", "s.md"))),
            step("use/red", ["one"], within="use", produces=(Product("use/notes", "n.md"),)),
            step("build", ["use/red"], within="use", reads=("plan",)),
            step("use", ["build"], doer=NOBODY),
        )
    )
    story.good("one", "t1")
    story.good("use/red", "t2")

    brief = brief_of(story)

    assert "- plan: `p.md`" in brief
    assert "- use/notes: `n.md`" in brief
    assert "secret" not in brief


def test_what_is_left_of_a_budget_is_told() -> None:
    story = Story((step("build", budget=Budget(tokens=50_000, attempts=2)),))

    brief = brief_of(story)

    assert "- 2 attempts left of 2 attempts, for the step build\n" in brief
    assert "- 50,000 tokens left of 50,000 tokens, for the step build\n" in brief
