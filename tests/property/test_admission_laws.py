"""What is taken of a judgement opens a gate only with an answer to each of its checks, all well."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from gatewright.model.digest import digest_of
from gatewright.model.effects import JudgeStep
from gatewright.model.events import (
    Choice,
    DecisionAsked,
    StepAccepted,
    StepJudged,
    VerdictLine,
    WorkflowOutgrown,
)
from gatewright.model.ids import Digest, TreeId
from gatewright.model.intake import JudgingDone, Refusal
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import StepDefinition, Workflow
from tests.property.run_worlds import World, go_on, workflows
from tests.unit.run_stories import step

CHECKS = ("tests", "tests web", "work", "lintel")
ANY = st.lists(st.tuples(st.sampled_from(CHECKS), st.sampled_from(Status)), max_size=3)
WELL = st.lists(st.tuples(st.sampled_from(CHECKS), st.just(Status.PASS)), min_size=1, max_size=4)
LINES = ANY | WELL
NONE: list[str] = []
MADE = st.just(NONE) | st.lists(st.sampled_from(["plan-0", "plan-1", "other"]), max_size=2)
LARGER = Workflow("larger", "1", "", ("approver",), (step("more"),))


def judged_anyhow(
    effect: JudgeStep, lines: list[tuple[str, Status]], outgrown: str, made: list[str]
) -> JudgingDone:
    """Return a judgement as a confused shell could send it."""
    verdicts = tuple(VerdictLine(name, status, "", Digest("v")) for name, status in lines)
    artifacts = tuple((name, digest_of(name)) for name in made)
    judged = StepJudged(effect.step, effect.number, effect.tree, verdicts, artifacts)
    tree = {"": None, "this": effect.tree, "other": TreeId("other")}[outgrown]
    return JudgingDone(judged, None if tree is None else WorkflowOutgrown(LARGER, "large", tree))


def test_gate_opens_only_on_answers_and_only_to_what_was_judged() -> None:
    counts: Counter[str] = Counter()

    @settings(max_examples=200, deadline=None)
    @given(
        workflows(),
        st.lists(
            st.tuples(
                st.booleans(),
                LINES,
                st.sampled_from(["", "", "this", "other"]),
                MADE,
            ),
            min_size=5,
            max_size=30,
        ),
    )
    def law(
        steps: tuple[StepDefinition, ...],
        moves: list[tuple[bool, list[tuple[str, Status]], str, list[str]]],
    ) -> None:
        world = World(steps)
        for is_good, lines, outgrown, made in moves:
            effect = world.wanted()
            if is_good or not isinstance(effect, JudgeStep):
                go_on(world, Status.PASS, Choice.APPROVE)
                continue
            tell_and_look(world, effect, judged_anyhow(effect, lines, outgrown, made), counts)

    law()
    kinds = ("refused", "opened", "outgrown", "not opened", "forged")
    assert min(counts[kind] for kind in kinds) > 0, counts


def tell_and_look(
    world: World, effect: JudgeStep, intake: JudgingDone, counts: Counter[str]
) -> None:
    """Tell `intake`, and hold what comes of it against the definition of its step."""
    definition, before = world.state.record(effect.step).definition, world.state
    answer = world.tell(intake)
    if isinstance(answer, Refusal):
        assert world.state is before
        counts["refused"] += 1
        return
    judged, told = with_nothing_waived(intake.judged), intake.judged
    opened = [each for each in answer if isinstance(each, StepAccepted | DecisionAsked)]
    is_open = any(each.step == effect.step for each in opened)
    if is_open or any(isinstance(each, WorkflowOutgrown) for each in answer):
        words = {line.check.split(" ")[0] for line in judged.verdicts}
        assert set(definition.gate.checks) <= words
        assert all(line.status.is_settled_well for line in judged.verdicts)
    if intake.outgrown is not None and judged == told:
        assert intake.outgrown.tree == judged.tree
        counts["outgrown"] += 1
    assert {name for name, _ in judged.artifacts} <= {each.name for each in definition.produces}
    counts["opened" if is_open else "not opened"] += 1
    assert judged in answer
    counts["forged"] += judged != told


def with_nothing_waived(judged: StepJudged) -> StepJudged:
    """Return what is left of a judgement where nobody waived a thing: a forged waiver is a fail."""
    lines = tuple(
        replace(line, status=Status.FAIL) if line.status is Status.WAIVED else line
        for line in judged.verdicts
    )
    return replace(judged, verdicts=lines)
