"""Try a family: the attack at each level, the twin, and the attack with its defence left out."""

import time
from collections.abc import Sequence

from gatewright.model.isolation import IsolationLevel
from gatewright.model.records import dataclass, field
from tests.adversary.family import Claim, Family, Outcome, Scene

WHOLE: frozenset[str] = frozenset()


@dataclass(slots=True)
class Row:
    """What came of one family."""

    family: Family
    attacks: int = 0
    held: int = 0  # attacks that went as is claimed
    twin_is_accepted: bool = False
    naive_let_through: bool = False
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.misses


def try_family(family: Family, levels: Sequence[IsolationLevel]) -> Row:
    """Return what came of `family` at those of `levels` that it speaks of."""
    row, started = Row(family), time.monotonic()
    wanted = [level for level in levels if level in family.claims]
    for level in wanted:
        _try_attack(row, level)
    if wanted:
        _try_twin(row, wanted[-1])
        _try_naive(row, wanted[-1])
    row.seconds = time.monotonic() - started
    return row


def _try_attack(row: Row, level: IsolationLevel) -> None:
    family, claim = row.family, row.family.claims[level]
    scene, outcome = family.arena(family, family.attack, level, WHOLE)
    row.attacks += 1
    wrong = _compare(family, claim, scene, outcome)
    row.held += not wrong
    if wrong:
        row.misses.append(f"level {int(level)}: claimed {claim}, but {wrong}: {_brief(outcome)}")


def _compare(family: Family, claim: Claim, scene: Scene, outcome: Outcome) -> str:
    """Return in what an attack went otherwise than claimed; "" where it did not."""
    is_harm = family.harm(scene, outcome)
    succeeded = (family.is_effect or outcome.accepted) and is_harm
    match claim:
        case Claim.NOT_COVERED:
            return "" if succeeded else "it did not succeed"
        case Claim.PREVENTED if is_harm:
            return "harm was done"
        case Claim.PREVENTED if not family.code:
            return ""
        case Claim.DETECTED if not is_harm:
            return "the attack does no harm, so it shows nothing"
        case _ if family.code not in outcome.refusals.get(family.check, ()):
            return f"{family.refused_by} did not refuse it"
    return ""


def _try_twin(row: Row, level: IsolationLevel) -> None:
    family = row.family
    scene, outcome = family.arena(family, family.twin, level, WHOLE)
    if family.harm(scene, outcome):
        row.misses.append(f"the twin does harm: {_brief(outcome)}")
    elif not outcome.accepted:
        row.misses.append(f"the twin is refused: {_brief(outcome)}")
    else:
        row.twin_is_accepted = True


def _try_naive(row: Row, level: IsolationLevel) -> None:
    """See the attack succeed where its defence is left out; it may need none."""
    family = row.family
    if not family.without:
        assert set(family.claims.values()) == {Claim.NOT_COVERED}, "BUG: no defence is named"
        row.naive_let_through = True
        return
    scene, outcome = family.arena(family, family.attack, level, family.without)
    row.naive_let_through = family.succeeds(scene, outcome)
    if not row.naive_let_through:
        row.misses.append(
            f"without {', '.join(sorted(family.without))} it fails too: {_brief(outcome)}"
        )


def _brief(outcome: Outcome) -> str:
    return "accepted" if outcome.accepted else str(dict(outcome.refusals))
