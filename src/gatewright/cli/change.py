"""`gatewright change`: ask for what was approved to be otherwise; what is at stake comes first."""

from collections.abc import Iterator

from gatewright.cli.a_run import named_run, say_and_follow
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.door import RunDesk
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.said import ask_words
from gatewright.cli.screen import Line, Style, labelled, line, print_lines
from gatewright.cli.upgrade import upgrade_wanted
from gatewright.cli.verbs import CHANGE
from gatewright.core.admit.admit_change import why_not_changed
from gatewright.core.approval.changes import changeable, is_changeable
from gatewright.core.facts.facts import of_word, wanted_of
from gatewright.core.state.run_state import RunState
from gatewright.model.facts import FactRule, FactValue
from gatewright.model.ids import RunId
from gatewright.model.intake import AskChange
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.runtime.run_log import mistake_of
from gatewright.views.change import ChangeView, change_view
from gatewright.views.exits import Exit
from gatewright.views.terminal import Terminal


def run(arguments: list[str]) -> int:
    """Show what is at stake, and ask for the change."""
    return change(parse_arguments(CHANGE, arguments), open_decision_door())


def change(typed: Typed, door: DecisionDoor) -> int:
    """Ask for a change through `door`; return the exit code. Raises: Mistake."""
    desk, run_id = named_run(typed, door)
    state, terminal = desk.load(run_id).state, door.terminal()
    if typed.has("--workflow"):
        return _upgrade(typed, door, desk, run_id)
    fields = wanted_fields(typed.value("--json") or "", ChangeView)
    facts = tuple(_fact(state, word) for word in typed.values("--fact"))
    named = typed.values("--artifact")
    artifacts = named if facts else _meant(state, named, run_id)
    refusal = why_not_changed(state, AskChange(artifacts, desk.person, "", facts))
    if refusal is not None:  # what cannot be is not shown as if it could
        raise mistake_of(refusal)
    view = change_view(state, artifacts, desk.person, facts)
    if typed.has("--json"):
        print_document(view, fields)
        return Exit.SETTLED
    print_lines(list(_rows(view, terminal)), terminal)
    if typed.has("--impact"):
        return Exit.SETTLED
    said = f"Asked: {_wanted(view)} as you say. Nothing changes before it is decided."
    return _ask(door, desk, run_id, AskChange(artifacts, desk.person, _words(typed), facts), said)


def _upgrade(typed: Typed, door: DecisionDoor, desk: RunDesk, run_id: RunId) -> int:
    """Ask that the run go on by another definition."""
    asked = upgrade_wanted(typed, desk, run_id, door.terminal(), door.now().isoformat())
    if asked is None:
        return Exit.SETTLED
    said = "Asked: to go on by it. Nothing changes before it is decided."
    return _ask(door, desk, run_id, asked, said)


def _words(typed: Typed) -> str:
    """Return why, as it was typed."""
    return typed.operands[1] if len(typed.operands) > 1 else ""


def _ask(door: DecisionDoor, desk: RunDesk, run_id: RunId, asked: AskChange, said: str) -> int:
    """Ask for a change, with a reason that is asked for where there is none yet."""
    desk.require_person(run_id, "change")
    terminal = door.terminal()
    if not asked.because and terminal.can_ask:
        words = ask_words("What is wanted otherwise, in a sentence:", terminal) or ""
        asked = replace(asked, because=words)
    desk.admit(run_id, asked)
    say_and_follow(door, desk, run_id, [(), line(said, Style.STRONG)])
    return Exit.SETTLED


def _fact(state: RunState, word: str) -> tuple[str, FactValue]:
    """Return a fact as it is wanted. Raises: Mistake `arguments.fact`."""
    name, sign, said = word.partition("=")
    rule = next((each for each in state.started.workflow.facts if each.name == name), None)
    value = of_word(rule or FactRule(name), said.strip())
    if not sign or value is None:
        hint = f"{name} is {wanted_of(rule or FactRule(name))}"
        raise Mistake("arguments.fact", f"{word!r} settles no fact.", hints=(hint,))
    return name, value


def _wanted(view: ChangeView) -> str:
    """Return what is wanted otherwise."""
    return " and ".join(f"{name}: {value}" for name, value in view.facts) or " and ".join(
        view.artifacts
    )


def _meant(state: RunState, typed: tuple[str, ...], run_id: RunId) -> tuple[str, ...]:
    """Return which artifacts are meant; the only one that was decided on needs no name.

    Raises: Mistake `change.which`, `change.unknown`.
    """
    made = tuple(sorted(name for name in state.makers if is_changeable(state, name)))
    there = changeable(state) or made
    odd = next((name for name in typed if not is_changeable(state, name)), None)
    if odd is not None or not made:
        what = "A change is of what the run made."
        wanted = ", ".join(made) or "nothing is made so far"
        raise Mistake("change.unknown", what, found=f"{(odd or 'none')[:60]}; made: {wanted}")
    if typed or len(there) == 1:
        return typed or there
    raise Mistake(
        "change.which",
        "There are several things that could be changed.",
        found=", ".join(there),
        hints=(f'gatewright change {run_id} "..." --artifact {there[0]}',),
    )


def _rows(view: ChangeView, terminal: Terminal) -> Iterator[Line]:
    """Yield what is at stake, and who decides."""
    yield line(f"{view.run}: to change {_wanted(view)}", Style.STRONG)
    yield ()
    wide = max((len(each.step) for each in view.stakes), default=0)
    for each in view.stakes:
        now = "" if each.holds else "; open as it is"
        yield line(f"  {each.step:<{wide}}  {each.why}{now}")
    yield ()
    again = [_counted(view.work, "step"), _counted(view.approvals, "approval")]
    yield from labelled("again", f"{' and '.join(again)}, where it comes to that", terminal)
    by = f"{view.procedure}: {', '.join(view.roles)}" if view.procedure else " or ".join(view.roles)
    yield from labelled("decides", by, terminal)


def _counted(number: int, unit: str) -> str:
    return f"1 {unit}" if number == 1 else f"{number} {unit}s"
