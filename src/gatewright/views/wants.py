"""What a run wants of people, as its row keeps it: a list shows it without folding a run.

A row is disposable and nothing is admitted on its word. Small to import: lists are asked for often.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from gatewright.views.inbox import InboxRowView

QUESTION_CHARS_MAX = 300
NAMING = "why"  # shows what nobody could answer, and where people are named
WORDS = ("kind", "step", "question", "size", "verb")


@dataclass(frozen=True, slots=True)
class Want:
    """One thing that a person is wanted for, and who that may be."""

    kind: str  # "decide", "answer", "do"
    step: str
    question: str
    size: str  # "2 items"; may be empty
    verb: str  # what is typed, before the number of the run
    of: tuple[tuple[str, str], ...] = ()  # principal and role; "" is anybody, or no role


@dataclass(frozen=True, slots=True)
class AskedOf:
    """One thing that somebody is wanted for, and as what."""

    want: Want
    role: str
    names_step: bool  # whether what is typed has to say which step is meant


def asked_of(wants: Sequence[Want], person: str) -> tuple[AskedOf, ...]:
    """Return what is wanted of `person`: the same for each run that stops so."""
    several = len({want.step for want in wants if want.verb == "approve"}) > 1
    return tuple(
        AskedOf(want, role, want.verb == "checkout" or (want.verb == "approve" and several))
        for want in wants
        for role in [next((role for who, role in want.of if who in ("", person)), None)]
        if role is not None
    )


def rows_for(asked: Iterable[AskedOf], run: str, slug: str, since: str) -> list[InboxRowView]:
    """Return a row for each thing that is asked."""
    return [_row_for(each, run, slug, since) for each in asked]


def _row_for(asked: AskedOf, run: str, slug: str, since: str) -> InboxRowView:
    """Return the row of one thing. By place: there may be ten thousand, and names take as long."""
    want = asked.want
    command = (want.verb, run, want.step) if asked.names_step else (want.verb, run)
    told = (want.kind, want.step, want.question, asked.role, want.size)
    return InboxRowView(run, slug, since, *told, command)


def is_wanted(wants: Iterable[Want], person: str) -> bool:
    """Return whether anything is wanted of `person`."""
    return any(who in ("", person) for want in wants for who, _ in want.of)


def wants_text(wants: Iterable[Want]) -> str:
    """Return `wants` as a row keeps them."""
    return json.dumps([asdict(each) for each in wants], separators=(",", ":"))


@lru_cache(maxsize=1024)  # runs of one workflow stop at the same questions; nobody alters them
def parse_wants(text: str) -> tuple[Want, ...] | None:
    """Return what `wants_text` wrote; None for a row that does not say, or says it otherwise."""
    try:
        found = json.loads(text)
        return tuple(map(_want_of, found)) if isinstance(found, list) else None
    except (ValueError, TypeError, KeyError):
        return None


def _want_of(plain: dict[str, object]) -> Want:
    """Return one want. Raises: TypeError, ValueError, KeyError for what is none."""
    kind, step, question, size, verb = (str(plain[name]) for name in WORDS)
    people = plain["of"]
    if not isinstance(people, list):
        raise TypeError("no want")
    of = tuple((str(who), str(role)) for who, role in people)
    return Want(kind, step, question, size, verb, of)
