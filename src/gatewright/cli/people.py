"""`gatewright people`: who has which role and which key; add a key, or end those of a person.

It writes one file of the checkout, and only that; what it says counts once it is committed where
results land.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import RunDesk
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.people_verb import PEOPLE
from gatewright.cli.screen import Line, Style, line, print_lines
from gatewright.cli.start_folder import start_folder
from gatewright.core.approval.proving import SIGNERS_PATH
from gatewright.core.text.allowed_signers import BadLine, SignerLine, parse_signers
from gatewright.core.text.signer_edits import ended, with_key
from gatewright.model.trouble import Mistake
from gatewright.runtime.people_list import PeopleKnown
from gatewright.runtime.signed_decisions import parsed_signers
from gatewright.views.exits import Exit
from gatewright.views.people import KeyView, PeopleView, people_view
from gatewright.views.quoting import plain
from gatewright.views.terminal import Terminal

WAYS = "gatewright people [add NAME --key FILE|remove NAME]"
PUBLIC_BYTES_MAX = 16 * 1024
_NAME = re.compile(r"[A-Za-z0-9._@+-]{1,100}")


class PeopleDoor(Protocol):
    """The way to what is said of people. `start` is an absolute folder inside a repository."""

    def terminal(self) -> Terminal:
        """Return where the answer goes."""
        ...

    def now_text(self) -> str:
        """Return the time, RFC 3339 in UTC."""
        ...

    def desk(self, start: str) -> RunDesk:
        """Return the desk of the repository around `start`. Raises: Mistake."""
        ...

    def people(self, start: str) -> PeopleKnown:
        """Return who is known at the head of the checkout around `start`. Raises: Mistake."""
        ...


def run(arguments: list[str]) -> int:
    """Show people, or edit their keys."""
    from gatewright import bootstrap

    return people(parse_arguments(PEOPLE, arguments), bootstrap)


def people(typed: Typed, door: PeopleDoor) -> int:
    """Do what was typed through `door`; return the exit code. Raises: Mistake."""
    action, name = _action(typed)
    fields = wanted_fields(typed.value("--json") or "", PeopleView)
    start = start_folder(typed)
    known = door.people(start)
    root = Path(known.repository.root)
    if action != "list":
        door.desk(start).require_person(None, "people")
        _edit(typed, root, action, name, door.now_text())
    view = people_view(
        known.repository.head,
        known.configuration,
        known.signers,
        _written(_read(root)),
        door.now_text(),
    )
    if typed.has("--json"):
        print_document(view, fields)
    else:
        print_lines(list(people_rows(view, name)), door.terminal())
    return Exit.SETTLED


def people_rows(view: PeopleView, edited: str = "") -> Iterator[Line]:
    """Yield the screen; of one person, where that one was edited."""
    shown = [each for each in view.people if edited in ("", each.name)]
    for person in shown:
        roles = f"   {', '.join(person.roles)}" if person.roles else "   no role"
        yield line(plain(f"{person.name}{roles}"), Style.STRONG)
        yield from (line(f"  {plain(_key_words(key))}") for key in person.keys)
        if not person.keys:
            yield line("  no key: decisions are unsigned")
    if not shown:
        yield line("Nobody is named here: one person holds every role, and nothing is signed.")
    if view.demanded:
        yield line(f"Decisions want a key of grade {view.demanded}, or more.")
    if edited:
        yield line(f"Written to {SIGNERS_PATH}. It counts once it is committed where results land.")
        if not any(each.roles for each in shown):
            yield line(f"A role:  people: {{lead: [{plain(edited)}]}}  in .gatewright/config.yaml")


def _key_words(key: KeyView) -> str:
    times = f", from {key.valid_after}" if key.valid_after else ""
    times += f", until {key.valid_before}" if key.valid_before else ""
    counts = "" if key.counts else ", does not count by what is committed"
    return f"{key.key}  {key.kind}, {key.asks}{times}{counts}"


def _action(typed: Typed) -> tuple[str, str]:
    """Return what is to be done, and of whom. Raises: Mistake `arguments.*`."""
    action, *names = typed.operands or ("list",)
    if action not in ("list", "add", "remove"):
        raise Mistake("arguments.choice", f"people cannot {action!r}.", hints=(WAYS,))
    if action == "list":
        return action, ""
    if not names or not _NAME.fullmatch(names[0]):
        found = names[0] if names else "none"
        raise Mistake("arguments.missing", f"Whom is this to {action}?", found=found, hints=(WAYS,))
    return action, names[0]


def _edit(typed: Typed, root: Path, action: str, name: str, now: str) -> None:
    """Write the list anew. Raises: Mistake."""
    text = _read(root)
    _written(text)
    if action == "add":
        public = _public(typed.value("--key") or "")
        after = with_key(text, name, public, is_confirmed=typed.has("--confirm"))
        _written(after)
    else:
        after = _ended(text, name, "".join(each for each in now[:19] if each.isdigit()))
    _write(root, after)


def _ended(text: str, name: str, instant: str) -> str:
    after = ended(text, name, instant)
    if isinstance(after, BadLine):
        found = f"{SIGNERS_PATH}:{after.number}: {after.because}"
        raise Mistake("people.shared", f"The keys of {name} cannot be ended.", found=found)
    if after == text:
        what = f"{name} has no key that counts."
        raise Mistake("people.none", what, hints=("gatewright people",))
    return after


def _public(typed: str) -> str:
    """Return a public key as "KIND KEY". Raises: Mistake `people.key`."""
    given = os.path.abspath(os.path.expanduser(typed)) if typed else ""
    for path in (given, f"{given}.pub"):
        words = _start_of(path).split()
        if len(words) > 1 and not isinstance(parse_signers(f"x {words[0]} {words[1]}"), BadLine):
            return f"{words[0]} {words[1]}"
    raise Mistake(
        "people.key",
        "There is no public key in that file.",
        found=typed or "no file was named",
        hints=("--key ~/.ssh/id_ed25519.pub",),
    )


def _start_of(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(PUBLIC_BYTES_MAX)
    except OSError:
        return ""


def _written(text: str) -> tuple[SignerLine, ...]:
    """Return the keys of the list in the checkout. Raises: Mistake `signers.form`."""
    return parsed_signers(text, "this checkout")


def _read(root: Path) -> str:
    path = root / SIGNERS_PATH
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _write(root: Path, text: str) -> None:
    """Replace the list, whole or not at all; never through a link. Raises: Mistake."""
    path = root / SIGNERS_PATH
    if path.parent.is_symlink() or path.is_symlink():
        raise Mistake("people.unsafe", f"{SIGNERS_PATH} is behind a link.", found=str(path))
    try:
        path.parent.mkdir(exist_ok=True)
        new = path.with_name(f"{path.name}.new")
        new.write_text(text, encoding="utf-8")
        os.replace(new, path)
    except OSError as error:
        found = error.strerror or type(error).__name__
        raise Mistake(
            "people.unwritable", f"{SIGNERS_PATH} cannot be written.", found=found
        ) from None
