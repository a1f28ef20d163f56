"""One side of the bench: what came of each attempt, a line of JSON as soon as it is known."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.trust import engine, people
from gatewright.model.isolation import IsolationLevel
from gatewright.model.records import asdict, dataclass
from tests.adversary.court import leave
from tests.adversary.everything import FAMILIES
from tests.adversary.family import Deed, Family, Outcome, Scene
from tests.adversary.trial import WHOLE
from tests.sandbox import levels

ENGINE, OURS = "engine", "ours"
ATTACK, TWIN = "attack", "twin"
OURS_ALONE = ("gatewright-configuration",)
ARENAS = ("on_a_branch", "in_own_repository", "in_a_lane")


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
    """Return the families that make sense on both sides.

    They are about what a worker does where it works, or have a counterpart in `people`. The
    others are about what only one side has.
    """
    return [
        family
        for family in FAMILIES
        if family.name not in OURS_ALONE
        and (family.arena.__name__ in ARENAS or family.name in people.DEALS)
    ]


def deed_of(family: Family, name: str) -> Deed:
    """Return the deed of this name."""
    return family.attack if name == ATTACK else family.twin


def setup_of(level: IsolationLevel) -> str:
    """Return the name of ours at a level."""
    return f"level {int(level)}"


def tell(side: str, folder: Path, ends_at: float, names: Sequence[str]) -> None:
    """Try families until the time is over: all attacks, then the twins of those that were stopped.

    Where nothing stopped an attack, its twin tells nothing.
    """
    wanted = [family for family in comparable() if family.name in names]
    try:
        stopped = [
            family for family in wanted if _tell_one(side, folder, ends_at, (family, ATTACK))
        ]
        for family in stopped:
            _tell_one(side, folder, ends_at, (family, TWIN))
    finally:
        leave()


def _tell_one(side: str, folder: Path, ends_at: float, what: tuple[Family, str]) -> bool:
    """Return whether something stopped it."""
    if time.monotonic() >= ends_at:
        return False
    try:
        told = list(_try_engine(folder, *what) if side == ENGINE else _try_ours(*what))
    except Exception as error:  # noqa: BLE001  # of one family: the others are still to be tried
        sys.stderr.write(f"{side}: {what[0].name} crashed: {type(error).__name__}: {error}\n")
        return False
    for one in told:
        sys.stdout.write(json.dumps(asdict(one)) + "\n")
    sys.stdout.flush()
    return any(one.stopped for one in told)


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
    if family.name in people.DEALS:
        yield from _try_deal(folder, family, deed)
        return
    *_, longest = engine.SETUPS
    is_each = family.is_effect and deed == ATTACK
    for setup in engine.SETUPS if is_each else (longest,):
        scene, outcome, stopped = engine.attempt(
            folder, family, deed_of(family, deed), setup, next(_numbers)
        )
        passed = engine.setups_passed(stopped)
        for said in (setup,) if is_each else engine.SETUPS:
            is_past = said in passed
            seen = Outcome(is_past, {}, outcome.said, outcome.tree)
            yield _told(family, deed, said, (scene, seen, "" if is_past else stopped))


def _try_deal(folder: Path, family: Family, deed: str) -> Iterator[Told]:
    """Try what is about decisions; the commands make no difference to it."""
    stopped, is_harmed = people.try_deal(folder, family.name, deed == ATTACK, next(_numbers))
    for setup in engine.SETUPS:
        is_through = is_harmed and (family.is_effect or not stopped)
        yield Told(family.name, deed, setup, not stopped, is_harmed, is_through, stopped)


def _told(family: Family, deed: str, setup: str, found: tuple[Scene, Outcome, str]) -> Told:
    scene, outcome, stopped = found
    is_harmed = family.harm(scene, outcome)
    is_through = is_harmed and (family.is_effect or outcome.accepted)
    return Told(family.name, deed, setup, outcome.accepted, is_harmed, is_through, stopped)
