"""Looking at the machine itself, for `gatewright doctor`."""

from typing import Protocol

from gatewright.model.machine import MachineSurvey


class Machine(Protocol):
    """The machine that this program runs on."""

    def survey(self) -> MachineSurvey:
        """Return what it gives, tried now and not guessed."""
        ...
