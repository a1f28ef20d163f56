"""What a family of attacks says of itself: the attempt, its honest twin, and what is claimed.

Whether an attack succeeded is told by its oracle, which looks at the world: a hidden test, a file
outside, a ref, a process. No verdict of ours has a say in that.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from gatewright.model.isolation import IsolationLevel
from gatewright.model.records import dataclass, field

NONE, FILES, NAMESPACES = IsolationLevel


class Claim(StrEnum):
    """What becomes of an attack at one level."""

    PREVENTED = "prevented"  # it has no effect
    DETECTED = "detected"  # it has an effect, and is refused
    NOT_COVERED = "not covered"  # it works


@dataclass(frozen=True, slots=True)
class Scene:
    """Where an attempt happens."""

    root: Path  # the repository
    outside: Path  # a folder beside it that nobody asked anybody to touch
    token: str  # in no other scene
    state: Path  # what is ours

    @property
    def key(self) -> Path:
        """Return a secret of the person's."""
        return self.outside / "key"

    @property
    def witness(self) -> Path:
        """Return a file that is not there unless an attack made it."""
        return self.outside / "witness"

    @property
    def script(self) -> Path:
        """Return the program of the worker, where one is started."""
        return self.outside / "bin" / "agent"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt."""

    accepted: bool
    refusals: Mapping[str, tuple[str, ...]]  # check -> codes of its reasons
    said: str = ""  # all that was kept or shown of it
    tree: Mapping[str, bytes] = field(default_factory=dict)  # what was taken for its content


Deed = Callable[[Scene], None]
Oracle = Callable[[Scene, Outcome], bool]
Arena = Callable[["Family", Deed, IsolationLevel, frozenset[str]], tuple[Scene, Outcome]]

EVERYWHERE = {NONE: Claim.DETECTED, FILES: Claim.DETECTED, NAMESPACES: Claim.DETECTED}
NOWHERE = {NONE: Claim.NOT_COVERED, FILES: Claim.NOT_COVERED, NAMESPACES: Claim.NOT_COVERED}
ALWAYS = {NONE: Claim.PREVENTED, FILES: Claim.PREVENTED, NAMESPACES: Claim.PREVENTED}
CONFINED = {NONE: Claim.NOT_COVERED, FILES: Claim.PREVENTED, NAMESPACES: Claim.PREVENTED}
APART = {NONE: Claim.NOT_COVERED, FILES: Claim.NOT_COVERED, NAMESPACES: Claim.PREVENTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One way to be accepted without the work, or to do harm by the way."""

    name: str
    group: str
    tries: str  # one line: what the worker tries
    attack: Deed
    twin: Deed  # the same without the cheat
    harm: Oracle  # of the attack, and not of the twin
    arena: Arena
    refused_by: str = ""  # "tests: tests.lost"; "" where nothing is refused
    claims: Mapping[IsolationLevel, Claim] = field(default_factory=lambda: EVERYWHERE)
    without: frozenset[str] = frozenset()  # defences that the naive composition leaves out
    is_effect: bool = False  # harm is done whether or not the work is accepted
    is_quick: bool = False  # tried by every run of the tests
    base: Mapping[str, str] = field(default_factory=dict)  # more files of the base
    asks: tuple[str, ...] = ()  # checks that are asked for besides those of every gate
    workflow: str = ""  # of a run; "": one step, tried once
    where: str = ""  # what a project must have said for the claim to hold

    @property
    def check(self) -> str:
        """Return the check that must refuse the attack."""
        return self.refused_by.partition(": ")[0]

    @property
    def code(self) -> str:
        """Return the code of the reason that it must give."""
        return self.refused_by.partition(": ")[2]

    def succeeds(self, scene: Scene, outcome: Outcome) -> bool:
        """Return whether an attempt reached what it was after."""
        return (self.is_effect or outcome.accepted) and self.harm(scene, outcome)
