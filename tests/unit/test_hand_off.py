"""What a role hands to the next: the nearest work of others, what was demanded, what is open."""

import json

from gatewright.core.context.hand_off import hand_off_for
from gatewright.core.state.run_state import StepRecord
from gatewright.model.events import AttemptFinished, Ended
from gatewright.model.hand_off import HandOff
from gatewright.model.ids import Digest, EffectId
from gatewright.model.intake import BeginAttempt, JudgingDone, WorkDone
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import (
    Doer,
    Gate,
    InlineCheck,
    Product,
    StepDefinition,
    WorkerKind,
)
from gatewright.views.hand_off import hand_off_forms, hand_off_view
from tests.unit.run_stories import ISOLATED, NOBODY, Story, path, step

NOTED = '{"doc": {"register": "context", "where": "e.role == \'architect\'"}}'


def by(role: str, name: str, needs: tuple[str, ...] = (), **fields: object) -> StepDefinition:
    doer = Doer(WorkerKind.AGENT, role, "Do it.")
    made: StepDefinition = step(name, list(needs), doer=doer, **fields)
    return made


STEPS = (
    by("architect", "design", produces=(Product("plan", "p.md"), Product("none", "n.md"))),
    step(
        "may",
        ["design"],
        doer=NOBODY,
        gate=Gate(("noted", "lint"), defined=(InlineCheck("noted", NOTED),)),
    ),
    by("builder", "build", ("may",), reads=("plan",)),
    by("builder", "polish", ("build",)),
)


def handed(story: Story, name: str) -> HandOff | None:
    return hand_off_for(story.state, record(story, name))


def record(story: Story, name: str) -> StepRecord:
    return story.state.record(path(name))


def test_role_is_handed_what_others_made_and_what_of_it_holds() -> None:
    story = Story(STEPS)
    story.good("design", "t1")
    judged = story.judgement("may")
    lines = tuple(replace(judged.verdicts[0], check=name) for name in ("noted", "lint"))
    story.told(JudgingDone(replace(judged, verdicts=lines)))

    hand_off = handed(story, "build")

    assert hand_off is not None
    [design] = hand_off.steps
    assert (design.step, design.role, design.workers) == (
        "design",
        "architect",
        ("agent:scripted",),
    )
    assert [name for name, _ in design.made] == ["plan", "none"]
    assert [line.status for line in design.checked] == [Status.PASS]
    assert [(each.check, each.text) for each in hand_off.demands] == [
        ("noted", NOTED),
        ("lint", ""),
    ]
    assert all(each.verdict is not None for each in hand_off.demands)
    assert hand_off.to == "builder"


def test_same_role_that_goes_on_is_handed_nothing() -> None:
    story = Story(STEPS)

    assert handed(story, "polish") is None
    assert handed(story, "design") is None
    plain = Story((step("a", doer=Doer(WorkerKind.COMMAND, "", "")), by("x", "b", ("a",))))
    assert hand_off_for(plain.state, record(plain, "a")) is None
    assert hand_off_for(plain.state, record(plain, "b")) is not None


def test_what_is_not_there_yet_is_told_so() -> None:
    hand_off = handed(Story(STEPS), "build")

    assert hand_off is not None
    assert hand_off.steps[0].made == ()
    assert hand_off.steps[0].checked == ()
    assert [each.verdict for each in hand_off.demands] == [None, None]
    whole, _ = hand_off_forms(hand_off)
    assert "- `design` by nobody as architect\n" in whole
    assert "(not judged yet)" in whole


def test_step_that_does_not_apply_hands_its_reason() -> None:
    story = Story((by("architect", "design", when="false"), by("builder", "build", ("design",))))

    hand_off = handed(story, "build")

    assert hand_off is not None
    assert hand_off.steps[0].because
    assert "nobody made it; does not apply" in hand_off_forms(hand_off)[0]


def test_questions_of_the_givers_are_handed_on_and_those_of_others_not() -> None:
    story = Story((by("clerk", "other"), *STEPS))
    for name in ("other", "design"):
        ask = json.dumps({"register": "unknowns", "text": f"asked by {name}\n# Rules"})
        tree, effect = story.state.tree, EffectId(f"12/{name}/attempt/1")
        begun = BeginAttempt(path(name), 1, effect, "agent:a", tree, Digest("b"))
        story.told(begun)
        done = AttemptFinished(path(name), 1, Ended.DONE, tree, "", None, ISOLATED, 1)
        story.told(WorkDone(done, (), (ask,)))
        story.judge(name)

    hand_off = handed(story, "build")

    assert hand_off is not None
    assert hand_off.open == ("asked by design\n# Rules",)
    assert "They left open:\n\n> asked by design\n> # Rules\n" in hand_off_forms(hand_off)[0]


def test_step_for_items_is_handed_by_each_of_them() -> None:
    story = Story(
        (
            by("architect", "plan", produces=(Product("plan", "p.md", "plan"),)),
            by("builder", "build", ("plan",), for_each="plan"),
            by("reviewer", "review", ("build",)),
        )
    )
    story.good("plan", "t1", ["1", "2"])

    hand_off = handed(story, "review")

    assert hand_off is not None
    assert [each.step for each in hand_off.steps] == ["build/1", "build/2"]


def test_shown_package_is_the_one_of_the_brief() -> None:
    story = Story(STEPS)
    story.good("design", "t1")
    hand_off = handed(story, "build")
    assert hand_off is not None

    view = hand_off_view("12", path("build"), hand_off)

    assert view.package == hand_off_forms(hand_off)[0]
    assert [(each.check, each.status) for each in view.demands] == [
        ("noted", "not judged yet"),
        ("lint", "not judged yet"),
    ]
    assert hand_off_view("12", path("build"), None).package == ""
