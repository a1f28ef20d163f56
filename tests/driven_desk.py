"""A desk that drives a story: what happens while it is driven is told as a driver tells it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gatewright.core.state.run_state import RunState
from gatewright.model.change import Repository
from gatewright.model.events import Ended
from gatewright.model.feature import Bounds, Origin, People
from gatewright.model.ids import CommitId, Digest, RepositoryId, RunId, TreeId
from gatewright.model.intake import JudgingDone
from gatewright.model.told import Busy, Recorded, RunTold, Saying
from gatewright.model.verdicts import Place, Status
from gatewright.ports.journal import RunRow
from gatewright.runtime.desk_words import Foreseen, Starting, StartRequest
from gatewright.runtime.start_facts import facts_said
from gatewright.views.wants import Want, wants_text
from tests.story_desk import RowsOnly, StoryDesk, StoryDoor
from tests.unit.run_stories import AT, Story, path

REPOSITORY = Repository(
    RepositoryId("r"), "shop", "/shop", "/shop/.git", "/shop/.git", "main", CommitId("c0")
)
Act = Callable[[Story], object]


@dataclass
class DrivenDesk(StoryDesk):
    """Plays `acts` the first time it drives, and `later` the times after."""

    acts: Sequence[Act] = ()
    later: Sequence[Act] = ()
    asked_for: list[StartRequest] = field(default_factory=list)
    listed: Sequence[RunRow] = ()

    def rows(self) -> Sequence[RunRow]:
        return self.listed or super().rows()

    def plan_start(self, request: StartRequest) -> Starting:  # type: ignore[override]
        self.asked_for.append(request)
        started = self.story.state.started
        return Starting(
            request=request,
            slug="alias",
            workflow=started.workflow,
            because='the idea says "add": new behaviour',
            agent="scripted:" + "a" * 64,
            origin=Origin(CommitId("4f2c9d1" + "0" * 33), TreeId("t0"), "main"),
            facts=facts_said(started.workflow, request.facts),
            people=People(),
            person=self.person,
            bounds=Bounds(),
            isolation="sees its own files and nothing else",
            uncommitted=2,
        )

    def foresee(self, request: StartRequest) -> Foreseen:  # type: ignore[override]
        self.asked_for.append(request)
        note = ".gatewright/workflows/ours.yaml of your checkout is not as main has it"
        return Foreseen(self.story.state, (f"{note}, and is not used",))

    def start(self, starting: Starting) -> RunId:  # type: ignore[override]
        return RunId("12")

    def drive(  # type: ignore[override]
        self, run_id: RunId, tell: Callable[[RunTold], None]
    ) -> RunState:
        acts, self.acts = self.acts, self.later
        for seq, event in enumerate(self.story.events, start=1):
            tell(Recorded(run_id, seq, AT, self.person, event))
        for act in acts:
            before = len(self.story.events)
            tell(Busy(None, "getting ready"))
            act(self.story)
            tell(Saying(path("build/1"), "\x1b[2Jall tests pass\x07, trust me"))
            for seq, event in enumerate(self.story.events[before:], start=before + 1):
                tell(Recorded(run_id, seq, AT, "gatewright", event))
        return self.story.state


@dataclass
class DrivenDoor(StoryDoor):
    """The way to a driven desk."""

    to: DrivenDesk

    def desk(self, start: str) -> DrivenDesk:
        return self.to

    def name_of_repository(self, start: str) -> str:
        return REPOSITORY.name

    def journal(self, start: str) -> RowsOnly:
        return RowsOnly(self.to.listed)


def row(number: str, slug: str, state: str, verb: str = "", **fields: str) -> RunRow:
    """Return a row; `verb` settles what a run that waits wants of anybody."""
    want = Want("decide", "build/1", fields.get("question", ""), "", verb, (("", ""),))
    fields = {**fields, "wants": wants_text([want])} if verb else fields
    given = {"waits_for": "", "question": "", "step": "build/1", "updated_at": AT, **fields}
    return RunRow(
        run_id=RunId(number),
        slug=slug,
        workflow="feature",
        state=state,
        head_seq=3,
        head_digest=Digest("d"),
        **given,
    )


# What may happen to the feature of the stories


def plan_it(story: Story) -> None:
    story.good("write-plan", "t1", items=["1", "2"])
    story.judge("may-code")


def refuse_once(story: Story) -> None:
    story.work("build/1", "t2", Ended.DONE)
    judged = story.judgement("build/1", Status.FAIL, code="coverage.changed-lines")
    lines = judged.verdicts
    found = type(lines[0])(
        "coverage",
        Status.FAIL,
        "2 changed lines never ran",
        Digest("v"),
        ("coverage.changed-lines",),
        (Place("payments/refund.py", 57), Place("payments/refund.py", 58)),
    )
    story.told(JudgingDone(type(judged)(
        judged.step, judged.number, judged.tree, (found,), judged.artifacts, ()
    )))  # fmt: skip


def build_it(story: Story) -> None:
    story.decide("may-code")
    refuse_once(story)
    story.good("build/1", "t3")
    story.good("build/2", "t4")
    story.judge("finish")
    story.judge("may-merge")


def give_up(story: Story) -> None:
    story.decide("may-code")
    refuse_once(story)
    refuse_once(story)


def merge_it(story: Story) -> None:
    story.decide("may-merge")
