"""What each name of content is while a run goes on: regions, parts, versions; who rests on them."""

import pytest

from gatewright.core.approval.changes import changeable, impact_of
from gatewright.core.content.watched import watched_in
from gatewright.core.course.merge_queue import binds_tree
from gatewright.core.evolve.evolve import begin, evolve
from gatewright.core.layout.inputs import without
from gatewright.core.layout.resolve_workflow import resolve_workflow
from gatewright.core.rehearse.played_content import digests_played
from gatewright.core.state.run_state import Accepted, Ready, RunState
from gatewright.model.digest import digest_of
from gatewright.model.effects import JudgeStep
from gatewright.model.events import Choice, WorkflowOutgrown
from gatewright.model.feature import Feature, People
from gatewright.model.ids import Digest, EffectId, RunId, TreeId
from gatewright.model.intake import AskChange, JudgingDone, Refusal
from gatewright.model.path_sets import PathSet
from gatewright.model.records import replace
from gatewright.model.workflow import (
    ApprovalRule,
    Gate,
    Move,
    NoGo,
    Product,
    StepDefinition,
    Workflow,
)
from tests.unit.run_stories import AT, NOBODY, Story, path, start_of, step

PLAN = Product("plan", "p.md")
LIN = "person:lin"
PEOPLE = People((("lead", (LIN,)),), is_solo=False)


def gate(*binds: str) -> Gate:
    rule = ApprovalRule(("lead",), "May it?", binds=binds)
    return Gate(approvals=(rule,), is_crossing=True)


def done(story: Story, name: str, tree: str = "", **told: str) -> Refusal | None:
    """Have a step done and judged; "tree:code" is said as tree_code, "plan#a" as plan_a."""
    if tree:
        story.work(name, tree)
    lines = story.judgement(name).verdicts if tree else ()
    judged = replace(story.judgement(name), verdicts=lines, artifacts=digests(**told))
    answer = story.tell(JudgingDone(judged))
    return answer if isinstance(answer, Refusal) else None


def digests(**told: str) -> tuple[tuple[str, Digest], ...]:
    names = {"tree_": "tree:", "plan_": "plan#", "notes_": "notes#"}
    for short, long in names.items():
        told = {name.replace(short, long, 1): word for name, word in told.items()}
    return tuple((name, digest_of(word)) for name, word in told.items())


def state_of(story: Story, name: str) -> type:
    return type(story.state.record(path(name)).state)


CODE = (
    step("code"),
    step("quality", ["code"], doer=NOBODY, gate=gate("tree:code")),
    step("fix", ["quality"]),
    step("end", ["fix"], doer=NOBODY, gate=Gate(("tests",), is_crossing=True)),
)


def test_a_judgement_tells_each_region_that_others_rest_on() -> None:
    story = Story(CODE, PEOPLE)
    assert story.state.watched == ("tree:code",)
    refusal = done(story, "code", "t1")
    assert refusal is not None
    assert (refusal.code, refusal.wanted) == ("judgement.unfit", "the digest of tree:code")


def test_a_yes_to_a_region_counts_while_that_is_the_same() -> None:
    story = Story(CODE, PEOPLE)
    done(story, "code", "t1", tree_code="a")
    done(story, "quality", tree_code="a")
    assert binds_tree(story.asked("quality").rule)
    story.decide("quality", person=LIN)
    done(story, "fix", "t2", tree_code="a")
    done(story, "quality", tree_code="a")
    assert state_of(story, "quality") is Accepted


def test_a_no_takes_back_a_yes_to_any_region() -> None:
    look = step("look", ["quality"], doer=NOBODY, gate=gate("tree"))
    story = Story((*CODE[:2], replace(look, no_go=(NoGo(Move.REOPEN, (path("code"),)),))), PEOPLE)
    done(story, "code", "t1", tree_code="a")
    done(story, "quality", tree_code="a")
    story.decide("quality", person=LIN)
    done(story, "look", tree_code="a")
    story.decide("look", Choice.SEND_BACK, LIN, "not so")
    done(story, "code", "t2", tree_code="a")
    done(story, "quality", tree_code="a")
    assert story.asked("quality").bound


def test_what_is_accepted_with_a_region_has_its_digest() -> None:
    story = Story(CODE, PEOPLE)
    done(story, "code", "t1", tree_code="a")
    assert story.state.artifacts["tree:code"] == digest_of("a")


READING = (
    step("code"),
    step("review", ["code"], reads=("tree:code",), produces=(Product("notes", "n.md"),)),
    step("words", ["code"], reads=()),
    step("fix", ["words"], reads=()),
)


def test_who_reads_a_region_is_made_anew_when_anybody_changed_it() -> None:
    story = Story(READING, PEOPLE)
    done(story, "code", "t1", tree_code="a")
    done(story, "review", "t2", tree_code="a", notes="n")
    done(story, "words", "t3", tree_code="a")
    assert state_of(story, "review") is Accepted
    done(story, "fix", "t4", tree_code="b")
    assert state_of(story, "review") is Ready
    assert story.state.record(path("review")).changed_reads == ("tree:code",)


