"""A run goes on by another definition: what holds, is judged or made again, comes and goes."""

from typing import Any

import pytest

from gatewright.core.course.decide import decide
from gatewright.core.course.upgrades import replaced_by
from gatewright.core.layout.definition_differences import Due, Moved, due_after, moved_between
from gatewright.core.state.run_state import Deciding, Held, Judging
from gatewright.model.changing import DefinitionReplaced, NewDefinition
from gatewright.model.digest import digest_of
from gatewright.model.document_schema import DocumentSchema
from gatewright.model.effects import JudgeStep
from gatewright.model.events import AttemptFinished, Choice, Ended, Event
from gatewright.model.facts import FactRule, FactSeen, FactType
from gatewright.model.feature import Facts, People
from gatewright.model.ids import Digest, StepPath, TreeId
from gatewright.model.intake import AskChange, Hint, JudgingDone, Merged, Refusal, WorkDone
from gatewright.model.path_sets import PathSet
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.waivers import Waived
from gatewright.model.workflow import (
    Against,
    ApprovalRule,
    Doer,
    Gate,
    InlineCheck,
    InputFound,
    InputRule,
    Item,
    Move,
    NoGo,
    Product,
    StepDefinition,
    WorkerKind,
    Workflow,
)
from tests.property.run_worlds import beginning
from tests.unit.run_stories import AGENT, NOBODY, Story, approval, path, start_of, step

ME = "person:dev"
BASE = Gate(("tests",), Against.BASE)
OTHER = replace(AGENT, brief="do it in colours")
ABC = (step("a"), step("b", ["a"]), step("c", ["b"]))


def other(story: Story, steps: tuple[StepDefinition, ...], **fields: Any) -> NewDefinition:
    """Return another version of the workflow of a run."""
    workflow = replace(story.state.started.workflow, version="2", steps=steps)
    return NewDefinition(replace(workflow, **fields), digest_of(repr((steps, fields))), "as told")


def ask(story: Story, new: NewDefinition) -> Refusal | tuple[Event, ...]:
    """Have somebody ask for another definition."""
    wanted = AskChange((), ME, "so", definition=new, tree=story.state.tree)
    return story.tell(wanted)


def upgrade(story: Story, *steps: StepDefinition, **fields: Any) -> DefinitionReplaced:
    """Have a run go on by another definition, as people want it."""
    answer = ask(story, other(story, steps, **fields))
    assert not isinstance(answer, Refusal), answer
    change = next(each for each in reversed(list(story.state.steps)) if "changes/" in each)
    events = story.decide(change, person=ME)
    assert not isinstance(events, Refusal), events
    return next(each for each in events if isinstance(each, DefinitionReplaced))


def refused(story: Story, *steps: StepDefinition, **fields: Any) -> tuple[str, str]:
    """Return why a definition is not taken."""
    answer = ask(story, other(story, steps, **fields))
    assert isinstance(answer, Refusal), answer
    return answer.code, answer.found


def done(*names: str, steps: tuple[StepDefinition, ...] = ABC) -> Story:
    """Return a run in which some steps hold."""
    story = Story(steps)
    for number, name in enumerate(names, start=1):
        story.good(name, f"t{number}")
    return story


def kinds(events: object) -> list[str]:
    assert isinstance(events, tuple), events
    return [type(each).__name__ for each in events]


# What an outcome needs


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        ({"title": "another", "attempts_max": 1, "time_limit_s": 1, "phase": "q"}, Due.NOTHING),
        ({"needs": ("z",), "no_go": (), "when": "true"}, Due.NOTHING),
        ({"gate": Gate(("tests",), freeze=("plan",))}, Due.NOTHING),
        ({"gate": BASE}, Due.JUDGEMENT),
        ({"keeps": ("x",)}, Due.JUDGEMENT),
        ({"may_be_empty": True}, Due.JUDGEMENT),
        ({"doer": OTHER}, Due.WORK),
        ({"reads": ("plan",)}, Due.WORK),
        ({"writes": ("src/**",)}, Due.WORK),
        ({"produces": (Product("x", "x.md"),), "gate": BASE}, Due.WORK),
    ],
)
def test_each_field_asks_for_what_rests_on_it(fields: dict[str, Any], due: Due) -> None:
    assert due_after(step("a"), step("a", **fields), Moved()) is due


