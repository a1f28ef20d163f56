"""What is being built, and from where."""

from gatewright.model.facts import FactValue
from gatewright.model.ids import CommitId, RunId, TreeId
from gatewright.model.records import dataclass
from gatewright.model.signing import Grade


@dataclass(frozen=True, slots=True)
class Feature:
    """What a run builds. Its number is the handle that people use."""

    run_id: RunId
    slug: str  # "custom-alias"
    idea: str  # as it was typed


@dataclass(frozen=True, slots=True)
class Origin:
    """The commit a run starts from, fixed when it starts and moved only by an event."""

    commit: CommitId
    tree: TreeId
    branch: str  # "main"
    taken_tree: TreeId | None = None  # work in progress that was adopted: `--from`


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions may speak of, each with how it is known."""

    known: tuple[tuple[str, FactValue], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()  # fact -> "found in code", "said"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a run may use before it holds and asks."""

    wall_s_max: int = 2 * 3600
    lost_max: int = 3  # lost attempts of one step
    trouble_max: int = 3  # judgings of one step that could not judge
    parallel: int = 1  # attempts, and judgings, that may be under way at once


@dataclass(frozen=True, slots=True)
class People:
    """Who may decide what. One person without a role map holds every role: solo."""

    roles: tuple[tuple[str, tuple[str, ...]], ...] = ()  # role -> principals
    is_solo: bool = True
    grade: Grade | None = None  # of the key that each decision wants; None: of none
