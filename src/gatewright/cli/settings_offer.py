"""The offer at the end of `check`: ignored files that checks could have, if a person says so.

Nothing is asked where nobody sits at both ends, and nothing but a typed yes is one.
"""

import sys
from collections.abc import Iterator, Sequence

from gatewright.cli.agreement import remember
from gatewright.cli.door import ConsentDoor
from gatewright.cli.screen import Line, fill, line, paint, print_lines
from gatewright.cli.shell_words import quote_word
from gatewright.model.judgement import MissingSetting
from gatewright.model.trouble import Mistake
from gatewright.views.check import CheckView
from gatewright.views.quoting import plain
from gatewright.views.terminal import Terminal

YES = ("y", "yes")
WORTH = (
    "A clean checkout does not have it. If you allow it, the code of every branch that is judged"
    " here can read it; agents that this program runs cannot."
)


def is_asked(view: CheckView, terminal: Terminal) -> bool:
    """Return whether a person is asked: one who sits here, and whose change is not ready."""
    return bool(view.missing_settings) and terminal.can_ask and not view.summary.is_ready


def offer_rows(view: CheckView, terminal: Terminal) -> Iterator[Line]:
    """Yield what a run missed, and the commands that would give it; nothing for no settings."""
    if not view.missing_settings:
        return
    yield ()
    yield from _missing_rows(view.missing_settings, terminal)
    if is_asked(view, terminal):
        return  # the question comes instead of the commands
    for each in view.missing_settings:
        yield line(f"  {terminal.program_name} environment allow {quote_word(each.path)}")


def ask_for_settings(view: CheckView, door: ConsentDoor, start: str) -> None:
    """Ask for each file, and remember what was agreed to."""
    terminal = door.terminal()
    if not is_asked(view, terminal):
        return
    root = door.repository(start).root
    print_lines([()], terminal)
    agreed = [each for each in view.missing_settings if _agrees(each, terminal)]
    for each in agreed:
        try:
            rows = remember(door, root, each.path)
        except Mistake as mistake:  # the file went away while the person thought
            rows = [line(f"{mistake.what} {mistake.found}")]
        print_lines(rows, terminal)
    if agreed:
        again = f"  {terminal.program_name} check         judges with it"
        change = f"  {terminal.program_name} environment   changes that"
        print_lines([line(again), line(change)], terminal)


def _missing_rows(settings: Sequence[MissingSetting], terminal: Terminal) -> Iterator[Line]:
    """Yield which files, and what speaks for each."""
    named = [each for each in settings if not each.variables]
    guessed = [each for each in settings if each.variables]
    told = []
    if named:
        paths = ", ".join(each.path for each in named)
        told.append(f"Your {_checks(named)} a file that is ignored here: {paths}.")
    if guessed:
        variables = list(dict.fromkeys(name for each in guessed for name in each.variables))
        count = "1 setting" if len(variables) == 1 else f"{len(variables)} settings"
        paths = " or ".join(each.path for each in guessed)
        holds = f"{_checks(guessed)} {count} that an ignored file here may hold"
        told.append(f"Your {holds}: {paths} ({', '.join(variables)}).")
    for text in (*told, WORTH):
        yield from (line(part) for part in fill(plain(text), terminal.width))


def _checks(settings: Sequence[MissingSetting]) -> str:
    """Return who needs something: "tests need"."""
    names = dict.fromkeys(name.split(" ")[0] for each in settings for name in each.checks)
    is_one = len(names) == 1 and not next(iter(names)).endswith("s")
    return " and ".join(names) + (" needs" if is_one else " need")


def _agrees(setting: MissingSetting, terminal: Terminal) -> bool:
    """Return whether the person says yes; the end of the input is a no."""
    sys.stdout.write(paint(line(f"Let checks read {setting.path}?  [y/N]"), terminal) + " ")
    sys.stdout.flush()
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        sys.stdout.write("\n")
    return answer.strip().lower() in YES
