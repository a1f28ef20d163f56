"""Which files may follow what a worker may change: a lock file its manifest, and no other way."""

from collections.abc import Iterator, Sequence

from gatewright.core.content.path_sets import covers
from gatewright.core.projects.companions import FOLLOWS
from gatewright.model.path_sets import PathSet
from gatewright.views.quoting_markdown import code


def companions(writes: Sequence[str], sets: Sequence[PathSet]) -> Iterator[str]:
    """Yield which files may follow which manifest, in words, unless they may be changed anyway."""
    leaders = list(dict.fromkeys(FOLLOWS.values()))
    covered = [leader for leader in leaders if covers(writes, leader, sets)]
    for leader in covered:
        names = [name for name, led in FOLLOWS.items() if led == leader]
        outside = [code(name) for name in names if not covers(writes, name, sets)]
        if outside:
            yield f"With {code(leader)}, what is made from it may change: {', '.join(outside)}."
    if not covered:
        yield "A lock file may follow its manifest."
