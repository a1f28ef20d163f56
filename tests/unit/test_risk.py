"""The risk class of a feature: what puts it there, that it never falls by itself, who lowers it."""

import pytest

from gatewright.core.facts.exclusive import can_both_hold
from gatewright.core.facts.facts import facts_of
from gatewright.core.facts.risk import (
    GROUNDS_MAX,
    PATHS_MAX,
    fact_of_risk,
    grounds_by_facts,
    highest,
    new_grounds,
    seen_in_diff,
    why_unfit,
    with_grounds,
)
from gatewright.core.rehearse.rehearsal import rehearse
from gatewright.core.state.run_state import Accepted, Judging, Ready, Skipped
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.events import Choice, StepAccepted
from gatewright.model.facts import CHANGED, DIFF, FACTS, FactRule, FactSeen, FactSettled, FactValue
from gatewright.model.feature import Facts, People
from gatewright.model.ids import Digest, TreeId
from gatewright.model.intake import AskChange, JudgingDone, Refusal, Reply
from gatewright.model.path_sets import PathSet
from gatewright.model.records import replace
from gatewright.model.risk import RiskGround, RiskKnown, RiskRule
from gatewright.model.standing import StepStale
from gatewright.model.verdicts import Status
from gatewright.model.waivers import JudgedAnew
from gatewright.model.workflow import ApprovalRule, Gate, StepDefinition
from gatewright.views.risk import risk_words
from tests.unit.run_stories import AT, NOBODY, Story, path, start_of, step

ADA, SEC = "person:ada", "person:sec"
PEOPLE = People((("owner", (ADA,)), ("security", (SEC,))), is_solo=False)
CLASSES = (
    RiskRule("high", 400, ("**/migrations/**", "tree:auth"), "facts.public"),
    RiskRule("medium", 50, (), "facts.api"),
)
PUBLIC, API = FactRule("public", "Is it public?"), FactRule("api", "An API?")
TREE = TreeId("t")
HIGH, MEDIUM = RiskGround("high", "touches db/1"), RiskGround("medium", "has more than 50 lines")
CAREFUL = "feature.risk == 'high'"


def change_of(lines: int, *paths: str) -> Change:
    added = tuple(Line(number, "x") for number in range(lines))
    files = [ChangedFile(each, FileStatus.MODIFIED, each) for each in paths]
    return Change(TREE, TREE, (*files, ChangedFile("a.py", FileStatus.MODIFIED, "a.py", added)))


def shown(*grounds: RiskGround) -> FactSeen:
    return FactSeen("risk", highest(each.risk for each in grounds), DIFF, Digest("d"), grounds)


def begun(
    steps: tuple[StepDefinition, ...],
    known: tuple[tuple[str, FactValue], ...] = (("public", False), ("api", False)),
    classes: tuple[RiskRule, ...] = CLASSES,
    facts: tuple[FactRule, ...] = (),
) -> Story:
    """Return a run of a workflow with risk classes."""
    rules = (PUBLIC, API, *facts, *((fact_of_risk(classes),) if classes else ()))
    started = start_of(steps, PEOPLE)
    workflow = replace(started.workflow, facts=rules, risk_classes=classes)
    story = Story(steps, people=PEOPLE)
    story.begin_as(replace(started, workflow=workflow, facts=Facts(known)))
    return story


def judged(story: Story, name: str, *facts: FactSeen) -> object:
    return story.tell(JudgingDone(replace(story.judgement(name), facts=facts)))


def settled(story: Story) -> list[tuple[FactValue, str]]:
    events = (each for each in story.events if isinstance(each, FactSettled))
    return [(each.value, each.source) for each in events if each.name == "risk"]


# What is found


def test_diff_has_the_grounds_of_each_class() -> None:
    sets = (PathSet("auth", ("login/*.py",)),)
    change = change_of(401, "x/migrations/1.sql", "login/in.py", "b.py")
    [seen] = seen_in_diff(CLASSES, change, TREE, sets)

    assert (seen.name, seen.value, seen.source) == ("risk", "high", DIFF)
    assert [(each.risk, each.because) for each in seen.grounds] == [
        ("high", "has more than 400 lines"),
        ("high", "touches login/in.py"),
        ("high", "touches x/migrations/1.sql"),
        ("medium", "has more than 50 lines"),
    ]


def test_limit_itself_is_not_more() -> None:
    assert seen_in_diff(CLASSES, change_of(50), TREE) == ()
    assert seen_in_diff(CLASSES, change_of(51), TREE)[0].value == "medium"


