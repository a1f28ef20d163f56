"""One side of the bench: what came of each attempt, a line of JSON as soon as it is known."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.trust import engine
from gatewright.model.isolation import IsolationLevel
from tests.adversary.court import in_own_repository, leave, on_a_branch
from tests.adversary.everything import FAMILIES
from tests.adversary.family import Deed, Family, Outcome, Scene
from tests.adversary.trial import WHOLE
from tests.sandbox import levels

ENGINE, OURS = "engine", "ours"
ATTACK, TWIN = "attack", "twin"
ARENAS = (on_a_branch, in_own_repository)


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one attempt under one set-up."""

    family: str
    deed: str
    setup: str  # of the engine, or the level of ours
    is_accepted: bool
    is_harmed: bool  # by the word of the oracle
    is_through: bool
    stopped: str  # by what; "" where nothing did


def comparable() -> list[Family]:
    """Return the families that make sense on both sides: what they leave is files, or `.git`."""
    return [family for family in FAMILIES if family.arena in ARENAS]


def deed_of(family: Family, name: str) -> Deed:
    """Return the deed of this name."""
    return family.attack if name == ATTACK else family.twin


def setup_of(level: IsolationLevel) -> str:
    """Return the name of ours at a level."""
    return f"level {int(level)}"


def tell(side: str, folder: Path, ends_at: float, names: Sequence[str]) -> None:
    """Try families until the time is over: all attacks, then all twins."""
    wanted = [family for family in comparable() if family.name in names]
    try:
        for deed in (ATTACK, TWIN):
            for family in wanted:
                if time.monotonic() >= ends_at:
                    return
                for told in _try(side, folder, family, deed):
                    sys.stdout.write(json.dumps(asdict(told)) + "\n")
                    sys.stdout.flush()
    finally:
        leave()


def _try(side: str, folder: Path, family: Family, deed: str) -> Iterator[Told]:
    return _try_engine(folder, family, deed) if side == ENGINE else _try_ours(family, deed)


def _try_ours(family: Family, deed: str) -> Iterator[Told]:
    """Try at the strongest level here, and where the claim is another one without confinement."""
    strongest = levels()[-1]
    wanted = [strongest]
    is_level_told = family.claims.get(IsolationLevel.NONE) != family.claims.get(strongest)
    if is_level_told and deed == ATTACK and IsolationLevel.NONE in family.claims:
        wanted.append(IsolationLevel.NONE)
    for level in wanted:
        scene, outcome = family.arena(family, deed_of(family, deed), level, WHOLE)
        stopped = "; ".join(f"{check}: {codes[0]}" for check, codes in outcome.refusals.items())
        yield _told(family, deed, setup_of(level), (scene, outcome, stopped))


_numbers = iter(range(10**6))


def _try_engine(folder: Path, family: Family, deed: str) -> Iterator[Told]:
    """Try under each set-up, or once where one run tells of all.

    A set-up begins with the steps of the one before. So a run under the longest says of each where
    it would have ended; but for harm that a step itself may do.
    """
    if family.is_effect:
        for setup in engine.SETUPS:
            found = engine.attempt(folder, family, deed, setup, next(_numbers))
            yield _told(family, deed, setup, found)
        return
    *_, longest = engine.SETUPS
    scene, outcome, stopped = engine.attempt(folder, family, deed, longest, next(_numbers))
    passed = engine.setups_passed(stopped)
    for setup in engine.SETUPS:
        is_past = setup in passed
        seen = Outcome(is_past, {}, outcome.said, outcome.tree)
        yield _told(family, deed, setup, (scene, seen, "" if is_past else stopped))


def _told(family: Family, deed: str, setup: str, found: tuple[Scene, Outcome, str]) -> Told:
    scene, outcome, stopped = found
    is_harmed = family.harm(scene, outcome)
    is_through = is_harmed and (family.is_effect or outcome.accepted)
    return Told(family.name, deed, setup, outcome.accepted, is_harmed, is_through, stopped)
