"""What an outcome rests on, down to the last digest: what was read, judged and agreed to."""

from collections.abc import Iterator
from itertools import islice

from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.views.event_words import name_of
from gatewright.views.quoting import plain

DIGEST_CHARS = 12
ROWS_MAX = 40


def rests_on(state: RunState, record: StepRecord) -> tuple[tuple[str, str], ...]:
    """Return each thing that a step rests on, with its digest; what is another by now is said."""
    return tuple(islice(_rows(state, record), ROWS_MAX))


def _rows(state: RunState, record: StepRecord) -> Iterator[tuple[str, str]]:
    for name, digest in record.read:
        is_now = state.artifacts.get(name, digest)
        changed = "" if is_now == digest else f"; by now it is {is_now[:DIGEST_CHARS]}"
        yield "read", plain(f"{name}, {digest[:DIGEST_CHARS]}{changed}")
    judged = record.judged
    if judged is not None:
        yield "judged", plain(f"attempt {judged.number} on tree {judged.tree[:DIGEST_CHARS]}")
        for line in judged.verdicts:
            verdict = line.verdict[:DIGEST_CHARS]
            yield "verdict", plain(f"{line.check}: {line.status}, {verdict}")
        for name, digest in judged.artifacts:
            yield "made", plain(f"{name}, {digest[:DIGEST_CHARS]}")
    for request in record.answered:
        voices = ", ".join(name_of(person) for person in request.said_yes)
        bound = request.bound[:DIGEST_CHARS]
        yield "agreed", plain(f"{voices} to {bound}: {request.rule.question}")
