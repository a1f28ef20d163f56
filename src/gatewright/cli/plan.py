"""`gatewright plan`: what a run will do, what it will not, who acts, and what follows a failure."""

from collections.abc import Iterator

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import RunDoor
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.runs_door import named_run, open_run_door
from gatewright.cli.screen import Line, Span, Style, cut, fill, line, print_lines, with_program
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import PLAN
from gatewright.views.exits import Exit
from gatewright.views.plan import PlanStep, PlanView, plan_view
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
    desk = door.desk(start_folder(typed))
    view = plan_view(desk.load(named_run(typed, desk)).state)
    if typed.has("--json"):
        print_document(view, fields)
    else:
        terminal = door.terminal()
        print_lines(list(plan_rows(view, terminal)), terminal)
    return Exit.SETTLED


def plan_rows(view: PlanView, terminal: Terminal) -> Iterator[Line]:
    """Yield the whole plan."""
    yield (
        Span(f"{view.run_id} {view.slug}", Style.STRONG),
        Span(f" with {view.workflow}, from {view.origin}"),
    )
    yield line(cut(f"because {view.because}", terminal.width), Style.DIM)
    yield ()
    width = min(max((len(step.path) for step in view.steps), default=4), STEP_WIDTH_MAX)
    yield line(f"  {'#':>3}  {'step':<{width}}  {'who':<{WHO_WIDTH}}  checks", Style.DIM)
    for step in view.steps:
        yield from _step(step, width, terminal)
    yield from _out(view, terminal)
    yield from _failures(view, terminal)
    stops = ", ".join(view.stops) or "none"
    yield ()
    yield line(f"Stops for people: {stops}. At most {span(view.wall_s_max)} of work.")
    why = f"  gatewright why {view.run_id} STEP   why a step is where it is"
    yield line(with_program(why, terminal), Style.DIM)


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


def _out(view: PlanView, terminal: Terminal) -> Iterator[Line]:
    """Yield what does not apply, with the reason and how it is known."""
    for index, each in enumerate(view.does_not_apply):
        if index == 0:
            yield from ((), line("  Does not apply", Style.STRONG))
        source = f"   ({each.source})" if each.source else ""
        yield line(cut(f"    {each.path}   {each.because}{source}", terminal.width))


def _failures(view: PlanView, terminal: Terminal) -> Iterator[Line]:
    """Yield what follows a failure; steps with the same rules are said once."""
    rules: dict[str, list[str]] = {}
    for step in view.steps:
        rules.setdefault("; then ".join(step.if_it_fails), []).append(step.path)
    for index, (rule, paths) in enumerate(rules.items()):
        if index == 0:
            yield from ((), line("  If it goes wrong", Style.STRONG))
        text = f"{', '.join(paths)}: {rule or 'stops and asks you'}"
        for number, part in enumerate(fill(text, terminal.width - 6)):
            yield line(("    " if number == 0 else "      ") + part)
