"""A procedure that is laid in where a step is refused: when it begins, holds, fails, is let go."""

from gatewright.core.course.decide import decide
from gatewright.core.evolve.evolve import begin, fold
from gatewright.core.state.run_state import Accepted, Blocked, GivenUp, Over, Skipped
from gatewright.model.choices import MoveChosen
from gatewright.model.events import (
    DecisionAsked,
    DecisionLapsed,
    Exit,
    RunStarted,
    WorkflowOutgrown,
)
from gatewright.model.ids import CommitId, TreeId
from gatewright.model.intake import Abort, Choose, Committed, Hint, JudgingDone
from gatewright.model.records import replace
from gatewright.model.remedies import RemedyEnded, RemedyLaid
from gatewright.model.verdicts import Status
from gatewright.model.workflow import (
    ApprovalRule,
    Gate,
    Move,
    NoGo,
    Product,
    StepDefinition,
    Workflow,
)
from gatewright.views.moves import offer_words, rule_words
from tests.unit.run_stories import AT, NOBODY, Story, path, step

JUDGED_AGAIN = NoGo(Move.REOPEN)
STUCK = NoGo(Move.BLOCK, at_most=1, reason="not good")


def remedy(at: str, name: str = "mend", *inner: StepDefinition) -> StepDefinition:
    """Return a procedure that a failure rule of `at` may lay in: one step, unless others are."""
    own = path(f"remedies/{at}/{name}")
    steps = inner or (step(f"{own}/repair", within=own, no_go=(NoGo(Move.ABORT, reason="no"),)),)
    return step(own, [steps[-1].path], doer=NOBODY, gate=Gate(), no_go=(), group=steps)


def gate(*rules: NoGo, laid: tuple[StepDefinition, ...] | None = None) -> StepDefinition:
    """Return a gate behind `build` with these failure rules."""
    laid = laid if laid is not None else (remedy("check"),)
    return step("check", ["build"], doer=NOBODY, no_go=rules, remedies=laid)


def first(rule: NoGo, *names: str) -> NoGo:
    """Return `rule` with remedies before its move."""
    return replace(
        rule, remedies=tuple(path(f"remedies/check/{name}") for name in names or ["mend"])
    )


def refused(*rules: NoGo, laid: tuple[StepDefinition, ...] | None = None) -> Story:
    """Return a run whose gate was refused once."""
    story = Story((step("build"), gate(*rules, laid=laid), step("after", ["check"])))
    story.good("build", "t1")
    story.judge("check", Status.FAIL, code="bad")
    return story


def mended(story: Story, number: int = 1, tree: str = "") -> None:
    """Have a remedy done well."""
    story.good(f"remedies/check/{number}/repair", tree or f"m{number}")
    story.judge(f"remedies/check/{number}")


def test_steps_of_a_remedy_are_laid_in_and_the_gate_waits_for_them() -> None:
    story = refused(first(JUDGED_AGAIN))

    assert story.states()["remedies/check/1/repair"] == "Ready"
    assert story.states()["check"] == "Remedying"
    assert [each.step for each in decide(story.state)][-1:] == ["remedies/check/1/repair"]
    assert story.state.record(path("remedies/check/1/repair")).hints[0].text == "said"
    assert list(story.state.steps)[1:3] == ["remedies/check/1/repair", "remedies/check/1"]


def test_gate_is_judged_again_on_what_the_remedy_came_to() -> None:
    story = refused(first(JUDGED_AGAIN))
    mended(story)
    story.judge("check")
    story.good("after", "t3")

    assert isinstance(story.state.phase, Over)
    assert story.state.phase.exit is Exit.COMPLETED
    assert story.state.record(path("check")).state == Accepted(2, TreeId("m1"))
    assert story.state.remedies == ()


def test_remedy_is_used_as_often_as_its_rule_says_even_for_the_same_reason() -> None:
    story = refused(first(replace(JUDGED_AGAIN, at_most=2)), STUCK)
    for number in (1, 2):
        mended(story, number)
        story.judge("check", Status.FAIL, code="bad")

    assert sum(isinstance(each, RemedyLaid) for each in story.events) == 2
    assert isinstance(story.state.phase, Blocked)
    assert "not good" in story.state.phase.because


def test_remedy_applies_where_a_step_was_refused_twice_for_the_same_reason() -> None:
    build = step(
        "build",
        no_go=(
            NoGo(Move.REWORK, at_most=1),
            NoGo(Move.REWORK, remedies=(path("remedies/build/mend"),)),
        ),
        remedies=(remedy("build"),),
    )
    story = Story((build,))
    for tree in ("t1", "t2"):
        story.work("build", tree)
        story.judge("build", Status.FAIL, code="same")

    assert story.states()["build"] == "Remedying"
    story.good("remedies/build/1/repair", "m1")
    story.judge("remedies/build/1")
    assert story.states()["build"] == "Ready"


