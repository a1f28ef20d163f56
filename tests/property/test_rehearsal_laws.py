"""A rehearsal plays by the rules of a run: it is never refused, and it always comes to an end."""

from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given, settings

from gatewright.core.rehearse import played_endings, rehearsal
from gatewright.core.rehearse.played_endings import Ending, ending_of
from gatewright.core.rehearse.rehearsal import Played, rehearse
from gatewright.definitions.risk_rules import HOUSE_WORKFLOWS
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.events import RunStarted
from gatewright.model.facts import FactRule
from gatewright.model.feature import Facts
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.workflow import Move, NoGo, StepDefinition, Workflow
from gatewright.views.rehearsal import rehearsal_view
from tests.property.run_worlds import workflows
from tests.unit.run_stories import AT, NOBODY, Story, approval, start_of, step

CATALOG = files("gatewright") / "catalog" / "workflows"


def started(*steps: StepDefinition) -> RunStarted:
    return replace(start_of(steps), facts=Facts((("yes", True),)))


def played(*steps: StepDefinition) -> dict[str, Played]:
    return {each.script.name: each for each in rehearse(started(*steps), AT)}


def problems(*steps: StepDefinition) -> tuple[str, ...]:
    start = started(*steps)
    return rehearsal_view(start, tuple(rehearse(start, AT))).problems


def test_every_play_of_any_workflow_ends() -> None:
    """Law: no play is refused by the rules, none goes on for ever, none stops without a reason."""
    counts: Counter[Ending] = Counter()

    @settings(max_examples=60, deadline=None)
    @given(workflows())
    def law(steps: tuple[StepDefinition, ...]) -> None:
        for each in rehearse(started(*steps), AT):
            counts[each.ending] += 1
            assert each.ending is not Ending.ENDLESS
            assert each.because or each.ending is Ending.COMPLETED

    law()
    assert min(counts[each] for each in (Ending.COMPLETED, Ending.BLOCKED, Ending.WAITS)) > 0


@pytest.mark.parametrize("name", HOUSE_WORKFLOWS)
def test_shipped_workflow_completes_and_reaches_all_its_steps(name: str) -> None:
    workflow = parse_workflow((CATALOG / f"{name}.yaml").read_text(), f"{name}.yaml")
    assert isinstance(workflow, Workflow)
    start = replace(start_of(workflow.steps), workflow=workflow)

    plays = {each.script.name: each for each in rehearse(start, AT)}

    assert rehearsal_view(start, tuple(plays.values())).problems == ()
    assert plays["all is good"].ending is Ending.COMPLETED
    assert plays["nobody answers"].ending is Ending.WAITS


def test_refusal_costs_an_attempt_and_the_last_one_blocks() -> None:
    plays = played(step("only", attempts_max=3))

    assert plays["all is good"].attempts == 1
    assert plays["only is refused once"].attempts == 2
    assert plays["only is refused once"].ending is Ending.COMPLETED
    assert plays["only is always refused"].ending is Ending.BLOCKED
    assert plays["only is always refused"].attempts == 3


def test_what_people_always_send_back_comes_to_an_end() -> None:
    plays = played(step("a"), approval("gate", ["a"], "a"))

    assert plays["gate is sent back once"].ending is Ending.COMPLETED
    assert plays["gate is always sent back"].ending is Ending.BLOCKED


def test_step_that_no_play_reaches_is_told_with_its_condition() -> None:
    assert problems(step("first"), step("never", ["first"], when="1 > 2")) == (
        "never begun: never, as its condition is not met: 1 > 2",
    )


def test_step_that_the_start_left_out_is_nothing_wrong() -> None:
    start = started(step("first"), step("never", ["first"], when="!facts.yes"))

    view = rehearsal_view(start, tuple(rehearse(start, AT)))

    assert view.problems == ()
    assert "left out by what was said at the start: never, !facts.yes" in view.remarks


def test_who_may_not_have_worked_before_is_somebody_else() -> None:
    plays = played(step("build"), replace(step("review", ["build"]), not_by=(StepPath("build"),)))

    assert plays["all is good"].ending is Ending.COMPLETED


def test_time_is_added_up_from_the_limits_of_attempts() -> None:
    plays = played(step("a", time_limit_s=60), step("b", ["a"], time_limit_s=90))

    assert plays["all is good"].work_s_max == 150
    assert plays["b is refused once"].work_s_max == 240


def test_condition_on_a_fact_that_nobody_gave_is_told_in_words() -> None:
    assert problems(step("a"), step("b", ["a"], when="facts.big"))[0] == (
        'it never completes: blocked b: its condition cannot be decided: nothing is known of "big"'
    )


def test_run_in_which_nothing_is_wanted_and_nobody_is_asked_is_a_dead_end() -> None:
    """No workflow comes to it, as long as the engine holds its laws; the play would tell."""
    story = Story((step("a"), step("b", ["a"])))
    forgotten = replace(story.state, ready=frozenset())

    assert ending_of(forgotten, is_endless=False) == (Ending.STUCK, "a")


def test_play_that_is_not_over_in_time_has_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (rehearsal, played_endings):
        monkeypatch.setattr(module, "MOVES_MAX", 3)

    plays = played(step("a"), step("b", ["a"]))

    assert plays["all is good"].ending is Ending.ENDLESS
    assert plays["all is good"].because == "not over after 3 outcomes"


def test_each_fact_is_asked_for_and_may_be_so_or_not() -> None:
    facts = (FactRule("ui", "A screen?", "owner"), FactRule("api", "The API?"))
    start = started(step("a", when="facts.ui"), step("b", ["a"], when="facts.api"))
    start = replace(start, workflow=replace(start.workflow, facts=facts))

    plays = {each.script.name: each for each in rehearse(start, AT)}

    assert plays["all is good"].begun == {"a", "b"}
    assert plays["all is good"].asked == 2
    assert plays["ui is not so"].begun == {"b"}  # a was asked about, and not begun
    assert plays["api is not so"].begun == {"a"}
    assert plays["nobody answers"].ending is Ending.WAITS


def test_each_offer_is_chosen_in_its_turn() -> None:
    offers = (NoGo(Move.REOPEN, (StepPath("a"),)), NoGo(Move.ABORT, reason="unviable"))
    ask = NoGo(Move.ASK, at_most=2, role="lead", offers=offers)
    plays = played(step("a"), step("look", ["a"], doer=NOBODY, no_go=(ask,)))

    assert plays["look is refused once"].ending is Ending.COMPLETED
    assert plays["look is refused once"].attempts == 2
    assert plays["look is always refused"].ending is Ending.ABORTED
    assert plays["look is always refused"].because == "unviable"
