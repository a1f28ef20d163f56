"""Whether a person may ask for a change: of what is there, in words, once at a time."""

from gatewright.core.changes import asked_change, changeable, is_changeable
from gatewright.core.content_names import any_meets
from gatewright.core.run_state import Blocked, RunState
from gatewright.model.events import Event, RunResumed
from gatewright.model.intake import AskChange, Refusal

WORDS_CHARS_MAX = 2000


def admit_change(state: RunState, intake: AskChange) -> tuple[Event, ...] | Refusal:
    """Return the request, to be decided before anything changes; a blocked run goes on with it."""
    refusal = _unknown(state, intake) or _unsaid(intake) or _asked_already(state, intake)
    if refusal is not None:
        return refusal
    asked = asked_change(state, intake.artifacts, intake.because.strip(), intake.person)
    is_blocked = isinstance(state.phase, Blocked)
    resumed = (RunResumed(intake.person, "a change is asked for"),) if is_blocked else ()
    return (*resumed, asked)


def _unknown(state: RunState, intake: AskChange) -> Refusal | None:
    """Return that there is nothing of that name to change."""
    there = changeable(state) or tuple(
        sorted(name for name in state.makers if name in state.artifacts)
    )
    odd = [name for name in intake.artifacts if not is_changeable(state, name)]
    if intake.artifacts and not odd:
        return None
    run_id = state.started.feature.run_id
    return Refusal(
        "change.unknown",
        "a change is of artifacts that the run made",
        ", ".join(there) or "an artifact; none is made so far",
        odd[0][:100] if odd else "none is named",
        f'gatewright change {run_id} --artifact NAME "..."',
    )


def _unsaid(intake: AskChange) -> Refusal | None:
    """Return that nobody could decide on this: it does not say what is wanted."""
    words = intake.because.strip()
    if words and len(words) <= WORDS_CHARS_MAX:
        return None
    found = f"{len(words)} characters" if words else "none"
    wanted = f"a sentence or a few, up to {WORDS_CHARS_MAX} characters"
    return Refusal("change.words", "a change says what is wanted", wanted, found)


def _asked_already(state: RunState, intake: AskChange) -> Refusal | None:
    """Return that people are asked for a change of the same already."""
    for record in state.steps.values():
        asked = record.change
        if (
            asked is not None
            and not record.is_settled
            and any_meets(asked.artifacts, intake.artifacts)
        ):
            run_id = state.started.feature.run_id
            return Refusal(
                "change.open",
                "another change of the same is not decided yet",
                "one at a time",
                f"{asked.step}: {asked.because}",
                f"gatewright approve {run_id}",
            )
    return None
