"""Which ignored files of the checkout a failed run may have needed: names only, nothing is read.

A repository chooses what its tests say, so this is an offer to a person and never more.
"""

from collections.abc import Callable, Sequence

from gatewright.core.missing_settings import (
    MissingSettings,
    find_missing_settings,
    suggest_files,
)
from gatewright.model.judgement import MissingSetting
from gatewright.model.verdicts import Status, Verdict

KINDS = ("tests", "command")
OFFERED_MAX = 3


def find_hints(
    verdicts: Sequence[Verdict],
    ignored_files: Callable[[], Sequence[str]],
    granted: Sequence[str],
) -> tuple[MissingSetting, ...]:
    """Return which ignored files to offer to checks, the likeliest first.

    Shape: `ignored_files` is asked only where a run says that it misses something.
    Bounds: at most OFFERED_MAX.
    """
    missed = {
        verdict.check: missing
        for verdict in verdicts
        if verdict.kind in KINDS and verdict.status in (Status.FAIL, Status.ERROR)
        if (missing := _missing_in(verdict)).variables or missing.files
    }
    if not missed:
        return ()
    known = [path for path in ignored_files() if path not in granted]
    both = MissingSettings(
        tuple(dict.fromkeys(name for each in missed.values() for name in each.variables)),
        tuple(dict.fromkeys(name for each in missed.values() for name in each.files)),
    )
    offered = suggest_files(both, known)[:OFFERED_MAX]
    return tuple(_hint(path, missed) for path in offered)


def _missing_in(verdict: Verdict) -> MissingSettings:
    """Return what the reasons of `verdict` name as missing."""
    said = [
        text
        for reason in verdict.reasons
        for text in (reason.found, reason.tail, *(place.text for place in reason.places))
    ]
    return find_missing_settings("\n".join(said))


def _hint(path: str, missed: dict[str, MissingSettings]) -> MissingSetting:
    """Return `path` with what each check missed that it may hold."""
    by_name = [
        check for check, missing in missed.items() if suggest_files(_files_of(missing), [path])
    ]
    if by_name:
        return MissingSetting(path, (), tuple(by_name))
    checks = [check for check, missing in missed.items() if missing.variables]
    variables = dict.fromkeys(name for check in checks for name in missed[check].variables)
    return MissingSetting(path, tuple(variables), tuple(checks))


def _files_of(missing: MissingSettings) -> MissingSettings:
    return MissingSettings((), missing.files)
