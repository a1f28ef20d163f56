"""The patches beside this file: which law each breaks, and by what."""

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_LAW = re.compile(r"^def (test_\w+)\(", re.MULTILINE)


@dataclass(frozen=True)
class Defect:
    """A patch, and what its header says of it."""

    path: Path
    law: str
    words: str


def defects() -> list[Defect]:
    """Return every defect, by number."""
    return [_read(path) for path in sorted(HERE.glob("*.patch"))]


def _read(path: Path) -> Defect:
    head = dict(line.split(": ", 1) for line in path.read_text().splitlines()[:2])
    return Defect(path, head["Law"], head["Defect"])


def laws_by_file() -> dict[Path, list[str]]:
    """Return the names of the tests of laws, by the file that they stand in."""
    pages = sorted((ROOT / "tests" / "laws").glob("test_*.py"))
    return {page: _LAW.findall(page.read_text()) for page in pages}


def laws() -> list[str]:
    """Return the name of the test of every law, in the order in which they are written."""
    return [name for names in laws_by_file().values() for name in names]
