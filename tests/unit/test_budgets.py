"""What a run may use, what is known of it, and who grants more."""

import pytest

from gatewright.cli.retry import granted_in
from gatewright.core.evolve.evolve import evolve
from gatewright.core.state.budget_words import amount_words, usage_words
from gatewright.core.state.budgets import used_up
from gatewright.core.state.run_state import Blocked
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.budgets import (
    Budget,
    BudgetGranted,
    Resource,
    ScopedBudget,
    Usage,
    UsageCounted,
)
from gatewright.model.events import AttemptFinished, Ended, WorkflowOutgrown
from gatewright.model.ids import Digest, EffectId, TreeId
from gatewright.model.intake import BeginAttempt, Hint, Refusal, WorkDone, WorkUsed
from gatewright.model.queueing import WorkStopped
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import Workflow
from gatewright.views.run import run_view
from gatewright.views.run_event import says_of
from gatewright.views.run_stop import stop_view
from gatewright.workers.words import read_usage
from tests.unit.run_stories import AT, ISOLATED, Story, path, step

PERSON = "person:dev"


def limited(run: Budget, of_step: Budget | None = None) -> Story:
    story = Story((step("a", budget=of_step or Budget()), step("b", ["a"])))
    workflow = replace(story.state.started.workflow, budgets=(ScopedBudget("run", run),))
    story.state = replace(story.state, started=replace(story.state.started, workflow=workflow))
    return story


def tried(story: Story, name: str, usage: Usage | None, took_ms: int = 5) -> None:
    begin(story, name)
    number = story.state.record(path(name)).numbers_used
    finished = AttemptFinished(
        path(name), number, Ended.DONE, TreeId(name), "", None, ISOLATED, took_ms, usage=usage
    )
    story.told(WorkDone(finished))
    story.judge(name)


def begin(story: Story, name: str) -> None:
    number = story.state.record(path(name)).numbers_used + 1
    effect = EffectId(f"12/{name}/attempt/{number}")
    tree = story.state.tree
    story.told(BeginAttempt(path(name), number, effect, "agent:a", tree, Digest("b")))


@pytest.mark.parametrize(
    ("limits", "usage", "took_ms", "says"),
    [
        (Budget(attempts=1), None, 5, "1 attempt of 1 attempt"),
        (Budget(time=180), None, 180_000, "3 min of 3 min"),
        (Budget(time=1), None, 900, "1 s of 1 s"),
        (Budget(tokens=1000), Usage(1200), 5, "1,200 tokens of 1,000 tokens"),
        (Budget(money=250), Usage(None, 250), 5, "2.50 of money of 2.50 of money"),
    ],
)
def test_nothing_begins_once_a_limit_is_reached(
    limits: Budget, usage: Usage | None, took_ms: int, says: str
) -> None:
    story = limited(limits)
    tried(story, "a", usage, took_ms)
    begin(story, "b")

    assert isinstance(story.state.phase, Blocked)
    assert story.state.phase.because == f"b: the budget of the run is used up: {says}"
    ways = stop_view(story.state, ())
    assert ways is not None
    assert ways.ways_out[0].arguments[2] == "--grant"


def test_what_nobody_reports_is_not_known_and_uses_up_nothing() -> None:
    story = limited(Budget(tokens=100))
    tried(story, "a", None)
    begin(story, "b")

    assert not isinstance(story.state.phase, Blocked)
    said = "0 tokens of 100 tokens (not known of 2 of 2 attempts)"
    assert run_view(story.state, (), AT).spent == said


def test_what_is_counted_for_a_worker_that_does_not_say_is_shown_as_estimated() -> None:
    story = limited(Budget(tokens=900, money=900))
    tried(story, "a", Usage(300, 500, (Resource.MONEY,)))
    begin(story, "b")

    assert run_view(story.state, (), AT).spent == (
        "300 tokens of 900 tokens (not known of 1 of 2 attempts), 5.00 of money of 9.00 of money"
        " (of it 5.00 of money estimated; not known of 1 of 2 attempts)"
    )
    used = Usage(70, 500, (Resource.MONEY,))
    assert usage_words(1000, used) == "1 s, 70 tokens, 5.00 of money (estimated)"
    finished = next(each for each in story.events if isinstance(each, AttemptFinished))
    assert ", used 300 tokens, 5.00 of money (estimated)" in says_of(finished)
    assert "used" not in says_of(replace(finished, usage=Usage()))


def test_what_is_estimated_uses_up_a_budget() -> None:
    story = limited(Budget(tokens=400))
    tried(story, "a", Usage(400, None, (Resource.TOKENS,)))
    begin(story, "b")

    assert isinstance(story.state.phase, Blocked)


