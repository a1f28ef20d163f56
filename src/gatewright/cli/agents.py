"""`gatewright agents`: files that tell a coding agent of Gatewright, added and removed exactly."""

from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from gatewright.cli.agent_files_on_disk import folders_there, is_linked, read_files, write_edits
from gatewright.cli.agents_verb import AGENTS
from gatewright.cli.arguments import Typed, nearest, parse_arguments
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.screen import Line, Style, labelled, line, print_lines, with_program
from gatewright.cli.start_folder import start_folder
from gatewright.core.projects.agent_files import add, paths_of, remove
from gatewright.definitions.editors import parse_manifest, parse_registrations, render_manifest
from gatewright.model.agent_files import (
    MANIFEST_PATH,
    Edit,
    Manifest,
    Plan,
    Registration,
)
from gatewright.model.change import Repository
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Mistake
from gatewright.views.agents import AgentRow, AgentsView, agents_view
from gatewright.views.exits import Exit
from gatewright.views.terminal import Terminal

LIST, STOP_HOOK = "list", "stop-hook"
LINKED = "it is a link, or lies behind one; nothing is written through it"
OF = {"--stop-hook": "add", "--all": "remove", "--force": "add or remove"}


class AgentsDoor(Protocol):
    """The way to the repository around a folder, and to where the answer goes."""

    def terminal(self) -> Terminal:
        """Return where the answer goes."""
        ...

    def repository(self, start: str) -> Repository:
        """Return the repository around `start`. Raises: Mistake."""
        ...


@dataclass(frozen=True, slots=True)
class _There:
    """A repository with what is written in it by now."""

    root: str
    known: tuple[Registration, ...]
    manifest: Manifest

    def read(self) -> dict[str, bytes | None]:
        """Return the files that may be written to, but those behind links."""
        paths = [p for p in paths_of(self.known) if not is_linked(Path(self.root), p)]
        return read_files(Path(self.root), paths)


def run(arguments: list[str]) -> int:
    """Do what was asked for."""
    from gatewright import bootstrap

    typed = parse_arguments(AGENTS, arguments)
    if typed.operands[:1] == (STOP_HOOK,):
        from gatewright.cli.stop_hook import stop_hook

        return stop_hook(typed, bootstrap)
    return agents(typed, bootstrap)


def agents(typed: Typed, door: AgentsDoor) -> int:
    """Do what was asked for through `door`; return the exit code. Raises: Mistake `agents.*`."""
    fields = wanted_fields(typed.value("--json") or "", AgentsView)
    word, *names = typed.operands or (LIST,)
    act = _ACTIONS.get(word)
    if act is None:
        near = nearest(word, _ACTIONS)
        hints = (f"did you mean  {near}",) if near else ()
        known = "one of  " + ", ".join(_ACTIONS)
        raise Mistake("arguments.choice", f"agents cannot {word!r}.", hints=(*hints, known))
    _refuse_misplaced(typed, word)
    there = _there(door.repository(start_folder(typed)).root)
    plan = act(typed, there, tuple(names))
    if plan is not None:
        _write(there, plan)
    view = agents_view(there.known, plan.manifest if plan else there.manifest, plan)
    if typed.has("--json"):
        print_document(view, fields)
    else:
        terminal = door.terminal()
        print_lines(_rows(view, terminal), terminal)
    return Exit.SETTLED


def _add(typed: Typed, there: _There, names: Sequence[str]) -> Plan:
    """Return what is written for an agent."""
    registration = _named(there.known, names, "add")
    linked = [p for p in registration.pieces if is_linked(Path(there.root), p.path)]
    own = replace(registration, pieces=tuple(p for p in registration.pieces if p not in linked))
    plan = add(
        own,
        there.read(),
        folders_there(Path(there.root), paths_of((own,))),
        there.manifest,
        with_optional=typed.has("--stop-hook"),
        is_insisted=typed.has("--force"),
    )
    skipped = tuple((piece.path, LINKED) for piece in linked if not piece.is_optional)
    return replace(plan, left=(*plan.left, *skipped))


