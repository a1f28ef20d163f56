"""What the worker of a step is told of all that is known: what matters most, and how much more."""

from collections.abc import Iterator, Sequence

from gatewright.core.content.content_names import artifact_of
from gatewright.core.context.notes import KINDS, notes_of
from gatewright.core.context.ranking import Matter, matter_of, ranked
from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.model.brief import Known
from gatewright.model.context import Note, NoteKind

DECIDED_MAX = 30
KNOWN_MAX = 60


def known_for(
    state: RunState, record: StepRecord, others: Sequence[Note] = ()
) -> tuple[Known, Known]:
    """Return what was decided, and what is known otherwise.

    Shape: `others` are of other streams.
    """
    notes = sorted((*others, *notes_of_run(state)), key=lambda note: note.at)
    matter = matter_of_step(record)
    decided = [each for each in notes if each.kind is NoteKind.DECISION]
    known = [each for each in notes if each.kind is not NoteKind.DECISION]
    return (
        Known(ranked(decided, matter, DECIDED_MAX), len(decided)),
        Known(ranked(known, matter, KNOWN_MAX), len(known)),
    )


def notes_of_run(state: RunState) -> tuple[Note, ...]:
    """Return the notes of a run, register by register."""
    entries = (each for name in KINDS for each in state.entries.get(name, ()))
    return notes_of(f"run/{state.started.feature.run_id}", entries)


def matter_of_step(record: StepRecord) -> Matter:
    """Return what a step is about: its names, its words, its item."""
    return matter_of(_names(record), _texts(record))


def _names(record: StepRecord) -> Iterator[str]:
    """Yield what a step, and what it reads and makes, is called."""
    definition = record.definition
    yield definition.path
    yield from (artifact_of(name) for name in definition.reads)
    yield from (product.name for product in definition.produces)


def _texts(record: StepRecord) -> Iterator[str]:
    """Yield what a step is told in."""
    definition = record.definition
    yield from (definition.title, definition.doer.brief, *definition.writes)
    if record.item is not None:
        yield record.item.title
