"""A desk whose only run is a story, and a door that leads to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Never

from gatewright.core.approval.approvals import request_for
from gatewright.core.state.decisions import tree_of_last_decision
from gatewright.core.state.run_state import Deciding
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.changing import NewDefinition
from gatewright.model.digest import digest_of, digest_of_bytes
from gatewright.model.events import Event
from gatewright.model.ids import CommitId, Digest, RunId, StepPath, TreeId
from gatewright.model.intake import Decide, Intake, Refusal, Submit, Take
from gatewright.model.landing import TakenIn
from gatewright.model.leftovers import Cleaned
from gatewright.model.told import Detached
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import Entry, RunRow
from gatewright.ports.lanes import MustBeTyped, Took
from gatewright.runtime.desk_words import Asked, Loaded
from gatewright.runtime.run_log import mistake_of
from gatewright.runtime.run_row import row_of
from gatewright.testing.memory_journal import MemoryJournal
from gatewright.views.terminal import Terminal
from tests.judgements import PIPE
from tests.unit.run_stories import AT, Story

BASE = TreeId("4f2c9d1" + "0" * 33)
PLAN = ChangedFile("docs/plan.md", FileStatus.ADDED, "docs/plan.md", (Line(1, "# Plan"),))
CODE = ChangedFile(
    "shop/refund.py",
    FileStatus.MODIFIED,
    "shop/refund.py",
    (Line(41, "amount = min(requested, order.paid)"), Line(42, "if amount <= 0:")),
    (Line(41, "amount = requested"),),
)


@dataclass
class StoryDesk:
    """What a person can do to one story. `before_admit` is run first: others are quicker."""

    story: Story = field(default_factory=Story)
    files: tuple[ChangedFile, ...] = (PLAN, CODE)
    person: str = "person:dev"
    is_driven: bool = False
    landing: Took | MustBeTyped = field(default_factory=lambda: Took(CommitId("c" * 40), "main"))
    cleaned: Cleaned = field(default_factory=Cleaned)
    worker: bool = False  # whether a process that was started for some work sits here
    people_wanted_for: list[str] = field(default_factory=list)
    insisted: list[bool] = field(default_factory=list)
    before_admit: Callable[[], object] | None = None
    upgrades: dict[str, NewDefinition] = field(default_factory=dict)  # by what is typed
    taken: int = 0
    kept_texts: dict[Digest, str] = field(default_factory=dict)

    def rows(self) -> Sequence[RunRow]:
        return [row_of(self.story.state, AT)]

    def find(self, name: str | None) -> RunId:
        assert name in (None, "12", "alias")
        return RunId("12")

    def load(self, run_id: RunId) -> Loaded:
        entries = [
            Entry("run/12", seq, AT, self.person, event, digest_of([seq]))
            for seq, event in enumerate(self.story.events, start=1)
        ]
        return Loaded(self.story.state, entries, self.is_driven)

    def require_person(self, run_id: RunId | None, what: str) -> None:
        self.people_wanted_for.append(what)
        if self.worker:
            raise Mistake("decision.from-worker", f"{what} is for people")

    def admit(self, run_id: RunId, intake: Intake) -> tuple[Event, ...]:
        first, self.before_admit = self.before_admit, None
        if first is not None:
            first()
        answer = self.story.tell(intake)
        if isinstance(answer, Refusal):
            raise mistake_of(answer)
        return answer

    def find_upgrade(self, run_id: RunId, word: str) -> tuple[NewDefinition, TreeId]:
        return self.upgrades[word], self.story.state.tree

    def with_key(self, run_id: RunId, key: str) -> "StoryDesk":
        return self

    def signed(
        self, run_id: RunId, decide: Decide, tree: TreeId, key: str, tell: Callable[[str], None]
    ) -> Decide:
        return decide

    def keep_shown(self, text: str) -> Digest:
        digest = digest_of_bytes(text.encode())
        self.kept_texts[digest] = text
        return digest

    def asked(self, run_id: RunId, named: StepPath | None = None) -> Asked | None:
        state = self.story.state
        for step in sorted(state.active) if named is None else (named,):
            record = state.record(step)
            request = request_for(state, step, self.person)
            if isinstance(record.state, Deciding) and request is not None:
                is_again = tree_of_last_decision(self.story.events, self.person) is not None
                return Asked(
                    step=step,
                    question=request.rule.question,
                    items=request.rule.items,
                    nonce=request.nonce,
                    bound=request.bound,
                    tree=record.state.tree,
                    head=digest_of([len(self.story.events)]),
                    facts=record.judged.verdicts if record.judged else (),
                    change=Change(BASE, state.tree, self.files[:1]) if is_again else self.whole,
                    whole=self.whole,
                )
        return None

    @property
    def whole(self) -> Change:
        return Change(BASE, self.story.state.tree, self.files)

    def change(self, run_id: RunId) -> Change:
        return self.whole

    def take(self, run_id: RunId, step: StepPath | None) -> str:
        self.taken += 1
        self.admit(run_id, Take(step, self.person, "/lanes/12 hand"))
        return "/lanes/12 hand"

    def submit(self, run_id: RunId) -> tuple[Event, ...]:
        return self.admit(run_id, Submit(None, self.person, TreeId("5" * 40)))

    def land(self, run_id: RunId) -> Took | MustBeTyped | TakenIn:
        return self.landing

    def clean(self, run_id: RunId | None, *, is_insisted: bool = False) -> Cleaned:
        self.insisted.append(is_insisted)
        return self.cleaned

    def evidence(self, digest: Digest) -> bytes | None:
        return None

    def plan_start(self, request: object) -> Never:
        raise NotImplementedError

    def foresee(self, request: object) -> Never:
        raise NotImplementedError

    def start(self, starting: object) -> Never:
        raise NotImplementedError

    def drive(self, run_id: RunId, tell: object) -> Never:
        raise NotImplementedError


@dataclass
class StoryDoor:
    """The way to a story."""

    to: StoryDesk
    place: Terminal = PIPE
    folder: str = "/nowhere"

    def terminal(self) -> Terminal:
        return self.place

    def now(self) -> datetime:
        return datetime(2026, 1, 2, 5, 4, 5, tzinfo=UTC)

    def state_folder(self) -> str:
        return self.folder

    def person(self) -> str:
        return self.to.person

    def name_of_repository(self, start: str) -> str:
        return "shop"

    def has_letters(self, start: str) -> bool:
        return False

    def answering_desk(self, start: str) -> Never:
        raise AssertionError("nobody looked for letters")

    def journal(self, start: str) -> "RowsOnly":
        return RowsOnly(self.to.rows())

    def reader(self, start: str) -> StoryDesk:
        return self.desk(start)

    def desk(self, start: str) -> StoryDesk:
        return self.to

    def detach(self, start: str, run_id: RunId) -> Detached:
        return Detached(48211, f"/state/logs/run-{run_id}.log")


class RowsOnly(MemoryJournal):
    """A journal that may be asked for its rows and for nothing else: lists never fold."""

    def __init__(self, rows: Sequence[RunRow]) -> None:
        super().__init__()
        self._listed = rows

    def rows(self) -> Sequence[RunRow]:
        return self._listed

    def read(self, stream: str, after: int = 0) -> Sequence[Entry]:
        raise AssertionError("folded")
