"""What tests of the journal are made of: a few events, a row, both journals."""

from collections.abc import Callable
from pathlib import Path

from gatewright.journal.sqlite_journal import SqliteJournal
from gatewright.model.events import Choice, Decided, Event, HintGiven, RunResumed, StepSkipped
from gatewright.model.ids import Digest, Nonce, RunId, StepPath
from gatewright.ports.journal import Conflict, Entry, Journal, RunRow
from gatewright.testing.memory_journal import MemoryJournal, MemoryStreams

AT = "2026-05-01T10:00:00Z"
ACTOR = "person:dev"
RUN = "run/12"
OpenJournal = Callable[[], Journal]


def skipped(because: str) -> Event:
    return StepSkipped(StepPath("build/1"), because)


def some_events(count: int) -> list[Event]:
    """Return `count` small events, each different from the others."""
    made: list[Event] = []
    for number in range(count):
        made.append(
            HintGiven(StepPath(f"build/{number}"), ACTOR, f"try {number}", number)
            if number % 2
            else RunResumed(ACTOR, f"because of {number}")
        )
    return made


def decided(head: str) -> Event:
    return Decided(
        step=StepPath("plan"),
        nonce=Nonce("n"),
        bound=Digest("b"),
        choice=Choice.APPROVE,
        person=ACTOR,
        role="lead",
        answers=(),
        because="",
        shown=Digest("s"),
        head=Digest(head),
    )


def row_of(run_id: str, state: str = "moving") -> RunRow:
    return RunRow(
        run_id=RunId(run_id),
        slug=f"feature-{run_id}",
        workflow="feature",
        state=state,
        waits_for="",
        question="",
        step="build/1",
        updated_at=AT,
        head_seq=0,
        head_digest=Digest(""),
    )


def append(
    journal: Journal, *events: Event, after: int, stream: str = RUN, state: str = "moving"
) -> list[Entry]:
    """Append, and demand that nobody was first."""
    row = row_of(stream.partition("/")[2], state)
    done = journal.append(stream, events, after=after, at=AT, actor=ACTOR, row=row)
    assert not isinstance(done, Conflict)
    return list(done)


def memory_journals() -> OpenJournal:
    streams = MemoryStreams()
    return lambda: MemoryJournal(streams)


def file_journals(folder: Path) -> OpenJournal:
    return lambda: SqliteJournal(str(folder / "state" / "journal.db"), str(folder / "locks"))
