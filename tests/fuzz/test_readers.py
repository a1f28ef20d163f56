"""The short run of `make fuzz`: each reader, its own hostile documents, some damaged ones."""

import pytest

from tests.fuzz import reading as law
from tests.fuzz.every import readings
from tests.fuzz.giants import GIANTS, try_giant
from tests.fuzz.reading import Reading, Tally, TooSlow, judge, measure
from tests.fuzz.trying import try_batch

EXAMPLES = 8
NO_DOCUMENTS = (b"{}", b'{"verdicts": []}')  # of a shape that is made from types
GIANT_BYTES = 256 * 1024 * 1024


@pytest.mark.parametrize("reading", readings(), ids=lambda reading: reading.name)
def test_bytes_of_strangers_come_to_a_value_or_a_documented_error(reading: Reading) -> None:
    tally = Tally(reading.name)

    for content in reading.corpus:
        judge(reading, content, tally)
    for what, content in reading.hostile.items():
        judge(reading, content, tally, what)
    try_batch(reading, tally, 1, EXAMPLES)

    assert not tally.breaches


@pytest.mark.parametrize("reading", readings(), ids=lambda reading: reading.name)
def test_valid_document_is_read(reading: Reading) -> None:
    tally = Tally(reading.name)

    judge(reading, reading.corpus[0], tally)

    assert tally.refused == 0 or reading.corpus[0] in NO_DOCUMENTS


@pytest.mark.parametrize("name", GIANTS)
def test_giant_is_not_held(name: str) -> None:
    assert not try_giant(name, GIANT_BYTES).breaches


def _hangs(content: bytes) -> object:
    while True:
        pass


def test_reader_that_does_not_come_back_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law, "CPU_S_GIVEN_UP", 0.05)

    with pytest.raises(AssertionError, match="did not end"):
        judge(Reading("naive", _hangs, (b"",)), b"", Tally("naive"))


def test_reader_that_raises_what_nobody_documented_is_seen() -> None:
    naive = Reading(
        "naive", lambda content: content.decode("ascii"), (b"a",), documented=(KeyError,)
    )

    judge(naive, b"a", Tally("naive"))
    with pytest.raises(AssertionError, match="UnicodeDecodeError"):
        judge(naive, b"\xff", Tally("naive"))


def test_reader_that_fills_the_memory_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law, "PEAK_BYTES_MAX", 1024 * 1024)
    naive = Reading("naive", lambda content: content * 1000, (b"",))

    measure(naive, b"a", Tally("naive"))
    with pytest.raises(AssertionError, match="held"):
        measure(naive, b"a" * 4096, Tally("naive"))


def test_no_reader_can_keep_the_end_of_its_time_from_us() -> None:
    assert not issubclass(TooSlow, Exception)
