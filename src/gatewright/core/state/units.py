"""What is to become a commit."""

from gatewright.model.commit_policy import CommitAllowed, CommitPolicy
from gatewright.model.ids import StepPath, TreeId
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """An accepted step that is to be a commit."""

    step: StepPath
    tree: TreeId
    others: tuple[StepPath, ...] = ()  # whose work is in it too
    policy: CommitPolicy = CommitPolicy.ON_ACCEPT
    approved_by: StepPath | None = None  # the gate at which people agreed to it

    def is_named_by(self, allowed: CommitAllowed | None) -> bool:
        """Return whether a permission goes up to this one: equal content of others is not meant."""
        if allowed is None:
            return False
        return allowed.tree == self.tree and allowed.up_to in (None, self.step)
