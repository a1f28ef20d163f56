"""Issues of the engine: what opens them, once, and what closes them."""

from gatewright.core.registers.entries import open_entries
from gatewright.core.registers.issues import issues_of_answers, issues_of_judgement
from gatewright.core.registers.shipped_registers import shipped
from gatewright.model.digest import digest_of
from gatewright.model.events import Answer, Choice, Decided, StepJudged, VerdictLine
from gatewright.model.ids import Digest, Nonce, TreeId
from gatewright.model.records import replace
from gatewright.model.registers import ENGINE, EntryAdded
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Gate
from tests.unit.run_stories import NOBODY, Story, path, step
from tests.unit.test_entries import say

STEPS = (step("gate", doer=NOBODY, gate=Gate(("a", "b"), is_crossing=True)),)


def keeping(story: Story) -> Story:
    """Have the workflow of a story speak of issues."""
    issues = shipped("issues")
    assert issues is not None
    workflow = replace(story.state.started.workflow, registers=(issues,))
    story.state = replace(story.state, started=replace(story.state.started, workflow=workflow))
    return story


def judged(story: Story, tree: str, **statuses: Status) -> list[EntryAdded]:
    """Return the issues of a judgement, and fold them."""
    lines = tuple(VerdictLine(name, each, "", Digest("v")) for name, each in statuses.items())
    event = StepJudged(path("gate"), 1, TreeId(tree), lines, ())
    made = issues_of_judgement(story.state, story.state.record(path("gate")), event)
    return folded(story, made)


def folded(story: Story, made: tuple[EntryAdded, ...]) -> list[EntryAdded]:
    for each in made:
        kept = (*story.state.entries.get("issues", ()), each)
        story.state = replace(story.state, entries=story.state.entries.set("issues", kept))
    return list(made)


def test_each_failing_check_opens_one_issue_once() -> None:
    story = keeping(Story(STEPS))

    first = judged(story, "t1", a=Status.FAIL, b=Status.FAIL)
    again = judged(story, "t2", a=Status.FAIL, b=Status.ERROR)

    assert [each.key for each in first] == ["issue-1", "issue-2"]
    assert {each.author for each in first} == {ENGINE}
    assert dict(first[0].values) == {"text": "a", "check": "a"}
    assert again == []


def test_issue_is_closed_by_a_pass_on_other_content_or_a_waiver() -> None:
    story = keeping(Story(STEPS))
    judged(story, "t1", a=Status.FAIL, b=Status.FAIL)

    assert judged(story, "t1", a=Status.PASS) == []
    closed = judged(story, "t1", a=Status.WAIVED) + judged(story, "t2", b=Status.PASS)

    assert [(each.closes, each.because) for each in closed] == [
        ("issue-1", "waived"),
        ("issue-2", "it holds now"),
    ]
    assert open_entries(story.state, "issues") == ()
    assert judged(story, "t3", a=Status.PASS) == []


def test_issue_of_a_person_is_not_closed_by_a_check() -> None:
    story = keeping(Story(STEPS))
    say(story, "issues", text="mine", about="gate,a", key="issue-1")

    assert judged(story, "t2", a=Status.PASS) == []
    assert [each.key for each in judged(story, "t3", a=Status.FAIL)] == ["issue-2"]


def test_run_that_does_not_speak_of_issues_keeps_none() -> None:
    assert judged(Story(STEPS), "t1", a=Status.FAIL) == []
    assert judged(keeping(Story((step("gate", doer=NOBODY),))), "t1", a=Status.FAIL) == []


def answered(story: Story, *answers: Answer, tree: str = "t1") -> list[EntryAdded]:
    record = story.state.record(path("gate"))
    event = StepJudged(path("gate"), 1, TreeId(tree), (), ())
    decided = Decided(
        path("gate"), Nonce("n"), digest_of(tree), Choice.SEND_BACK, "person:ada", "owner",
        answers, "as a whole", Digest("s"), Digest("h"), at="then",
    )  # fmt: skip
    return folded(story, issues_of_answers(story.state, replace(record, judged=event), decided))


def test_no_to_an_item_is_an_issue_until_a_yes_on_other_content() -> None:
    story = keeping(Story(STEPS))

    no = answered(story, Answer("safe", False, "not yet"), Answer("fast", False))
    same = answered(story, Answer("safe", True))
    yes = answered(story, Answer("safe", True), tree="t2")

    assert [dict(each.values)["text"] for each in no] == ["safe: not yet", "fast: as a whole"]
    assert (no[0].at, same) == ("then", [])
    assert [each.closes for each in yes] == [no[0].key]


def test_decision_without_items_opens_nothing() -> None:
    assert answered(keeping(Story(STEPS))) == []
    assert answered(Story(STEPS), Answer("safe", False)) == []
