"""`gatewright record`: put something on record, close it, or see what is there."""

from collections.abc import Iterator, Sequence

from gatewright.cli.a_run import say_and_follow
from gatewright.cli.arguments import Typed, nearest, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.said import said_in
from gatewright.cli.screen import Line, Style, line, print_lines, with_program
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import RECORD
from gatewright.core.registers.shipped_registers import REGISTERS, register_of
from gatewright.core.state.run_state import RunState
from gatewright.model.ids import RunId
from gatewright.model.intake import Record
from gatewright.model.registers import EntryAdded
from gatewright.model.trouble import Mistake
from gatewright.views.entries import EntriesView, EntryView, RegisterView, entries_view, entry_says
from gatewright.views.exits import Exit
from gatewright.views.terminal import Terminal

FORM = 'text="..."'


def run(arguments: list[str]) -> int:
    """Record something, or show what is there."""
    return record(parse_arguments(RECORD, arguments), open_decision_door())


def record(typed: Typed, door: DecisionDoor) -> int:
    """Record through `door`; return the exit code. Raises: Mistake."""
    fields = wanted_fields(typed.value("--json") or "", EntriesView)
    desk = door.desk(start_folder(typed))
    feature, name, *words = (*typed.operands, "", "")[: max(2, len(typed.operands))]
    run_id = desk.find(feature or None)
    state = desk.load(run_id).state
    if name:
        _require_register(state, name)
    if words:
        desk.require_person(run_id, "record")
        events = desk.admit(run_id, Record(name, _given(words, run_id, name), desk.person))
        added = next(each for each in events if isinstance(each, EntryAdded))
        say_and_follow(door, desk, run_id, [line(f"On record: {entry_says(added)}")])
        return Exit.SETTLED
    view = entries_view(state, name)
    if typed.has("--json"):
        print_document(view, fields)
    else:
        print_lines(list(_rows(view, name, door.terminal())), door.terminal())
    return Exit.SETTLED


def _require_register(state: RunState, name: str) -> None:
    """Raise Mistake for a register that the run does not have."""
    workflow = state.started.workflow
    if register_of(workflow, name) is None:
        known = tuple(dict.fromkeys((*(each.name for each in workflow.registers), *REGISTERS)))
        near = nearest(name, known)
        hints = (f"did you mean  {near}",) if near else ()
        found = f"there are {', '.join(known)}"
        what = f"No register is called {name}."
        raise Mistake("record.register", what, found=found, hints=hints)


def _given(words: Sequence[str], run_id: RunId, name: str) -> tuple[tuple[str, str], ...]:
    """Return the fields that were typed. Raises: Mistake."""
    given = tuple(word.partition("=") for word in words)
    bare = next((each for each, equals, _ in given if not equals or not each), None)
    names = [each for each, _, _ in given]
    if bare is not None or len(set(names)) < len(names):
        raise Mistake(
            "arguments.value",
            "Each field is said once, as NAME=VALUE.",
            found=bare or " ".join(names),
            hints=(f"gatewright record {run_id} {name} {FORM}",),
        )
    return tuple((each, said_in(value)) for each, _, value in given)


def _rows(view: EntriesView, name: str, terminal: Terminal) -> Iterator[Line]:
    """Yield the entries of each register, or how the first one is written."""
    if not view.registers:
        yield line(f"{view.run_id} has nothing on record, and its workflow asks for nothing.")
        yield _how(view.run_id, "decisions", terminal)
        return
    for register in view.registers:
        yield line(f"{register.name}: {_count(register)}", Style.STRONG)
        yield from (_row(each) for each in register.entries)
        if not register.entries and name:
            yield line(f"  an entry has {', '.join(register.fields)}   (* must be said)", Style.DIM)
            yield _how(view.run_id, register.name, terminal)


def _count(register: RegisterView) -> str:
    """Return how many entries there are, and how many of them are open."""
    count = len(register.entries)
    if not count:
        return "nothing yet"
    many = "1 entry" if count == 1 else f"{count} entries"
    still = sum(each.state == "open" for each in register.entries)
    return f"{many}, {still} open" if register.has_state else many


def _row(entry: EntryView) -> Line:
    """Return one entry on a line."""
    state = f"{entry.state:<7}" if entry.state != "noted" else ""
    where = f", {entry.step}" if entry.step else ""
    blocks = f", holds {', '.join(entry.blocks)}" if entry.blocks and entry.state == "open" else ""
    because = f": {entry.because}" if entry.because else ""
    return line(f"  {entry.key:<4} {state}{entry.says}  ({entry.author}{where}{blocks}){because}")


def _how(run_id: str, name: str, terminal: Terminal) -> Line:
    """Return how an entry is written."""
    row = line(f"  gatewright record {run_id} {name} {FORM}", Style.DIM)
    return tuple(type(span)(with_program(span.text, terminal), span.style) for span in row)
