"""Gives a reader what is hostile, then what is random, and tells what it did."""

import time

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.hostile import hostile_documents
from tests.fuzz.mutations import contents
from tests.fuzz.reading import Reading, Tally, judge, measure

BATCH = 200
MEASURED_EACH = 50  # tracemalloc makes a reader several times slower
MEASURED_S_MAX = 0.3


def try_hostile(reading: Reading) -> Tally:
    """Return what came of every document that was written to hurt; it goes on after a breach."""
    tally = Tally(reading.name)
    documents = [(f"valid {at}", one) for at, one in enumerate(reading.corpus)]
    documents += [*hostile_documents(reading.families), *reading.hostile.items()]
    for what, content in documents:
        try:
            if judge(reading, content, tally, what) < MEASURED_S_MAX:
                measure(reading, content, tally, what)
        except AssertionError:
            continue
    return tally


def try_random(reading: Reading, tally: Tally, seconds: float) -> None:
    """Try random and damaged documents for about that long, or until one breaks the law."""
    ends_at = time.monotonic() + seconds
    number = 0
    while time.monotonic() < ends_at:
        number += 1
        try:
            try_batch(reading, tally, number, BATCH)
        except AssertionError as error:
            tally.breaches[:] = [*dict.fromkeys(tally.breaches)][:20]
            tally.breaches.append("\n".join(getattr(error, "__notes__", [])))
            return


def try_batch(reading: Reading, tally: Tally, number: int, count: int) -> None:
    """Try `count` documents; `number` chooses which. Raises: AssertionError."""

    @seed(number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(contents(reading))
    def law(content: bytes) -> None:
        judge(reading, content, tally)
        if tally.examples % MEASURED_EACH == 0:
            measure(reading, content, tally)

    law()