def test_what_is_called_by_a_name_that_means_something_else_is_due_too() -> None:
    sets, schemas = Moved(sets=frozenset({"docs"})), Moved(schemas=frozenset({"note"}))
    reads, writes = step("a", reads=("tree:docs",)), step("a", writes=("tree:docs",))
    made = step("a", produces=(Product("n", "n.md", "note"),))
    said = step("a", gate=Gate(("x",), defined=(InlineCheck("x", "{}"),)))

    assert due_after(reads, reads, sets) is Due.WORK
    assert due_after(writes, writes, sets) is Due.JUDGEMENT
    assert due_after(made, made, schemas) is Due.JUDGEMENT
    assert due_after(said, said, schemas) is Due.JUDGEMENT
    assert due_after(said, said, sets) is Due.NOTHING


def test_path_sets_and_schemas_are_held_against_each_other_by_name() -> None:
    before = Workflow("w", "1", "", (), (), paths=(PathSet("docs", ("a",)), PathSet("x", ("b",))))
    now = replace(
        before, paths=(PathSet("docs", ("c",)), before.paths[1]), documents=(DocumentSchema("n"),)
    )

    assert moved_between(before, now) == Moved(frozenset({"docs"}), frozenset({"n"}))


def test_gate_that_nobody_works_at_is_judged_again_where_it_needs_others() -> None:
    gate = step("g", ["a"], doer=NOBODY)

    assert due_after(gate, replace(gate, needs=(path("b"),)), Moved()) is Due.JUDGEMENT


# What becomes of a run


def test_what_is_the_same_holds_and_a_title_costs_nothing() -> None:
    story = done("a", "b")

    replaced = upgrade(story, replace(ABC[0], title="first"), *ABC[1:])

    assert (replaced.made_again, replaced.judged_again) == ((), ())
    assert story.states()["a"] == story.states()["b"] == "Accepted"
    assert story.states()["c"] == "Ready"


def test_another_gate_is_asked_of_what_was_accepted_and_the_head_stays() -> None:
    story = done("a", "b")

    replaced = upgrade(story, replace(ABC[0], gate=BASE), *ABC[1:])

    assert replaced.judged_again == ("a",)
    [effect] = [each for each in decide(story.state) if isinstance(each, JudgeStep)]
    assert (effect.step, effect.number, effect.from_tree, effect.tree) == ("a", 1, "t0", "t1")
    story.judge("a")
    assert kinds(tuple(story.events[-2:])) == ["StepJudged", "OutcomeHolds"]
    assert story.state.tree == "t2"
    assert story.state.record(path("a")).numbers_used == 1
    assert [unit.step for unit in story.state.to_commit] == ["a", "b"]
    upgrade(story, *ABC)
    [again] = [each for each in decide(story.state) if isinstance(each, JudgeStep)]
    assert (again.from_tree, again.tree) == ("t0", "t1")


def test_what_does_not_hold_by_the_new_gate_is_made_again_from_the_head() -> None:
    story = done("a", "b")
    upgrade(story, replace(ABC[0], gate=BASE), *ABC[1:])

    story.judge("a", Status.FAIL, code="x")
    assert story.states()["a"] == "Ready"
    story.good("a", "t3")

    assert story.state.record(path("a")).numbers_used == 2
    assert story.state.tree == "t3"


def test_what_is_worked_on_otherwise_is_made_again_and_may_be_confirmed() -> None:
    story = done("a", "b")

    replaced = upgrade(story, replace(ABC[0], doer=OTHER), *ABC[1:])

    assert replaced.made_again == ("a",)
    assert story.state.record(path("a")).changed_reads == ("its definition",)
    story.work("a", "t2")  # nothing was changed
    story.judge("a")
    asked = story.asked("a")
    assert asked.rule.question.startswith("its definition changed, and nothing was changed here.")
    story.decide("a")
    assert story.states()["a"] == "Accepted"


def test_a_late_judgement_by_the_gate_before_is_not_taken() -> None:
    story = done("a")
    story.work("b", "t2")
    late = JudgingDone(story.judgement("b"))

    upgrade(story, ABC[0], replace(ABC[1], gate=BASE), ABC[2])

    answer = story.tell(late)
    assert isinstance(answer, Refusal)
    assert answer.code == "outcome.late"
    story.judge("b")
    assert story.states()["b"] == "Accepted"


