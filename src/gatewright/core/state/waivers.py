"""Waivers: a person lets through what a check found, with a reason, for exactly that and no more.

A waiver is bound to what was found, not to a commit: an unrelated change leaves it as it is, and
what is found anew is not covered. What could not be judged cannot be waived, nor what every step
must hold.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.model.digest import digest_of
from gatewright.model.events import StepJudged, VerdictLine
from gatewright.model.ids import Digest
from gatewright.model.records import replace
from gatewright.model.verdicts import Reason, Status, Verdict
from gatewright.model.waivers import Waived

MAY_BE_CUT = 20  # so many places and more: there may be others that are not listed
FINGERPRINTS_MAX = 24  # of one verdict; more are put into one
FINGERPRINT_CHARS = 32


def fingerprints_of(verdict: Verdict) -> tuple[Digest, ...]:
    """Return the names of what `verdict` found: equal as long as the same is found."""
    found = sorted({each for reason in verdict.reasons for each in _of_reason(verdict, reason)})
    return tuple(found) if len(found) <= FINGERPRINTS_MAX else (_name(found),)


def _of_reason(verdict: Verdict, reason: Reason) -> Iterator[Digest]:
    """Yield the name of each thing that a reason tells; a place keeps its name when it moves."""
    about = [verdict.check, reason.code]
    if len(reason.places) in range(1, MAY_BE_CUT):
        for place in reason.places:
            yield _name([*about, place.path, place.text or str(place.line)])
    else:
        whole = [[place.path, place.text, place.line] for place in reason.places]
        yield _name([*about, reason.found, reason.headline, whole])


def _name(content: object) -> Digest:
    return Digest(digest_of(content)[:FINGERPRINT_CHARS])


def with_waivers(state: RunState, judged: StepJudged, at: str) -> StepJudged:
    """Return `judged` with what people waived by the time `at`, and nothing else, let through.

    Shape: a judgement that does not hold has no items, and says nothing of facts.
    """
    record = state.steps.get(judged.step)
    lines = tuple(_settled(state, record, line, at) for line in judged.verdicts)
    holds = all(line.status.is_settled_well for line in lines)
    return replace(
        judged,
        verdicts=lines,
        items=judged.items if holds else (),
        facts=judged.facts if holds else (),
    )


def roles_of_check(record: StepRecord | None, check: str) -> tuple[str, ...] | None:
    """Return who may waive a check at a step, where the check says so; None where it does not."""
    defined = record.definition.gate.defined if record is not None else ()
    return next((each.waive for each in defined if each.name == check), None)


def _settled(state: RunState, record: StepRecord | None, line: VerdictLine, at: str) -> VerdictLine:
    """Return a verdict as the waivers of the run leave it: those of who may waive it here."""
    if line.status not in (Status.FAIL, Status.WAIVED) or line.is_advisory:
        return line
    found = set(line.fingerprints)
    is_covered = bool(found) and found <= covered(
        state, line.check, at, roles_of_check(record, line.check)
    )
    return replace(line, status=Status.WAIVED if is_covered else Status.FAIL)


def covered(
    state: RunState, check: str, at: str, roles: tuple[str, ...] | None = None
) -> set[Digest]:
    """Return what may be found by `check` at the time `at`. Shape: `roles` that may waive it."""
    named = (each for each in state.waivers if each.check == check and _counts(each, at))
    live = (each for each in named if roles is None or each.role in roles)
    return {fingerprint for each in live for fingerprint in each.fingerprints}


def _counts(waiver: Waived, at: str) -> bool:
    """Return whether `waiver` has not run out."""
    if not waiver.until:
        return True
    return datetime.fromisoformat(at) < datetime.fromisoformat(waiver.until)


def failing_line(lines: Iterable[VerdictLine], check: str) -> VerdictLine | None:
    """Return the verdict that a person means by `check` and that stands in the way."""
    bad = [line for line in lines if not line.status.is_settled_well]
    exact = [line for line in bad if line.check == check]
    of_project = [line for line in bad if line.check.split(" ")[0] == check]
    found = exact or (of_project if len(of_project) == 1 else [])
    return found[0] if found else None
