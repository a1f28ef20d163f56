"""What another definition comes to for a run, before anybody is asked."""

from gatewright.core.course.upgrades import asked_upgrade, replaced_by
from gatewright.core.state.run_state import Accepted, RunState
from gatewright.model.changing import NewDefinition
from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass
from gatewright.views.change import SCHEMA
from gatewright.views.quoting import plain


@dataclass(frozen=True, slots=True)
class UpgradeView:
    """What becomes of each step, which gates are asked again, and who decides."""

    schema: str
    run: str
    workflow: str
    before: str  # versions
    version: str
    source: str  # where the definition is from
    made_again: tuple[str, ...]
    judged_again: tuple[str, ...]
    added: tuple[str, ...]
    retired: tuple[str, ...]
    stays: int  # steps that hold, and go on holding
    approvals: int  # of these, that are asked again if what they bind or ask is another
    roles: tuple[str, ...]  # who decides; one of each


def upgrade_view(state: RunState, new: NewDefinition) -> UpgradeView:
    """Return what it comes to that a run goes on by another definition."""
    asked = asked_upgrade(state, new, "")
    replaced = replaced_by(state, new, StepPath(""))
    moved = [state.record(step) for step in (*replaced.made_again, *replaced.judged_again)]
    holding = [each for each in state.steps.values() if isinstance(each.state, Accepted)]
    left = {*replaced.retired, *(record.definition.path for record in moved)}
    return UpgradeView(
        schema=SCHEMA,
        run=str(state.started.feature.run_id),
        workflow=plain(new.workflow.name),
        before=plain(replaced.before),
        version=plain(replaced.version),
        source=plain(new.because),
        made_again=_plain(replaced.made_again),
        judged_again=_plain(replaced.judged_again),
        added=_plain(replaced.added),
        retired=_plain(replaced.retired),
        stays=sum(each.definition.path not in left for each in holding),
        approvals=sum(
            len(record.definition.gate.approvals)
            for record in moved
            if isinstance(record.state, Accepted)
        ),
        roles=_plain(asked.roles),
    )


def _plain(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain(name) for name in names)