def test_work_by_the_old_words_is_stopped_and_other_work_goes_on() -> None:
    story = Story((step("a"), step("b")))
    for effect in decide(story.state):
        story.told(beginning(effect))  # type: ignore[arg-type]

    upgrade(story, replace(ABC[0], doer=OTHER), step("b"))

    assert (story.states()["a"], story.states()["b"]) == ("Ready", "Working")
    assert kinds(tuple(story.events)).count("WorkStopped") == 1
    assert story.state.record(path("a")).changed_reads == ()


def test_step_that_is_gone_stands_in_nobodys_way_and_uses_no_number_twice() -> None:
    story = done("a", "b")

    replaced = upgrade(story, ABC[0], step("c", ["a"]))
    assert replaced.retired == ("b",)
    assert story.state.record(path("b")).is_retired
    upgrade(story, *ABC)
    story.work("b", "t3")

    assert story.state.record(path("b")).numbers_used == 2
    assert [each.tree for each in story.state.record(path("b")).added] == ["t2"]


def test_step_that_nobody_began_leaves_nothing_behind() -> None:
    story = done("a", steps=(*ABC[:2], approval("ask", ["b"], "a"), step("z")))

    upgrade(story, ABC[0], step("z"))

    assert list(story.state.steps) == ["a", "z", "changes/1"]
    assert set(story.state.gone) == {"b", "ask"}
    upgrade(story, *ABC, step("z"))
    assert story.states()["b"] == "Ready"


def test_what_is_gone_while_somebody_works_or_decides_ends() -> None:
    gate = Gate(approvals=(ApprovalRule(("approver",), "May it?"),))
    story = Story((step("a"), step("b"), step("ask", doer=NOBODY, gate=gate)))
    story.judge("ask")
    story.told(beginning(decide(story.state)[0]))  # type: ignore[arg-type]

    events = ask(story, other(story, (step("b"),)))
    assert not isinstance(events, Refusal)
    done_ = story.decide("changes/1")

    assert kinds(done_)[2:5] == ["WorkStopped", "DecisionLapsed", "DefinitionReplaced"]
    assert "ask" not in story.states()
    assert story.state.record(path("a")).is_retired


def test_new_step_suspends_the_gates_behind_it() -> None:
    gate = step("g", ["a"], doer=NOBODY, gate=Gate(("tests",), is_crossing=True))
    story = done("a", steps=(step("a"), gate, step("z", ["g"])))
    story.judge("g")

    replaced = upgrade(
        story, step("a"), step("n", ["a"]), replace(gate, needs=(path("n"),)), step("z", ["g"])
    )

    assert (replaced.added, replaced.judged_again) == (("n",), ("g",))
    assert story.states()["g"] == "Waiting"
    story.good("n", "t2")
    story.judge("g")
    assert story.states()["z"] == "Ready"


# What people said


def test_yes_counts_for_the_rule_that_it_was_said_to_and_for_no_other() -> None:
    one, two = ApprovalRule(("approver",), "One?"), ApprovalRule(("approver",), "Two?")
    steps = (step("a", gate=Gate(("tests",), approvals=(one,))), step("b", ["a"]))
    story = Story(steps)
    story.good("a", "t1")
    story.decide("a")

    upgrade(story, step("a", gate=Gate(("tests",), approvals=(two, one))), steps[1])
    story.judge("a")

    deciding = story.state.record(path("a")).state
    assert isinstance(deciding, Deciding)
    assert [each.rule.question for each in deciding.requests] == ["Two?"]
    kept = [each for each in story.events if type(each).__name__ == "DecisionKept"]
    assert len(kept) == 1
    events = story.decide("a")
    assert "OutcomeHolds" in kinds(events)


def test_what_is_asked_while_something_before_it_is_open_waits_to_be_judged() -> None:
    asks = Gate(("tests",), approvals=(ApprovalRule(("approver",), "So?", binds=("x",)),))
    story = done("a", "b")
    upgrade(story, ABC[0], replace(ABC[1], gate=asks), ABC[2])
    story.judge("b")
    upgrade(story, replace(ABC[0], doer=OTHER), replace(ABC[1], gate=asks), ABC[2])

    events = story.decide("b")

    assert kinds(events)[-1] == "JudgedAnew"
    story.good("a", "t3")
    story.judge("b")
    assert story.states()["b"] == "Accepted"
    assert story.state.tree == "t3"


