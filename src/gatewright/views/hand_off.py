"""What one role hands to another, as a document: the same for the brief and for whoever looks."""

from collections.abc import Iterator, Sequence

from gatewright.model.events import VerdictLine
from gatewright.model.hand_off import Demand, HandedStep, HandOff
from gatewright.model.records import dataclass
from gatewright.views.brief_room import Block
from gatewright.views.check_words import check_words
from gatewright.views.quoting import plain
from gatewright.views.quoting_markdown import code, fenced_words, listed

OPEN_CHARS_MAX = 400
NAMES_MAX = 12
RANK = 3


def hand_off_blocks(hand_off: HandOff | None) -> Iterator[Block]:
    """Yield what a step is handed, where it is handed anything: whole, or the work alone."""
    if hand_off is not None:
        yield Block("what you are handed", RANK, hand_off_forms(hand_off))


def hand_off_forms(hand_off: HandOff) -> tuple[str, str]:
    """Return the package whole, and without what was checked and left open."""
    work = f"## What you are handed\n\n{listed(hand_off.steps, _step)}"
    return work + _demanded(hand_off.demands) + _left_open(hand_off.open), work


SCHEMA = "gatewright.hand-off/1"


@dataclass(frozen=True, slots=True)
class DemandView:
    """Something that had to be there, and what came of it."""

    check: str
    status: str


@dataclass(frozen=True, slots=True)
class HandOffView:
    """What a step is handed, as a document."""

    schema: str
    run_id: str
    step: str
    role: str
    steps: tuple[str, ...]  # that hand something
    demands: tuple[DemandView, ...]
    package: str  # as the brief has it; "" where nothing is handed


def hand_off_view(run_id: str, step: str, hand_off: HandOff | None) -> HandOffView:
    """Return what a step is handed, if by anybody."""
    if hand_off is None:
        return HandOffView(SCHEMA, plain(run_id), plain(step), "", (), (), "")
    demands = (DemandView(plain(each.check), _came(each)) for each in hand_off.demands)
    return HandOffView(
        schema=SCHEMA,
        run_id=plain(run_id),
        step=plain(step),
        role=plain(hand_off.to),
        steps=tuple(plain(each.step) for each in hand_off.steps),
        demands=tuple(demands),
        package=hand_off_forms(hand_off)[0],
    )


def _step(step: HandedStep) -> str:
    """Return what one step gives: by whom, what it made, what was seen to hold."""
    who = ", ".join(map(plain, step.workers[:NAMES_MAX])) or "nobody"
    role = f" as {plain(step.role)}" if step.role else ""
    if step.because:
        return f"{code(step.step)}: nobody made it; {plain(step.because)}"
    made = ", ".join(f"{plain(name)} (sha256 {digest[:12]})" for name, digest in step.made)
    holds = ", ".join(_verdict(line) for line in step.checked[:NAMES_MAX])
    parts = (f"made {made}" if made else "", f"checked: {holds}" if holds else "")
    told = "; ".join(part for part in parts if part)
    return f"{code(step.step)} by {who}{role}" + (f": {told}" if told else "")


def _verdict(line: VerdictLine) -> str:
    return f"{plain(line.check)} {line.status}"


def _demanded(demands: Sequence[Demand]) -> str:
    """Return what had to be there before this begins."""
    if not demands:
        return ""
    return f"\nBefore you begin, this had to hold:\n\n{listed(demands, _demand)}"


def _demand(demand: Demand) -> str:
    """Return one demand, with what came of it."""
    words = f": {plain(check_words(demand.text))}" if demand.text else ""
    return f"{code(demand.check)}{words} ({_came(demand)})"


def _came(demand: Demand) -> str:
    """Return what came of a demand."""
    return demand.verdict.status.value if demand.verdict is not None else "not judged yet"


def _left_open(words: Sequence[str]) -> str:
    """Return what the givers left open."""
    if not words:
        return ""
    told = "\n".join(fenced_words(each, OPEN_CHARS_MAX) for each in words)
    return f"\nThey left open:\n\n{told}"
