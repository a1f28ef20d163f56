"""`gatewright change --workflow`: let a run go on by another definition; what moves comes first."""

from collections.abc import Iterator

from gatewright.cli.arguments import Typed
from gatewright.cli.door import RunDesk
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.run_start import workflow_named
from gatewright.cli.screen import Line, Style, labelled, line, print_lines
from gatewright.cli.start_folder import start_folder
from gatewright.core.admit.admit import admit
from gatewright.model.ids import RunId
from gatewright.model.intake import AskChange, Refusal
from gatewright.runtime.run_log import mistake_of
from gatewright.views.terminal import Terminal
from gatewright.views.upgrade import UpgradeView, upgrade_view

JSON = "--json"


def upgrade_wanted(
    typed: Typed, desk: RunDesk, run_id: RunId, terminal: Terminal, at: str
) -> AskChange | None:
    """Show what another definition comes to; return what is asked for, None to ask nothing.

    Raises: Mistake for a definition that this run can never go on by.
    """
    fields = wanted_fields(typed.value(JSON) or "", UpgradeView)
    word = workflow_named(typed.value("--workflow"), start_folder(typed))
    new, tree = desk.find_upgrade(run_id, word)
    state = desk.load(run_id).state
    words = typed.operands[1] if len(typed.operands) > 1 else ""
    asked = AskChange((), desk.person, words, definition=new, tree=tree)
    fit = AskChange((), desk.person, words or "?", definition=new, tree=tree)
    refusal = admit(state, fit, at)
    if isinstance(refusal, Refusal):
        raise mistake_of(refusal)
    view = upgrade_view(state, new)
    if typed.has(JSON):
        print_document(view, fields)
        return None
    print_lines(list(_rows(view, terminal)), terminal)
    return None if typed.has("--impact") else asked


def _rows(view: UpgradeView, terminal: Terminal) -> Iterator[Line]:
    """Yield what becomes of the steps, and who decides."""
    to = f"{view.workflow} {view.before} to {view.version}"
    yield line(f"{view.run}: from {to}   ({view.source})", Style.STRONG)
    yield ()
    kinds = (
        ("made again", view.made_again),
        ("judged again", view.judged_again),
        ("new", view.added),
        ("no longer there", view.retired),
    )
    for what, steps in kinds:
        for step in steps:
            yield line(f"  {step}  {what}")
    yield line(f"  all else stays as it is; {view.stays} of what holds")
    yield ()
    yield from labelled("again", f"{view.approvals} approvals, where it comes to that", terminal)
    yield from labelled("decides", " and ".join(view.roles), terminal)
