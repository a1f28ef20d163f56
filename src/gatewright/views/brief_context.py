"""What a brief says of what was decided and what is known: each note quoted, with whose it is."""

from collections.abc import Iterator, Sequence

from gatewright.model.brief import BriefInput, Known
from gatewright.model.context import Note
from gatewright.views.brief_room import Block
from gatewright.views.quoting import plain
from gatewright.views.quoting_markdown import fenced_words

NOTE_CHARS_MAX = 700
NOTE_LINES_MAX = 12
ABOUT_MAX = 4
SIZES = (60, 40, 30, 20, 14, 10, 7, 5, 3, 2, 1)
"""How many notes are told, from the most to the fewest."""

RANK_DECIDED, RANK_KNOWN = 3, 3


def context_blocks(brief: BriefInput) -> Iterator[Block]:
    """Yield what was decided, then what is known otherwise, those that matter most first."""
    run_id = plain(brief.feature.run_id)
    if brief.decided.notes:
        forms = _forms("What was decided", brief.decided, run_id)
        yield Block("what was decided", RANK_DECIDED, forms, 1)
    if brief.known.notes:
        yield Block("what is known", RANK_KNOWN, _forms("What is known", brief.known, run_id), 2)


def _forms(title: str, known: Known, run_id: str) -> tuple[str, ...]:
    """Return the section with all notes, and with ever fewer of them."""
    rows = [_note(each) for each in known.notes]
    sizes = [len(rows), *(size for size in SIZES if size < len(rows))]
    return tuple(_section(title, rows[:size], known.count - size, run_id) for size in sizes)


def _section(title: str, rows: Sequence[str], left_out: int, run_id: str) -> str:
    """Return one section, and how many notes there are beside those that it tells."""
    more = f"\nLeft out: {left_out} of lower weight (gatewright context show {run_id}).\n"
    return f"## {title}\n\n" + "\n".join(rows) + (more if left_out else "")


def _note(note: Note) -> str:
    """Return one note: what it is, whose, on what; then its words, as data."""
    words = fenced_words(note.text, NOTE_CHARS_MAX, NOTE_LINES_MAX)
    return f"{_heading(note)}:\n\n{words or '> ...' + chr(10)}"


def _heading(note: Note) -> str:
    """Return what a note is, on one line that is ours."""
    weight = f"{note.weight // 10 / 100:.2f}"
    at_step = f" at {plain(note.step)}" if note.step else ""
    role = f" as {plain(note.role)}" if note.role else ""
    day = f", {plain(note.at)[:10]}" if note.at else ""
    on = ", ".join(map(plain, note.about[:ABOUT_MAX]))
    about = f"; on {on}" if on else ""
    who = f"{plain(note.author)}{role}{at_step}{day}"
    return f"{note.kind.value.capitalize()} ({weight}) by {who}{about}"[:300]
