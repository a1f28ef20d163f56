"""Entries of registers: what a worker leaves for them, and what a person puts on record.

A worker's line that is no entry is told as such and costs nothing else. A worker closes only what
it wrote itself: what people hold open, people close.
"""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.course.work_here import is_worked_on_here
from gatewright.core.registers.entries import agrees, evolve_entry, holding, open_entries, standing
from gatewright.core.registers.entry_values import (
    REGISTER,
    Draft,
    draft_of,
    keys_taken,
    line_as_mapping,
)
from gatewright.core.registers.shipped_registers import register_of
from gatewright.core.registers.written_rows import lacking_rows
from gatewright.core.state.run_state import RunState, StepRecord, Working
from gatewright.core.state.setbacks import UNABLE
from gatewright.model.events import AttemptFinished, Event, StepJudged
from gatewright.model.ids import PERSON, StepPath
from gatewright.model.intake import Note, Record, Refusal
from gatewright.model.records import replace
from gatewright.model.registers import (
    ENTRIES_MAX,
    LINES_MAX,
    OPINIONS,
    EntryAdded,
    EntryTurnedDown,
)

LINE_SHOWN_CHARS = 120
TURNED_DOWN_MAX = 10  # of one attempt


def entries_of_work(
    state: RunState, finished: AttemptFinished, lines: Sequence[str], author: str, at: str
) -> tuple[Event, ...]:
    """Return what the lines of a worker come to. Shape: of unknown work, nothing is kept."""
    if finished.ended in UNABLE:
        return ()
    record = state.record(finished.step)
    blank = _blank(state, record, finished, author, at)
    made: list[EntryAdded] = []
    unfit: list[EntryTurnedDown] = []
    for line in lines[:LINES_MAX]:
        entry = _of_line(state, line, blank, made)
        if isinstance(entry, EntryAdded):
            made.append(entry)
        elif len(unfit) < TURNED_DOWN_MAX:
            shown = line[:LINE_SHOWN_CHARS]
            unfit.append(EntryTurnedDown(finished.step, finished.number, shown, entry))
    return (*made, *unfit)


def entries_of_forms(
    state: RunState, judged: StepJudged, lines: Sequence[str], at: str
) -> tuple[Event, ...]:
    """Return what the forms of a step come to that are entered in registers, once for an attempt.

    Shape: what a form says beside the fields of its register stays in its file.
    """
    record = state.record(judged.step)
    step, number, role = judged.step, judged.number, record.definition.doer.role
    blank = EntryAdded(
        "", "", step, number, (), record.handed_in_by, role, judged.tree, at, read=record.read
    )
    made: list[EntryAdded] = []
    unfit: list[EntryTurnedDown] = []
    for line in lines[:LINES_MAX]:
        said = line_as_mapping(line)
        entry = said if isinstance(said, str) else _of_form(state, said, blank, made)
        if isinstance(entry, EntryAdded):
            made.append(entry)
        elif entry:
            unfit.append(
                EntryTurnedDown(judged.step, judged.number, line[:LINE_SHOWN_CHARS], entry)
            )
    return (*made, *unfit[:TURNED_DOWN_MAX])


def _of_form(
    state: RunState, said: Mapping[str, object], blank: EntryAdded, made: Sequence[EntryAdded]
) -> EntryAdded | str:
    """Return the entry of a form; "" where it is entered already; in words, why it is none."""
    register = register_of(state.started.workflow, str(said[REGISTER]))
    known = {field.name for field in register.fields} if register is not None else set()
    own = {name: value for name, value in said.items() if name in known or name == REGISTER}
    entry = _entry(state, own, replace(blank, because=str(said.get("reason", ""))), made)
    if isinstance(entry, str):
        return entry
    here = (e for e in state.entries.get(entry.register, ()) if e.step == entry.step)
    is_there = any((e.number, e.values) == (entry.number, entry.values) for e in here)
    return "" if is_there else entry


def _blank(
    state: RunState, record: StepRecord, finished: AttemptFinished, author: str, at: str
) -> EntryAdded:
    """Return what all entries of one attempt have in common."""
    return EntryAdded(
        register="",
        key="",
        step=finished.step,
        number=finished.number,
        values=(),
        author=author,
        role=record.definition.doer.role,
        tree=finished.tree,
        at=at,
        read=record.read,
    )


def _of_line(
    state: RunState, line: str, blank: EntryAdded, made: Sequence[EntryAdded]
) -> EntryAdded | str:
    """Return the entry that one line comes to; in words, why it is none."""
    said = line_as_mapping(line)
    return said if isinstance(said, str) else _entry(state, said, blank, made)


def _entry(
    state: RunState, said: Mapping[str, object], blank: EntryAdded, made: Sequence[EntryAdded] = ()
) -> EntryAdded | str:
    """Return an entry as `said`, filled in from `blank`; in words, why it is none."""
    name = str(said[REGISTER])
    register = register_of(state.started.workflow, name)
    if register is None:
        return f'no register is called "{name[:40]}"'
    draft = draft_of(register, said)
    if isinstance(draft, str):
        return draft
    problem = next(_problems(state, draft, blank, made), None)
    if problem is not None:
        return problem
    keys = [each.key for each in (*state.entries.get(name, ()), *made) if each.register == name]
    return replace(
        blank,
        register=name,
        key=keys_taken(keys, draft.key),
        values=draft.values,
        about=draft.about,
        blocks=draft.blocks,
        closes=draft.closes,
        because=draft.because or blank.because,
    )


