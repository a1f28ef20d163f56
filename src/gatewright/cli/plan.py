"""`gatewright plan`: what a run will do, what it will not, who acts, and what follows a failure.

Of a run that is there, or of one that would start: nothing is started then, and nothing is kept.
"""

from collections.abc import Iterator

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import RunDoor
from gatewright.cli.graph import print_graph
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.run_start import OF_A_START, refuse_flags_of_a_start, start_request
from gatewright.cli.runs_door import named_run, open_run_door
from gatewright.cli.screen import Line, Span, Style, cut, fill, line, print_lines, with_program
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import PLAN
from gatewright.core.state.run_state import RunState
from gatewright.views.exits import Exit
from gatewright.views.plan import PlanStep, PlanView, foreseen_view, plan_view
from gatewright.views.spans_of_time import span
from gatewright.views.terminal import Terminal

STEP_WIDTH_MAX = 22
WHO_WIDTH = 12


def run(arguments: list[str]) -> int:
    """Show the plan of a run."""
    return plan(parse_arguments(PLAN, arguments), open_run_door())


def plan(typed: Typed, door: RunDoor) -> int:
    """Show it through `door`; return the exit code. Raises: Mistake."""
    fields = wanted_fields(typed.value("--json") or "", PlanView)
    state, view = _planned(typed, door)
    if typed.has("--graph"):
        print_graph(state, typed.value("--graph") or "")
    elif typed.has("--json"):
        print_document(view, fields)
    else:
        terminal = door.terminal()
        print_lines(list(plan_rows(view, terminal)), terminal)
    return Exit.SETTLED


def _planned(typed: Typed, door: RunDoor) -> tuple[RunState, PlanView]:
    """Return the state and the plan of a run that is there, or of one that would start.

    Raises: Mistake.
    Shape: as in `run`, an idea has more than one word; flags of a start alone want no idea.
    """
    idea = typed.operands[0].strip() if typed.operands else ""
    is_start = any(typed.has(flag) for flag in OF_A_START)
    if len(idea.split()) == 1 or not (typed.operands or is_start):
        refuse_flags_of_a_start(typed)
        runs = door.reader(start_folder(typed))
        state = runs.load(named_run(typed, runs)).state
        return state, plan_view(state)
    foreseen = door.desk(start_folder(typed)).foresee(start_request(typed, idea))
    return foreseen.state, foreseen_view(foreseen.state, foreseen.notes)


def plan_rows(view: PlanView, terminal: Terminal) -> Iterator[Line]:
    """Yield the whole plan."""
    yield (
        Span(f"{view.run_id or 'Not started:'} {view.slug}", Style.STRONG),
        Span(f" with {view.workflow}, from {view.origin}"),
    )
    yield from _dim(f"because {view.because}", terminal)
    for name, value in view.params:
        yield from _dim(f"param {name}: {value}", terminal)
    for name, path, source in view.inputs:
        yield from _dim(f"input {name}: {path}, {source}", terminal)
    for name, _ in view.paths:
        yield from _dim(f"paths {name}", terminal)
    for told in view.declared:
        yield from _dim(f"declared {told}", terminal)
    if view.risk:
        yield from _dim(f"risk {view.risk}", terminal)
    for note in view.notes:
        yield from _dim(f"note: {note}", terminal)
    yield ()
    width = min(max((len(step.path) for step in view.steps), default=4), STEP_WIDTH_MAX)
    yield line(f"  {'#':>3}  {'step':<{width}}  {'who':<{WHO_WIDTH}}  checks", Style.DIM)
    for step in view.steps:
        yield from _step(step, width, terminal)
    yield from _out(view, terminal)
    yield from _questions(view, terminal)
    yield from _bounds(view, terminal)
    yield from _failures(view, terminal)
    stops = ", ".join(view.stops) or "none"
    yield ()
    told = f"Stops for people: {stops}. At most {span(view.wall_s_max)} of work."
    yield from (line(part) for part in fill(told, terminal.width))
    then = f"  gatewright why {view.run_id} STEP   why a step is where it is"
    if not view.run_id:
        then = "  gatewright run \"IDEA\" starts it, with the same flags and -a 'COMMAND ...'"
    yield line(with_program(then, terminal), Style.DIM)


