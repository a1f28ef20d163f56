"""Events as bytes and back: the name of the type, its version, and canonical JSON in ASCII.

Standard json writes what msgspec takes apart: half a character from a strange path survives in
escapes. The table is closed; a name that it lacks was written by a newer program.
"""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

import msgspec

from gatewright.journal.chain import Stored
from gatewright.journal.upgrades import UPGRADES, Upgrade, upgrade
from gatewright.model import (
    budgets,
    changing,
    choices,
    commit_policy,
    exits,
    facts,
    questions,
    queueing,
    registers,
    remedies,
    retiring,
    setbacks,
    standing,
    waivers,
)
from gatewright.model import events as known
from gatewright.model.events import Event
from gatewright.model.records import dataclass

EVENT_BYTES_MAX = 16 * 1024
LIST_BYTES_MAX = 256 * 1024
DEFINITION_BYTES_MAX = 8 * 1024 * 1024  # about 9,000 plain steps


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of event as it is stored today."""

    shape: Any  # a member of Event; a union has no `type[...]` of its own
    version: int = 1
    size_bytes_max: int = EVENT_BYTES_MAX


class Newer(Exception):
    """Raised for an event that only a newer program can read."""


class Undecodable(ValueError):
    """Raised for bytes that are no event of the type they are stored as."""


KINDS: Mapping[str, Kind] = {
    "RunStarted": Kind(known.RunStarted, 2, size_bytes_max=DEFINITION_BYTES_MAX),
    "StepsExpanded": Kind(known.StepsExpanded, size_bytes_max=LIST_BYTES_MAX),
    "AttemptStarted": Kind(known.AttemptStarted),
    "AttemptFinished": Kind(known.AttemptFinished, 2),
    "AttemptLost": Kind(known.AttemptLost),
    "AttemptDelayed": Kind(setbacks.AttemptDelayed),
    "AgentReplaced": Kind(setbacks.AgentReplaced),
    "StepJudged": Kind(known.StepJudged, size_bytes_max=LIST_BYTES_MAX),  # places of each check
    "StepAccepted": Kind(known.StepAccepted),
    "StepRefused": Kind(known.StepRefused),
    "WorkQueued": Kind(queueing.WorkQueued),
    "WorkMerged": Kind(queueing.WorkMerged),
    "WorkStopped": Kind(queueing.WorkStopped),
    "StepReopened": Kind(known.StepReopened),
    "StepGivenUp": Kind(known.StepGivenUp),
    "StepSkipped": Kind(known.StepSkipped),
    "OutcomeHolds": Kind(standing.OutcomeHolds),
    "StepStale": Kind(standing.StepStale),
    "DecisionAsked": Kind(known.DecisionAsked),
    "DecisionKept": Kind(standing.DecisionKept),
    "VoiceExpired": Kind(standing.VoiceExpired),
    "TargetMoved": Kind(standing.TargetMoved),
    "PeopleChanged": Kind(standing.PeopleChanged, size_bytes_max=DEFINITION_BYTES_MAX),
    "Decided": Kind(known.Decided, size_bytes_max=LIST_BYTES_MAX),  # a reason for each item
    "DecisionLapsed": Kind(known.DecisionLapsed),
    "ChangeAsked": Kind(changing.ChangeAsked, 2, size_bytes_max=DEFINITION_BYTES_MAX),
    "ChangeTurnedDown": Kind(changing.ChangeTurnedDown),
    "DefinitionReplaced": Kind(changing.DefinitionReplaced, size_bytes_max=DEFINITION_BYTES_MAX),
    "RemedyLaid": Kind(remedies.RemedyLaid),
    "RemedyEnded": Kind(remedies.RemedyEnded),
    "WorkRetired": Kind(retiring.WorkRetired, size_bytes_max=LIST_BYTES_MAX),  # each change
    "WorkKept": Kind(retiring.WorkKept),
    "UndoBegun": Kind(retiring.UndoBegun),
    "WorkWanted": Kind(retiring.WorkWanted),
    "MoveAsked": Kind(choices.MoveAsked),
    "MoveChosen": Kind(choices.MoveChosen),
    "HintGiven": Kind(known.HintGiven),
    "BudgetGranted": Kind(budgets.BudgetGranted),
    "UsageCounted": Kind(budgets.UsageCounted),
    "Waived": Kind(waivers.Waived),
    "JudgedAnew": Kind(waivers.JudgedAnew),
    "StepTaken": Kind(known.StepTaken),
    "QuestionAsked": Kind(questions.QuestionAsked),
    "QuestionAnswered": Kind(questions.QuestionAnswered),
    "EntryAdded": Kind(registers.EntryAdded, size_bytes_max=LIST_BYTES_MAX),
    "EntryTurnedDown": Kind(registers.EntryTurnedDown),
    "CommitMade": Kind(commit_policy.CommitMade, size_bytes_max=LIST_BYTES_MAX),
    "CommitAllowed": Kind(commit_policy.CommitAllowed),
    "BranchMade": Kind(commit_policy.BranchMade),
    "WorkflowOutgrown": Kind(known.WorkflowOutgrown, 2, size_bytes_max=DEFINITION_BYTES_MAX),
    "RunBlocked": Kind(known.RunBlocked),
    "RunResumed": Kind(known.RunResumed),
    "RunExited": Kind(known.RunExited),
    "AbortBegun": Kind(exits.AbortBegun),
    "PartAsked": Kind(exits.PartAsked),
    "PartTurnedDown": Kind(exits.PartTurnedDown),
    "SignalGiven": Kind(exits.SignalGiven),
    "RunLanded": Kind(known.RunLanded),
    "ActForbidden": Kind(known.ActForbidden),
    "FactSettled": Kind(facts.FactSettled),
    "StepApplies": Kind(facts.StepApplies),
}


def encode(event: Event, kinds: Mapping[str, Kind] = KINDS) -> Stored:
    """Return `event` as it is stored: equal events, equal bytes.

    Raises: ValueError for one that is too large or holds a float -- a caller's bug.
    """
    name = type(event).__name__
    kind = kinds[name]
    plain = msgspec.to_builtins(event)
    payload = _ENCODER.encode(plain).encode("ascii")
    if len(payload) > kind.size_bytes_max:
        raise ValueError(f"{name} has {len(payload)} bytes, more than {kind.size_bytes_max}")
    if decode(Stored(name, kind.version, payload), kinds) != event:
        raise ValueError(f"{name} is not the same when it is read again")
    return Stored(name, kind.version, payload)


def decode(
    stored: Stored,
    kinds: Mapping[str, Kind] = KINDS,
    steps: Mapping[tuple[str, int], Upgrade] = UPGRADES,
) -> Event:
    """Return the event in `stored`, brought to today's version.

    Raises: Newer, Undecodable.
    """
    kind = kinds.get(stored.type_name)
    if kind is None or stored.version > kind.version:
        raise Newer(f"{stored.type_name} version {stored.version}")
    try:
        plain = _DECODER.decode(stored.payload.decode("ascii"))
        plain = upgrade(plain, stored.type_name, stored.version, kind.version, steps)
        event: Event = msgspec.convert(plain, type=kind.shape)
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise Undecodable(f"{stored.type_name}: {error}") from error
    return event


def _refuse_float(text: str) -> NoReturn:
    """Raise ValueError: the text of a float differs between machines."""
    raise ValueError(f"a float has no canonical form: {text[:40]}")


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
_DECODER = json.JSONDecoder(parse_float=_refuse_float, parse_constant=_refuse_float)
