"""The one way into a run's journal: read, fold, admit, append; again where somebody was first."""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence

from gatewright.core.admit.admit import admit
from gatewright.core.course.consequences import Completed
from gatewright.core.evolve.evolve import begin, evolve, fold
from gatewright.core.state.run_state import RunState
from gatewright.model.context import StreamHead
from gatewright.model.events import Event, RunStarted
from gatewright.model.ids import RunId, StepPath
from gatewright.model.intake import Intake, Refusal
from gatewright.model.records import dataclass
from gatewright.model.told import Recorded, RunTold
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import Conflict, Entry, Journal
from gatewright.runtime.context_reading import FollowedContext
from gatewright.runtime.desk_words import Loaded
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_row import row_of

TRIES_MAX = 100  # each time somebody else got something in


def stream_of(run_id: RunId) -> str:
    """Return the name of the stream of a run."""
    return f"run/{run_id}"


def load(journal: Journal, run_id: RunId) -> Loaded | None:
    """Return a run; None where there is none of that number."""
    entries = journal.read(stream_of(run_id))
    if not entries:
        return None
    first, *others = entries
    state = fold(_after(None, first.event, first.at), (entry.event for entry in others))
    with journal.drive(stream_of(run_id)) as is_free:
        return Loaded(state, entries, is_driven=not is_free)


def _after(state: RunState | None, event: Event, at: str) -> RunState:
    """Return the state after `event`; the first one makes it."""
    if state is not None:
        return evolve(state, event)
    assert isinstance(event, RunStarted), "BUG: a run begins with its start"
    return begin(event, at)


@dataclass(frozen=True, slots=True)
class Look:
    """A run as of one moment, with the entries about a step."""

    state: RunState
    about: tuple[Entry, ...]  # oldest first
    head: StreamHead


class RunLog:
    """A run that is being followed: its state, kept up with the journal."""

    def __init__(self, run: RunEdges, run_id: RunId, tell: Callable[[RunTold], None]) -> None:
        """Follow `run_id`; `tell` hears each entry once, whoever appended it."""
        self._run = run
        self._run_id = run_id
        self._tell = tell
        self._entries: list[Entry] = []
        self._by_step: defaultdict[StepPath, list[Entry]] = defaultdict(list)
        self._state: RunState | None = None
        self.context = FollowedContext(run.journal)
        self._lock = threading.RLock()  # several attempts may be under way, and each reports
        self.catch_up()

    @property
    def state(self) -> RunState:
        """Return the state as of the last catching up."""
        assert self._state is not None, "BUG: a run without a start"
        return self._state

    @property
    def entries(self) -> Sequence[Entry]:
        """Return all entries as of the last catching up, oldest first; each is read once."""
        return self._entries

    def about(self, step: StepPath) -> Sequence[Entry]:
        """Return the entries about `step`, oldest first."""
        return self._by_step.get(step, ())

    def look(self, step: StepPath) -> Look:
        """Return the run as of one moment, whatever is appended meanwhile."""
        with self._lock:
            last = self._entries[-1]
            head = StreamHead(last.stream, last.seq, last.digest)
            return Look(self.state, tuple(self.about(step)), head)

    def catch_up(self) -> None:
        """Read what was appended since, and fold it."""
        with self._lock:
            for entry in self._run.journal.read(stream_of(self._run_id), len(self._entries)):
                self._state = _after(self._state, entry.event, entry.at)
                self._tell_of((entry,))

    def admit(self, intake: Intake, actor: str) -> tuple[Event, ...] | Refusal:
        """Append what `intake` becomes, durably, or return why it is refused."""
        with self._lock:
            return self._admit(intake, actor)

    def _admit(self, intake: Intake, actor: str) -> tuple[Event, ...] | Refusal:
        for _ in range(TRIES_MAX):
            at = self._run.now()
            answer = admit(self._state, intake, at)
            if isinstance(answer, Refusal):
                return answer
            appended = self._append(answer, at, actor)
            if not isinstance(appended, Conflict):
                self._state = answer.state
                self._tell_of(appended)
                return answer.events
            self.catch_up()
        raise AssertionError("BUG: the journal never let us append")

    def _append(self, admitted: Completed, at: str, actor: str) -> Sequence[Entry] | Conflict:
        """Append what was admitted with the row that shows it."""
        return self._run.journal.append(
            stream_of(self._run_id),
            admitted.events,
            after=len(self._entries),
            at=at,
            actor=actor,
            row=row_of(admitted.state, at),
        )

    def _tell_of(self, entries: Sequence[Entry]) -> None:
        """Tell entries that the state has in it."""
        for entry in entries:
            self._entries.append(entry)
            step = getattr(entry.event, "step", None)
            if step is not None:
                self._by_step[step].append(entry)
            self._tell(Recorded(self._run_id, entry.seq, entry.at, entry.actor, entry.event))


def mistake_of(refusal: Refusal) -> Mistake:
    """Return a refusal as what a person is told."""
    return Mistake(
        refusal.code,
        refusal.what[:1].upper() + refusal.what[1:] + ".",
        found=f"{refusal.found}; wanted: {refusal.wanted}",
        hints=(refusal.way_out,) if refusal.way_out else (),
    )
