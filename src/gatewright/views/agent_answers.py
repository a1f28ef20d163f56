"""What an agent in an editor is told: its step, and what became of what it handed in."""

from collections.abc import Sequence

from gatewright.core.state.run_state import Accepted, RunState
from gatewright.model.events import StepAccepted, StepRefused
from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass
from gatewright.model.told import Recorded
from gatewright.views.following import FollowingView, following
from gatewright.views.quoting import plain
from gatewright.views.run import run_view
from gatewright.views.run_stop import FindingView, findings_of

TASK, SUBMITTED = "gatewright.task/1", "gatewright.submitted/1"
PATHS_SHOWN = 20
WORK = "Do it in this checkout, then call submit. Whether it holds is looked at in a clean copy."
JUDGING = "It is still being judged. Call status in a while; next, once it is settled."
FOR_PEOPLE = "This is for a person, and you cannot do it. Tell the person: "


@dataclass(frozen=True, slots=True)
class TaskView:
    """The step that an agent works on, or why there is none for it now."""

    schema: str
    run_id: str
    slug: str
    state: str  # "work", else the state of the run in a word
    says: str
    then: str  # what to do next
    step: str = ""
    title: str = ""
    attempt: int = 0
    brief: str = ""
    isolation: str = ""  # "none": the checkout of the person is no place apart
    branch: str = ""  # where the run has what it accepted
    elsewhere: tuple[str, ...] = ()  # paths that the run has otherwise than this checkout


@dataclass(frozen=True, slots=True)
class SubmittedView:
    """What became of what was handed in."""

    schema: str
    run_id: str
    step: str
    outcome: str  # "accepted", "refused", "waiting", "judging"
    because: str
    findings: tuple[FindingView, ...]
    state: str  # of the run, in a word
    says: str
    then: str
    isolation: str = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """A run as it stands."""

    state: RunState
    told: Sequence[Recorded]
    now: str  # RFC 3339
    is_driven: bool


def work_view(standing: Standing, step: StepPath, brief: str, elsewhere: Sequence[str]) -> TaskView:
    """Return the step that is worked on."""
    view = run_view(standing.state, standing.told, standing.now)
    record = standing.state.record(step)
    title = record.item.title if record.item is not None else record.definition.title
    shown = tuple(plain(path) for path in elsewhere[:PATHS_SHOWN])
    return TaskView(
        schema=TASK,
        run_id=view.run_id,
        slug=view.slug,
        state="work",
        says=view.says,
        then=WORK,
        step=plain(step),
        title=plain(title),
        attempt=record.numbers_used,
        brief=brief,
        isolation="none",
        branch=view.branch,
        elsewhere=shown,
    )


def idle_view(standing: Standing) -> TaskView:
    """Return why there is nothing to work on now, and what follows."""
    view = run_view(standing.state, standing.told, standing.now)
    then = _then(following(standing.state, is_driven=standing.is_driven), view.state)
    return TaskView(TASK, view.run_id, view.slug, view.state, view.says, then)


def submitted_view(standing: Standing, step: StepPath, since: int) -> SubmittedView:
    """Return what became of `step`, by what was recorded after entry `since`."""
    state, record = standing.state, standing.state.steps.get(step)
    events = [each.event for each in standing.told if each.seq > since]
    own = [e for e in events if isinstance(e, StepAccepted | StepRefused) and e.step == step]
    view = run_view(state, standing.told, standing.now)
    outcome, because = "judging" if view.state == "moving" else "waiting", ""
    if own and isinstance(own[-1], StepRefused):
        outcome, because = "refused", plain(own[-1].because)
    elif record is not None and isinstance(record.state, Accepted):
        outcome = "accepted"
    findings = findings_of(record) if record is not None and outcome == "refused" else ()
    told = following(state, is_driven=standing.is_driven)
    then = JUDGING if outcome == "judging" else _then(told, view.state)
    if outcome == "refused" and view.state == "waits":
        then = "Read the findings, call next for the new attempt, correct the work, submit again."
    return SubmittedView(
        SUBMITTED, view.run_id, plain(step), outcome, because, findings, view.state, view.says, then
    )


def _then(told: FollowingView, state: str) -> str:
    """Return what to do next, in words; what people type is theirs."""
    if state in ("moving", "aborting"):
        return JUDGING
    if told.command and told.command[0] in ("submit", "checkout"):
        return f"{plain(told.says)} Call next."
    command = f"gatewright {' '.join(told.command)}" if told.command else ""
    return plain(f"{told.says} {FOR_PEOPLE}{command}" if command else told.says)
