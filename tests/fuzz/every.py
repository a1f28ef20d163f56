"""All readers, by name."""

from functools import cache

from tests.fuzz import definitions, keeping, letters, manifests, reports, tools
from tests.fuzz.giants import GIANTS
from tests.fuzz.reading import Reading


@cache
def _every() -> dict[str, Reading]:
    every = (
        *reports.READINGS,
        *tools.readings(),
        *manifests.READINGS,
        *definitions.READINGS,
        *keeping.READINGS,
        *letters.READINGS,
    )
    by_name = {reading.name: reading for reading in every}
    assert len(by_name) == len(every), "two readers have one name"
    return by_name


def readings() -> tuple[Reading, ...]:
    """Return every reader that takes a document."""
    return tuple(_every().values())


def reading_called(name: str) -> Reading:
    """Return one reader."""
    return _every()[name]


def names() -> tuple[str, ...]:
    """Return the names of all readers, those of giants last."""
    return (*_every(), *GIANTS)
