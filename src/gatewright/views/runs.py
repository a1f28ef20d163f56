"""All runs of a repository, sorted by who must act. Made of rows; nothing is folded."""

from collections.abc import Sequence
from dataclasses import dataclass

from gatewright.views.quoting import plain

SCHEMA = "gatewright.status/1"
YOU, READY, OTHERS, MOVING = "you", "ready", "others", "moving"
STOPPED, DONE = "stopped", "done"
ABORTING = "aborting"  # it goes on by itself, and some are told
GROUPS = (YOU, READY, OTHERS, MOVING, STOPPED, DONE)
GROUP_OF = {
    "waits": YOU,
    "moving": MOVING,
    ABORTING: MOVING,
    "blocked": STOPPED,
    "completed": READY,
    "partial": READY,
    "aborted": DONE,
    "landed": DONE,
}

VERBS = {
    "completed": "land",
    "partial": "land",
    "blocked": "why",
    "moving": "run",
    "aborting": "run",
}


@dataclass(frozen=True, slots=True)
class RowView:
    """One run in a list."""

    run_id: str
    slug: str
    group: str
    workflow: str
    state: str
    waits_for: str
    question: str
    step: str
    updated_at: str
    command: str  # what a person types about it: "approve 12"


@dataclass(frozen=True, slots=True)
class StatusView:
    """Every run, those first that a person must act on."""

    schema: str
    repository: str
    rows: tuple[RowView, ...]


def status_view(repository: str, rows: Sequence[RowView]) -> StatusView:
    """Return the rows in the order in which they matter; each group by number."""
    ordered = sorted(rows, key=lambda row: (GROUPS.index(row.group), _number(row.run_id)))
    return StatusView(SCHEMA, plain(repository), tuple(ordered))


def group_of(state: str, *, is_wanted: bool) -> str:
    """Return whose turn it is; `is_wanted` says of who looks whether anything is wanted of them."""
    group = GROUP_OF.get(state, MOVING)
    is_for_some = group in (YOU, STOPPED) or state == ABORTING
    return OTHERS if is_for_some and not is_wanted else group


def command_of(run_id: str, state: str, verb: str) -> str:
    """Return what a person types about a run, without the program's name.

    Shape: `verb` settles what a run that waits asks; "" where its row does not say.
    """
    if state == "waits":
        words = " TEXT" if verb == "answer" else ""
        return f"{verb or 'status'} {run_id}{words}"
    return f"{VERBS.get(state, 'log')} {run_id}"


def _number(run_id: str) -> int:
    return int(run_id) if run_id.isdecimal() else 0
