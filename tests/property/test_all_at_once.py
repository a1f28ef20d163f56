"""All laws of a run, in runs in which all that may go otherwise does."""

from tests.laws.combined import combined_once


def test_every_law_holds_where_all_goes_otherwise() -> None:
    book = combined_once()

    assert book.breaks == []
    assert {law.__name__: why for law, why in book.broken.items()} == {}
