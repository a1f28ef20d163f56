"""How often a law was exercised: counted by its test, held against floors, kept for the table."""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, settings

CHANCE = "GATEWRIGHT_LAW_CHANCE"
"""Set by `make laws`: examples are drawn by a new seed. Otherwise they are the same each time, as
long as the code is: Hypothesis draws some numbers from those that stand in it, too."""

WRITE = "GATEWRIGHT_LAW_PAGE"
"""Set by `make laws-page`: the page of the laws is written anew."""

BRIEF = "GATEWRIGHT_LAW_BRIEF"
"""Set by `make broken`: fewer trials, no floors, and no search for the smallest example."""

FEW = "few"
"""What it is set to for the laws that a defect does not break: fewer still."""


@dataclass
class Seen:
    """What one law was about, and how often."""

    law: str  # the name of its test
    sentence: str
    counts: Counter[str] = field(default_factory=Counter)
    floors: Mapping[str, int] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """Return the counts in words, those with a floor first."""
        names = [*self.floors, *sorted(self.counts.keys() - self.floors.keys())]
        floors = {name: f" (floor {floor})" for name, floor in self.floors.items()}
        return ", ".join(f"{name} {self.counts[name]}{floors.get(name, '')}" for name in names)

    def at_least(self, **floors: int) -> None:
        """Demand that each situation came up so often. Floors are far below the usual."""
        self.floors = {name.replace("_", " "): floor for name, floor in floors.items()}
        below = [
            f"{name} {self.counts[name]} < {f}"
            for name, f in self.floors.items()
            if self.counts[name] < f
        ]
        assert is_brief() or below == [], f"seldom exercised: {below}"


TABLE: dict[str, Seen] = {}  # of the laws that were tried in this process


def drawn(examples: int, steps: int = 50) -> settings:
    """Return how examples are drawn: by chance in `make laws`, the same each time elsewhere."""
    return settings(
        max_examples=max(1, examples // 3) if os.environ.get(BRIEF) == FEW else examples,
        stateful_step_count=steps,
        derandomize=not os.environ.get(CHANCE),
        database=None,
        deadline=None,
        phases=[Phase.generate] if is_brief() else tuple(Phase),
        suppress_health_check=list(HealthCheck),
    )


def as_many(count: int) -> int:
    """Return how many of `count` are tried."""
    if os.environ.get(BRIEF) == FEW:
        return max(1, count // 4)
    return count // 2 if is_brief() else count


def is_brief() -> bool:
    """Return whether it is only to be seen which laws hold."""
    return bool(os.environ.get(BRIEF))
