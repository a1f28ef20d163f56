"""`gatewright environment`: what checks stand on: kept environments, and agreed ignored files.

An ignored file is handed to checks only after a person allowed it, by name.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from gatewright.cli.agreement import remember
from gatewright.cli.arguments import Typed, nearest, parse_arguments
from gatewright.cli.door import EnvironmentDoor, open_environment_door
from gatewright.cli.environment_rows import environment_rows
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.screen import Line, line, print_lines, with_program
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import ENVIRONMENT
from gatewright.model.trouble import Mistake
from gatewright.ports.shelf import KeptEnvironment
from gatewright.views.environment import (
    EnvironmentsView,
    KeptView,
    describe_size,
    environments_view,
)
from gatewright.views.exits import Exit

LIST = "list"


def run(arguments: list[str]) -> int:
    """Do what was asked for."""
    return environment(parse_arguments(ENVIRONMENT, arguments), open_environment_door())


def environment(typed: Typed, door: EnvironmentDoor) -> int:
    """Do what was asked for through `door`; return the exit code. Raises: Mistake."""
    word, *names = typed.operands or (LIST,)
    act = _ACTIONS.get(word)
    if act is None:
        near = nearest(word, _ACTIONS)
        hints = (f"did you mean  {near}",) if near else ()
        known = "one of  " + ", ".join(_ACTIONS)
        raise Mistake("arguments.choice", f"environment cannot {word!r}.", hints=(*hints, known))
    _refuse_misplaced(typed, word)
    name = names[0] if names else None
    act(typed, door, name)
    return Exit.SETTLED


def _list(typed: Typed, door: EnvironmentDoor, name: str | None) -> None:
    """Print what is kept and what is allowed."""
    _refuse_name(LIST, name)
    fields = wanted_fields(typed.value("--json") or "", EnvironmentsView)
    view = _view(door, start_folder(typed))
    if typed.has("--json"):
        print_document(view, fields)
        return
    terminal = door.terminal()
    print_lines(list(environment_rows(view, terminal)), terminal)


def _allow(typed: Typed, door: EnvironmentDoor, name: str | None) -> None:
    """Agree to one ignored file."""
    rows = remember(door, start_folder(typed), _required("allow", "PATH", name))
    _print(door, [*rows, (), line("  gatewright check   judges with it")])


def _forbid(typed: Typed, door: EnvironmentDoor, name: str | None) -> None:
    """Take an agreement back. The file itself may be gone."""
    start, typed_path = start_folder(typed), _required("forbid", "PATH", name)
    consent = door.consent(start)
    known = consent.granted()
    path = door.ignored_files(start).name(str(Path(start, typed_path)))
    if path not in known or not consent.revoke(path):
        found = "allowed are " + ", ".join(known) if known else "nothing is allowed here"
        what = f"Checks may not have {typed_path!r} anyway."
        raise Mistake("consent.none", what, found=found, hints=("gatewright environment",))
    _print(door, [line(f"Checks may no longer have {path}.")])


def _prune(typed: Typed, door: EnvironmentDoor, name: str | None) -> None:
    """Remove kept environments, and say what that gives back."""
    shelf = door.environment_shelf()
    kept = list(shelf.kept())
    chosen = kept if typed.has("--all") else [_chosen(kept, name)]
    if typed.has("--all"):
        _refuse_name("prune --all", name)
    gone = [each for each in chosen if shelf.remove(each.name)]
    size = describe_size(sum(each.size_bytes for each in gone))
    count = "1 environment" if len(gone) == 1 else f"{len(gone)} environments"
    rest = " Each is built again when a check wants it." if gone else ""
    _print(door, [line(f"Removed {count}, {size}.{rest}")])


_ACTIONS: dict[str, Callable[[Typed, EnvironmentDoor, str | None], None]] = {
    LIST: _list,
    "allow": _allow,
    "forbid": _forbid,
    "prune": _prune,
}


def _view(door: EnvironmentDoor, start: str) -> EnvironmentsView:
    kept = [
        KeptView(each.name, each.profile, each.described, each.size_bytes, each.used_at)
        for each in door.environment_shelf().kept()
    ]
    try:
        return environments_view(kept, door.repository(start).name, door.consent(start).granted())
    except Mistake as mistake:
        if not mistake.code.startswith("repository."):
            raise
        return environments_view(kept, None, ())


def _chosen(kept: list[KeptEnvironment], name: str | None) -> KeptEnvironment:
    """Return the one whose name starts with `name`. Raises: Mistake."""
    wanted = _required("prune", "KEY", name)
    found = [each for each in kept if each.name.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    names = tuple(each.name for each in found or kept)
    what = "No kept environment is" if not found else f"{len(found)} kept environments are"
    raise Mistake("environment.unknown", f"{what} called {wanted!r}.", hints=names[:5])


def _required(word: str, what: str, name: str | None) -> str:
    """Return `name`. Raises: Mistake where nothing was typed."""
    if name:
        return name
    or_all = " | --all" if word == "prune" else ""
    raise Mistake(
        "arguments.missing",
        f"What is to {word}?",
        hints=(f"gatewright environment {word} {what}{or_all}",),
    )


def _refuse_name(word: str, name: str | None) -> None:
    if name is not None:
        raise Mistake("arguments.surplus", f"{word} does not know what to do with {name!r}.")


def _refuse_misplaced(typed: Typed, word: str) -> None:
    """Raise Mistake for a flag that `word` does not take: nobody gets another thing than meant."""
    for flag, owner in (("--all", "prune"), ("--json", LIST)):
        if typed.has(flag) and word != owner:
            raise Mistake("arguments.value", f"{flag} belongs to {owner}, not to {word}.")


def _print(door: EnvironmentDoor, rows: Iterator[Line] | list[Line]) -> None:
    terminal = door.terminal()
    named = [
        tuple(type(span)(with_program(span.text, terminal), span.style) for span in row)
        for row in rows
    ]
    print_lines(named, terminal)