def test_work_that_was_stopped_counts_what_it_used_until_then_once() -> None:
    story = limited(Budget(tokens=100, time=9))
    begin(story, "a")
    story.state = evolve(story.state, WorkStopped(path("a"), 1, "it is to be changed"))
    used = WorkUsed(path("a"), 1, 2500, Usage(70))
    [event] = story.told(used)
    assert says_of(event) == "attempt 1 used 3 s, 70 tokens until it was ended"
    assert isinstance(story.tell(used), Refusal), "it was told already"
    tried(story, "a", Usage(30))
    begin(story, "b")

    assert isinstance(story.state.phase, Blocked), "100 of 100 are used"
    assert says_of(UsageCounted(path("a"), 2, 900)) == "attempt 2 used 1 s until it was ended"


def test_work_of_a_step_that_is_gone_counts_for_the_run() -> None:
    story = limited(Budget(tokens=100))
    begin(story, "a")
    larger = Workflow("larger", "1", "", (), (step("c"),))
    story.state = evolve(story.state, WorkflowOutgrown(larger, "large", TreeId("t2")))
    story.told(WorkUsed(path("a"), 1, 5, Usage(70)))

    assert story.state.spent["run"].tokens == 70


def test_person_grants_as_much_again_or_as_they_say() -> None:
    story = limited(Budget(tokens=100))
    tried(story, "a", Usage(130))
    begin(story, "b")
    events = story.told(Hint(None, PERSON, "go on"))
    assert BudgetGranted(path("b"), "run", Resource.TOKENS, 100, PERSON) in events
    assert not used_up(story.state, story.state.record(path("b")))
    tried(story, "b", Usage(100))
    assert used_up(story.state, story.state.record(path("b")))[0].left == 0


def test_grant_ahead_of_the_limit_and_of_what_has_none() -> None:
    story = limited(Budget(tokens=100), Budget(money=5))
    given = Hint(path("a"), PERSON, "x", ((Resource.TOKENS, 5000), (Resource.MONEY, 70)))
    story.told(given)
    named = {each: dict(spent.granted) for each, spent in story.state.spent.items()}
    assert named == {"run": {Resource.TOKENS: 4900}, "step a": {Resource.MONEY: 65}}

    for grants in (((Resource.TIME, 5),), ((Resource.TOKENS, 0),)):
        refused = story.tell(Hint(path("a"), PERSON, "x", grants))
        assert isinstance(refused, Refusal)
        assert refused.code == "budget.unlimited"


def test_workflow_and_phase_and_step_have_budgets() -> None:
    a = '{by: d, brief: x, writes: ["x/**"], gate: [tests], budget: {tokens: 7, money: 0.05}}'
    text = (
        'workflow: w\nversion: "1"\ntitle: W\nroles: [d]\nbudget: {money: 2.5, time: 2d}\n'
        f"phases: [{{id: p, budget: {{attempts: 9}}, steps: {{a: {a}}}}}]\n"
    )
    workflow = parse_workflow(text, "w.yaml")

    assert isinstance(workflow, Workflow), workflow
    assert workflow.budgets == (
        ScopedBudget("run", Budget(money=250, time=172_800)),
        ScopedBudget("phase p", Budget(attempts=9)),
    )
    assert workflow.steps[0].budget == Budget(tokens=7, money=5)
    for wrong in ("0", "2.555", "x", "-1", "[1]"):
        told = parse_workflow(text.replace("money: 2.5", f"money: {wrong}"), "w.yaml")
        assert isinstance(told, tuple), wrong


def test_what_is_granted_is_typed_with_its_unit() -> None:
    assert granted_in("tokens=5000") == (Resource.TOKENS, 5000)
    assert granted_in("time=2m") == (Resource.TIME, 120)
    assert granted_in("money=2.5") == (Resource.MONEY, 250)
    for odd in ("tokens", "time=5", "tokens=5m", "hope=1", "attempts=0", "money=-1"):
        with pytest.raises(Mistake):
            granted_in(odd)
    assert amount_words(Resource.ATTEMPTS, 1) == "1 attempt"


def test_usage_is_read_strictly(tmp_path: object) -> None:
    file = f"{tmp_path}/usage"
    cases = {
        "tokens 12\nmoney 0.5\n": Usage(12, 50),
        "tokens: 12\ntokens=30\n": Usage(30, None),
        "money 1.257\ntokens -4\nlots of tokens\n": None,
        "tokens 1e9\n": None,
        "": None,
    }
    for text, expected in cases.items():
        with open(file, "w") as out:
            out.write(text)
        assert read_usage(file) == expected, text
