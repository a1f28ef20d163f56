"""Whether each commit says which run and step it is from, and whether all of it is committed."""

import re
from collections.abc import Iterator, Sequence

from gatewright.core.judging.cases import counted
from gatewright.core.text.commit_trailers import RUN, STEP
from gatewright.core.text.patterns import printable
from gatewright.model.change import Commit
from gatewright.model.verdicts import Place, Reason

ALL_LINKED = "all_linked"
PLACES_MAX = 20
TEXT_CHARS_MAX = 200
_TRAILERS = tuple(re.compile(rf"^{name}: \S", re.MULTILINE) for name in (RUN, STEP))


def unlinked(commits: Sequence[Commit]) -> Iterator[Reason]:
    """Yield the reason for commits that do not say where they are from."""
    odd = [one for one in commits if not all(each.search(one.message) for each in _TRAILERS)]
    if odd:
        places = tuple(Place(one.commit_id[:12], 0, _first(one.message)) for one in odd)
        yield Reason(
            code="git.unlinked",
            headline=f"{len(odd)} of {counted(len(commits), 'commit')} not linked to a step",
            wanted=f"trailers {RUN} and {STEP} in each commit",
            found=f"{places[0].path} {places[0].text}",
            places=places[:PLACES_MAX],
            way_out="let a run make it, or take it out of this branch",
        )


def uncommitted(names: Sequence[str]) -> Reason:
    """Return the reason for what no commit holds yet."""
    return Reason(
        code="git.uncommitted",
        headline=f"{len(names)} not committed",
        wanted="all that is there in commits",
        found=names[0],
        places=tuple(Place(name) for name in names[:PLACES_MAX]),
        way_out="commit it; in a run, gatewright commit",
    )


def _first(message: str) -> str:
    """Return the first line of a message, cut."""
    return printable(message.split("\n", 1)[0][:TEXT_CHARS_MAX])