def test_ones_own_work_makes_no_region_another() -> None:
    story = Story((step("code", reads=("tree:code",)), step("fix", ["code"], reads=())), PEOPLE)
    started = replace(start_of(story.steps, PEOPLE), contents=digests(tree_code="a"))
    story.state = begin(started, AT)
    done(story, "code", "t1", tree_code="b")
    assert story.state.record(path("code")).read == digests(tree_code="b")
    done(story, "fix", "t2", tree_code="b")
    assert state_of(story, "code") is Accepted
    story.state = begin(started, AT)
    done(story, "code", "t1", tree_code="b")
    done(story, "fix", "t2", tree_code="c")
    assert state_of(story, "code") is Ready


# Parts and versions

PARTS = (
    step("plan-it", produces=(PLAN,)),
    step("agree", ["plan-it"], doer=NOBODY, gate=gate("plan")),
    step("risks", ["agree"], reads=("plan#risks",)),
    step("tasks", ["agree"], reads=("plan#tasks", "plan@first#risks", "plan@approved")),
)


def planned() -> Story:
    story = Story(PARTS, PEOPLE)
    done(story, "plan-it", "t1", plan="1", plan_risks="r", plan_tasks="t")
    done(story, "agree")
    story.decide("agree", person=LIN)
    return story


def test_a_part_is_told_with_what_it_is_of() -> None:
    story = Story(PARTS, PEOPLE)
    refusal = done(story, "plan-it", "t1", plan="1", plan_risks="r")
    assert refusal is not None
    assert refusal.wanted == "the digest of plan#tasks"


def test_the_first_and_the_approved_version_are_kept() -> None:
    story = planned()
    known = story.state.artifacts
    assert known["plan@first"] == known["plan@approved"] == digest_of("1")
    assert known["plan@first#risks"] == digest_of("r")
    story.told(AskChange(("plan",), LIN, "more"))
    story.decide("changes/1", person=LIN)
    done(story, "plan-it", "t2", plan="2", plan_risks="r", plan_tasks="u")
    known = story.state.artifacts
    assert (known["plan"], known["plan@first"]) == (digest_of("2"), digest_of("1"))
    assert known["plan@approved"] == digest_of("1")
    done(story, "agree")
    story.decide("agree", person=LIN)
    assert story.state.artifacts["plan@approved"] == digest_of("2")


def test_only_readers_of_what_changed_are_stale() -> None:
    story = planned()
    done(story, "risks", "t2")
    done(story, "tasks", "t3")
    story.told(AskChange(("plan#tasks",), LIN, "more"))
    assert story.state.record(path("changes/1")).definition.path == "changes/1"
    story.decide("changes/1", person=LIN)
    assert story.state.record(path("plan-it")).may_change == ("plan#tasks",)
    done(story, "plan-it", "t4", plan="2", plan_risks="r", plan_tasks="u")
    assert state_of(story, "risks") is Accepted
    assert story.state.record(path("tasks")).changed_reads == ("plan#tasks",)
    assert story.state.record(path("plan-it")).may_change == ()


def test_readers_of_the_approved_version_are_stale_once_another_is_approved() -> None:
    story = planned()
    done(story, "tasks", "t3")
    story.told(AskChange(("plan",), LIN, "more"))
    story.decide("changes/1", person=LIN)
    done(story, "plan-it", "t4", plan="2", plan_risks="r", plan_tasks="t")
    assert story.state.record(path("tasks")).changed_reads == ()
    done(story, "agree")
    story.decide("agree", person=LIN)
    assert story.state.record(path("tasks")).changed_reads == ("plan@approved",)


@pytest.mark.parametrize("name", ["plan@first", "notes#a", "plan#", "tree:code"])
def test_a_change_is_of_what_the_run_made(name: str) -> None:
    answer = planned().tell(AskChange((name,), LIN, "more"))
    assert isinstance(answer, Refusal)
    assert answer.code == "change.unknown"


def test_one_change_of_the_same_at_a_time() -> None:
    story = planned()
    story.told(AskChange(("plan#risks",), LIN, "more"))
    story.told(AskChange(("plan#tasks",), LIN, "more"))
    answer = story.tell(AskChange(("plan",), LIN, "more"))
    assert isinstance(answer, Refusal)
    assert answer.code == "change.open"


def test_two_changes_of_parts_may_both_be_made() -> None:
    story = planned()
    for part in ("plan#risks", "plan#tasks"):
        story.told(AskChange((part,), LIN, "more"))
    story.decide("changes/1", person=LIN)
    story.decide("changes/2", person=LIN)
    assert story.state.record(path("plan-it")).may_change == ("plan#risks", "plan#tasks")


