"""The verdict on the ruler: does this change weaken a check, or alter how it is judged?

Invariants: only a difference that makes a check stronger passes; nothing is weighed against
anything, so a stronger check never pays for a weaker one.
"""

from collections.abc import Sequence

from gatewright.core.code.suppressions import Suppression
from gatewright.core.judging.subject import Subject, evidence_of
from gatewright.core.ruler.ruler import Direction, RulerArea, RulerDifference
from gatewright.model.verdicts import Examined, Place, Reason, Status, Verdict

__all__ = ["judge_ruler"]

JUDGE_VERSION = 1
PLACES_MAX = 50
_WAY_OUT = "Take it out of this change, or have it approved on its own: it changes the rules."


def judge_ruler(
    differences: Sequence[RulerDifference],
    suppressions: Sequence[Suppression],
    subject: Subject,
    examined_count: int,
    name: str = "ruler",
) -> Verdict:
    """Return whether the change leaves the ruler as it is.

    Shape: `examined_count` is how many changed files were looked at.
    """
    reasons = _reasons(differences, suppressions)
    status = Status.FAIL if reasons else Status.PASS if examined_count else Status.NOT_APPLICABLE
    return Verdict(
        check=name,
        kind="ruler",
        status=status,
        headline=_headline(status, reasons, examined_count),
        examined=Examined(examined_count, "files", examined_count),
        evidence=evidence_of(subject, JUDGE_VERSION),
        reasons=reasons,
        notes=tuple(
            f"{each.path} {each.what}, which is stricter"
            for each in differences
            if each.direction is Direction.STRONGER
        ),
    )


def _headline(status: Status, reasons: Sequence[Reason], examined_count: int) -> str:
    if reasons:
        return reasons[0].headline
    if status is Status.NOT_APPLICABLE:
        return "nothing is changed"
    files = "1 file" if examined_count == 1 else f"{examined_count} files"
    return f"{files} changed, no check weakened"


def _reasons(
    differences: Sequence[RulerDifference], suppressions: Sequence[Suppression]
) -> tuple[Reason, ...]:
    machinery = [each for each in differences if each.area is RulerArea.TEST_MACHINERY]
    settings = [each for each in differences if each.area is RulerArea.SETTINGS]
    weaker = [each for each in settings if each.direction is Direction.WEAKER]
    unclear = [each for each in settings if each.direction is Direction.UNCLEAR]
    reasons = (
        _weakened(weaker),
        _suppressed(suppressions),
        _reached_in(machinery),
        _altered(unclear),
    )
    return tuple(reason for reason in reasons if reason)


def _weakened(differences: Sequence[RulerDifference]) -> Reason | None:
    return _reason(
        "ruler.weakened",
        "this change weakens a check",
        "check settings at least as strict as on the base",
        [Place(each.path, each.line, each.what) for each in differences],
    )


def _suppressed(suppressions: Sequence[Suppression]) -> Reason | None:
    count = len(suppressions)
    marks = "1 new mark tells" if count == 1 else f"{count} new marks tell"
    return _reason(
        "ruler.suppression",
        f"this change weakens a check: {marks} it to look away",
        "no more marks that tell a check to look away than on the base",
        [Place(each.path, each.line, f'adds "{each.text}"') for each in suppressions],
    )


def _reached_in(differences: Sequence[RulerDifference]) -> Reason | None:
    return _reason(
        "ruler.test-infrastructure",
        "this change reaches into the test tool",
        "test hooks and plug-ins as on the base; fixtures are free",
        [Place(each.path, each.line, each.what) for each in differences],
    )


def _altered(differences: Sequence[RulerDifference]) -> Reason | None:
    return _reason(
        "ruler.altered",
        "this change alters how it is judged",
        "check settings as on the base; whether this makes them weaker cannot be told",
        [Place(each.path, each.line, each.what) for each in differences],
    )


def _reason(code: str, headline: str, wanted: str, places: Sequence[Place]) -> Reason | None:
    if not places:
        return None
    more = f", and {len(places) - 1} more" if len(places) > 1 else ""
    return Reason(
        code=code,
        headline=headline,
        wanted=wanted,
        found=f"{places[0]} {places[0].text}{more}",
        places=tuple(places[:PLACES_MAX]),
        way_out=_WAY_OUT,
    )
