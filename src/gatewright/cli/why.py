"""`gatewright why`: what stops a run or a step, with the evidence; and what does not."""

from collections.abc import Iterator

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import RunDoor
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.run_end_rows import finding_rows
from gatewright.cli.run_rows import command_rows, forbidden_rows
from gatewright.cli.runs_door import open_run_door, step_named, told_of
from gatewright.cli.screen import Line, Span, Style, fill, labelled, line, print_lines
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import WHY
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit
from gatewright.views.terminal import Terminal
from gatewright.views.why import ReasonView, WhyView, why_view


def run(arguments: list[str]) -> int:
    """Say what stops it, or of a check, why it says what it says and since when."""
    typed, door = parse_arguments(WHY, arguments), open_run_door()
    try:
        return why(typed, door)
    except Mistake as unknown:
        if len(typed.operands) != 1:
            raise
        # late: only a word that is nothing of a run may be a check
        from gatewright.cli.show import show_if_judged

        code = show_if_judged(typed)
        if code is None:
            raise unknown from None
        return code


def why(typed: Typed, door: RunDoor) -> int:
    """Say it through `door`; return the exit code. Raises: Mistake."""
    fields = wanted_fields(typed.value("--json") or "", WhyView)
    desk = door.reader(start_folder(typed))
    named, step_name = _operands(typed, door)
    run_id = desk.find(named)
    loaded = desk.load(run_id)
    step = step_named(loaded.state, step_name) if step_name is not None else None
    told = told_of(run_id, loaded.entries)
    view = why_view(loaded.state, told, step, is_driven=loaded.is_driven)
    if typed.has("--json"):
        print_document(view, fields)
    else:
        terminal = door.terminal()
        print_lines(list(why_rows(view, terminal)), terminal)
    return Exit.SETTLED


def why_rows(view: WhyView, terminal: Terminal) -> Iterator[Line]:
    """Yield the whole answer; what is not the reason comes last but for what to do."""
    yield line(view.answer, Style.STRONG)
    for number, reason in enumerate(view.reasons, start=1):
        yield ()
        yield from _reason(number, reason, terminal)
    if view.rests_on:
        yield from ((), line("Rests on", Style.DIM))
        for label, text in view.rests_on:
            yield from labelled(label, text, terminal)
    if view.risk:
        yield ()
        yield from labelled("risk", view.risk, terminal)
    if view.not_reasons:
        yield ()
        text = "; ".join(view.not_reasons) + "."
        label = "Not a reason: "
        first, *others = fill(text, terminal.width - len(label))
        yield (Span(label, Style.DIM), Span(first))
        yield from (line(" " * len(label) + other) for other in others)
    if view.forbidden:
        yield ()
        yield from forbidden_rows(view.forbidden, terminal)
    yield from command_rows(view.next, terminal)


def _reason(number: int, reason: ReasonView, terminal: Terminal) -> Iterator[Line]:
    where = f"{reason.step}: " if reason.step else ""
    what = reason.what.replace(where, "") if where else reason.what
    first, *others = fill(f"{where}{what}", terminal.width - 4)
    yield line(f"{number:>2}  {first}", Style.BAD)
    yield from (line("    " + other, Style.BAD) for other in others)
    yield from finding_rows(reason.findings, terminal)
    for label, text in reason.details:
        yield from labelled(label, text, terminal)


def _operands(typed: Typed, door: RunDoor) -> tuple[str | None, str | None]:
    """Return the feature and the step that were typed.

    Shape: one word alone is a feature where there is such a one, else a step of the run meant.
    """
    words = typed.operands
    if len(words) != 1:
        return (words[0], words[1]) if words else (None, None)
    desk = door.reader(start_folder(typed))
    names = {name for row in desk.rows() for name in (row.run_id, row.slug)}
    if words[0] in names or words[0].isdecimal():
        return words[0], None
    try:
        return desk.find(words[0]), None
    except Mistake as unknown:
        try:
            run_id = desk.find(None)
            step_named(desk.load(run_id).state, words[0])
        except Mistake:
            raise unknown from None
        return run_id, words[0]
