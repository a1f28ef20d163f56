"""Which faults are tried: drawn by a seed, some of each module."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gatewright.core.mutation import Mutant, mutate
from tests.core_coverage import CORE
from tests.mutants.faults import faults_of


@dataclass(frozen=True)
class Drawn:
    """A fault in a module; none in the run that shows that its tests are green without."""

    module: str
    content: bytes
    mutant: Mutant | None = None

    @property
    def path(self) -> Path:
        """Return the file of the module."""
        return CORE / f"{self.module}.py"

    @property
    def faulty(self) -> bytes:
        """Return the text of the module with the fault in it."""
        return mutate(self.content, self.mutant) if self.mutant else self.content

    @property
    def line(self) -> str:
        """Return the line that the fault is on."""
        number = self.mutant.line if self.mutant else 1
        return self.content.decode().split("\n")[number - 1].strip()


def draw(seed: str, count: int, modules: Sequence[str]) -> list[Drawn]:
    """Return the faults to try, module by module, each with a run without a fault before it."""
    names = modules or sorted(path.stem for path in CORE.glob("*.py"))
    return [each for name in names for each in _of_module(seed, count, name)]


def _of_module(seed: str, count: int, name: str) -> list[Drawn]:
    """Return at most `count` faults of one module, in the order of its text."""
    content = (CORE / f"{name}.py").read_bytes()
    faults = faults_of(f"{name}.py", content)
    chosen = random.Random(f"{seed} {name}").sample(range(len(faults)), min(count, len(faults)))
    drawn = [Drawn(name, content, faults[place]) for place in sorted(chosen)]
    return [Drawn(name, content), *drawn] if drawn else []
