"""A run whose workers change named content, by chance: code, and two parts of a plan."""

from collections import Counter
from dataclasses import dataclass, field

from gatewright.core.admit.admit import admit
from gatewright.core.approval.approvals import open_requests
from gatewright.core.course.decide import decide, waits_for_people
from gatewright.core.evolve.evolve import begin
from gatewright.core.state.run_state import Deciding, Over, RunState, Working
from gatewright.model.digest import digest_of
from gatewright.model.effects import Effect, JudgeStep, MakeCommit, MergeLane, StartAttempt
from gatewright.model.events import Choice, Decided, Ended, Event, StepJudged, VerdictLine
from gatewright.model.feature import People
from gatewright.model.ids import Digest, TreeId
from gatewright.model.intake import AskChange, Intake, JudgingDone, Merged, Refusal, Start
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import ApprovalRule, Gate, Move, NoGo, Product, StepDefinition
from tests.property.run_worlds import beginning, commit_of, decision_of, work_of
from tests.unit.run_stories import AT, NOBODY, path, start_of, step

LIN = "person:lin"
NAMES = ("plan#risks", "plan#tasks", "tree:code")
REACHING = (NoGo(Move.REOPEN, (path("plan-it"),), 2), NoGo(Move.REOPEN, (path("code"),), 3))
Content = dict[str, int]  # which of a few words each name stands for


def _gate(*binds: str) -> Gate:
    return Gate(approvals=(ApprovalRule(("lead",), "May it?", binds=binds),), is_crossing=True)


STEPS: tuple[StepDefinition, ...] = (
    step("plan-it", produces=(Product("plan", "p.md"),)),
    step("agree", ["plan-it"], doer=NOBODY, gate=_gate("plan")),
    step("risks", ["agree"], reads=("plan#risks",)),
    step("tasks", ["agree"], reads=("plan#tasks", "plan@first#risks")),
    step("code", ["agree"], reads=()),
    step("quality", ["risks", "tasks", "code"], doer=NOBODY, gate=_gate("tree:code")),
    step("review", ["code"], reads=("tree:code",)),
    step("fix", ["quality"], reads=()),
    step(
        "end",
        ["review", "fix"],
        doer=NOBODY,
        gate=Gate(("tests",), is_crossing=True),
        no_go=(*REACHING, NoGo(Move.BLOCK, reason="enough")),
    ),
)
WRITTEN = {"plan-it": NAMES[:2], "code": NAMES[2:], "fix": NAMES[2:]}


def digest_in(content: Content, name: str) -> Digest:
    """Return the digest of a name, where a tree has that content."""
    parts = [content[each] for each in NAMES[:2]] if name == "plan" else content[name]
    return digest_of([name, parts])


