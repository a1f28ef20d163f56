"""What a run leaves behind: its lanes, and its branch."""

from gatewright.model.ids import RunId
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class Leftover:
    """One thing of a run, that was removed or stays; why, where it stays."""

    run_id: RunId
    kind: str  # "lane", "branch"; "run" for one that is left alone as a whole
    name: str
    because: str = ""  # one clause, without its subject
    ways_out: tuple[str, ...] = ()  # commands


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of all of them."""

    removed: tuple[Leftover, ...] = ()
    kept: tuple[Leftover, ...] = ()
