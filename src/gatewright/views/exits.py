"""Exit codes: what a script may rely on. Printed by every `--help`."""

from collections.abc import Sequence
from enum import IntEnum

from gatewright.model.verdicts import Status, Verdict


class Exit(IntEnum):
    """How a command ended."""

    SETTLED = 0
    OURS = 1
    MISTAKE = 2
    WAITS = 10
    BLOCKED = 20
    ABORTED = 30
    REFUSED = 40
    UNDECIDED = 41
    INTERRUPTED = 130
    READER_LEFT = 141


WORDS: dict[Exit, str] = {
    Exit.SETTLED: "settled well",
    Exit.OURS: "a bug of this program",
    Exit.MISTAKE: "a mistake in what was typed or written",
    Exit.WAITS: "waits for people",
    Exit.BLOCKED: "blocked",
    Exit.ABORTED: "aborted",
    Exit.REFUSED: "refused",
    Exit.UNDECIDED: "could not judge",
    Exit.INTERRUPTED: "interrupted",
    Exit.READER_LEFT: "nobody reads the output any more",
}


def derive_exit(verdicts: Sequence[Verdict]) -> Exit:
    """Return what `verdicts` come to. No verdict at all is not a pass: nothing was looked at."""
    if any(verdict.status is Status.FAIL and not verdict.is_advisory for verdict in verdicts):
        return Exit.REFUSED
    if verdicts and all(verdict.may_open for verdict in verdicts):
        return Exit.SETTLED
    return Exit.UNDECIDED
