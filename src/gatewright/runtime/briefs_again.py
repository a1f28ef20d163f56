"""A brief made again from the journal, as whoever doubts it would: the same, byte for byte."""

from gatewright.core.evolve.evolve import begin, fold
from gatewright.model.events import AttemptStarted, RunStarted
from gatewright.model.ids import Digest, RunId, StepPath
from gatewright.ports.journal import Entry, Journal
from gatewright.ports.store import EvidenceStore
from gatewright.runtime.briefing import brief_for
from gatewright.runtime.context_reading import read_context
from gatewright.runtime.run_log import stream_of


def attempts_of(journal: Journal, run_id: RunId) -> list[AttemptStarted]:
    """Return every attempt of a run that says what its brief was made from."""
    events = (entry.event for entry in journal.read(stream_of(run_id)))
    return [each for each in events if isinstance(each, AttemptStarted) and each.seen]


def brief_again(
    journal: Journal, store: EvidenceStore, run_id: RunId, attempt: AttemptStarted
) -> tuple[str, Digest]:
    """Return the brief of an attempt, made from the entries that it was made from, and its digest.

    Raises: KeyError for an attempt of another run -- a caller's bug.
    """
    own, *others = attempt.seen
    entries = journal.read(stream_of(run_id))[: own.seq]
    first, *rest = entries
    assert isinstance(first.event, RunStarted), "BUG: a run begins with its start"
    state = fold(begin(first.event, first.at), (entry.event for entry in rest))
    context = read_context(journal, others)
    about = [each for each in entries if _step_of(each) == attempt.step]
    record = state.record(attempt.step)
    return brief_for(store, state, record, about, attempt.number, context.notes)


def _step_of(entry: Entry) -> StepPath | None:
    """Return the step that an entry is about."""
    step: StepPath | None = getattr(entry.event, "step", None)
    return step
