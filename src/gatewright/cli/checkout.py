"""`gatewright checkout`: a person takes a step, and is told what may change and how to hand in."""

from collections.abc import Iterator

from gatewright.cli.a_run import named_run, named_step
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.screen import Line, Style, labelled, line, print_lines
from gatewright.cli.shell_words import quote_word
from gatewright.cli.verbs import CHECKOUT
from gatewright.core.content.path_sets import shown
from gatewright.core.state.run_state import InHand, RunState
from gatewright.model.ids import StepPath
from gatewright.model.workflow import StepDefinition
from gatewright.views.exits import Exit
from gatewright.views.terminal import Terminal


def run(arguments: list[str]) -> int:
    """Take the step."""
    return checkout(parse_arguments(CHECKOUT, arguments), open_decision_door())


def checkout(typed: Typed, door: DecisionDoor) -> int:
    """Take a step through `door`; return the exit code. Raises: Mistake."""
    desk, run_id = named_run(typed, door)
    state = desk.load(run_id).state
    wanted = named_step(state, typed)
    held = _held(state, desk.person, wanted)
    if held is None:  # taking it again would lay a fresh folder over the work
        desk.take(run_id, wanted)
        held = _held(desk.load(run_id).state, desk.person, None)
    assert held is not None, "BUG: a step was taken and is not in hand"
    step, folder = held
    terminal = door.terminal()
    print_lines(list(_rows(step, folder, run_id, terminal)), terminal)
    return Exit.SETTLED


def _held(
    state: RunState, person: str, wanted: StepPath | None
) -> tuple[StepDefinition, str] | None:
    """Return the step that `person` has in hand, and its folder."""
    for record in state.steps.values():
        match record.state:
            case InHand(_, who, folder) if who == person:
                if wanted in (None, record.definition.path):
                    return record.definition, folder
            case _:
                continue
    return None


def _rows(step: StepDefinition, folder: str, run: str, terminal: Terminal) -> Iterator[Line]:
    yield line(f"{step.path} is yours now; your own checkout is not touched.", Style.STRONG)
    yield line(f"  cd {quote_word(folder)}")
    own = [each.path for each in step.produces]
    may = ", ".join(dict.fromkeys([*map(shown, step.writes), *own])) or "nothing"
    yield from labelled("change", f"{may}; a change anywhere else is refused", terminal)
    if step.keeps:
        yield from labelled(
            "keep", f"{', '.join(map(shown, step.keeps))}: made by others", terminal
        )
    for product in step.produces:
        yield from labelled("make", f"{product.path} ({product.name})", terminal)
    if step.gate.checks:
        yield from labelled("checked", ", ".join(step.gate.checks), terminal)
    yield ()
    program = terminal.program_name
    yield line(f"When done: {program} submit {run}   (judged like anyone's work)")
    yield line(f"Stop it:   {program} abort {run}   (its branch is kept)")
