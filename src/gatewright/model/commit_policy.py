"""When accepted work becomes a commit that others see, and what people say to that."""

from enum import StrEnum

from gatewright.model.ids import CommitId, StepPath, TreeId
from gatewright.model.records import dataclass


class CommitPolicy(StrEnum):
    """What accepted work waits for before it is a commit; its snapshot is kept whatever it is."""

    ON_ACCEPT = "on_accept"
    ON_APPROVAL = "on_approval"  # a gate that people decide at and that binds it holds
    AT_NEXT_STAGE = "at_next_stage"  # work on a later phase is about to begin
    BY_STEP = "by_step"  # a step says so; all that was accepted before it is one commit
    ON_REQUEST = "on_request"  # a person allowed it, for what there was then


@dataclass(frozen=True, slots=True)
class CommitRule:
    """When the work of a step is a commit, and what that says."""

    policy: CommitPolicy = CommitPolicy.ON_ACCEPT
    message: str = ""  # with names in braces; "" for ours


@dataclass(frozen=True, slots=True)
class CommitAllowed:
    """A person allowed that what is accepted by now becomes commits; used up with them."""

    person: str  # principal
    role: str  # "" where nobody has one
    tree: TreeId  # the last content that it is for
    message: str = ""  # in place of ours
    up_to: StepPath | None = None  # whose content that is; None in journals that did not say it


@dataclass(frozen=True, slots=True)
class BranchMade:
    """The branch of the run is there, before anything is on it."""

    step: StepPath
    commit: CommitId


@dataclass(frozen=True, slots=True)
class CommitMade:
    """An accepted step is a commit on the run's branch, made by Gatewright."""

    step: StepPath
    commit: CommitId
    tree: TreeId
    others: tuple[StepPath, ...] = ()  # whose work is in it too


OfCommits = CommitAllowed | BranchMade | CommitMade
