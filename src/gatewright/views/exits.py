"""Exit codes: what a script may rely on. Printed by every `--help`."""

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    SETTLED = 0
    OURS = 1
    MISTAKE = 2
    WAITS = 10
    BLOCKED = 20
    PARTIAL = 21
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
    Exit.PARTIAL: "ended with what holds",
    Exit.ABORTED: "aborted",
    Exit.REFUSED: "refused",
    Exit.UNDECIDED: "could not judge",
    Exit.INTERRUPTED: "interrupted",
    Exit.READER_LEFT: "nobody reads the output any more",
}