def test_file_that_was_moved_counts_by_both_names() -> None:
    moved = ChangedFile("b.sql", FileStatus.RENAMED, "migrations/b.sql")
    [seen] = seen_in_diff(CLASSES, Change(TREE, TREE, (moved,)), TREE)

    assert [each.because for each in seen.grounds] == ["touches migrations/b.sql"]


def test_many_files_and_long_names_stay_in_bounds() -> None:
    many = [f"migrations/{number:03}{'é' * 300}.sql" for number in range(100)]
    [seen] = seen_in_diff(CLASSES, change_of(1, *many), TREE)

    assert len(seen.grounds) == PATHS_MAX + 1
    assert seen.grounds[-1].because.startswith("touches 90 more files, ")
    assert max(len(each.because) for each in seen.grounds) < 100
    [other] = seen_in_diff(CLASSES, change_of(1, *many[:-1], "migrations/x"), TREE)
    assert other.grounds[-1] != seen.grounds[-1]


def test_facts_are_grounds_where_they_are_so() -> None:
    found = grounds_by_facts(CLASSES, {"public": True, "api": False})

    assert list(found) == [RiskGround("high", "is so by facts.public")]
    assert list(grounds_by_facts(CLASSES, {})) == []


def test_what_was_known_or_overruled_is_not_new() -> None:
    known = RiskKnown((HIGH,), (MEDIUM,))
    other = RiskGround("high", "touches db/2")

    assert new_grounds(known, [HIGH, MEDIUM, other, other]) == (other,)


def test_beyond_the_bound_only_what_raises_the_class_is_kept() -> None:
    kept = tuple(RiskGround("medium", f"touches {number}") for number in range(GROUNDS_MAX - 1))
    more = RiskGround("medium", "touches more")

    assert new_grounds(RiskKnown(kept), [more, HIGH]) == (HIGH,)
    full = RiskKnown((*kept, more))
    assert new_grounds(full, [RiskGround("medium", "touches another"), HIGH]) == (HIGH,)
    assert new_grounds(full, [RiskGround("medium", "touches another")]) == ()


def test_people_overrule_what_is_above_their_word() -> None:
    said = FactSettled("risk", "medium", CHANGED, Digest("d"))

    assert with_grounds(RiskKnown((HIGH, MEDIUM)), said) == RiskKnown((MEDIUM,), (HIGH,))
    found = FactSettled("risk", "high", DIFF, Digest("d"), None, (HIGH,))
    assert with_grounds(RiskKnown((MEDIUM,)), found) == RiskKnown((MEDIUM, HIGH))


@pytest.mark.parametrize(
    "seen",
    [
        FactSeen("risk", "high", DIFF, Digest("d")),
        replace(shown(HIGH), value="medium"),
        replace(shown(HIGH), source="notes"),
        shown(RiskGround("low", "is nothing")),
    ],
)
def test_class_without_its_grounds_is_not_taken(seen: FactSeen) -> None:
    story = begun((step("build"),))
    story.work("build", "t1")

    assert why_unfit(seen)
    answer = judged(story, "build", seen)
    assert isinstance(answer, Refusal)
    assert answer.code == "judgement.unfit"
    assert not why_unfit(shown(HIGH))


def test_class_is_not_taken_where_none_is_declared() -> None:
    story = begun((step("build"),), classes=())
    story.work("build", "t1")

    assert isinstance(judged(story, "build", shown(HIGH)), Refusal)


# What is known at the start


def test_class_is_low_where_nothing_says_more() -> None:
    assert begun((step("build"),)).state.facts["risk"] == "low"
    assert risk_words(begun((step("build"),)).state) == "low"
    assert risk_words(begun((step("build"),), classes=()).state) == ""


def test_class_follows_from_what_was_said() -> None:
    story = begun((step("build"),), (("public", False), ("api", True)))

    assert settled(story) == [("medium", FACTS)]
    assert risk_words(story.state) == "medium: is so by facts.api"


def test_said_class_is_never_less_than_what_follows() -> None:
    story = begun((step("build"),), (("public", True), ("api", False), ("risk", "low")))

    assert story.state.facts["risk"] == "high"
    said = begun((step("build"),), (("public", False), ("api", False), ("risk", "high")))
    assert said.state.facts["risk"] == "high"


