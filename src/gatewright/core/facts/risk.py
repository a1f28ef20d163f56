"""How risky a feature is: the highest class for which a ground was found, and never less by itself.

Grounds are found in facts and in the diff. People overrule those that they know; a ground that is
found anew counts.
"""

from collections.abc import Iterable, Iterator, Sequence

from gatewright.core.content.path_sets import covers
from gatewright.core.facts.facts import Known
from gatewright.core.text.expressions import evaluate
from gatewright.core.text.filling import literal
from gatewright.core.text.known_facts import conditions_know
from gatewright.model.change import Change
from gatewright.model.digest import digest_of
from gatewright.model.facts import (
    CHANGED,
    DIFF,
    FactRule,
    FactSeen,
    FactSettled,
    FactType,
)
from gatewright.model.ids import TreeId
from gatewright.model.path_sets import PathSet
from gatewright.model.records import replace
from gatewright.model.risk import CLASSES, RISK, RiskGround, RiskKnown, RiskRule

PATHS_MAX = 10  # files that are grounds of one class, each by itself, in one look
WORDS_MAX = 120
ODD_WORDS_MAX = 40  # of what no plain letters write
GROUNDS_MAX = 200  # that a run keeps


def fact_of_risk(classes: Sequence[RiskRule]) -> FactRule:
    """Return the class as a fact: what it is by other facts; the diff only adds to it."""
    source = literal(CLASSES[0])
    for rule in sorted(classes, key=lambda each: _rank(each.risk)):
        source = f"({rule.when}) ? {literal(rule.risk)} : ({source})" if rule.when else source
    return FactRule(RISK, type=FactType.ENUM, values=CLASSES, source=source)


def highest(classes: Iterable[object]) -> str:
    """Return the highest of `classes`; the lowest there is where there is none."""
    return max((str(each) for each in classes), key=_rank, default=CLASSES[0])


def _rank(risk: str) -> int:
    return CLASSES.index(risk)


def grounds_by_facts(classes: Iterable[RiskRule], known: Known) -> Iterator[RiskGround]:
    """Yield a ground for each class that holds by what is known."""
    for rule in classes:
        if rule.when and evaluate(rule.when, conditions_know(known)) is True:
            yield RiskGround(rule.risk, f"is so by {_short(rule.when)}")


def seen_in_diff(
    classes: Iterable[RiskRule], change: Change, tree: TreeId, sets: Sequence[PathSet] = ()
) -> tuple[FactSeen, ...]:
    """Return the class that a diff shows, with its grounds; nothing where it shows none."""
    grounds = tuple(ground for rule in classes for ground in _in_diff(rule, change, sets))
    if not grounds:
        return ()
    value = highest(each.risk for each in grounds)
    return (FactSeen(RISK, value, DIFF, digest_of([RISK, tree]), grounds),)


def _in_diff(rule: RiskRule, change: Change, sets: Sequence[PathSet]) -> Iterator[RiskGround]:
    """Yield the grounds for one class. Shape: both names of a file that was moved count."""
    if rule.lines_max is not None and change.added_count + change.removed_count > rule.lines_max:
        yield RiskGround(rule.risk, f"has more than {rule.lines_max} lines")
    named = dict.fromkeys(path for file in change.files for path in (file.path, file.old_path))
    risky = sorted(path for path in named if path and covers(rule.paths, path, sets))
    for path in risky[:PATHS_MAX]:
        yield RiskGround(rule.risk, f"touches {_short(path)}")
    if len(risky) > PATHS_MAX:
        rest = digest_of(risky[PATHS_MAX:])[:12]
        yield RiskGround(rule.risk, f"touches {len(risky) - PATHS_MAX} more files, {rest}")


def _short(words: str) -> str:
    """Return words that fit a record, and are those of nothing else."""
    most = WORDS_MAX if words.isascii() else ODD_WORDS_MAX
    return words if len(words) <= most else f"{words[:most]}... {digest_of(words)[:12]}"


def new_grounds(known: RiskKnown, found: Iterable[RiskGround]) -> tuple[RiskGround, ...]:
    """Return what was found and nobody knew. Shape: of what is beyond a bound, the highest."""
    old = {*known.grounds, *known.overruled}
    new = sorted({*found} - old, key=_weight)
    left = GROUNDS_MAX - len(old)
    if left > 0:
        return tuple(new[:left])
    before = _rank(highest(each.risk for each in known.grounds))
    return tuple(each for each in new if _rank(each.risk) > before)[:1]


def _weight(ground: RiskGround) -> tuple[int, str]:
    """Return where a ground stands: those of the highest class first."""
    return -_rank(ground.risk), ground.because


def with_grounds(known: RiskKnown, event: FactSettled) -> RiskKnown:
    """Return what is known after the class was settled: people overrule what is above it."""
    grounds = (*known.grounds, *event.grounds)
    if event.source != CHANGED:
        return replace(known, grounds=grounds)
    rank = _rank(str(event.value))
    above = tuple(each for each in grounds if _rank(each.risk) > rank)
    kept = tuple(each for each in grounds if _rank(each.risk) <= rank)
    return RiskKnown(kept, (*known.overruled, *above))


def why_unfit(seen: FactSeen) -> str:
    """Return what does not go together in what a judgement says of the class; "" where all does."""
    if not seen.grounds or any(each.risk not in CLASSES[1:] for each in seen.grounds):
        return "no ground for it"
    is_right = seen.source == DIFF and seen.value == highest(each.risk for each in seen.grounds)
    return "" if is_right else f"{seen.value} by {seen.source}, and its grounds say otherwise"


def in_short(known: RiskKnown, risk: object) -> tuple[str, ...]:
    """Return why a feature is of its class, in words: the grounds of that class."""
    return tuple(each.because for each in known.grounds if each.risk == risk)