def test_remedies_of_a_rule_are_done_one_after_the_other() -> None:
    story = refused(
        first(JUDGED_AGAIN, "mend", "look"), laid=(remedy("check"), remedy("check", "look"))
    )
    mended(story, 1)

    assert story.states()["remedies/check/2/repair"] == "Ready"
    assert story.state.record(path("check")).rule_uses == (1,)
    mended(story, 2)
    assert story.states()["check"] == "Ready"


def test_move_of_a_rule_follows_its_remedy() -> None:
    story = refused(first(NoGo(Move.REOPEN, (path("build"),))))
    mended(story)

    assert story.states()["build"] == "Ready"
    assert story.states()["check"] == "Waiting"


def test_remedy_that_fails_leaves_it_to_the_next_rule() -> None:
    story = refused(first(JUDGED_AGAIN), NoGo(Move.REOPEN, (path("build"),)))
    story.work("remedies/check/1/repair", "m1")
    story.judge("remedies/check/1/repair", Status.FAIL, code="worse")

    assert story.states()["build"] == "Ready"
    assert isinstance(story.state.record(path("remedies/check/1/repair")).state, Skipped)
    assert isinstance(story.state.record(path("remedies/check/1")).state, Skipped)
    assert story.state.record(path("check")).rule_uses == (1, 1)


def test_remedy_that_fails_with_no_rule_after_it_blocks_the_run() -> None:
    inner = step("remedies/check/mend/repair", within=path("remedies/check/mend"), no_go=())
    story = refused(first(JUDGED_AGAIN), laid=(remedy("check", "mend", inner),))
    story.work("remedies/check/1/repair", "m1")
    story.judge("remedies/check/1/repair", Status.FAIL, code="worse")

    assert isinstance(story.state.record(path("check")).state, GivenUp)
    assert isinstance(story.state.phase, Blocked)
    assert story.state.phase.step == "check"
    story.told(Hint(path("check"), "person:dev", "once more"))
    story.judge("check")
    story.good("after", "t3")
    assert isinstance(story.state.phase, Over)


def choosing(*offers: NoGo) -> Story:
    """Return a run in which a person chooses what follows."""
    return refused(NoGo(Move.ASK, role="approver", offers=offers, at_most=2))


def choose(story: Story, offer: int) -> None:
    asked = story.state.record(path("check")).state
    story.told(Choose(path("check"), asked.nonce, offer, "person:dev", "so"))  # type: ignore[union-attr]


def test_remedy_that_a_person_chose_fails_and_they_are_asked_again() -> None:
    story = choosing(first(JUDGED_AGAIN), NoGo(Move.ABORT, reason=""))
    choose(story, 0)
    assert any(isinstance(each, MoveChosen) for each in story.events)
    assert story.state.record(path("check")).rule_uses == (1,)
    story.work("remedies/check/1/repair", "m1")
    story.judge("remedies/check/1/repair", Status.FAIL, code="worse")

    assert story.states()["check"] == "Choosing"
    choose(story, 0)
    mended(story, 2)
    assert story.states()["check"] == "Ready"


def test_run_ends_by_a_persons_choice_after_the_remedy_that_belongs_to_it() -> None:
    story = choosing(first(NoGo(Move.ABORT)), NoGo(Move.REWORK))
    choose(story, 0)
    mended(story)

    assert isinstance(story.state.phase, Over)
    assert story.state.phase.because == "so"


def asking() -> StepDefinition:
    """Return a remedy at whose end people are asked, beside work that goes on."""
    own = path("remedies/check/mend")
    rule = ApprovalRule(("approver",), "May it?")
    asked = step(f"{own}/ask", within=own, doer=NOBODY, gate=Gate(approvals=(rule,)))
    other = step(f"{own}/repair", within=own, no_go=())
    return replace(remedy("check", "mend", asked, other), needs=(asked.path, other.path))


def test_nobody_is_asked_any_more_within_a_remedy_that_failed() -> None:
    story = refused(first(JUDGED_AGAIN), STUCK, laid=(asking(),))
    story.judge("remedies/check/1/ask")
    assert any(isinstance(each, DecisionAsked) for each in story.events)
    story.work("remedies/check/1/repair", "m1")
    story.judge("remedies/check/1/repair", Status.FAIL, code="worse")

    assert any(isinstance(each, DecisionLapsed) for each in story.events)
    assert isinstance(story.state.phase, Blocked)
    assert story.state.phase.step == "check"


