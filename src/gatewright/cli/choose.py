"""`gatewright choose`: say what follows a refusal, where a failure rule leaves it to a person."""

from collections.abc import Iterator, Sequence

from gatewright.cli.a_run import say_and_follow
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.door import RunDesk
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.said import ask, ask_words, said_in
from gatewright.cli.screen import Line, Style, labelled, line, print_lines
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import CHOOSE
from gatewright.core.state.run_state import Choosing, StepRecord
from gatewright.model.ids import RunId
from gatewright.model.intake import Choose
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit
from gatewright.views.moves import ChoiceView, choice_view
from gatewright.views.terminal import Terminal


def run(arguments: list[str]) -> int:
    """Show what is offered, and take the choice."""
    return choose(parse_arguments(CHOOSE, arguments), open_decision_door())


def choose(typed: Typed, door: DecisionDoor) -> int:
    """Choose through `door`; return the exit code. Raises: Mistake."""
    fields = wanted_fields(typed.value("--json") or "", ChoiceView)
    desk, terminal = door.desk(start_folder(typed)), door.terminal()
    run_id, number = _meant(typed.operands, desk)
    record = _asking(desk, run_id)
    view = choice_view(run_id, record)
    if typed.has("--json"):
        print_document(view, fields)
        return Exit.SETTLED
    desk.require_person(run_id, "choose")
    print_lines(list(_rows(view, terminal)), terminal)
    wanted = number or _asked(view, terminal)
    because = said_in(typed.value("--message") or "")
    if not because and terminal.can_ask:
        because = ask_words("Why, in a sentence:", terminal) or ""
    assert isinstance(record.state, Choosing), "BUG: nothing is to be chosen"
    nonce, step = record.state.nonce, record.definition.path
    desk.admit(run_id, Choose(step, nonce, _offer(wanted), desk.person, because))
    say_and_follow(door, desk, run_id, [(), line(f"Chosen: {wanted}.", Style.STRONG)])
    return Exit.SETTLED


def _meant(operands: Sequence[str], desk: RunDesk) -> tuple[RunId, str]:
    """Return the run and the number of the offer, "" where none was typed."""
    if len(operands) == 2:
        return desk.find(operands[0]), operands[1]
    return desk.find(operands[0] if operands else None), ""


def _asking(desk: RunDesk, run_id: RunId) -> StepRecord:
    """Return the step that leaves a choice. Raises: Mistake `choice.unasked`."""
    state = desk.load(run_id).state
    for step in sorted(state.active):
        record = state.record(step)
        if isinstance(record.state, Choosing):
            return record
    hints = (f"gatewright status {run_id}", "gatewright inbox")
    raise Mistake("choice.unasked", f"{run_id} leaves nothing to choose.", hints=hints)


def _rows(view: ChoiceView, terminal: Terminal) -> Iterator[Line]:
    """Yield why a choice is wanted, and what there is to choose from."""
    yield line(f"{view.run} {view.step}, you as {view.role}", Style.STRONG)
    yield ()
    yield from labelled("refused", view.refused, terminal) if view.refused else ()
    yield from labelled("asked", view.asked, terminal) if view.asked else ()
    if view.checks:
        yield from labelled("failed", ", ".join(view.checks), terminal)
    yield ()
    for number, offer in enumerate(view.offers, start=1):
        yield from labelled(f"  {number}", offer, terminal)


def _asked(view: ChoiceView, terminal: Terminal) -> str:
    """Return the number that the person who sits here types. Raises: Mistake where nobody does."""
    if not terminal.can_ask:
        raise Mistake(
            "choice.unnamed",
            "Nobody can be asked here, so say what you choose.",
            found=f"{len(view.offers)} offers",
            hints=(f'gatewright choose {view.run} 1 -m "..."',),
        )
    return ask(f"1 to {len(view.offers)}:", terminal) or ""


def _offer(typed: str) -> int:
    """Return the offer that `typed` names, from 0. Raises: Mistake."""
    if typed.isascii() and typed.isdigit() and len(typed) < 3:
        return int(typed) - 1
    raise Mistake("choice.unknown", "An offer is named by its number.", found=typed[:40] or "none")
