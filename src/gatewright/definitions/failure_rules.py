"""The failure rules of a workflow: what follows a refusal, as the text has it.

Whom a rule sends work back to is found once all steps are known (`workflow_rules`).
"""

from typing import Any

from gatewright.definitions.fields import (
    WORDS,
    Choice,
    FieldType,
    ListOf,
    NamedMap,
    Number,
    Record,
)
from gatewright.definitions.forms import ByForm, Word
from gatewright.definitions.named_content import NamedContent
from gatewright.model.records import dataclass, replace
from gatewright.model.workflow import Move

ENDS = (Move.BLOCK, Move.ABORT)
REMEDIATE = "remediate"
GIVEN_PATTERN = "^[a-z][a-z0-9_-]{0,63}$"
GIVEN = NamedMap(WORDS, "a param or an input", GIVEN_PATTERN)


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """A failure rule, or one of the moves that it offers."""

    move: Move
    key: str  # the word of the text: `rework` may send to others
    steps: tuple[str, ...] = ()
    phase: str = ""  # all who work in it
    is_producers: bool = False  # who made what was refused
    at_most: int = 3
    reason: str = ""
    checks: tuple[str, ...] = ()
    role: str = ""
    offers: tuple["WrittenRule", ...] = ()
    artifacts: tuple[str, ...] = ()  # that are to be changed
    remedies: tuple[str, ...] = ()  # procedures that are done first
    is_list: bool = False  # these stand in a list
    given: tuple[tuple[str, str], ...] = ()  # what the procedure is given: params and inputs


JUDGED_AGAIN = WrittenRule(Move.REOPEN, REMEDIATE)
"""What follows remedies where nothing else is said: who works is at it again, a gate is judged."""


def _problem(values: dict[str, Any]) -> str | None:
    """Return that a failure rule has not exactly one move, or counts what ends."""
    moves = [move for move in Move if move in values]
    if REMEDIATE in values:
        moves = moves or [Move.REWORK]
    if len(moves) != 1:
        named = " and ".join(moves) if moves else "none of " + ", ".join(Move)
        return f"a failure rule has one move, and this one has {named}"
    if "at_most" in values and moves[0] in ENDS:
        return f'"{moves[0]}" is done once; leave out "at_most"'
    if REMEDIATE in values and moves[0] is Move.ASK:
        return 'who chooses comes first: say "remediate" in the offers'
    if "with" in values and not _is_one(values.get(REMEDIATE)):
        return '"with" needs one workflow in "remediate": what it is given to'
    if ("offers" in values) != (moves[0] is Move.ASK):
        return '"ask" and "offers" go together: who chooses, and from what'
    return None


def _rule_of(values: dict[str, Any]) -> WrittenRule:
    """Return the failure rule that was read."""
    move = next((move for move in Move if move in values), None)
    rule = _sent_to(move, values[move]) if move is not None else JUDGED_AGAIN
    rule = replace(rule, checks=values.get("checks", ()), **_remedies(values))
    if move is Move.CHANGE:
        named = values["change"]
        rule = replace(rule, artifacts=(named,) if isinstance(named, str) else named)
    if move is not None and move in ENDS:
        return replace(rule, at_most=1, reason=values[move])
    if move is Move.ASK:
        rule = replace(rule, role=values["ask"], offers=values["offers"])
    return replace(rule, at_most=values.get("at_most", rule.at_most))


def _remedies(values: dict[str, Any]) -> dict[str, Any]:
    """Return which procedures a rule has done first."""
    named = values.get(REMEDIATE, ())
    is_one = isinstance(named, str)
    given = tuple(values.get("with", {}).items())
    return {"remedies": (named,) if is_one else named, "is_list": not is_one, "given": given}


def _is_one(named: Any) -> bool:
    """Return whether `remediate` names one procedure, by itself or in a list."""
    return isinstance(named, str) or (named is not None and len(named) == 1)


def _sent_to(move: Move, target: Any) -> WrittenRule:
    """Return a rule that sends work back to `target`; with `rework: self` to nobody else."""
    if move not in (Move.REWORK, Move.REOPEN) or target == "self":
        return WrittenRule(move, move)
    if target == "producers":
        return WrittenRule(Move.REOPEN, move, is_producers=True)
    if isinstance(target, dict):
        return WrittenRule(Move.REOPEN, move, phase=target["phase"])
    return WrittenRule(Move.REOPEN, move, steps=target)


_STEPS = ListOf(Word("a step"), 1)
_PHASE = Record("a phase", {"phase": Word("a phase")}, required=("phase",))
_MOVES: dict[str, FieldType] = {
    "rework": ByForm(
        "self, producers, or steps", scalar=Choice(("self", "producers")), items=_STEPS
    ),
    "reopen": ByForm(
        "steps, producers, or a phase",
        scalar=Choice(("producers",)),
        items=_STEPS,
        entries=_PHASE,
    ),
    "change": ByForm("artifacts", scalar=NamedContent(), items=ListOf(NamedContent(), 1)),
    "block": WORDS,
    "abort": WORDS,
    REMEDIATE: ByForm(
        "a workflow, or workflows",
        scalar=Word("a workflow"),
        items=ListOf(Word("a workflow"), 1),
    ),
    "with": GIVEN,
}
_OFFER = Record("an offer", _MOVES, problem=_problem, build=_rule_of)
NO_GO = ListOf(
    Record(
        "a failure rule",
        {
            **_MOVES,
            "ask": Word("a role"),
            "offers": ListOf(_OFFER, 2),
            "checks": ListOf(WORDS, 1),
            "at_most": Number(1, 20),
        },
        problem=_problem,
        build=_rule_of,
    ),
    1,
)