def test_class_that_is_open_holds_a_condition() -> None:
    story = begun((step("plan", when=CAREFUL), step("build", ["plan"])), ())

    assert sorted(story.state.questions) == ["fact.api", "fact.public"]
    assert "risk" not in story.state.facts
    story.tell(Reply("fact.api", ADA, "yes"))
    assert "risk" not in story.state.facts
    story.tell(Reply("fact.public", ADA, "no: inside"))
    assert story.state.facts["risk"] == "medium"
    assert isinstance(story.state.record(path("plan")).state, Skipped)


def test_highest_class_is_known_whatever_is_open() -> None:
    story = begun((step("plan", when=CAREFUL), step("build", ["plan"])), (("public", True),))

    assert story.state.questions == {}
    assert isinstance(story.state.record(path("plan")).state, Ready)


def test_other_facts_follow_from_the_class() -> None:
    rule = FactRule("audited", source=f"{CAREFUL} || facts.api")
    story = begun((step("build"), step("more", ["build"])), facts=(rule,))
    assert story.state.facts["audited"] is False
    story.work("build", "t1")
    judged(story, "build", shown(HIGH))

    assert story.state.facts["audited"] is True


# What a diff shows


def test_diff_raises_the_class_before_people_are_asked() -> None:
    rule = ApprovalRule(("security",), "Is it safe?", when=CAREFUL)
    gate = Gate(("tests",), approvals=(rule,))
    story = begun((step("plan", when=CAREFUL), step("build", gate=gate), step("end", ["build"])))
    story.work("build", "t1")
    judged(story, "build", shown(HIGH, MEDIUM))

    assert settled(story)[-1] == ("high", DIFF)
    assert isinstance(story.state.record(path("plan")).state, Ready)
    story.decide("build", Choice.APPROVE, SEC)
    assert isinstance(story.state.record(path("build")).state, Accepted)


def test_class_stays_where_the_diff_shows_it_no_more() -> None:
    story = begun((step("build"), step("more", ["build"]), step("end", ["more"])))
    story.work("build", "t1")
    judged(story, "build", shown(HIGH))
    story.work("more", "t2")
    judged(story, "more", shown(MEDIUM))
    story.tell(AskChange((), ADA, "it is not", (("public", True),)))

    assert story.state.facts["risk"] == "high"
    assert [value for value, _ in settled(story)] == ["low", "high", "high"]


def test_open_class_is_raised_by_the_highest_alone() -> None:
    story = begun((step("build"), step("more", ["build"]), step("end", ["more"])), ())
    story.work("build", "t1")
    judged(story, "build", shown(MEDIUM))
    assert "risk" not in story.state.facts
    story.work("more", "t2")
    judged(story, "more", shown(HIGH))

    assert story.state.facts["risk"] == "high"


def test_refused_work_raises_nothing() -> None:
    story = begun((step("build"),))
    story.work("build", "t1")
    bad = story.judgement("build", Status.FAIL, code="tests.failed")
    story.tell(JudgingDone(replace(bad, facts=(shown(HIGH),))))

    assert story.state.facts["risk"] == "low"


def test_gate_that_speaks_of_the_class_is_judged_by_what_it_is_now() -> None:
    gate = Gate(("tests",), facts=("risk",))
    story = begun((step("build", gate=gate), step("end", ["build"])))
    story.work("build", "t1")
    judged(story, "build", shown(HIGH))

    assert isinstance(story.events[-1], JudgedAnew)
    assert isinstance(story.state.record(path("build")).state, Judging)
    judged(story, "build", shown(HIGH))
    assert isinstance(story.state.record(path("build")).state, Accepted)
    assert sum(isinstance(each, StepAccepted) for each in story.events) == 1


def test_gate_of_nobody_is_judged_again_by_what_the_class_is_now() -> None:
    gate = Gate(("tests",), facts=("risk",))
    story = begun((step("look", doer=NOBODY, gate=gate), step("end", ["look"])))
    judged(story, "look", shown(HIGH))

    assert any(isinstance(each, StepStale) for each in story.events)
    assert isinstance(story.state.record(path("look")).state, Ready)
    judged(story, "look", shown(HIGH))
    assert isinstance(story.state.record(path("look")).state, Accepted)


def test_step_that_reads_the_class_is_made_anew_and_not_judged_on() -> None:
    gate = Gate(("tests",), facts=("risk",))
    story = begun((step("build", reads=("facts",), gate=gate), step("end", ["build"])))
    story.work("build", "t1")
    judged(story, "build", shown(HIGH))

    assert not any(isinstance(each, JudgedAnew) for each in story.events)
    assert isinstance(story.state.record(path("build")).state, Ready)


