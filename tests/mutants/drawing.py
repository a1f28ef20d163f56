"""Which faults are tried: drawn by a seed, some of each module."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gatewright.core.code.mutation import Mutant, mutate
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
        return file_of(self.module)

    @property
    def faulty(self) -> bytes:
        """Return the text of the module with the fault in it."""
        return mutate(self.content, self.mutant) if self.mutant else self.content

    @property
    def line(self) -> str:
        """Return the line that the fault is on."""
        number = self.mutant.line if self.mutant else 1
        return self.content.decode().split("\n")[number - 1].strip()


def file_of(module: str) -> Path:
    """Return the file of a module of `core`, named from there: `state.run_state`."""
    return CORE.joinpath(*module.split(".")).with_suffix(".py")


def _name_of(path: Path) -> str:
    """Return how the module of a file is named from `core` on."""
    return ".".join(path.relative_to(CORE).with_suffix("").parts)


def draw(seed: str, count: int, modules: Sequence[str]) -> list[Drawn]:
    """Return the faults to try, module by module, each with a run without a fault before it."""
    names = modules or sorted(_name_of(path) for path in CORE.rglob("*.py"))
    return [each for name in names for each in _of_module(seed, count, name)]


def _of_module(seed: str, count: int, name: str) -> list[Drawn]:
    """Return at most `count` faults of one module, in the order of its text."""
    path = file_of(name)
    content = path.read_bytes()
    faults = faults_of(path.name, content)
    chance = random.Random(f"{seed} {path.stem}")
    chosen = chance.sample(range(len(faults)), min(count, len(faults)))
    drawn = [Drawn(name, content, faults[place]) for place in sorted(chosen)]
    return [Drawn(name, content), *drawn] if drawn else []