def test_request_is_withdrawn_and_judged_again_by_what_is_held_to_now() -> None:
    asks = Gate(("tests",), approvals=(ApprovalRule(("approver",), "So?"),))
    story = Story((step("a", gate=asks),))
    story.good("a", "t1")

    upgrade(story, step("a", gate=replace(asks, against=Against.BASE)))

    now = story.state.record(path("a")).state
    assert now == Judging(1, TreeId("t1"), TreeId("t0"), now.ended)  # type: ignore[union-attr]


def test_rules_that_stay_keep_what_was_used_of_them() -> None:
    again, back = NoGo(Move.REWORK, at_most=2), NoGo(Move.BLOCK, reason="no")
    story = Story((step("a", no_go=(again, back)),))
    story.work("a", "t1")
    story.judge("a", Status.FAIL, code="x")
    assert story.state.record(path("a")).rule_uses == (1, 0)

    upgrade(story, step("a", no_go=(NoGo(Move.REWORK, at_most=1), again)))

    assert story.state.record(path("a")).rule_uses == (0, 1)


def asked_what_follows(*no_go: NoGo) -> Story:
    """Return a run in which a person is asked what follows a refusal."""
    story = Story((step("a", no_go=no_go),))
    story.work("a", "t1")
    story.judge("a", Status.FAIL, code="x")
    return story


def test_choice_that_is_not_offered_any_more_is_for_the_new_rules() -> None:
    offer = NoGo(Move.ASK, role="approver", offers=(NoGo(Move.REWORK), NoGo(Move.BLOCK)))
    first = NoGo(Move.REWORK, checks=("lint",))
    story = asked_what_follows(offer)
    assert story.states()["a"] == "Choosing"

    upgrade(story, step("a", no_go=(first, offer)))
    assert story.states()["a"] == "Choosing"
    assert story.state.record(path("a")).state.rule == 1  # type: ignore[union-attr]
    upgrade(story, step("a"))

    assert story.states()["a"] == "Ready"


def test_choice_lapses_where_the_gate_is_another() -> None:
    offer = NoGo(Move.ASK, role="approver", offers=(NoGo(Move.REWORK),))
    story = asked_what_follows(offer)

    upgrade(story, step("a", no_go=(offer,), gate=BASE))

    assert story.states()["a"] == "Judging"
    assert "DecisionLapsed" in kinds(tuple(story.events))


def test_what_was_given_up_is_tried_by_what_is_new() -> None:
    story = asked_what_follows(NoGo(Move.BLOCK, reason="no"))
    assert story.states()["a"] == "GivenUp"

    upgrade(story, step("a", no_go=(NoGo(Move.REWORK),)))

    assert story.states()["a"] == "Ready"
    assert story.state.record(path("a")).tries == 0


def test_step_that_waits_for_an_answer_waits_on() -> None:
    story = Story((step("a"),))
    story.told(beginning(decide(story.state)[0]))  # type: ignore[arg-type]
    number = story.state.record(path("a")).numbers_used
    done_ = story_finished("a", number)
    story.told(replace(done_, questions=("which?",)))

    upgrade(story, step("a", doer=OTHER))

    assert isinstance(story.state.record(path("a")).state, Held)


def story_finished(name: str, number: int) -> WorkDone:
    """Return the end of an attempt."""

    ended = AttemptFinished(path(name), number, Ended.DONE, TreeId("t1"), "", None, None, 1)
    return WorkDone(ended)


def test_nothing_changes_where_people_say_no() -> None:
    story = done("a")
    before = story.states()
    ask(story, other(story, (replace(ABC[0], doer=OTHER), *ABC[1:])))

    story.decide("changes/1", Choice.SEND_BACK, because="it stays")

    assert {**before, "changes/1": "Skipped"} == story.states()
    assert story.state.started.workflow.version == "1.0.0"


