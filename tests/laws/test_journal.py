"""What is kept: nothing newer is guessed at, and nothing altered is believed."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.journal.chain import Stored
from gatewright.journal.codec import KINDS, Newer, decode, encode
from tests.laws.seen import Seen, as_many, drawn
from tests.property.test_event_codec import events
from tests.property.test_journal_damage import (
    change_used_byte,
    copied,
    looked_at,
    write_journal,
)

TRIALS = 400


def test_event_of_a_newer_program_is_refused(seen: Seen) -> None:
    """An event of a version that this program does not know is refused, never read as if it did."""

    @drawn(150)
    @given(events(), st.integers(1, 9))
    def law(event: object, ahead: int) -> None:
        stored = encode(event)  # type: ignore[arg-type]
        assert decode(stored) == event
        newer = Stored(stored.type_name, KINDS[stored.type_name].version + ahead, stored.payload)
        with pytest.raises(Newer):
            decode(newer)
        seen.counts["refused"] += 1

    law()
    seen.at_least(refused=37)


def test_altered_journal_is_never_believed(
    seen: Seen, tmp_path: Path, chance: random.Random
) -> None:
    """No byte of the file can be changed so that another value is read and no fault is found."""
    written = write_journal(tmp_path / "made", keep_log=False)
    locks = tmp_path / "made" / "locks"
    before, _ = looked_at(copied(written, tmp_path / "before"), locks)

    for number in range(as_many(TRIALS)):
        copy = copied(written, tmp_path / str(number % 2))
        change_used_byte(copy, chance)
        found_read, faults = looked_at(copy, locks)
        seen.counts["altered"] += found_read != before
        seen.counts["found"] += bool(faults)
        assert faults or found_read == before, number
    seen.at_least(altered=96, found=98)
