"""What the faces of runs share: which run is meant, its journal told, and the way to the desk."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gatewright.cli.arguments import Typed
from gatewright.cli.door import RunDoor, RunReader
from gatewright.model.ids import RunId, StepPath
from gatewright.model.trouble import Mistake
from gatewright.views.quoting import plain
from gatewright.views.runs import RowView, command_of, group_of
from gatewright.views.wants import is_wanted, parse_wants

if TYPE_CHECKING:
    from gatewright.core.state.run_state import RunState
    from gatewright.model.told import Recorded
    from gatewright.ports.journal import Entry, RunRow

NAMES_SHOWN = 12


def open_run_door() -> RunDoor:
    """Return bootstrap, imported now and not before."""
    from gatewright import bootstrap

    return bootstrap


def named_run(typed: Typed, desk: RunReader) -> RunId:
    """Return the run that was named, or the one that is meant. Raises: Mistake."""
    return desk.find(typed.operands[0] if typed.operands else None)


def listed(rows: "Sequence[RunRow]", person: str) -> list[RowView]:
    """Return the runs of a list, safe to show, as `person` sees them."""
    return [_listed(row, person) for row in rows]


def _listed(row: "RunRow", person: str) -> RowView:
    """Return one run of a list. Of one whose row does not say whom it wants, it is anybody."""
    wants = parse_wants(row.wants) if row.wants else None
    return RowView(
        run_id=row.run_id,
        slug=plain(row.slug),
        group=group_of(row.state, is_wanted=wants is None or is_wanted(wants, person)),
        workflow=plain(row.workflow),
        state=row.state,
        waits_for=plain(row.waits_for),
        question=plain(row.question),
        step=plain(row.step),
        updated_at=row.updated_at,
        command=command_of(row.run_id, row.state, wants[0].verb if wants else ""),
    )


def told_of(run_id: RunId, entries: "Sequence[Entry]") -> "list[Recorded]":
    """Return the journal of a run as a driver tells it."""
    from gatewright.model.told import Recorded

    return [Recorded(run_id, each.seq, each.at, each.actor, each.event) for each in entries]


def step_named(state: "RunState", name: str) -> StepPath:
    """Return the step whose path ends with `name`, as whole words between slashes.

    Raises: Mistake `step.unknown` or `step.which`, with the names there are.
    """
    if name in state.steps:
        return StepPath(name)
    found = [path for path in state.steps if path.endswith(f"/{name}")]
    if len(found) == 1:
        return found[0]
    run_id = state.started.feature.run_id
    if found:
        raise Mistake("step.which", f"{run_id} has {len(found)} steps {name}.", hints=tuple(found))
    from gatewright.cli.arguments import nearest

    near = nearest(name, state.steps)
    hints = (f"did you mean  {near}",) if near else ()
    raise Mistake(
        "step.unknown",
        f"{run_id} has no step {name}.",
        hints=(*hints, *list(state.steps)[:NAMES_SHOWN]),
    )