def test_each_role_that_asked_something_there_has_to_agree() -> None:
    people = People((("owner", ("person:ada",)), ("lead", ("person:lin",))), is_solo=False)
    gates = [step(f"{role}-asks", doer=NOBODY, gate=_asks(role)) for role in ("owner", "lead")]
    story = Story(tuple(gates), people)
    for role, who in (("owner", "person:ada"), ("lead", "person:lin")):
        story.judge(f"{role}-asks")
        story.decide(f"{role}-asks", person=who)
        if role == "owner":
            ask(story, other(story, (replace(gates[0], gate=_asks("lead")), gates[1])))
            break

    asked = story.asked("changes/1")

    assert (asked.rule.roles, asked.rule.each_role) == (("owner",), True)


def _asks(role: str) -> Gate:
    return Gate(approvals=(ApprovalRule((role,), "May it?"),))


# Lists


LISTED = (
    step("plan", produces=(Product("plan", "plan.md", "plan"),)),
    step("build", ["plan"], for_each="plan"),
    step("end", ["build"], doer=NOBODY),
)


def listed() -> Story:
    story = Story(LISTED)
    story.good("plan", "t1", items=["1", "2"])
    story.good("build/1", "t2")
    return story


def test_steps_of_a_list_stay_and_follow_their_template() -> None:
    story = listed()

    replaced = upgrade(story, LISTED[0], replace(LISTED[1], doer=OTHER), LISTED[2])

    assert replaced.made_again == ("build/1",)
    assert story.state.record(path("build/2")).definition.doer == OTHER
    assert story.state.record(path("build")).is_template
    assert story.states()["plan"] == "Accepted"


def test_list_that_nobody_read_is_read_by_judging_its_maker_again() -> None:
    story = listed()
    twice = step("check", ["build"], for_each="plan")

    replaced = upgrade(story, *LISTED[:2], twice, replace(LISTED[2], needs=(path("check"),)))
    assert replaced.judged_again == ("plan",)
    story.judge("plan", items=["1", "2"])

    assert {"check/1", "check/2", "build/1"} <= set(story.state.steps)
    assert story.states()["build/1"] == "Accepted"


def test_step_that_is_for_a_list_now_begins_anew() -> None:
    story = done("a", steps=(step("a"), step("z", ["a"])))

    items = (Item("1", "one", digest_of("1")),)
    upgrade(story, replace(step("a"), for_each="list", items=items), step("z", ["a"]))

    assert story.states()["a/1"] == "Ready"
    assert story.state.record(path("a")).numbers_used == 1


# What is known


def with_workflow(story: Story, **fields: Any) -> Story:
    """Return a run whose workflow says more."""
    started = story.state.started
    story.begin_as(replace(start_of(story.steps), workflow=replace(started.workflow, **fields)))
    return story


def test_condition_that_is_another_leaves_out_or_takes_in() -> None:
    off = step("b", ["a"], when="1 > 2")
    story = done("a", steps=(step("a"), off, step("c", ["a"])))
    assert story.states()["b"] == "Skipped"

    upgrade(story, step("a", when="2 > 3"), replace(off, when="1 > 0"), step("c", ["a"], when="1"))

    assert (story.states()["a"], story.states()["b"]) == ("Skipped", "Ready")
    assert upgrade(story, step("a", when="2 > 4"), off, step("c", ["a"])).made_again == ()
    assert story.states()["a"] == "Skipped"


def test_condition_on_what_nobody_knows_is_asked_for() -> None:
    story = done("a")
    rule = FactRule("ui", "A screen?")

    upgrade(story, step("a", when="facts.ui"), *ABC[1:], facts=(rule,))

    assert story.states()["a"] == "Held"


def test_what_reads_what_is_left_out_is_made_again() -> None:
    made = step("a", produces=(Product("x", "x.md"),))
    story = Story((made, step("b", ["a"], reads=("x",)), step("c", ["b"])))
    story.good("a", "t1")
    story.good("b", "t2")

    upgrade(story, replace(made, when="1 > 2"), *story.steps[1:])

    assert (story.states()["a"], story.states()["b"]) == ("Skipped", "Ready")