def _dim(text: str, terminal: Terminal) -> Iterator[Line]:
    """Yield the whole of `text`."""
    yield from (line(part, Style.DIM) for part in fill(text, terminal.width))


def _step(step: PlanStep, width: int, terminal: Terminal) -> Iterator[Line]:
    """Yield one step with what it is held to."""
    parts = [", ".join(step.checks)] if step.checks else []
    if step.asks:
        items = f" {len(step.items)} items" if len(step.items) > 1 else ""
        parts.append(f"{step.asks}{items}")
    held = "; ".join(parts) or "what every step must hold"
    start = 5 + 2 + width + 2 + WHO_WIDTH + 2
    first, *others = fill(held, terminal.width - start)
    style = Style.STRONG if step.who == "YOU" else Style.PLAIN
    yield (
        Span(f"  {step.number:>3}  {cut(step.path, width):<{width}}  "),
        Span(f"{cut(step.who, WHO_WIDTH):<{WHO_WIDTH}}", style),
        Span(f"  {first}"),
    )
    yield from (line(" " * start + other) for other in others)
    if step.for_each:
        yield line(f"       once for each item of {step.for_each}", Style.DIM)
    if step.waits:
        yield line(cut(f"       {step.waits}", terminal.width), Style.DIM)


def _out(view: PlanView, terminal: Terminal) -> Iterator[Line]:
    """Yield what does not apply, with the reason and how it is known."""
    for index, each in enumerate(view.does_not_apply):
        if index == 0:
            yield from ((), line("  Does not apply", Style.STRONG))
        source = f"   ({each.source})" if each.source else ""
        yield line(cut(f"    {each.path}   {each.because}{source}", terminal.width))


def _questions(view: PlanView, terminal: Terminal) -> Iterator[Line]:
    """Yield the facts that somebody will be asked for, where a condition needs them."""
    for index, (who, question) in enumerate(view.questions):
        if index == 0:
            yield from ((), line("  Asked when it matters", Style.STRONG))
        yield from _hanging(f"{who}: {question}", terminal)


def _bounds(view: PlanView, terminal: Terminal) -> Iterator[Line]:
    """Yield the most that is spent on each step; steps with the same bounds are said once."""
    bounds: dict[str, list[str]] = {}
    for step in view.steps:
        if step.attempt_s_max:
            many = "1 attempt" if step.attempts_max == 1 else f"{step.attempts_max} attempts"
            each = " for each item" if step.for_each else ""
            words = f"{many} of {span(step.attempt_s_max)}{each}"
            bounds.setdefault(words, []).append(step.path)
    for index, (words, paths) in enumerate(bounds.items()):
        if index == 0:
            yield from ((), line("  At most", Style.STRONG))
        yield from _hanging(f"{', '.join(paths)}: {words}", terminal)


def _hanging(text: str, terminal: Terminal) -> Iterator[Line]:
    """Yield `text` with every line but the first moved in."""
    for number, part in enumerate(fill(text, terminal.width - 6)):
        yield line(("    " if number == 0 else "      ") + part)


def _failures(view: PlanView, terminal: Terminal) -> Iterator[Line]:
    """Yield what follows a failure; steps with the same rules are said once."""
    rules: dict[str, list[str]] = {}
    for step in view.steps:
        rules.setdefault("; then ".join(step.if_it_fails), []).append(step.path)
    for index, (rule, paths) in enumerate(rules.items()):
        if index == 0:
            yield from ((), line("  If it goes wrong", Style.STRONG))
        yield from _hanging(f"{', '.join(paths)}: {rule or 'stops and asks you'}", terminal)
