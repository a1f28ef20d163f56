"""Which run is meant: by its number, its name, both, or by where the person is."""

import difflib
import re
from collections.abc import Callable, Sequence

from gatewright.model.ids import RunId
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import Journal, RunRow

_NUMBER = re.compile("[1-9][0-9]{0,17}")
READY = ("completed", "partial")
ENDED = (*READY, "aborted", "landed")


def find_in(journal: Journal, name: str | None, branch: Callable[[], str]) -> RunId:
    """Return the run that `find_run` finds; by its number without a look at the others.

    Raises: Mistake as `find_run`.
    """
    if name is not None and _NUMBER.fullmatch(name) and journal.row(f"run/{name}") is not None:
        return RunId(name)
    return find_run(journal.rows(), name, branch)


def find_run(rows: Sequence[RunRow], name: str | None, branch: Callable[[], str]) -> RunId:
    """Return the run of that number or name; None: the branch's, or the only open one.

    Raises: Mistake `run.unknown` or `run.which`, with the nearest.
    """
    if name is None:
        return _implied(rows, branch())
    for row in rows:
        if name in (row.run_id, row.slug, f"{row.run_id}-{row.slug}"):
            return row.run_id
    names = [each for row in rows for each in (row.run_id, row.slug)]
    near = difflib.get_close_matches(name, names, n=2)
    raise Mistake(
        "run.unknown",
        f"No feature is called {name}.",
        found=_named(rows) or "there is none yet",
        hints=tuple(f"did you mean  {each}" for each in near) or ("gatewright status",),
    )


def _implied(rows: Sequence[RunRow], branch: str) -> RunId:
    """Return the run that is meant where none is named."""
    for row in rows:
        if branch == f"gw/{row.run_id}-{row.slug}":
            return row.run_id
    is_open = [row for row in rows if row.state not in ENDED]
    if len(is_open) == 1:
        return is_open[0].run_id
    ready = [row for row in rows if row.state in READY]
    if not is_open and len(ready) == 1:
        return ready[0].run_id
    raise Mistake(
        "run.which",
        "Which feature is meant?" if rows else "There is no feature yet.",
        found=_named(is_open or rows) or "none",
        hints=("gatewright status",) if rows else ('gatewright run "IDEA"',),
    )


def _named(rows: Sequence[RunRow]) -> str:
    return ", ".join(f"{row.run_id} {row.slug}" for row in rows)