@dataclass
class ContentWorld:
    """A run, its events, and what each of its trees holds."""

    is_silent: bool = False  # now and then a judgement leaves out what others rest on
    events: list[Event] = field(default_factory=list)
    trees: dict[TreeId, Content] = field(default_factory=dict)
    begun: dict[str, list[TreeId]] = field(default_factory=dict)  # from which trees, by step
    counts: Counter[str] = field(default_factory=Counter)
    state: RunState = field(init=False)

    def __post_init__(self) -> None:
        first: Content = dict.fromkeys(NAMES, 0)
        self.trees[TreeId("t0")] = first
        people = People((("lead", (LIN,)),), is_solo=False)
        contents = (("tree:code", digest_in(first, "tree:code")),)
        started = replace(start_of(STEPS, people), contents=contents)
        self.state = begin(started, AT)
        self._take(admit(None, Start(started), AT))

    def tell(self, intake: Intake) -> bool:
        """Admit an intake; return whether it was taken."""
        return self._take(admit(self.state, intake, AT))

    def _take(self, answer: object) -> bool:
        if isinstance(answer, Refusal):
            return False
        self.events += answer.events  # type: ignore[attr-defined]
        self.state = answer.state  # type: ignore[attr-defined]
        return True

    @property
    def is_over(self) -> bool:
        return isinstance(self.state.phase, Over)

    def go_on(self, turn: int) -> bool:
        """Answer something that is wanted, or under way; return whether there was anything."""
        effects = decide(self.state)
        working = [each for each in sorted(self.state.active) if self._is_at_work(each)]
        choices: list[Effect | str] = [*working, *effects]
        if choices:
            self._answer(choices[turn % len(choices)], turn)
            return True
        return self._decide(turn)

    def _is_at_work(self, name: str) -> bool:
        return isinstance(self.state.record(path(name)).state, Working)

    def _answer(self, chosen: Effect | str, turn: int) -> None:
        match chosen:
            case StartAttempt():
                self.begun.setdefault(chosen.step, []).append(chosen.from_tree)
                self.tell(beginning(chosen))
            case JudgeStep():
                self.judge(chosen, turn)
            case MergeLane():
                tree = self._merged(chosen)
                self.tell(Merged(chosen.step, chosen.number, chosen.head, tree))
            case MakeCommit():
                self.tell(commit_of(chosen, len(self.events)))
            case str():
                record = self.state.record(path(chosen))
                self.tell(work_of(record, self._worked(chosen, turn), Ended.DONE))
            case _:
                raise AssertionError(f"nothing else is wanted here: {chosen}")

    def _worked(self, name: str, turn: int) -> TreeId:
        """Return the tree that a worker leaves: what it may write is otherwise, or as it was."""
        state = self.state.record(path(name)).state
        assert isinstance(state, Working)
        content = dict(self.trees[state.from_tree])
        for place, written in enumerate(WRITTEN.get(name, ())):
            content[written] = turn // (3 + place) % 3
        return self._kept(content)

    def _merged(self, effect: MergeLane) -> TreeId:
        before, work = self.trees[effect.from_tree], self.trees[effect.tree]
        changed = {name: work[name] for name in NAMES if work[name] != before[name]}
        return self._kept({**self.trees[effect.head], **changed})

    def _kept(self, content: Content) -> TreeId:
        tree = TreeId(f"t{len(self.trees)}")
        self.trees[tree] = content
        return tree

    def told(self, effect: JudgeStep) -> tuple[tuple[str, Digest], ...]:
        """Return the digest of all that a judgement tells."""
        content, is_plan = self.trees[effect.tree], effect.step == "plan-it"
        names = ("plan", *NAMES) if is_plan else NAMES[2:]
        return tuple((name, digest_in(content, name)) for name in names)

    def judge(self, effect: JudgeStep, turn: int) -> None:
        """Have a step judged; at first without something that others rest on."""
        told = self.told(effect)
        status = Status.FAIL if effect.step == "end" and turn % 2 else Status.PASS
        code = (f"c{len(self.events)}",) if status is Status.FAIL else ()
        has_checks = bool(self.state.record(effect.step).definition.gate.checks)
        lines = (VerdictLine("tests", status, "", Digest("v"), code),) if has_checks else ()
        judged = StepJudged(effect.step, effect.number, effect.tree, lines, told)
        if self.is_silent and status is Status.PASS:
            silent = tuple(pair for pair in told if pair[0] != NAMES[turn % 3])
            self.counts["silent"] += len(silent) < len(told)
            if len(silent) < len(told) and self.tell(
                JudgingDone(replace(judged, artifacts=silent))
            ):
                self.counts["taken in silence"] += 1
                return
        self.tell(JudgingDone(judged))

    def _decide(self, turn: int) -> bool:
        for record in waits_for_people(self.state):
            if isinstance(record.state, Deciding):
                assert open_requests(record.state, self.state.started.people)
                is_yes = turn % 5 or record.definition.gate.is_crossing
                choice = Choice.APPROVE if is_yes else Choice.SEND_BACK
                return self.tell(decision_of(record, choice, f"{turn}", LIN))
        return False

    def want_a_change(self, turn: int) -> None:
        """Have a person want a part of the plan otherwise."""
        self.tell(AskChange((NAMES[turn % 2],), LIN, "otherwise"))

    def decided_on(self, step: str) -> list[Digest]:
        """Return what people said yes to at a step, oldest first."""
        said = [each for each in self.events if isinstance(each, Decided) and each.step == step]
        return [each.bound for each in said if each.choice is Choice.APPROVE]