def test_facts_of_the_new_definition_follow_and_are_looked_for() -> None:
    rules = (
        FactRule("big", source="facts.lines > 3"),
        FactRule("lines", "How many?", type=FactType.INT),
        FactRule("api", source="x.api", reads=(("x", "x"),)),
        FactRule("db", source="diff.sql", is_of_diff=True),
    )
    made = step("a", produces=(Product("x", "x.md"),))
    story = Story((made, step("b", ["a"])))
    story.begin_as(
        replace(
            start_of(story.steps),
            workflow=replace(story.state.started.workflow, facts=rules[1:2]),
            facts=Facts((("lines", 5),)),
        )
    )
    story.good("a", "t1")

    replaced = upgrade(story, made, step("b", ["a"]), facts=rules)

    assert replaced.judged_again == ("a",)
    assert story.state.facts == {"lines": 5, "big": True}
    judged = story.judgement("a")
    seen = (
        FactSeen("api", True, "x", Digest("d")),
        FactSeen("db", True, "diff", Digest("d")),
    )
    edition = story.state.record(path("a")).edition
    story.told(JudgingDone(replace(judged, facts=seen), edition=edition))
    assert story.state.facts == {"lines": 5, "big": True, "api": True}


def test_artifact_that_nobody_makes_any_more_is_not_there() -> None:
    made = step("a", produces=(Product("x", "x.md"),))
    story = Story((made, step("b", ["a"])))
    story.good("a", "t1")

    upgrade(story, step("a"), step("b", ["a"]))

    assert "x" not in story.state.artifacts


def test_given_input_stays_there() -> None:
    story = with_inputs()

    upgrade(story, replace(story.steps[0], title="another"))

    assert "spec" in story.state.artifacts


def with_inputs() -> Story:
    """Return a run that was given something."""
    story = Story((step("a", reads=("spec",)),))
    started = start_of(story.steps)
    given = InputFound("spec", "spec.md", Digest("s"), "main")
    workflow = replace(started.workflow, inputs=(InputRule("spec", "spec.md"),))
    story.begin_as(replace(started, workflow=workflow, inputs=(given,)))
    return story


# Content that is named now


def test_content_that_is_newly_named_is_looked_at_first_and_the_head_stays_meanwhile() -> None:
    story = Story((step("a"), step("b"), step("c")))
    story.good("a", "t1")
    reads = step("d", ["a"], reads=("tree:docs",))
    steps = (*story.steps, reads)
    plain = other(story, steps)
    assert refused(story, *steps) == ("upgrade.unfit", "none")
    told = replace(plain, contents=(("tree:docs", Digest("d1")),))
    away = AskChange((), ME, "so", definition=told, tree=TreeId("t9"))
    answer = story.tell(away)
    assert isinstance(answer, Refusal)
    assert answer.code == "upgrade.moved"

    ask(story, told)
    story.work("b", "t2")
    story.judge("b")
    assert story.states()["b"] == "Queued"
    story.decide("changes/1")

    assert story.state.artifacts["tree:docs"] == "d1"
    assert story.states()["b"] == "Judging"  # it has to tell more now
    assert story.state.queue == ()


def test_set_that_means_something_else_is_looked_at_anew() -> None:
    reads = step("a", reads=("tree:docs",))
    story = with_workflow(Story((reads,)), paths=(PathSet("docs", ("a",)),))

    code, found = refused(story, reads, paths=(PathSet("docs", ("b",)),))

    assert (code, found) == ("upgrade.unfit", "none")


def test_version_that_was_not_kept_cannot_be_named() -> None:
    made = step("a", produces=(Product("x", "x.md"),))
    story = Story((made,))
    reads = step("b", ["a"], reads=("x@first",))
    assert not isinstance(ask(story, other(story, (made, reads))), Refusal)

    late = Story((made, step("z", ["a"])))
    late.good("a", "t1")
    code, found = refused(late, made, reads)
    assert (code, found) == ("upgrade.unfit", "x was accepted before")


# What is not taken


def test_only_another_version_of_the_same_is_taken() -> None:
    story = done("a")

    assert refused(story, *ABC, name="another")[0] == "upgrade.other"
    assert refused(story, *ABC, version="1.0.0")[0] == "upgrade.same"
    both = AskChange(("x",), ME, "so", definition=other(story, ABC))
    answer = story.tell(both)
    assert isinstance(answer, Refusal)
    assert answer.code == "upgrade.unfit"


