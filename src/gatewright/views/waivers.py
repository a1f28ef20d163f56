"""Who let through what a check found, as every screen says it."""

from gatewright.core.state.run_state import RunState
from gatewright.model.events import VerdictLine
from gatewright.model.verdicts import Status
from gatewright.views.event_words import name_of, said


def waiver_of(state: RunState, line: VerdictLine) -> str:
    """Return who let through what a check found, and why; "" where nobody had to."""
    given = [each for each in state.waivers if each.check == line.check]
    if line.status is not Status.WAIVED or not given:
        return ""
    last = given[-1]
    weight = f"{last.role}, self" if last.is_self else last.role
    until = f" until {last.until[:10]}" if last.until else ""
    return f"waived by {name_of(last.person)} ({weight}){until}: {said(last.because)}"
