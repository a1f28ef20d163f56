"""A change request: what is at stake, who decides, what follows, and what is refused."""

import pytest

from gatewright.core.approval.changes import asked_change, changeable, frozen, impact_of
from gatewright.core.course.decide import decide
from gatewright.model.effects import StartAttempt
from gatewright.model.events import Choice
from gatewright.model.feature import People
from gatewright.model.ids import StepPath
from gatewright.model.intake import AskChange, Refusal
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import ApprovalRule, Gate, Move, NoGo, Product
from gatewright.views.change import change_view
from tests.property.run_worlds import beginning
from tests.unit.run_stories import NOBODY, Story, approval, path, step

API, DOCS = Product("api", "api.yaml"), Product("docs", "docs.md")
ADA, LIN = "person:ada", "person:lin"
PEOPLE = People((("owner", (ADA,)), ("lead", (LIN,))), is_solo=False)
HELD = Gate(
    approvals=(ApprovalRule(("owner",), "Is it right?", binds=("api",)),),
    is_crossing=True,
    freeze=("api",),
)
STEPS = (
    step("design", produces=(API,)),
    step("may-build", ["design"], doer=NOBODY, gate=HELD),
    step("server", ["may-build"], reads=("api",)),
    step("guide", ["server"], reads=("api",), produces=(DOCS,)),
    step("site", ["guide"], reads=("docs",)),
    step("notes", ["site"], reads=()),
    replace(approval("look", ["notes"], "design"), no_go=(NoGo(Move.REOPEN, (path("design"),)),)),
)


def built(*done: str) -> Story:
    """Return a run in which what was designed is approved, and some steps are done."""
    story = Story(STEPS, PEOPLE)
    story.good("design", "t1")
    story.judge("may-build")
    story.decide("may-build", person=ADA)
    for number, name in enumerate(done, start=2):
        story.good(name, f"t{number}")
    return story


def begin(story: Story, name: str) -> None:
    """Have somebody begin to work on a step."""
    wanted = [each for each in decide(story.state) if isinstance(each, StartAttempt)]
    story.told(beginning(next(each for each in wanted if each.step == name)))


def code_of(answer: object) -> str:
    return answer.code if isinstance(answer, Refusal) else ""


def test_at_stake_is_who_makes_it_who_rests_on_it_and_the_gates_behind() -> None:
    story = built("server")

    assert impact_of(story.state, ["api"]) == (
        "design", "may-build", "server", "guide", "site", "look",
    )  # fmt: skip
    assert impact_of(story.state, ["docs"]) == ("guide", "site", "look")


def test_who_approved_it_decides_else_whoever_decides_anything() -> None:
    story = built("server", "guide")

    assert asked_change(story.state, ("api",), "so", ADA).roles == ("owner",)
    assert asked_change(story.state, ("docs",), "so", ADA).roles == ("owner", "approver")


def test_it_is_frozen_while_its_gate_holds() -> None:
    story = built()
    assert frozen(story.state, [path("design"), path("server")]) == ("api",)
    assert changeable(story.state) == ("api",)

    story.told(AskChange(("api",), LIN, "name the errors"))
    story.decide("changes/1", person=ADA)

    assert frozen(story.state, [path("design")]) == ()
    assert story.states()["design"] == "Ready"
    assert [hint.text for hint in story.state.record(path("design")).hints] == ["name the errors"]


def test_nothing_moves_before_it_is_decided_and_nothing_once_it_is_turned_down() -> None:
    story = built("server")
    before = story.states()

    story.told(AskChange(("api",), LIN, "name the errors"))
    assert {k: v for k, v in story.states().items() if k in before} == before
    story.decide("changes/1", Choice.SEND_BACK, ADA, "they are named")

    assert story.states() == {**before, "changes/1": "Skipped"}
    story.good("guide", "t3")


def test_work_under_way_that_reads_it_is_stopped_and_other_work_is_not() -> None:
    story = built("server", "guide", "site")
    begin(story, "notes")
    story.told(AskChange(("api",), LIN, "otherwise"))
    story.decide("changes/1", person=ADA)
    assert story.states()["notes"] == "Working"

    other = built()
    begin(other, "server")
    other.told(AskChange(("api",), LIN, "otherwise"))
    other.decide("changes/1", person=ADA)
    assert other.states()["server"] in ("Waiting", "Ready")


@pytest.mark.parametrize(
    ("artifacts", "words", "code"),
    [
        (("plan",), "so", "change.unknown"),
        (("docs",), "so", "change.unknown"),  # nobody made it so far
        ((), "so", "change.unknown"),
        (("api",), "  ", "change.words"),
        (("api",), "x" * 2001, "change.words"),
    ],
)
def test_what_cannot_be_asked_changes_nothing(
    artifacts: tuple[str, ...], words: str, code: str
) -> None:
    story = built()
    before = story.state

    assert code_of(story.tell(AskChange(artifacts, LIN, words))) == code
    assert story.state == before


def test_what_can_be_asked_for_is_named() -> None:
    answer = built().tell(AskChange(("plan",), LIN, "so"))

    assert isinstance(answer, Refusal)
    assert (answer.wanted, answer.found) == ("api", "plan")


def test_same_is_asked_for_once_at_a_time() -> None:
    story = built()
    story.told(AskChange(("api",), LIN, "one"))
    assert code_of(story.tell(AskChange(("api",), LIN, "two"))) == "change.open"

    story.decide("changes/1", Choice.SEND_BACK, ADA, "no")
    story.told(AskChange(("api",), LIN, "two"))
    assert story.states()["changes/2"] == "Deciding"


def test_blocked_run_goes_on_with_the_request() -> None:
    blocking = replace(STEPS[2], no_go=(NoGo(Move.BLOCK, at_most=1, reason="stuck"),))
    story = Story((*STEPS[:2], blocking), PEOPLE)
    story.good("design", "t1")
    story.judge("may-build")
    story.decide("may-build", person=ADA)
    story.work("server", "t2")
    story.judge("server", Status.FAIL, code="tests.failed")
    assert story.states()["server"] == "GivenUp"

    story.told(AskChange(("api",), LIN, "it asks too much"))
    story.decide("changes/1", person=ADA)
    story.good("design", "t3")
    story.judge("may-build")
    story.decide("may-build", person=ADA)

    assert story.states()["server"] == "Ready"  # what it reads is another now


def test_view_says_why_each_step_is_at_stake() -> None:
    view = change_view(built("server").state, ("api",), LIN)

    assert [(each.step, each.why, each.holds) for each in view.stakes] == [
        ("design", "makes api", True),
        ("may-build", "judges what is there", True),
        ("server", "reads api", True),
        ("guide", "reads api", False),
        ("site", "reads what is made from it", False),
        ("look", "judges what is there", False),
    ]
    assert (view.work, view.approvals, view.roles) == (2, 1, ("owner",))
    assert StepPath("notes") not in [each.step for each in view.stakes]
