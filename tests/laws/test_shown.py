"""What a diff shows counts for the step that it is of, whatever else happens meanwhile."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.admit.admit import admit
from gatewright.core.course.decide import decide
from gatewright.core.facts.conditions import answer_to
from gatewright.core.facts.risk import fact_of_risk, highest
from gatewright.core.state.run_state import StepRecord
from gatewright.model.effects import Effect, JudgeStep, MergeLane, StartAttempt
from gatewright.model.events import Choice, DecisionAsked, Ended, Event, StepAccepted, StepJudged
from gatewright.model.facts import DIFF, FactRule, FactSeen, FactSettled, FactType, FactValue
from gatewright.model.feature import Facts, People
from gatewright.model.ids import Digest, StepPath, TreeId
from gatewright.model.intake import Intake, JudgingDone, Merged, Refusal, Start
from gatewright.model.records import replace
from gatewright.model.risk import CLASSES, RISK, RiskGround, RiskRule
from gatewright.model.standing import DecisionKept
from gatewright.model.verdicts import Status
from gatewright.model.waivers import JudgedAnew
from gatewright.model.workflow import ApprovalRule, Gate, Product
from tests.laws.seen import Seen, as_many, drawn
from tests.laws.test_facts import decide_on
from tests.property.run_worlds import beginning, judgement_of, work_of, working
from tests.unit.run_stories import AT, NOBODY, Story, path, start_of, step

Known = Mapping[str, FactValue]
Turn = tuple[str, list[FactSeen]]
ADA = "person:ada"
HIGH = RiskGround("high", "touches a")
CLASSES_OF = (RiskRule("high", paths=("a",)),)
RULES = (
    FactRule("route", "A route?", source="diff.paths.exists(p, true)", is_of_diff=True),
    FactRule("lines", type=FactType.INT, source="diff.lines", is_of_diff=True),
    FactRule("many", source="facts.lines > 1"),
    fact_of_risk(CLASSES_OF),
)
NOTES = Product("notes", "notes.md")
SAFE = ApprovalRule(("owner",), "Is it safe?", when="facts.route || feature.risk == 'high'")
RIGHT = ApprovalRule(("owner",), "Is it right?", binds=("notes",))
SHORT = ApprovalRule(("owner",), "Must it be so long?", binds=("notes",), when="facts.many")
STEPS = (
    step("look"),
    step("write", ["look"], produces=(NOTES,), gate=Gate(("tests",), approvals=(RIGHT, SHORT))),
    step("build", ["look"], gate=Gate(("tests",), facts=("many", RISK), approvals=(SAFE,))),
    step("try", ["look"], gate=Gate(("tests",), facts=("route",))),
    step("ship", ["write", "build", "try"], doer=NOBODY, gate=Gate(("tests",), facts=("route",))),
    step("end", ["ship"]),
)
SHOWN = st.lists(
    st.sampled_from(
        [
            FactSeen("route", value=True, source=DIFF, digest=Digest("d")),
            FactSeen("lines", value=2, source=DIFF, digest=Digest("d")),
            FactSeen(RISK, "high", DIFF, Digest("d"), (HIGH,)),
        ]
    ),
    max_size=1,
)
DOING = st.sampled_from(["go on", "go on", "go on", "begin", "agree", "agree", "agree", "object"])
TURNS = st.lists(st.tuples(DOING, SHOWN), min_size=20, max_size=50)


@dataclass
class Shown:
    """A run, with the judgements that are under way and what was known when each began."""

    story: Story
    counts: Counter[str]
    under_way: list[tuple[JudgingDone, Known]] = field(default_factory=list)
    judged_by: dict[StepPath, Known] = field(default_factory=dict)  # of the last judgement

    def told(self, turn: Turn) -> None:
        """Have happen what `turn` says."""
        what, shown = turn
        match what:
            case "go on":
                self.go_on(shown)
            case "begin":
                self.judge(shown)
            case _:
                before = self.before()
                decide_on(self.story, Choice.APPROVE if what == "agree" else Choice.SEND_BACK)
                self.look(before)

    def go_on(self, shown: Sequence[FactSeen]) -> None:
        """Have happen what is wanted next, once all judgements that are under way are there."""
        self.judge(shown)
        for done, known in self.under_way:
            before = self.before()
            if isinstance(self.story.tell(done), Refusal):
                self.counts["too late"] += 1
                continue
            self.judged_by[done.judged.step] = known
            self.look(before)
        self.under_way = []
        record = working(self.story.state)
        if record is not None:
            self.story.tell(self.left_by(record))
        for effect in decide(self.story.state):
            intake = self.outcome(effect)
            if intake is not None:
                self.story.tell(intake)

    def left_by(self, record: StepRecord) -> Intake:
        return work_of(record, TreeId(f"{len(self.story.events):040x}"), Ended.DONE)

    def outcome(self, effect: Effect) -> Intake | None:
        match effect:
            case StartAttempt():
                return beginning(effect)
            case MergeLane():
                tree = TreeId(f"{len(self.story.events):040x}")
                return Merged(effect.step, effect.number, effect.head, tree)
            case _:
                return None

    def judge(self, shown: Sequence[FactSeen]) -> None:
        """Begin each judgement that is wanted and not under way: by what is known now."""
        state, begun = self.story.state, {done.judged.step for done, _ in self.under_way}
        for effect in decide(state):
            if isinstance(effect, JudgeStep) and effect.step not in begun:
                done = judgement_of(state, effect, Status.PASS)
                done = replace(done, judged=replace(done.judged, facts=tuple(shown)))
                self.under_way.append((done, dict(state.facts)))

    def before(self) -> tuple[int, Known]:
        return len(self.story.events), dict(self.story.state.facts)

    def look(self, before: tuple[int, Known]) -> None:
        """Look at each acceptance since `before`."""
        index, known = before[0], dict(before[1])
        for at, event in enumerate(self.story.events[index:], index):
            if isinstance(event, FactSettled):
                known[event.name] = event.value
            self.counts["judged anew"] += isinstance(event, JudgedAnew)
            if isinstance(event, StepAccepted):
                self.accepted(event.step, known, self.story.events[:at])

    def accepted(self, name: StepPath, known: Known, events: Sequence[Event]) -> None:
        """Check that a step is held to all that is known, and that its diff shows."""
        after = list(events)
        last = max(index for index, e in enumerate(after) if _is_judged(e, name))
        judged = after[last]
        assert isinstance(judged, StepJudged)
        now, gate = with_shown(known, judged), self.story.state.record(path(name)).definition.gate
        by = self.judged_by[name]
        assert {f: by.get(f) for f in gate.facts} == {f: now.get(f) for f in gate.facts}
        wanted = [rule for rule in gate.approvals if self.applies(rule, now)]
        asked = [e for e in after[last:] if _is_asked(e, name)]
        assert len(asked) >= len(wanted), f"{name} is accepted, and people were not asked"
        own = [e for e in after if isinstance(e, FactSettled) and e.step == name]
        self.counts["by its own diff"] += bool(own and (gate.facts or wanted))

    def applies(self, rule: ApprovalRule, known: Known) -> bool:
        return not rule.when or answer_to(replace(self.story.state, facts=known), rule.when) is True


def _is_judged(event: Event, name: StepPath) -> bool:
    return isinstance(event, StepJudged) and event.step == name


def _is_asked(event: Event, name: StepPath) -> bool:
    return isinstance(event, DecisionAsked | DecisionKept) and event.step == name


def with_shown(known: Known, judged: StepJudged) -> Known:
    """Return what is known with what a diff shows: a yes, a larger number, a higher class."""
    now = dict(known)
    for seen in judged.facts:
        if seen.name == RISK:
            now[RISK] = highest([now[RISK], seen.value])
        else:
            now[seen.name] = max(int(now[seen.name]), int(seen.value))
    return {**now, "many": int(now["lines"]) > 1, "route": bool(now["route"])}


def begun(counts: Counter[str]) -> Shown:
    """Return a run in which nothing is so by what people said."""
    people = People((("owner", (ADA,)),), is_solo=True)
    started = start_of(STEPS, people)
    workflow = replace(started.workflow, facts=RULES, risk_classes=CLASSES_OF)
    known = Facts((("route", False), ("lines", 0)))
    story = Story(STEPS, people=people)
    first = admit(None, Start(replace(started, workflow=workflow, facts=known)), AT)
    assert not isinstance(first, Refusal)
    story.state, story.events = first.state, list(first.events)
    assert story.state.facts[RISK] == CLASSES[0]
    return Shown(story, counts)


def test_what_a_diff_shows_counts_before_its_step_is_accepted(seen: Seen) -> None:
    """No step is accepted before it is held to what its own diff shows, by checks and by people."""

    @drawn(as_many(150))
    @given(TURNS)
    def law(turns: list[Turn]) -> None:
        run = begun(seen.counts)
        for turn in turns:
            run.told(turn)

    law()
    seen.at_least(judged_anew=20, by_its_own_diff=40, too_late=2)