def test_what_is_open_for_all_stays_so() -> None:
    story = planned()
    story.told(AskChange(("plan",), LIN, "more"))
    story.decide("changes/1", person=LIN)
    story.told(AskChange(("plan#risks",), LIN, "more"))
    story.decide("changes/2", person=LIN)
    assert story.state.record(path("plan-it")).may_change == ()


def test_at_stake_are_the_readers_of_the_parts() -> None:
    story = planned()
    assert changeable(story.state) == ("plan",)
    assert impact_of(story.state, ["plan#risks"]) == ("plan-it", "agree", "risks")


def test_unchanged_work_that_fits_a_part_is_agreed_to_with_the_whole() -> None:
    bound = replace(PARTS[2], produces=(Product("notes", "n.md"),), gate=gate("plan", "notes"))
    story = Story((*PARTS[:2], bound, PARTS[3]), PEOPLE)
    done(story, "plan-it", "t1", plan="1", plan_risks="r", plan_tasks="t")
    done(story, "agree")
    story.decide("agree", person=LIN)
    done(story, "risks", "t2", notes="n")
    story.decide("risks", person=LIN)
    story.told(AskChange(("plan",), LIN, "more"))
    story.decide("changes/1", person=LIN)
    done(story, "plan-it", "t3", plan="2", plan_risks="s", plan_tasks="t")
    done(story, "agree")
    story.decide("agree", person=LIN)
    done(story, "risks", "t3", notes="n")
    assert story.asked("risks").approval == 0


# What is fixed at the start, and what another workflow begins with


def test_another_workflow_begins_with_the_regions_as_they_are() -> None:
    story = Story(CODE, PEOPLE)
    workflow = Workflow("large", "1", "Large", (), READING)
    done(story, "code", "t1", tree_code="a")
    state = evolve(
        story.state, WorkflowOutgrown(workflow, "large", TreeId("t2"), digests(tree_code="b"))
    )
    assert state.artifacts["tree:code"] == digest_of("b")
    assert state.watched == ("tree:code",)
    assert state.readers == {"tree:code": (path("review"),)}


def test_paths_are_filled_in_when_a_run_starts() -> None:
    workflow = Workflow("w", "1", "W", (), CODE, paths=(PathSet("x", ("a/{feature.slug}/**",)),))
    whole = resolve_workflow(workflow, Feature(RunId("4"), "alias", "an alias"))
    assert whole.paths == (PathSet("x", ("a/alias/**",)),)


def test_nobody_reads_a_part_of_an_input_that_there_is_not() -> None:
    workflow = Workflow("w", "1", "W", (), PARTS)
    left = without(workflow, frozenset({"plan"}))
    assert watched_in(left.all_steps) == ()


# Plays


def played(*steps: StepDefinition, contents: tuple[tuple[str, Digest], ...] = ()) -> RunState:
    started = start_of(steps, PEOPLE)
    paths = (PathSet("code", ("src/**",)),)
    workflow = replace(started.workflow, paths=paths)
    return begin(replace(started, workflow=workflow, contents=contents), AT)


def played_at(state: RunState, name: str) -> dict[str, Digest]:
    effect = JudgeStep(EffectId("e"), path(name), 1, TreeId("t1"), TreeId("t0"))
    return dict(digests_played(state, effect))


def test_in_a_play_a_region_is_another_where_a_step_may_write_there() -> None:
    reader = step("look", doer=NOBODY, gate=gate("tree:code", "plan#a", "tree:gone"))
    first = digests(tree_code="first")
    state = played(
        step("code", writes=("src/a.py",)),
        step("words", writes=("docs/**",), produces=(PLAN,)),
        reader,
        contents=first,
    )
    assert played_at(state, "code")["tree:code"] != digest_of("first")
    assert played_at(state, "words")["tree:code"] == digest_of("first")
    assert {"plan", "plan#a"} <= played_at(state, "words").keys()
    assert played_at(state, "look")["tree:code"] == digest_of("first")
    assert "tree:gone" in played_at(state, "look")


def test_a_part_that_nobody_reads_is_decided_on_with_the_whole() -> None:
    story = Story(PARTS, PEOPLE)
    done(story, "plan-it", "t1", plan="1", plan_risks="r", plan_tasks="t")
    story.told(AskChange(("plan#costs",), LIN, "more"))
    bound = story.asked("changes/1").bound
    assert bound == digest_of([["plan#costs", digest_of("1")]])


def test_a_part_that_a_rule_may_change_is_told() -> None:
    offers = (NoGo(Move.CHANGE, artifacts=("plan#b",)),)
    rules = (NoGo(Move.CHANGE, artifacts=("plan#a",)), NoGo(Move.ASK, role="lead", offers=offers))
    assert watched_in((step("look", no_go=rules),)) == ("plan#a", "plan#b")