def test_more_grounds_for_the_same_class_judge_nothing_anew() -> None:
    gate = Gate(("tests",), facts=("risk",))
    story = begun((step("build", gate=gate), step("end", ["build"])), (("public", True),))
    story.work("build", "t1")
    judged(story, "build", shown(HIGH))

    assert isinstance(story.state.record(path("build")).state, Accepted)
    assert risk_words(story.state) == "high: is so by facts.public; touches db/1"


# Who lowers it


def lowered(story: Story, who: str) -> object:
    story.tell(AskChange((), ADA, "it only adds an index", (("risk", "low"),)))
    return story.decide("changes/1", Choice.APPROVE, who)


def raised(*grounds: RiskGround) -> Story:
    rule = ApprovalRule(("security",), "Is it safe?", when=CAREFUL)
    gate = Gate((), approvals=(rule,))
    story = begun((step("build"), step("more", ["build"]), step("end", ["more"], gate=gate)))
    story.work("build", "t1")
    judged(story, "build", shown(*grounds))
    return story


def test_who_is_asked_because_of_it_lowers_it_and_what_is_known_stays_overruled() -> None:
    story = raised(HIGH, MEDIUM)
    assert isinstance(lowered(story, ADA), Refusal)
    story.decide("changes/1", Choice.APPROVE, SEC)

    assert settled(story)[-1] == ("low", CHANGED)
    words = "low: by a change request; overruled: high, as it touches db/1; "
    assert risk_words(story.state) == f"{words}medium, as it has more than 50 lines"
    story.work("more", "t2")
    judged(story, "more", shown(HIGH, MEDIUM))
    assert story.state.facts["risk"] == "low"


def test_other_ground_raises_it_again() -> None:
    story = raised(HIGH)
    lowered(story, SEC)
    story.work("more", "t2")
    judged(story, "more", shown(RiskGround("high", "touches db/2"), HIGH))

    assert story.state.facts["risk"] == "high"


def test_roles_of_a_step_that_is_there_because_of_it_decide() -> None:
    gate = Gate((), approvals=(ApprovalRule(("security",), "Is it safe?"),))
    look = step("look", ["build"], when=CAREFUL, gate=gate, doer=NOBODY)
    story = begun((step("build"), look, step("end", ["look"])))
    story.work("build", "t1")
    judged(story, "build", shown(HIGH))
    story.tell(AskChange((), ADA, "it is small", (("risk", "low"),)))

    asked = story.state.record(path("changes/1")).change
    assert asked is not None
    assert asked.roles == ("security",)


def test_nobody_asked_because_of_it_leaves_it_to_who_decides() -> None:
    story = begun((step("build"), step("end", ["build"])))
    story.work("build", "t1")
    judged(story, "build", shown(HIGH))

    lowered(story, ADA)
    assert story.state.facts["risk"] == "low"


@pytest.mark.parametrize("value", ["high", "none", True])
def test_class_cannot_be_asked_to_be_what_it_is_or_nothing(value: FactValue) -> None:
    story = raised(HIGH)
    answer = story.tell(AskChange((), ADA, "so it be", (("risk", value),)))

    assert isinstance(answer, Refusal)
    assert answer.code == "change.fact"
    assert "one of low, medium, high" in answer.wanted


# In conditions


def test_condition_names_the_class_as_what_the_feature_has() -> None:
    assert facts_of("feature.risk == 'high' && facts.ui") == ("risk", "ui")
    assert facts_of("'feature.risk' == 'x' || my.feature.risky") == ()


def test_two_conditions_on_the_class_may_shut_each_other_out() -> None:
    assert not can_both_hold(CAREFUL, "feature.risk != 'high'")
    assert can_both_hold("feature.risk != 'low'", CAREFUL)


def test_play_in_which_the_diff_is_risky_reaches_what_that_asks_for() -> None:
    steps = (step("build"), step("threats", ["build"], when=CAREFUL))
    started = start_of(steps)
    facts = (fact_of_risk(CLASSES[1:]),)
    workflow = replace(started.workflow, facts=(API, *facts), risk_classes=CLASSES[1:])
    plays = {each.script.name: each for each in rehearse(replace(started, workflow=workflow), AT)}

    assert "threats" not in plays["all is good"].begun
    assert "threats" not in plays["the diff is of medium risk"].begun
    assert "threats" in plays["the diff is of high risk"].begun
