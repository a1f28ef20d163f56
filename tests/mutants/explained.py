"""The survivors that have an explanation: why no test should notice them, or need not."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from gatewright.core.code.mutation import Mutant
from tests.mutants.drawing import file_of
from tests.mutants.faults import faults_of

FILE = Path(__file__).with_name("explained.toml")


@dataclass(frozen=True)
class Explained:
    """A fault that may survive. It is known by the text of its line, wherever that stands."""

    module: str
    line: str
    fault: str  # as `said` by the mutant
    why: str

    def is_of(self, module: str, lines: list[str], mutant: Mutant) -> bool:
        """Return whether this is said of `mutant`."""
        text = lines[mutant.line - 1].strip()
        return (self.module, self.line, self.fault) == (module, text, mutant.said)


def explained() -> tuple[Explained, ...]:
    """Return what is explained, in the order of the file."""
    rows = tomllib.loads(FILE.read_text())["survivor"]
    return tuple(Explained(**row) for row in rows)


def stale() -> list[Explained]:
    """Return the explanations of faults that do not fit into the code any more."""
    return [each for each in explained() if not _fits(each)]


def _fits(each: Explained) -> bool:
    path = file_of(each.module)
    if not path.exists():
        return False
    content = path.read_bytes()
    lines = content.decode().split("\n")
    return any(each.is_of(each.module, lines, fault) for fault in faults_of(path.name, content))
