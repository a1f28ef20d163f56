"""Whatever a run claims, it claims across its definitions, and the engine never breaks."""

from tests.laws.laws_of_upgrades import LAWS
from tests.laws.upgrading import upgraded_once


def test_every_law_holds_where_definitions_change() -> None:
    book = upgraded_once()

    assert len(book.seen) > len(LAWS)
    assert book.breaks == []
    assert {law.__name__: why for law, why in book.broken.items()} == {}
