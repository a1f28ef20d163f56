"""`gatewright audit verify`: is the journal of the runs as it was written?"""

from collections.abc import Iterator

from gatewright.cli.arguments import Typed, nearest, parse_arguments
from gatewright.cli.door import AuditDoor, open_audit_door
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.screen import Line, Span, Style, fill, labelled, line, print_lines, symbol
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import AUDIT
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import Audit, Journal
from gatewright.views.audit import AuditView, FaultView, audit_view
from gatewright.views.exits import Exit
from gatewright.views.terminal import Terminal

ACTIONS = ("verify",)
FAULTS_SHOWN_MAX = 20
UNDO = "put back a copy of the state folder that verifies, before anything goes on"


def run(arguments: list[str]) -> int:
    """Do what was asked for."""
    return audit(parse_arguments(AUDIT, arguments), open_audit_door())


def audit(typed: Typed, door: AuditDoor) -> int:
    """Look through the journal by way of `door`; return the exit code. Raises: Mistake."""
    name = _feature(typed)
    fields = wanted_fields(typed.value("--json") or "", AuditView)
    view = _view(door, start_folder(typed), name)
    if typed.has("--json"):
        print_document(view, fields)
    else:
        terminal = door.terminal()
        print_lines(list(audit_rows(view, terminal)), terminal)
    return Exit.SETTLED if view.is_as_written else Exit.REFUSED


def audit_rows(view: AuditView, terminal: Terminal) -> Iterator[Line]:
    """Yield the screen."""
    yield from _first_rows(view, terminal)
    for fault in view.faults[:FAULTS_SHOWN_MAX]:
        place = " ".join(part for part in (fault.stream, str(fault.seq or "")) if part)
        words = fill(f"{place}: {fault.what}" if place else fault.what, terminal.width - 4)
        yield from (line(f"{'    ' if later else '  '}{part}") for later, part in enumerate(words))
    if len(view.faults) > FAULTS_SHOWN_MAX:
        yield line(f"  and {len(view.faults) - FAULTS_SHOWN_MAX} more; --json has all of them")
    if view.events:
        counts = f"{_counted(view.events, 'event')} in {_counted(view.streams, 'stream')}"
        yield from labelled("checked", counts, terminal)
        heads = f"{view.heads} of {view.streams} also noted outside the journal, and agreeing"
        yield from labelled("heads", heads, terminal)
    if view.decisions:
        many = _counted(view.decisions, "decision")
        told = f"{many} by people, {view.signed} signed; each signature was checked anew"
        yield from labelled("people", told, terminal)
    yield from labelled("journal", view.journal, terminal)
    for note in view.notes:
        yield from labelled("note", note, terminal)
    if view.faults:
        yield from labelled("you", UNDO, terminal)


def _first_rows(view: AuditView, terminal: Terminal) -> Iterator[Line]:
    of = f" of {view.feature}" if view.feature else ""
    if view.faults:
        count = _counted(len(view.faults), "fault")
        words = f"The journal{of} is not as it was written: {count}."
        yield (symbol("fail", terminal), Span(f" {words}", Style.STRONG))
    elif not view.events:
        yield (symbol("not_applicable", terminal), Span(" Nothing was ever recorded here."))
    else:
        words = f" The journal{of} is as it was written."
        yield (symbol("pass", terminal), Span(words, Style.STRONG))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _view(door: AuditDoor, start: str, name: str) -> AuditView:
    """Return what the journal is found to be. Raises: Mistake `audit.unknown`."""
    journal = door.journal(start)
    stream = _stream(journal, name) if name else ""
    found = journal.audit(stream)
    if name and not found.faults and not _is_there(journal, name):
        raise _unknown(journal, name)
    proved = door.signatures(start, stream)
    told = (*found.faults, *proved.faults)
    faults = [FaultView(each.stream, each.seq, each.what) for each in told]
    view = audit_view(name, found.place, _counts(found), faults, found.notes)
    return replace(view, decisions=proved.decided, signed=proved.signed)


def _counts(found: Audit) -> tuple[int, int, int]:
    return found.events, found.streams, found.heads


def _stream(journal: Journal, name: str) -> str:
    """Return the stream of the feature `name`: its number or its short name."""
    if name.isascii() and name.isdigit():
        return f"run/{name}"  # also where its row is gone
    for row in journal.rows():
        if row.slug == name:
            return f"run/{row.run_id}"
    raise _unknown(journal, name)


def _is_there(journal: Journal, name: str) -> bool:
    return any(name in (row.run_id, row.slug) for row in journal.rows())


def _unknown(journal: Journal, name: str) -> Mistake:
    known = [word for row in journal.rows() for word in (row.run_id, row.slug)]
    near = nearest(name, known)
    hints = (f"did you mean  gatewright audit verify {near}",) if near else ()
    everything = "gatewright audit verify    looks at all of them"
    return Mistake("audit.unknown", f"No feature is called {name!r}.", hints=(*hints, everything))


def _feature(typed: Typed) -> str:
    """Return the feature that was typed, "" for all. Raises: Mistake `arguments.*`."""
    way_out = "gatewright audit verify [FEATURE]"
    if not typed.operands:
        raise Mistake("arguments.missing", "What is to be done?", hints=(way_out,))
    word, *names = typed.operands
    if word not in ACTIONS:
        raise Mistake("arguments.choice", f"audit cannot {word!r}.", hints=(way_out,))
    return names[0] if names else ""
