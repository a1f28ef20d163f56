"""Which agents are told of Gatewright in a repository, and what was written for them."""

from collections.abc import Sequence

from gatewright.model.agent_files import Edit, Manifest, Plan, Registration, Way
from gatewright.model.records import dataclass
from gatewright.views.quoting import plain

SCHEMA = "gatewright.agents/1"


@dataclass(frozen=True, slots=True)
class AgentRow:
    """One agent that can be told."""

    name: str
    is_told: bool
    files: tuple[str, ...]  # that are written for it
    tried: str  # the version that called a tool so; "" where none was run


@dataclass(frozen=True, slots=True)
class AgentsView:
    """All of them, and what was just done."""

    schema: str
    agents: tuple[AgentRow, ...]
    done: tuple[tuple[str, str], ...] = ()  # path, and what became of it
    left: tuple[tuple[str, str], ...] = ()  # path, and why it stays


def agents_view(
    known: Sequence[Registration], manifest: Manifest, plan: Plan | None = None
) -> AgentsView:
    """Return all agents; `plan` is what was done."""
    told = {name for each in manifest.written for name in each.agents}
    rows = tuple(
        AgentRow(
            each.name,
            each.name in told,
            tuple(dict.fromkeys(one.path for one in each.pieces if not one.is_optional)),
            each.tried,
        )
        for each in known
    )
    done = tuple((each.path, _done(each, manifest)) for each in plan.edits) if plan else ()
    left = tuple((plain(path), plain(why)) for path, why in plan.left) if plan else ()
    return AgentsView(SCHEMA, rows, done, left)


def _done(edit: Edit, manifest: Manifest) -> str:
    """Return what became of a file, in words."""
    if edit.content is None:
        return "removed"
    ours = [each for each in manifest.written if each.path == edit.path]
    if not ours:
        return "as it was"
    if all(each.way is Way.FILE for each in ours):
        return "written"
    return "written" if ours[0].is_new else "added to; the rest of it is as it was"