def _remove(typed: Typed, there: _There, names: Sequence[str]) -> Plan:
    """Return what is taken away."""
    if typed.has("--all") and not names:
        names = [each.name for each in there.known]
    else:
        names = [_named(there.known, names, "remove").name]
    return remove(names, there.read(), there.manifest, is_insisted=typed.has("--force"))


def _list(typed: Typed, there: _There, names: Sequence[str]) -> None:
    """Do nothing: everything is shown anyway."""
    if names:
        raise Mistake("arguments.surplus", "list takes no name.", hints=("gatewright agents",))


def _there(root: str) -> _There:
    """Return the repository with what is written in it. Raises: Mistake `agents.*`."""
    folder = files("gatewright") / "catalog" / "editors"

    def read(name: str) -> str:
        return (folder / name).read_text(encoding="utf-8")

    known = parse_registrations(read("known.json"), read)
    if is_linked(Path(root), MANIFEST_PATH):
        raise Mistake("agents.file", f"{MANIFEST_PATH} cannot be used.", found=LINKED)
    content = read_files(Path(root), (MANIFEST_PATH,))[MANIFEST_PATH]
    return _There(root, known, parse_manifest(content, known))


def _write(there: _There, plan: Plan) -> None:
    """Write what was planned; the list of it last, or nothing where all of it is gone."""
    content = render_manifest(plan.manifest)
    folder = MANIFEST_PATH.rpartition("/")[0]
    last = Edit(MANIFEST_PATH, content, () if content is not None else (folder,))
    is_needed = content is not None or bool(there.manifest.written)
    write_edits(Path(there.root), (*plan.edits, *((last,) if is_needed else ())))


def _named(known: Sequence[Registration], names: Sequence[str], word: str) -> Registration:
    """Return the agent of that name. Raises: Mistake `agents.unknown`."""
    for each in known:
        if list(names) == [each.name]:
            return each
    typed = names[0] if names else ""
    near = nearest(typed, [each.name for each in known])
    hints = (f"did you mean  {near}",) if near else ()
    what = f"No agent is called {typed}." if typed else f"agents {word} wants a name."
    raise Mistake("agents.unknown", what, hints=(*hints, *(each.name for each in known)))


def _refuse_misplaced(typed: Typed, word: str) -> None:
    """Raise Mistake for a flag of another action."""
    for flag, actions in OF.items():
        if typed.has(flag) and word not in actions.split(" or "):
            raise Mistake("arguments.surplus", f"{flag} goes with agents {actions}.")


def _rows(view: AgentsView, terminal: Terminal) -> list[Line]:
    """Return what was done, or which agents there are."""
    rows: list[Line] = []
    for path, says in view.done:
        rows += labelled(path, says, terminal)
    for path, why in view.left:
        rows += labelled(path, f"left: {why}", terminal)
    if rows:
        return [*rows, (), line(_end(view, terminal), Style.DIM)]
    rows = [row for each in view.agents for row in _row(each, terminal)]
    return [*rows, (), line(with_program("  gatewright agents add NAME", terminal), Style.DIM)]


def _row(agent: AgentRow, terminal: Terminal) -> list[Line]:
    told = "told" if agent.is_told else "not told"
    return list(labelled(agent.name, f"{told}: {', '.join(agent.files)}", terminal))


def _end(view: AgentsView, terminal: Terminal) -> str:
    told = [each.name for each in view.agents if each.is_told]
    if not told:
        return "No agent is told of Gatewright here; nothing of it is left."
    return f"Told: {', '.join(told)}. Taken away exactly by: {terminal.program_name} agents remove"


_ACTIONS: dict[str, Callable[[Typed, _There, Sequence[str]], Plan | None]] = {
    "add": _add,
    "remove": _remove,
    LIST: _list,
}