def test_remedy_is_let_go_once_what_it_is_for_is_open_again() -> None:
    later = step("later", ["build"], doer=NOBODY, no_go=(NoGo(Move.REOPEN, (path("build"),)),))
    story = Story((step("build"), gate(first(JUDGED_AGAIN)), later))
    story.good("build", "t1")
    story.judge("check", Status.FAIL, code="bad")
    story.judge("later", Status.FAIL, code="other")

    ended = next(each for each in story.events if isinstance(each, RemedyEnded))
    assert not ended.holds
    assert story.state.remedies == ()
    assert story.states()["check"] == "Waiting"
    story.good("build", "t2")
    story.judge("check", Status.FAIL, code="bad")
    assert story.states()["remedies/check/2/repair"] == "Ready"


def test_remedy_that_is_over_is_never_made_again() -> None:
    plan = step("plan", produces=(Product("plan", "plan.md"),))
    own = path("remedies/check/mend")
    reading = step(f"{own}/repair", within=own, reads=("plan",))
    steps = (
        plan,
        step("build", ["plan"]),
        gate(first(JUDGED_AGAIN), laid=(remedy("check", "mend", reading),)),
        step("late", ["check"], doer=NOBODY, no_go=(NoGo(Move.REOPEN, (path("plan"),)),)),
    )
    story = Story(steps)
    story.good("plan", "t1")
    story.good("build", "t2")
    story.judge("check", Status.FAIL, code="bad")
    mended(story)
    story.judge("check")
    story.judge("late", Status.FAIL, code="bad")
    story.good("plan", "t3")

    assert isinstance(story.state.record(path("remedies/check/1/repair")).state, Accepted)
    assert story.state.record(path("remedies/check/1")).is_retired


def test_remedy_within_a_remedy_is_counted_once_for_the_run() -> None:
    own = path("remedies/check/mend")
    deep = remedy(f"{own}/repair", "deep")
    again = NoGo(Move.REWORK, at_most=1, remedies=(deep.path,))
    inner = step(f"{own}/repair", within=own, remedies=(deep,), no_go=(again, NoGo(Move.REWORK)))
    story = refused(first(JUDGED_AGAIN), laid=(remedy("check", "mend", inner),))
    story.work("remedies/check/1/repair", "m1")
    story.judge("remedies/check/1/repair", Status.FAIL, code="one")
    assert story.states()["remedies/check/1/repair"] == "Remedying"
    story.good("remedies/remedies/check/1/repair/1/repair", "m2")
    story.judge("remedies/remedies/check/1/repair/1")
    story.good("remedies/check/1/repair", "m3")
    story.judge("remedies/check/1")
    story.judge("check", Status.FAIL, code="two")

    assert story.state.record(path("remedies/check/2/repair")).rule_uses == (1, 0)


def test_remedies_end_with_the_workflow_that_is_outgrown() -> None:
    story = refused(first(JUDGED_AGAIN))
    story.told(Committed(path("build"), CommitId("c1"), TreeId("t1")))
    larger = Workflow("larger", "1", "", (), (step("build"), gate(first(JUDGED_AGAIN))))
    story.work("remedies/check/1/repair", "m1")
    done = story.judgement("remedies/check/1/repair")
    story.told(JudgingDone(done, outgrown=WorkflowOutgrown(larger, "large", done.tree)))
    assert story.state.remedies == ()
    story.good("build", "t5")
    story.judge("check", Status.FAIL, code="bad")

    assert story.states()["remedies/check/2/repair"] == "Ready"


def test_remedies_end_with_a_run_that_is_cleaned_up() -> None:
    story = refused(first(JUDGED_AGAIN))
    started = story.events[0]
    assert isinstance(started, RunStarted)
    workflow = replace(started.workflow, clean_up=(step("clean"),))
    story.begin_as(replace(started, workflow=workflow))
    story.good("build", "t1")
    story.judge("check", Status.FAIL, code="bad")
    story.told(Abort("person:dev", "enough"))

    assert story.state.remedies == ()
    assert list(story.state.steps) == ["clean"]


def test_journal_with_remedies_folds_to_the_same_state() -> None:
    story = refused(first(JUDGED_AGAIN))
    mended(story)
    started = story.events[0]
    assert isinstance(started, RunStarted)

    assert fold(begin(started, AT), story.events[1:]) == story.state


def test_rule_says_what_comes_first() -> None:
    definition = gate(first(JUDGED_AGAIN), first(NoGo(Move.REWORK)))

    assert rule_words(definition.no_go[0], definition) == (
        "mend first, then judged again, at most 3 times"
    )
    assert rule_words(definition.no_go[1], definition) == (
        "mend first, then tried again, 3 attempts in all, at most 3 times"
    )
    asked = NoGo(Move.ASK, role="lead", offers=(definition.no_go[0],))
    assert offer_words(asked, definition) == ("mend first, then judged again",)
