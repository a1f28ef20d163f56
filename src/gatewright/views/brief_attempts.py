"""What a brief says of an earlier attempt: why it did not hold, in the words of every refusal."""

from gatewright.model.brief import EarlierAttempt
from gatewright.model.verdicts import Reason, Status
from gatewright.views.quoting import plain, quoted
from gatewright.views.quoting_markdown import fenced_words
from gatewright.views.refusal import PlaceView, RefusalView, refusal_view

REASONS_MAX = 12
PLACES_MAX = 10
TAIL_LINES_MAX = 20
_SAID_CHARS_MAX = 1200
_CLAUSE_CHARS_MAX = 600


def attempt_forms(attempt: EarlierAttempt) -> tuple[str, ...]:
    """Return the account of an attempt, from the whole to the shortest form."""
    views = [refusal_view(one, Status.FAIL) for one in attempt.reasons[:REASONS_MAX]]
    heading = f"## Attempt {attempt.number} did not hold\n\nIt ended: {attempt.ended.value}.\n"
    person = _person(attempt)
    lines = "".join(_four_lines(view) for view in views)
    whole = "".join(_four_lines(view) + _evidence(view) for view in views)
    more = _more(attempt.reasons)
    short = heading + person + "".join(f"\n{_headline(view)}" for view in views) + more
    return (
        heading + person + whole + more + _said(attempt),
        heading + person + whole + more,
        heading + person + lines + more,
        short,
    )


def _person(attempt: EarlierAttempt) -> str:
    """Return the words of a person who sent the attempt back."""
    if not attempt.because.strip():
        return ""
    return f"\nA person sent it back:\n\n{fenced_words(attempt.because, _SAID_CHARS_MAX)}"


def _four_lines(view: RefusalView) -> str:
    """Return a refusal as every face shows it."""
    parts = {"wanted": view.wanted, "found": view.found, "then": view.then, "you": view.you}
    lines = (f"      {name:<8} {_clause(text)}\n" for name, text in parts.items() if text)
    return f"\n{_headline(view)}{''.join(lines)}"


def _headline(view: RefusalView) -> str:
    return f"    {_clause(view.headline)}  [{plain(view.code)}]\n"


def _clause(text: str) -> str:
    """Return one part on one line, cut."""
    return plain(text)[:_CLAUSE_CHARS_MAX]


def _evidence(view: RefusalView) -> str:
    """Return where it is, quoted like all that a stranger may name, and what the tool said."""
    places = "".join(f"      at       {_place(place)}\n" for place in view.places[:PLACES_MAX])
    tail = quoted(view.tail, lines_max=TAIL_LINES_MAX)
    said = "\nThe tool said, quoted:\n\n" + "".join(f"> {line}\n" for line in tail) if tail else ""
    return places + said


def _place(place: PlaceView) -> str:
    where = f"{plain(place.path)}:{place.line}" if place.line else plain(place.path)
    return _clause(f"{where} {place.text}").rstrip()


def _said(attempt: EarlierAttempt) -> str:
    """Return the last words of the worker who tried."""
    lines = quoted(attempt.said[-_SAID_CHARS_MAX:], lines_max=TAIL_LINES_MAX)
    quotation = "".join(f"> {line}\n" for line in lines)
    return f"\nThe worker's last words, quoted:\n\n{quotation}" if lines else ""


def _more(reasons: tuple[Reason, ...]) -> str:
    """Return how many reasons are not told."""
    more = len(reasons) - REASONS_MAX
    return f"\nAnd {more} more of these.\n" if more > 0 else ""
