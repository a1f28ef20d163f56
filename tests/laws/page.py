"""docs/laws.md: each law in a sentence, its test, the defect that it finds, how often it came up.

Written anew by `make laws-page`, from a run in which the examples are those of `make test`.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.broken.defects import ROOT, Defect, laws_by_file
from tests.laws.seen import Seen

PAGE = ROOT / "docs" / "laws.md"
HEAD = """# The laws of a run

What the engine claims whatever reaches it, in any order. Each law is a test that tells runs drawn
by chance whatever may reach them: late, twice, out of order, forged, or never. The laws of the
shell let whole runs die, lose words, jump in time or find no space. A law that is never exercised
says nothing, so each test counts how often there was something for it to say, and fails under a
floor.

- `make laws` tries them by a new seed, which it prints and takes: `make laws SEED=7`.
- `make broken` breaks each law by its defect, in a copy, and demands that its test finds it and
  no other does; the others get fewer runs then.

The counts are of one run of `make test`; the floor is in the test.

| law | its test | its defect | it came up |
|---|---|---|---|
"""


def page_of(table: Mapping[str, Seen], defects: Iterable[Defect]) -> str:
    """Return the page."""
    by_law = {each.law: each for each in defects}
    rows = [
        _row(path, table[law], by_law.get(law))
        for path, names in laws_by_file().items()
        for law in names
    ]
    return HEAD + "\n".join(rows) + "\n"


def _row(path: Path, seen: Seen, defect: Defect | None) -> str:
    test = f"`{path.relative_to(ROOT).as_posix()}::{seen.law}`"
    counts = ", ".join(f"{name} {seen.counts[name]}" for name in seen.floors)
    broken = "none"
    if defect is not None:
        file = defect.path.name
        broken = f"{defect.words} [{file.partition('-')[0]}](../tests/broken/{file})"
    return f"| {seen.sentence} | {test} | {broken} | {counts} |"
