"""What failing verdicts come to: a refusal, and by what two of them are the same."""

from gatewright.model.digest import digest_of
from gatewright.model.events import StepJudged, StepRefused, VerdictLine
from gatewright.model.ids import Digest
from gatewright.model.verdicts import Place


def refusal_of(judged: StepJudged, failing: tuple[VerdictLine, ...]) -> StepRefused:
    """Return the refusal that `failing` verdicts come to."""
    codes = tuple(code for line in failing for code in line.codes)
    return StepRefused(
        step=judged.step,
        number=judged.number,
        signature=signature_of(failing),
        codes=codes,
        because=failing[0].headline,
    )


def signature_of(failing: tuple[VerdictLine, ...]) -> Digest:
    """Return a name of what failed: equal for two refusals for the same reasons."""
    return digest_of(
        [
            [
                line.check,
                sorted(line.codes),
                sorted(_place(place) for place in line.places),
            ]
            for line in failing
        ]
    )


def _place(place: Place) -> str:
    """Return a place without its line, which moves with every edit."""
    return f"{place.path} {place.text}"
