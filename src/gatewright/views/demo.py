"""What the demo shows: one line for each thing that was caught, decided or accepted.

The same facts as in `log`, told as a story; nothing here is known before it is recorded.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from gatewright.model.events import (
    AttemptFinished,
    Decided,
    StepAccepted,
    StepJudged,
    StepRefused,
)
from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass
from gatewright.model.told import Recorded
from gatewright.model.verdicts import Status
from gatewright.views.event_words import said
from gatewright.views.next import NextView
from gatewright.views.quoting import plain
from gatewright.views.run_end import EndView
from gatewright.views.run_stop import StopView
from gatewright.views.spans_of_time import seconds_between

SCHEMA = "gatewright.demo/1"
TELLING = ("plan", "proof", "tests")  # the check that says most about an accepted step
PLACES_SHOWN = 1
Kind = TypeVar("Kind", AttemptFinished, StepJudged)


@dataclass(frozen=True, slots=True)
class DemoLine:
    """Something that happened, as the demo tells it."""

    after_s: float
    step: str
    mark: str  # "pass", "fail", "pending"
    word: str  # "accepted", "refused", "you"
    texts: tuple[str, ...]
    codes: tuple[str, ...] = ()  # of a refusal


@dataclass(frozen=True, slots=True)
class DemoView:
    """A whole demo, when it is over."""

    schema: str
    folder: str  # of the repository, which is left to explore
    run_id: str
    branch: str
    agent: str  # "good", "bad"
    state: str  # "completed", "blocked"
    exit_code: int
    lines: tuple[DemoLine, ...]
    end: EndView | None
    stop: StopView | None
    next: tuple[NextView, ...]


def demo_line(told: Sequence[Recorded], started_at: str) -> DemoLine | None:
    """Return the line for the last of `told`; None where it is no part of the story."""
    last = told[-1]
    after_s = round(seconds_between(started_at, last.at), 1)
    match last.event:
        case StepRefused() as event:
            texts = tuple(_refusal(told, event))
            return DemoLine(after_s, plain(event.step), "fail", "refused", texts, event.codes)
        case StepAccepted() as event:
            texts = tuple(_acceptance(told, event))
            return (
                DemoLine(after_s, plain(event.step), "pass", "accepted", texts) if texts else None
            )
        case Decided() as event:
            texts = (plain(event.because),)
            return DemoLine(after_s, plain(event.step), "pending", "you", texts)
        case _:
            return None


def _refusal(told: Sequence[Recorded], event: StepRefused) -> Iterator[str]:
    """Yield what the agent said, then what the checks saw."""
    finished = _last(told, AttemptFinished, event.step, event.number)
    if finished is not None and finished.said.strip():
        yield f"the agent says {said(finished.said.strip().splitlines()[-1])}"
    judged = _last(told, StepJudged, event.step, event.number)
    for line in judged.verdicts if judged is not None else ():
        if not line.status.is_settled_well:
            places = "".join(f"  {place}" for place in line.places[:PLACES_SHOWN])
            yield plain(f"{line.check}: {line.headline}{places}")


def _acceptance(told: Sequence[Recorded], event: StepAccepted) -> Iterator[str]:
    """Yield what holds; nothing for a step that no check looked at."""
    judged = _last(told, StepJudged, event.step, event.number)
    headlines = {
        line.check: line.headline
        for line in (judged.verdicts if judged is not None else ())
        if line.status is Status.PASS
    }
    for check in TELLING:
        if check in headlines:
            yield plain(headlines[check])
            return


def _last(told: Sequence[Recorded], kind: type[Kind], step: StepPath, number: int) -> Kind | None:
    """Return the last event of `kind` on an attempt."""
    for each in reversed(told):
        event = each.event
        if isinstance(event, kind) and (event.step, event.number) == (step, number):
            return event
    return None
