"""`gatewright reject`: send back what is asked, with a reason for whoever works on it next."""

from gatewright.cli.a_run import named_run, named_step
from gatewright.cli.approve_elsewhere import decide_elsewhere, is_elsewhere, open_answering_door
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.deciding import sit_down
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.drafts import Drafts
from gatewright.cli.said import required_words
from gatewright.cli.signing_key import signing_key
from gatewright.cli.verbs import REJECT
from gatewright.model.events import Choice
from gatewright.views.exits import Exit


def run(arguments: list[str]) -> int:
    """Send back what was asked."""
    typed = parse_arguments(REJECT, arguments)
    if is_elsewhere(typed):
        return decide_elsewhere(typed, open_answering_door(), Choice.SEND_BACK)
    return reject(typed, open_decision_door())


def reject(typed: Typed, door: DecisionDoor) -> int:
    """Send back through `door`; return the exit code. Raises: Mistake."""
    desk, run_id = named_run(typed, door)
    desk.require_person(run_id, "reject")
    drafts, named = Drafts.under(door.state_folder()), named_step(desk.load(run_id).state, typed)
    sitting = sit_down(desk, run_id, door.terminal(), drafts, named, signing_key(typed))
    sitting.show()
    because = required_words(
        typed, "In a sentence, what should change:", "approval.reason", sitting.terminal
    )
    sitting.record(Choice.SEND_BACK, {}, because)
    return Exit.SETTLED
