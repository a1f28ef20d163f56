"""What becomes a commit: in its order, in its time, and as people agreed to it."""

from collections import Counter

from gatewright.model.commit_policy import CommitAllowed, CommitMade, CommitPolicy
from gatewright.model.events import Event, Exit, RunExited, StepAccepted
from gatewright.model.ids import StepPath
from tests.laws.tale import Law, Tale


class CommittedInTime(Law):
    """Accepted work is a commit once what its policy waits for is there, as it is then."""

    def __init__(self, seen: Counter[str]) -> None:
        super().__init__(seen)
        self.accepted: dict[StepPath, tuple[int, str]] = {}  # when it last was, and its tree
        self.allowed: list[int] = []  # how much was there when a person allowed it

    def before(self, tale: Tale, event: Event) -> None:
        match event:
            case StepAccepted(step, _, tree) if tree != tale.tree:
                self.accepted[step] = (len(tale.events), tree)
            case CommitAllowed():
                self.allowed.append(len(tale.events))
            case CommitMade():
                self._made(tale, event)
            case _:
                pass

    def _made(self, tale: Tale, event: CommitMade) -> None:
        policy = tale.state.record(event.step).definition.commit.policy
        since, tree = self.accepted[event.step]
        is_over = any(
            isinstance(each, RunExited) and each.exit is Exit.COMPLETED for each in tale.events
        )
        self.seen[policy.value.replace("_", " ")] += 1
        self.seen["with others"] += bool(event.others)
        if policy is CommitPolicy.ON_ACCEPT:
            return
        assert event.tree == tree, f"{event.step} is committed as it was before"
        match policy:
            case CommitPolicy.ON_REQUEST:
                assert any(at >= since for at in self.allowed), f"nobody allowed {event.step}"
            case CommitPolicy.ON_APPROVAL:
                agreed = self._agreed(tale, since)
                assert agreed or is_over, f"nobody approved {event.step}"
            case _:
                self.seen["at the end"] += is_over
                assert is_over or policy is not CommitPolicy.BY_STEP, f"{event.step} is no step's"

    def _agreed(self, tale: Tale, since: int) -> bool:
        """Return whether a gate with an approval was accepted since then, or by the step itself."""
        accepted = [each for each in tale.events[since:] if isinstance(each, StepAccepted)]
        records = (tale.state.record(each.step) for each in accepted)
        return any(record.definition.gate.approvals for record in records)
