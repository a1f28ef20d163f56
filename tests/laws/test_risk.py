"""How risky a feature is, under any order of what facts, diffs and people say of it."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.admit.admit import admit
from gatewright.core.course.decide import decide
from gatewright.core.facts.risk import fact_of_risk, highest
from gatewright.model.effects import JudgeStep, StartAttempt
from gatewright.model.events import Choice, Ended
from gatewright.model.facts import CHANGED, DIFF, FactRule, FactSeen, FactSettled
from gatewright.model.feature import People
from gatewright.model.ids import Digest, TreeId
from gatewright.model.intake import AskChange, Refusal, Reply, Start
from gatewright.model.records import replace
from gatewright.model.risk import CLASSES, RISK, RiskGround, RiskRule
from gatewright.model.verdicts import Status
from gatewright.model.workflow import ApprovalRule, Gate
from tests.laws.seen import Seen, as_many, drawn
from tests.laws.test_facts import decide_on
from tests.property.run_worlds import beginning, judgement_of, work_of, working
from tests.unit.run_stories import AT, Story, start_of, step

ADA = "person:ada"
Turn = tuple[str, list[RiskGround], str]
CAREFUL = "feature.risk == 'high'"
SAFE = ApprovalRule(("owner",), "Is it safe?", when=CAREFUL)
RULES = (RiskRule("high", when="facts.public"), RiskRule("medium", when="facts.api"))
STEPS = (
    step("look"),
    step("threats", ["look"], when=CAREFUL),
    step("build", ["threats"], gate=Gate(("tests",), approvals=(SAFE,))),
    step("review", ["build"], when="feature.risk != 'low'", reads=("facts",)),
    step("write", ["review"], gate=Gate(("tests",), facts=(RISK,))),
    step("end", ["write"]),
)
GROUNDS = [RiskGround(risk, f"touches {name}") for risk in CLASSES[1:] for name in ("a", "b", "c")]
SHOWN = st.lists(st.sampled_from(GROUNDS), max_size=2, unique=True)
WANTED = st.sampled_from(CLASSES)
DOING = st.sampled_from(["go on", "go on", "go on", "go on", "want", "agree", "agree", "object"])
TURNS = st.lists(st.tuples(DOING, SHOWN, WANTED), min_size=15, max_size=40)
ANSWERS = st.fixed_dictionaries({"public": st.booleans(), "api": st.booleans()})


def played(answers: dict[str, bool], turns: Sequence[Turn]) -> Story:
    """Return a run in which facts, diffs and people say what `turns` say."""
    people = People((("owner", (ADA,)),), is_solo=True)
    started = start_of(STEPS, people)
    facts = (FactRule("public", "?"), FactRule("api", "?"), fact_of_risk(RULES))
    workflow = replace(started.workflow, facts=facts, risk_classes=RULES)
    story = Story(STEPS, people=people)
    first = admit(None, Start(replace(started, workflow=workflow)), AT)
    assert not isinstance(first, Refusal)
    story.state, story.events = first.state, list(first.events)
    for what, shown, wanted in turns:
        match what:
            case "go on":
                go_on(story, answers, shown)
            case "want":
                story.tell(AskChange((), ADA, "it is so", ((RISK, wanted),)))
            case _:
                decide_on(story, Choice.APPROVE if what == "agree" else Choice.SEND_BACK)
    return story


def go_on(story: Story, answers: dict[str, bool], shown: Sequence[RiskGround]) -> None:
    """Have happen what is wanted next; the diff of what is judged has the grounds `shown`."""
    for question in sorted(story.state.questions):
        is_so = answers.get(question.removeprefix("fact."))
        story.tell(Reply(question, ADA, "yes" if is_so else "no: it is not"))
    record = working(story.state)
    if record is not None:
        story.tell(work_of(record, TreeId(f"{len(story.events):040x}"), Ended.DONE))
    for effect in decide(story.state):
        match effect:
            case StartAttempt():
                story.tell(beginning(effect))
            case JudgeStep():
                done = judgement_of(story.state, effect, Status.PASS)
                value = highest(each.risk for each in shown)
                found = (FactSeen(RISK, value, DIFF, Digest("d"), tuple(shown)),) if shown else ()
                story.tell(replace(done, judged=replace(done.judged, facts=found)))
            case _:
                pass


def test_a_class_falls_by_people_alone(seen: Seen) -> None:
    """The risk class of a feature never falls by itself: each fall is what people agreed to."""

    @drawn(as_many(150))
    @given(ANSWERS, TURNS)
    def law(answers: dict[str, bool], turns: list[Turn]) -> None:
        before = 0
        for event in played(answers, turns).events:
            if isinstance(event, FactSettled) and event.name == RISK:
                now = CLASSES.index(str(event.value))
                assert now >= before or event.source == CHANGED, event
                seen.counts["raised"] += now > before and event.source == DIFF
                seen.counts["lowered"] += now < before
                before = now

    law()
    seen.at_least(raised=40, lowered=5)
