"""A refusal in four lines: wanted, found, then, you. One wording for people, scripts and agents."""

from gatewright.model.records import dataclass
from gatewright.model.verdicts import Place, Reason, Status

THEN: dict[Status, str] = {
    Status.FAIL: "this blocks until it holds; nothing of yours was changed",
    Status.ERROR: "this blocks too: what could not be judged is not passed",
    Status.WAIVED: "this does not block: it was waived",
    Status.NOT_APPLICABLE: "this does not block: it does not apply here",
    Status.PENDING: "this waits",
    Status.PASS: "this does not block",
}

ADVICE = "this does not block: the check only advises"


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where something is; `line` 0 means the whole file."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class RefusalView:
    """One reason, in the parts that every face shows in this order."""

    code: str
    headline: str
    wanted: str
    found: str
    then: str  # what the program does by itself
    you: str  # what a person may do; may be empty
    places: tuple[PlaceView, ...]
    tail: str  # said by a tool; to be quoted, never trusted


def refusal_view(reason: Reason, status: Status, *, is_advisory: bool = False) -> RefusalView:
    """Return `reason` of a verdict `status` in its four parts."""
    return RefusalView(
        code=reason.code,
        headline=reason.headline,
        wanted=reason.wanted,
        found=reason.found,
        then=ADVICE if is_advisory else THEN[status],
        you=reason.way_out,
        places=tuple(_place_view(place) for place in reason.places),
        tail=reason.tail,
    )


def _place_view(place: Place) -> PlaceView:
    return PlaceView(place.path, place.line, place.text)
