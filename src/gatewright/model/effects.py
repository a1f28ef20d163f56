"""What the core asks the shell to do, imperative. Ids are derived; asking twice is harmless."""

from gatewright.model.ids import CommitId, EffectId, StepPath, TreeId
from gatewright.model.records import dataclass
from gatewright.model.retiring import Added


@dataclass(frozen=True, slots=True)
class StartAttempt:
    """Have a worker try a step. At most once: unsettled after a crash, it is lost."""

    effect_id: EffectId
    step: StepPath
    number: int
    from_tree: TreeId
    not_before: str = ""  # RFC 3339: an agent that could not work is not asked again at once


@dataclass(frozen=True, slots=True)
class JudgeStep:
    """Judge the gate of a step on a tree. Pure: repeated after a crash."""

    effect_id: EffectId
    step: StepPath
    number: int
    tree: TreeId
    from_tree: TreeId


@dataclass(frozen=True, slots=True)
class MergeLane:
    """Put the work of a step on the head. Pure: repeated after a crash."""

    effect_id: EffectId
    step: StepPath
    number: int
    tree: TreeId  # what the work came to
    from_tree: TreeId  # what it was begun from
    head: TreeId
    more: tuple[Added, ...] = ()  # changes that are taken back after it, the newest first


@dataclass(frozen=True, slots=True)
class MakeCommit:
    """Put an accepted step on the run's branch. Keyed by the tree: observed, then done."""

    effect_id: EffectId
    step: StepPath
    tree: TreeId


@dataclass(frozen=True, slots=True)
class MakeBranch:
    """Let the run's branch be there, where its last commit is. Observed, then done."""

    effect_id: EffectId
    step: StepPath
    commit: CommitId


Effect = StartAttempt | JudgeStep | MergeLane | MakeCommit | MakeBranch