def test_definition_without_room_for_what_is_known_is_not_taken() -> None:
    story = Story(ABC)
    rule = FactRule("ui", "A screen?")
    started = start_of(ABC)
    started = replace(started, workflow=replace(started.workflow, facts=(rule,)))
    story.begin_as(replace(started, facts=Facts((("ui", True), ("other", True)))))

    assert refused(story, *ABC, facts=())[1] == "ui is no fact of it"
    of_words = (replace(rule, type=FactType.STRING),)
    assert refused(story, *ABC, facts=of_words)[1] == "ui is a fact of another kind"


def test_definition_without_a_role_that_spoke_is_not_taken() -> None:
    story = Story(ABC)
    waived = Waived(path("a"), "tests", (Digest("f"),), Digest("v"), ME, "approver", "so")
    story.state = replace(story.state, waivers=(waived,))

    assert refused(story, *ABC, roles=("owner",))[0] == "upgrade.unfit"
    assert not isinstance(ask(story, other(story, ABC, roles=())), Refusal)


def test_inputs_are_those_of_the_run() -> None:
    story = with_inputs()

    assert refused(story, *story.steps, inputs=())[0] == "upgrade.unfit"
    more = InputRule("notes", "notes.md")
    mine = story.state.started.workflow.inputs
    assert refused(story, *story.steps, inputs=(*mine, more))[1] == "notes"
    may_be = replace(more, is_optional=True)
    assert not isinstance(ask(story, other(story, ABC, inputs=(*mine, may_be))), Refusal)


def test_input_that_people_are_asked_for_is_no_hindrance() -> None:
    story = with_inputs()
    mine = story.state.started.workflow.inputs
    asked = step("inputs/notes", doer=Doer(WorkerKind.PERSON, "owner"))

    new = other(story, (asked, *story.steps), inputs=(*mine, InputRule("notes", ask="owner")))

    assert not isinstance(ask(story, new), Refusal)


def test_decision_that_nobody_could_take_is_not_asked_for() -> None:
    people = People((("approver", (ME,)),), is_solo=False)
    story = Story(ABC, people)
    asks = replace(ABC[0], gate=_asks("owner"))

    code, found = refused(story, asks, *ABC[1:])

    assert (code, found) == ("upgrade.unfit", "nobody holds the role owner")


def test_run_without_an_agent_takes_no_work_for_one() -> None:
    story = Story((step("a", doer=NOBODY),))
    story.begin_as(replace(start_of(story.steps), agent=""))

    assert refused(story, step("a"))[0] == "upgrade.unfit"


def test_what_stands_behind_is_said_ahead_as_it_then_comes() -> None:
    story = done("a", "b")
    new = other(story, (replace(ABC[0], doer=OTHER), *ABC[1:]))
    ahead = replaced_by(story.state, new, StepPath("changes/1"))

    assert upgrade(story, *new.workflow.steps) == ahead


def test_change_that_is_under_way_goes_on_and_asks_what_is_there() -> None:
    made = step("a", produces=(Product("x", "x.md"),))
    story = Story((made, step("b", ["a"])))
    story.good("a", "t1")
    story.told(AskChange(("x",), ME, "otherwise"))

    upgrade(story, step("b"))
    story.decide("changes/1")

    assert story.states()["changes/1"] == "Accepted"
    assert story.state.record(path("a")).is_retired


def test_hint_is_no_definition() -> None:
    story = done("a")
    assert isinstance(story.tell(Hint(None, ME, "x")), Refusal)
    assert isinstance(story.tell(Merged(path("a"), 1, TreeId("t0"), TreeId("t9"))), Refusal)


def test_condition_that_holds_still_costs_nothing() -> None:
    story = done("a")

    assert upgrade(story, step("a", when="2 > 1"), *ABC[1:]).made_again == ()
    assert story.states()["a"] == "Accepted"


def test_list_that_the_workflow_says_itself_stays() -> None:
    items = (Item("1", "one", digest_of("1")),)
    story = Story((step("a", for_each="list", items=items), step("z", ["a"])))
    story.good("a/1", "t1")

    replaced = upgrade(story, story.steps[0], step("z", ["a"], doer=OTHER))

    assert (replaced.made_again, replaced.judged_again) == ((), ())
    assert story.states()["a/1"] == "Accepted"
