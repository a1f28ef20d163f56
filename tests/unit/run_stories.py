"""Short words for telling runs to the core: a workflow, and what reaches it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gatewright.core.admit.admit import admit
from gatewright.core.approval.approvals import request_for
from gatewright.core.course.decide import effect_of
from gatewright.core.state.asked import Request
from gatewright.core.state.run_state import Choosing, Deciding, RunState
from gatewright.model.digest import digest_of
from gatewright.model.events import (
    Answer,
    AttemptFinished,
    Choice,
    Ended,
    Event,
    RunStarted,
    StepJudged,
    VerdictLine,
)
from gatewright.model.feature import Bounds, Facts, Feature, Origin, People
from gatewright.model.ids import CommitId, Digest, Nonce, RunId, StepPath, TreeId
from gatewright.model.intake import (
    BeginAttempt,
    Choose,
    Decide,
    Intake,
    JudgingDone,
    Refusal,
    Start,
    WorkDone,
)
from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import (
    ApprovalRule,
    Doer,
    Gate,
    Item,
    Move,
    NoGo,
    Product,
    StepDefinition,
    WorkerKind,
    Workflow,
)

AT = "2026-01-02T03:04:05+00:00"
AGENT = Doer(WorkerKind.AGENT, "developer", "do it")
NOBODY = Doer(WorkerKind.NOBODY)
ISOLATED = Isolation(IsolationLevel.NAMESPACES, Network.OPEN)


def path(name: str) -> StepPath:
    return StepPath(name)


def step(name: str, needs: Sequence[str] = (), **fields: object) -> StepDefinition:
    """Return a step; it may write everything and is judged by tests."""
    given: dict[str, object] = {
        "title": name,
        "phase": "p",
        "doer": AGENT,
        "writes": ("**",),
        "gate": Gate(("tests",)),
        **fields,
    }
    return StepDefinition(path=path(name), needs=tuple(path(each) for each in needs), **given)  # type: ignore[arg-type]


def approval(name: str, needs: Sequence[str], reopens: str, **fields: object) -> StepDefinition:
    """Return a stop for a person; a no comes back to `reopens`."""
    rule = ApprovalRule(("approver",), "May it?", **fields)  # type: ignore[arg-type]
    return step(
        name,
        needs,
        doer=NOBODY,
        gate=Gate(approvals=(rule,)),
        no_go=(NoGo(Move.REOPEN, (path(reopens),), 2),),
    )


FEATURE = (
    step("write-plan", produces=(Product("plan", "docs/plan.md", "plan"),)),
    approval("may-code", ["write-plan"], "write-plan"),
    step("build", ["may-code"], for_each="plan"),
    step("finish", ["build"], doer=NOBODY, no_go=(NoGo(Move.BLOCK, reason="not finished"),)),
    approval("may-merge", ["finish"], "write-plan"),
)


def start_of(
    steps: Sequence[StepDefinition], people: People | None = None, bounds: Bounds | None = None
) -> RunStarted:
    return RunStarted(
        feature=Feature(RunId("12"), "alias", "an alias"),
        workflow=Workflow("feature", "1.0.0", "Feature", ("approver",), tuple(steps)),
        because="told",
        origin=Origin(CommitId("c0"), TreeId("t0"), "main"),
        facts=Facts(),
        people=people or People(),
        requester="person:dev",
        bounds=bounds or Bounds(),
        agent="scripted",
    )


@dataclass
class Story:
    """A run that is told what happens to it, and keeps its journal."""

    steps: Sequence[StepDefinition] = FEATURE
    people: People | None = None
    bounds: Bounds | None = None
    waive: tuple[str, ...] | None = None
    at: str = AT
    events: list[Event] = field(default_factory=list)
    state: RunState = field(init=False)

    def __post_init__(self) -> None:
        started = start_of(self.steps, self.people, self.bounds)
        workflow = replace(started.workflow, waive=self.waive)
        self.begin_as(replace(started, workflow=workflow))

    def begin_as(self, started: RunStarted) -> None:
        """Begin, or begin anew, as `started` says."""
        answer = admit(None, Start(started), AT)
        assert not isinstance(answer, Refusal)
        self.events = list(answer.events)
        self.state = answer.state

    def tell(self, intake: Intake) -> Refusal | tuple[Event, ...]:
        """Admit `intake` and return what came of it."""
        answer = admit(self.state, intake, self.at)
        if isinstance(answer, Refusal):
            return answer
        self.events.extend(answer.events)
        self.state = answer.state
        return answer.events

    def work(self, name: str, tree: str, ended: Ended = Ended.DONE) -> None:
        """Have an agent do an attempt that leaves `tree`."""
        record = self.state.record(path(name))
        number = record.numbers_used + 1
        self.told(
            BeginAttempt(
                path(name),
                number,
                effect_of(self.state, record, "attempt", number),
                "agent:scripted",
                self.state.tree,
                Digest("b"),
            )
        )
        self.told(
            WorkDone(
                AttemptFinished(
                    path(name), number, ended, TreeId(tree), "all done", None, ISOLATED, 5
                )
            )
        )

    def judge(
        self, name: str, status: Status = Status.PASS, *, code: str = "", items: Sequence[str] = ()
    ) -> None:
        """Have the gate of a step judged with one verdict."""
        judged = self.judgement(name, status, code=code, items=items)
        edition = self.state.record(path(name)).edition
        self.told(JudgingDone(judged, edition=edition))

    def judgement(
        self, name: str, status: Status = Status.PASS, *, code: str = "", items: Sequence[str] = ()
    ) -> StepJudged:
        record = self.state.record(path(name))
        number = record.numbers_used + (not record.has_worker)
        tree = getattr(record.state, "tree", self.state.tree)
        line = VerdictLine("tests", status, "said", Digest("v"), (code,) if code else ())
        made = tuple(
            (each.name, digest_of([each.name, tree])) for each in record.definition.produces
        )
        listed = tuple(Item(each, f"task {each}", digest_of(each)) for each in items)
        return StepJudged(path(name), number, tree, (line,), made, listed)

    def asked(self, name: str) -> Request:
        """Return the one thing that people are asked at a step."""
        state = self.state.record(path(name)).state
        assert isinstance(state, Deciding)
        [request] = state.requests
        return request

    def decide(
        self,
        name: str,
        choice: Choice = Choice.APPROVE,
        person: str = "person:dev",
        because: str = "",
    ) -> Refusal | tuple[Event, ...]:
        """Have a person decide on what is asked."""
        record = self.state.record(path(name))
        assert isinstance(record.state, Deciding)
        asked = request_for(self.state, path(name), person)
        assert asked is not None
        answers = tuple(Answer(item, is_yes=True) for item in asked.rule.items)
        return self.tell(
            Decide(
                path(name), asked.nonce, asked.bound, choice, person, answers, because,
                Digest("s"), Digest("h"),
            )
        )  # fmt: skip

    def choose(
        self, name: str, offer: int, person: str = "person:dev", because: str = "so"
    ) -> Refusal | tuple[Event, ...]:
        """Have a person choose what follows; offers count from 1."""
        asked = self.state.record(path(name)).state
        nonce = asked.nonce if isinstance(asked, Choosing) else Nonce("")
        return self.tell(Choose(path(name), nonce, offer - 1, person, because))

    def told(self, intake: Intake) -> tuple[Event, ...]:
        """Admit `intake`, which must be taken."""
        answer = self.tell(intake)
        assert not isinstance(answer, Refusal), answer
        return answer

    def states(self) -> dict[str, str]:
        """Return the state of each step by the name of its type."""
        return {name: type(each.state).__name__ for name, each in self.state.steps.items()}

    def good(self, name: str, tree: str, items: Sequence[str] = ()) -> None:
        """Have a step worked on and accepted."""
        self.work(name, tree)
        self.judge(name, items=items)
