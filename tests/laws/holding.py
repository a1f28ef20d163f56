"""Whether a law held in all runs that were told whatever may reach them."""

from tests.laws.schedule import find_smallest, told_once
from tests.laws.seen import Seen, is_brief
from tests.laws.tale import Law


def holds(seen: Seen, law: type[Law]) -> None:
    """Demand that `law` held; show the smallest run in which it does not."""
    book = told_once()
    seen.counts = book.seen[law]
    if law in book.broken and not is_brief():
        find_smallest(law)
    assert law not in book.broken, book.broken[law]
