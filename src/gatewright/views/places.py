"""Neighbouring lines that say the same, put together: ten lines that never ran are one place."""

from collections.abc import Sequence

from gatewright.model.records import dataclass, replace
from gatewright.views.refusal import PlaceView


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines `first` to `last` of a file; both 0 for the whole file."""

    path: str
    first: int
    last: int
    text: str

    @property
    def where(self) -> str:
        """Return `path:first-last`, or less where less says it."""
        if not self.first:
            return self.path
        end = f"-{self.last}" if self.last > self.first else ""
        return f"{self.path}:{self.first}{end}"


def join_places(places: Sequence[PlaceView]) -> tuple[Stretch, ...]:
    """Return `places` in their order, each run of following lines as one."""
    joined: list[Stretch] = []
    for place in places:
        last = joined[-1] if joined else None
        if last and _follows(place, last):
            joined[-1] = replace(last, last=place.line)
        else:
            joined.append(Stretch(place.path, place.line, place.line, place.text))
    return tuple(joined)


def _follows(place: PlaceView, last: Stretch) -> bool:
    is_alike = (place.path, place.text) == (last.path, last.text)
    return is_alike and last.first > 0 and place.line == last.last + 1
