"""`gatewright approve`: a person reads what would be accepted, and decides on exactly that.

Where nobody can be asked, an approval is typed in full: every item answered with yes, or the
content named on which it is; and if both are said, both must hold.
"""

from gatewright.cli.a_run import named_step
from gatewright.cli.approve_elsewhere import decide_elsewhere, is_elsewhere, open_answering_door
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.deciding import sit_down
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.decision_items import (
    Answers,
    parse_items,
    refuse_missing,
    refuse_noes,
    refuse_other_content,
    refuse_unnamed,
)
from gatewright.cli.door import RunDesk
from gatewright.cli.drafts import Drafts
from gatewright.cli.said import said_in
from gatewright.cli.signing_key import signing_key
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import APPROVE
from gatewright.model.events import Choice
from gatewright.model.ids import RunId
from gatewright.model.records import replace
from gatewright.runtime.desk_words import Asked
from gatewright.views.exits import Exit
from gatewright.views.terminal import Terminal


def run(arguments: list[str]) -> int:
    """Decide what was asked."""
    typed = parse_arguments(APPROVE, arguments)
    if is_elsewhere(typed):
        return decide_elsewhere(typed, open_answering_door(), Choice.APPROVE)
    return approve(typed, open_decision_door())


def approve(typed: Typed, door: DecisionDoor) -> int:
    """Decide through `door`; return the exit code. Raises: Mistake."""
    desk = door.desk(start_folder(typed))
    run_id = desk.find(typed.operands[0] if typed.operands else None)
    desk.require_person(run_id, "approve")
    drafts, named = Drafts.under(door.state_folder()), named_step(desk.load(run_id).state, typed)
    sitting = sit_down(desk, run_id, door.terminal(), drafts, named, signing_key(typed))
    given = parse_items(typed.values("--item"), sitting.asked.items)
    because = said_in(typed.value("--message") or "")
    sitting.show()
    refuse_other_content(typed.value("--on"), sitting.asked.bound, run_id)
    if sitting.terminal.can_ask and not _is_typed_in_full(typed, given, sitting.asked):
        sitting.decide_by_asking(given, because)
        return Exit.SETTLED
    refuse_missing(given, sitting.view)
    refuse_noes(given, because, run_id)
    refuse_unnamed(typed.value("--on"), sitting.asked, run_id)
    sitting.record(Choice.APPROVE, given, because)
    return Exit.SETTLED


def _is_typed_in_full(typed: Typed, given: Answers, asked: Asked) -> bool:
    """Return whether what was typed is an approval that needs no question."""
    is_answered = all(item in given for item in asked.items)
    is_yes = all(each.is_yes for each in given.values())
    return is_answered and is_yes and (bool(asked.items) or typed.has("--on"))


def decide_here(
    desk: RunDesk, run_id: RunId, terminal: Terminal, drafts: Drafts | None = None
) -> bool:
    """Offer the decision that is wanted now; return whether one was recorded.

    Nothing is offered where nobody sits, or where nothing is asked. Raises: Mistake.
    """
    if not terminal.can_ask or desk.asked(run_id) is None:
        return False
    kept = drafts or Drafts.under(open_decision_door().state_folder())
    sitting = replace(sit_down(desk, run_id, terminal, kept), is_driven_here=True)
    sitting.show()
    return sitting.decide_by_asking({}, "")