def _problems(
    state: RunState, draft: Draft, blank: EntryAdded, made: Sequence[EntryAdded]
) -> Iterator[str]:
    """Yield why an entry does not go with those that are there."""
    here = [each for each in made if each.register == draft.register]
    earlier = (*state.entries.get(draft.register, ()), *here)
    if sum(map(len, state.entries.values())) + len(made) >= ENTRIES_MAX:
        yield f"a run has at most {ENTRIES_MAX} entries"
    if draft.key and any(each.key == draft.key for each in earlier):
        yield f'"{draft.key}" is an entry already, and none is altered'
    if draft.closes:
        yield from _unclosable(state, draft, blank, here)
    for place in draft.blocks:
        if StepPath(place) not in state.steps:
            yield f'no step is called "{place[:60]}"'
    if draft.register == OPINIONS:
        yield from _unmoved(state, draft, blank)


def _unclosable(
    state: RunState, draft: Draft, blank: EntryAdded, here: Sequence[EntryAdded]
) -> Iterator[str]:
    """Yield why this author cannot close that entry."""
    closed = {each.closes for each in here}
    known = (*open_entries(state, draft.register), *(each for each in here if not each.closes))
    entry = next((each for each in known if each.key == draft.closes), None)
    if entry is None or entry.key in closed:
        yield f'no open entry is called "{draft.closes}"'
    elif not blank.author.startswith(PERSON) and not _is_of_same(entry, blank):
        by = f" as {entry.role}" if entry.author == blank.author else ""
        yield f"{draft.closes} is of {entry.author}{by}: a person closes it"


def _is_of_same(entry: EntryAdded, blank: EntryAdded) -> bool:
    """Return whether the same worker wrote both. Shape: one agent in two roles is two."""
    return (entry.author, entry.role) == (blank.author, blank.role)


def _unmoved(state: RunState, draft: Draft, blank: EntryAdded) -> Iterator[str]:
    """Yield that an objection is taken back on the same content, and without a reason."""
    role = blank.role or blank.author
    of_role = [e for e in standing(state, OPINIONS) if (e.role or e.author) == role]
    before = next((e for e in reversed(of_role) if e.about == draft.about), None)
    if before is None or agrees(before) or (draft.because or blank.because).strip():
        return
    is_yes = agrees(replace(blank, values=draft.values))
    if is_yes and (before.read, before.tree) == (blank.read, blank.tree):
        yield f'{role} objected to this very content: say "because"'


# People


def admit_record(state: RunState, intake: Record, at: str) -> tuple[Event, ...] | Refusal:
    """Return what a person puts on record, with what it sets free."""
    blank = EntryAdded(
        register="",
        key="",
        step=None,
        number=0,
        values=(),
        author=intake.person,
        role="",
        tree=state.tree,
        at=at,
    )
    entry = _entry(state, {**dict(intake.given), REGISTER: intake.register}, blank)
    if isinstance(entry, EntryAdded):
        return (entry, *lacking_rows(evolve_entry(state, entry), None))
    return _unfit(state, intake.register, entry)


def admit_note(state: RunState, intake: Note, at: str) -> tuple[Event, ...] | Refusal:
    """Return what an agent puts on record while it works, in the person's own checkout."""
    record = state.steps.get(intake.step)
    if record is None or not isinstance(record.state, Working) or not is_worked_on_here(record):
        return _not_at_work(state, intake)
    if record.state.number != intake.number:
        return _not_at_work(state, intake)
    blank = EntryAdded(
        register="",
        key="",
        step=intake.step,
        number=intake.number,
        values=(),
        author=record.state.worker,
        role=record.definition.doer.role,
        tree=record.state.from_tree,
        at=at,
        read=record.read,
    )
    entry = _entry(state, {**dict(intake.given), REGISTER: intake.register}, blank)
    if isinstance(entry, str):
        return _unfit(state, intake.register, entry)
    of_attempt = (each for each in state.entries.get(entry.register, ()) if _is_of(each, blank))
    if sum(1 for _ in of_attempt) >= LINES_MAX:
        return _unfit(state, intake.register, f"an attempt has at most {LINES_MAX} entries")
    return (entry,)


def _is_of(entry: EntryAdded, blank: EntryAdded) -> bool:
    """Return whether an entry is of the same attempt."""
    return (entry.step, entry.number) == (blank.step, blank.number)


def _not_at_work(state: RunState, intake: Note) -> Refusal:
    """Return that nobody is at that attempt, or not in the person's own checkout."""
    run_id = state.started.feature.run_id
    wanted, found = "the attempt that is under way here", f"{intake.step}, {intake.number}"
    return Refusal(
        "here.nothing", "nobody works on that here", wanted, found[:200], f"next {run_id}"
    )


def _unfit(state: RunState, register: str, found: str) -> Refusal:
    """Return that something is no entry, and why."""
    run_id = state.started.feature.run_id
    what, wanted = f"this is no entry of {register[:40]}", "an entry as the register has it"
    return Refusal("record.unfit", what, wanted, found, f"gatewright record {run_id}")


def why_held(state: RunState, step: StepPath) -> str:
    """Return which open entry keeps a step from beginning, in words; "" for none."""
    entry = holding(state, step)
    if entry is None:
        return ""
    text = str(dict(entry.values).get("text", ""))
    words = f": {text}" if text else ""
    return f"entry {entry.key} of {entry.register} is open{words}"
