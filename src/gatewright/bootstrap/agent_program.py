"""The program that a person names as their agent: there, whole, and out of reach of the work.

What is refused here would otherwise be tried, and lost, at every attempt. A program inside the
repository is refused for another reason: what is judged must not choose who works on it.
"""

import os
import shlex
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from gatewright.model.change import Repository
from gatewright.model.trouble import Mistake

ON_PATH = "gatewright run IDEA -a 'COMMAND ...'    a program of a folder of your PATH"


def find_agent(typed: str, path: str, repository: Repository, visible: Sequence[str]) -> list[str]:
    """Return the argv of the agent that was typed, its program by its absolute path.

    Shape: `path` holds the folders programs are looked for in; `visible` are the folders that an
           attempt can see, nothing where it sees them all.
    Raises: Mistake `agent.unknown`, `agent.relative`, `agent.inside`, `agent.out-of-sight`.
    """
    argv = _words_of(typed)
    name = argv[0]
    if os.sep in name and not os.path.isabs(name):
        raise Mistake(
            "agent.relative",
            f"{name} is a relative path, and an attempt runs in another folder.",
            hints=(ON_PATH, f"or by its whole path: {os.path.abspath(name)}"),
        )
    found = shutil.which(name, path=path)
    if found is None:
        what = f"No program is called {name} here."
        raise Mistake("agent.unknown", what, hints=(ON_PATH,))
    found = os.path.abspath(found)
    _refuse_inside(found, repository)
    _refuse_hidden(found, visible)
    return [found, *argv[1:]]


def find_fault(name: str, path: str, visible: Sequence[str]) -> str:
    """Return why an attempt could not start the program `name`, in words; "" where it could.

    Shape: what is named relative to the content is not looked for: an earlier step may make it.
    """
    if os.sep in name and not os.path.isabs(name):
        return ""
    found = shutil.which(name, path=path)
    if found is None:
        return f"no program is called {name} here"
    hidden = next(iter(_hidden(os.path.abspath(found), visible)), None)
    return f"an attempt does not see {hidden}" if hidden else ""


def _words_of(typed: str) -> list[str]:
    """Return the words of a command line. Raises: Mistake `agent.unknown`."""
    try:
        argv = shlex.split(typed)
    except ValueError as error:
        what = f"The command of the agent cannot be split into words: {typed}"
        raise Mistake("agent.unknown", what, found=str(error)) from error
    if not argv or not argv[0].strip():
        raise Mistake("agent.unknown", "The command of the agent is empty.", hints=(ON_PATH,))
    return argv


def _refuse_inside(found: str, repository: Repository) -> None:
    """Raise Mistake for a program that the repository holds, or leads to by a link of its own."""
    ours = [repository.root, repository.git_dir, repository.common_dir]
    if any(_is_below(place, root) for place in _places(found) for root in ours):
        raise Mistake(
            "agent.inside",
            f"The program {Path(found).name} lies inside the repository.",
            found=f"{found}: what is judged must not choose who works on it",
            hints=("install it elsewhere, and name it from a folder of your PATH",),
        )


def _refuse_hidden(found: str, visible: Sequence[str]) -> None:
    """Raise Mistake for a program in a folder that an attempt cannot see."""
    for place in _hidden(found, visible):
        raise Mistake(
            "agent.out-of-sight",
            f"An attempt could not see the program {Path(found).name}.",
            found=place,
            hints=(f"PATH={os.path.dirname(place)}:$PATH    lets it see this folder",),
        )


def _hidden(found: str, visible: Sequence[str]) -> Iterator[str]:
    """Yield those places of a program that lie in no folder of `visible`."""
    for place in _places(found):
        if visible and not any(_is_below(place, folder) for folder in visible):
            yield place


def _places(found: str) -> tuple[str, str]:
    """Return where a program is, and where its links lead."""
    return found, os.path.realpath(found)


def _is_below(path: str, folder: str) -> bool:
    """Return whether `path` lies below `folder`, by the name of either or by what it leads to."""
    tops = {os.path.abspath(folder), os.path.realpath(folder)}
    parent = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    return any(each.startswith(f"{top.rstrip('/')}/") for top in tops for each in (path, parent))
