"""`gatewright doctor`: what this machine gives. It answers with exit 0 whatever it finds."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from gatewright.cli.arguments import parse_arguments
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.screen import Line, Span, Style, fill, line, print_lines, symbol
from gatewright.cli.verbs import DOCTOR
from gatewright.model.trouble import Mistake
from gatewright.views.doctor import AgentView, DoctorView, MechanismView, ToolView, doctor_view
from gatewright.views.exits import Exit
from gatewright.views.terminal import Terminal
from gatewright.views.unanswered import unanswered_in

_NAME_WIDTH = 12
_VERSION_WIDTH = 10


def run(arguments: list[str]) -> int:
    """Look at this machine and say what was found."""
    typed = parse_arguments(DOCTOR, arguments)
    fields = wanted_fields(typed.value("--json") or "", DoctorView)
    from gatewright.bootstrap import machine, terminal

    view = doctor_view(machine().survey(), _unanswered())
    if typed.has("--json"):
        print_document(view, fields)
    else:
        place = terminal()
        print_lines(list(doctor_rows(view, place)), place)
    return Exit.SETTLED


def doctor_rows(view: DoctorView, terminal: Terminal) -> Iterator[Line]:
    """Yield the screen."""
    yield (
        Span("Isolation ", Style.STRONG),
        Span(f"level {view.level}, {view.level_name}"),
    )
    for part in fill(view.claim, terminal.width - 2):
        yield line(f"  {part}")
    yield line("")
    for mechanism in view.mechanisms:
        yield from _mechanism_rows(mechanism, terminal)
    yield line("")
    yield line("Tools", Style.STRONG)
    for tool in view.tools:
        yield _tool_row(tool, terminal)
    if view.agents:
        yield line("")
        yield line("Agents", Style.STRONG)
        for agent in view.agents:
            yield from _agent_rows(agent, terminal)
    if view.unanswered:
        yield line("")
        yield line("Runs that ask nobody", Style.STRONG)
    for each in view.unanswered:
        for part in fill(each, terminal.width - 2):
            yield line(f"  {part}")


def _unanswered() -> tuple[str, ...]:
    """Return what the runs of this repository have nobody for; () where there is none."""
    from gatewright.bootstrap import journal

    with suppress(Mistake):
        rows = journal(str(Path.cwd())).rows()
        return unanswered_in((each.run_id, each.wants) for each in rows if each.state == "waits")
    return ()


def _mechanism_rows(mechanism: MechanismView, terminal: Terminal) -> Iterator[Line]:
    """Yield one mechanism; long words go on below themselves."""
    mark = symbol("pass" if mechanism.works else "error", terminal)
    start = 2 + len(mark.text) + 1 + _NAME_WIDTH
    first, *rest = fill(mechanism.says, terminal.width - start)
    yield (Span("  "), mark, Span(f" {mechanism.name:<{_NAME_WIDTH}}{first}"))
    for part in rest:
        yield line(" " * start + part)


def _tool_row(tool: ToolView, terminal: Terminal) -> Line:
    """Return one tool: where it is, or what is lost without it."""
    mark = symbol("pass" if tool.is_found else "error", terminal)
    name = Span(f" {tool.name:<{_NAME_WIDTH}}")
    if not tool.is_found:
        return (Span("  "), mark, name, Span(f"{'missing':<{_VERSION_WIDTH}}{tool.without}"))
    version = Span(f"{tool.version or '?':<{_VERSION_WIDTH}}")
    return (Span("  "), mark, name, version, Span(tool.path, Style.DIM))


def _agent_rows(agent: AgentView, terminal: Terminal) -> Iterator[Line]:
    """Yield one agent: its version, whether it is logged in, where it is."""
    mark = symbol("pass" if agent.login else "error", terminal) if agent.is_found else Span(" ")
    name = Span(f" {agent.name:<{_NAME_WIDTH}}")
    if not agent.is_found:
        yield (Span("  "), mark, name, Span("not here", Style.DIM))
        return
    version = Span(f"{agent.version or '?':<{_VERSION_WIDTH}}")
    login = f"logged in by {agent.login}" if agent.login else "no login and no key was found"
    login = f"by ACP, {login}" if agent.by_acp else login
    yield (Span("  "), mark, name, version, Span(f"{login}   "), Span(agent.path, Style.DIM))
    if agent.version and agent.tried and not agent.is_tried:
        yield line(f"{' ' * (5 + _NAME_WIDTH)}not tried in this version; tried: {agent.tried}")
