"""What a clean-up may ask: whether a step of the run it cleans up was begun.

steps.started('deploy') becomes true or false before a condition is evaluated.
"""

import re

from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.core.text.words_outside import found_outside, replaced_outside

_STARTED = re.compile(r"\bsteps\.started\(\s*(?:'([a-z][a-z0-9/-]*)'|\"([a-z][a-z0-9/-]*)\")\s*\)")


def steps_asked_for(when: str) -> tuple[str, ...]:
    """Return the steps of which a condition asks whether they were begun, each once."""
    found = (match[1] or match[2] for match in found_outside(_STARTED, when))
    return tuple(dict.fromkeys(found))


def with_begun(when: str, state: RunState) -> str:
    """Return a condition whose words for what was begun are replaced by whether it was."""
    return replaced_outside(
        _STARTED, when, lambda match: str(_is_begun(state, match[1] or match[2])).lower()
    )


def _is_begun(state: RunState, step: str) -> bool:
    """Return whether a step, or one inside of it, was tried or judged at all."""
    return any(_is_at(each, step) and each.numbers_used > 0 for each in state.gone.values())


def _is_at(record: StepRecord, step: str) -> bool:
    """Return whether a record is of `step`, or of what stands within it."""
    path = record.definition.path
    return path == step or path.startswith(f"{step}/")
