"""Which ignored files of the checkout a failed run may have needed: names only, nothing is read.

A repository chooses what its tests say, so this is an offer to a person and never more.
"""

from collections.abc import Callable, Mapping, Sequence

from gatewright.core.judges.judge_command import KIND as COMMAND
from gatewright.core.projects.missing_settings import (
    MissingSettings,
    find_missing_settings,
    suggest_files,
)
from gatewright.model.judgement import MissingSetting
from gatewright.model.verdicts import Status, Verdict

OFFERED_MAX = 3


def find_hints(
    complaints: Mapping[str, str],
    ignored_files: Callable[[], Sequence[str]],
    granted: Sequence[str],
) -> tuple[MissingSetting, ...]:
    """Return which ignored files to offer to checks, the likeliest first.

    Shape: `complaints` has what failed runs said, by check. `ignored_files` is asked only where
    one of them misses something.
    Bounds: at most OFFERED_MAX.
    """
    found = {check: find_missing_settings(text) for check, text in complaints.items() if text}
    missed = {check: each for check, each in found.items() if each.variables or each.files}
    if not missed:
        return ()
    known = [path for path in ignored_files() if path not in granted]
    everything = MissingSettings(
        tuple(name for each in missed.values() for name in each.variables),
        tuple(name for each in missed.values() for name in each.files),
    )
    offered = suggest_files(everything, known)[:OFFERED_MAX]
    return tuple(_hint(path, missed) for path in offered)


def complaints_of(verdicts: Sequence[Verdict]) -> dict[str, str]:
    """Return what was said by the commands that did not pass, by check."""
    return {
        verdict.check: "\n".join(f"{reason.found}\n{reason.tail}" for reason in verdict.reasons)
        for verdict in verdicts
        if verdict.kind == COMMAND and verdict.status in (Status.FAIL, Status.ERROR)
    }


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
