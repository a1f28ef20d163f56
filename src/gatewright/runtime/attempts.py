"""One attempt at a step: a lane, a brief, a durable request, a worker, and its work as a tree."""

from collections.abc import Callable

from gatewright.core.registers.written_rows import WRITES, is_written_by_us
from gatewright.core.state.run_state import Over, RunState, StepRecord, Working
from gatewright.model.context import StreamHead
from gatewright.model.effects import StartAttempt
from gatewright.model.events import AttemptFinished, AttemptStarted
from gatewright.model.ids import Digest, TreeId
from gatewright.model.intake import BeginAttempt, CannotBegin, Refusal, WorkDone, WorkLost, WorkUsed
from gatewright.model.records import dataclass
from gatewright.model.registers import ENGINE
from gatewright.model.told import RunTold, Saying
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import StepDefinition, WorkerKind
from gatewright.ports.processes import Limits
from gatewright.ports.workers import Order, Unwanted, Work, Worker
from gatewright.runtime.briefing import brief_for, find_lost
from gatewright.runtime.documents import cut_to
from gatewright.runtime.lane_names import lane_of
from gatewright.runtime.own_files import files_of
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import Look, RunLog
from gatewright.runtime.wanted import IsWanted, wanted_while
from gatewright.views.quoting import plain

DRIVER = "gatewright"
COMMAND = "command"
WRITER = "writer"
SAID_BYTES_MAX = 8 * 1024  # as the journal has it; a strange character takes up to 12


def try_step(
    run: RunEdges,
    log: RunLog,
    effect: StartAttempt,
    tell: Callable[[RunTold], None],
    is_leaving: IsWanted = lambda: False,
) -> None:
    """Have a worker try a step, once: the request is durable before anything is started.

    Shape: where the driver is leaving, nobody wants the work any more.
    """
    look = log.look(effect.step)
    state, entries = look.state, look.about
    record = state.record(effect.step)
    worker = _worker(run, state, record.definition)
    is_ours = is_written_by_us(record)
    lost = _lost_agent(state) if worker is None else find_lost(run.edges.evidence, entries)
    opened = lost or _open_lane(run, state, effect)
    if worker is None or isinstance(opened, str):
        log.admit(CannotBegin(effect.step, cut_to(str(opened), SAID_BYTES_MAX)), DRIVER)
        return
    brief = make_brief(run, log, look, record, effect.number)
    principal = ENGINE if is_ours else f"agent:{worker.name}"
    begun = brief.begun(effect, principal)
    admitted = log.admit(begun, DRIVER)
    if isinstance(admitted, Refusal) or not isinstance(admitted[0], AttemptStarted):
        return  # it came too late, or the run holds because its time is used up
    # From here on a death leaves a request without an end: the next driver records it as lost.
    order = Order(
        effect_id=effect.effect_id,
        step=effect.step,
        number=effect.number,
        title=record.definition.title,
        lane=opened.folder,
        brief=brief.text,
        argv=record.definition.doer.argv,
        capture=next((one.path for one in record.definition.produces if one.captured), ""),
        files=files_of(run, state, record, effect.from_tree) if is_ours else (),
        limits=Limits(wall_s=float(record.definition.time_limit_s)),
    )
    still = wanted_while(run.journal, log, lambda now: _is_at_work(now, effect))
    work = _work(worker, order, tell, lambda: not is_leaving() and still())
    if isinstance(work, Unwanted):  # a run that is over keeps nothing of it
        _count(log, effect, work)
        log.admit(WorkLost(effect.step, effect.number, "nobody wanted it any more"), DRIVER)
        return
    tree, said = _take(run, opened.folder, effect, work)
    finished = AttemptFinished(
        step=effect.step,
        number=effect.number,
        ended=work.ended,
        tree=tree,
        said=cut_to(said[::-1], SAID_BYTES_MAX)[::-1],  # the end of it says most
        transcript=run.edges.evidence.put(work.transcript) if work.transcript else None,
        isolation=None if is_ours else work.isolation,  # nothing was run
        duration_ms=work.duration_ms,
        usage=work.usage,
    )
    log.catch_up()
    done = log.admit(WorkDone(finished, work.questions, work.lines), principal)
    if isinstance(done, Refusal):  # it was stopped when it had ended already
        _count(log, effect, work)


@dataclass(frozen=True, slots=True)
class Briefed:
    """What the worker of an attempt is told, kept, and what it was made from."""

    text: str
    digest: Digest
    seen: tuple[StreamHead, ...]

    def begun(self, effect: StartAttempt, worker: str) -> BeginAttempt:
        """Return the request for the attempt that is told this."""
        step, number, name = effect.step, effect.number, effect.effect_id
        return BeginAttempt(step, number, name, worker, effect.from_tree, self.digest, self.seen)


def make_brief(run: RunEdges, log: RunLog, look: Look, record: StepRecord, number: int) -> Briefed:
    """Return the brief of an attempt, made and kept."""
    others = log.context.read(look.state.started.context)
    evidence = run.edges.evidence
    text, digest = brief_for(evidence, look.state, record, look.about, number, others.notes)
    return Briefed(text, digest, (look.head, *others.heads))


def _count(log: RunLog, effect: StartAttempt, work: Work | Unwanted) -> None:
    """Record what an attempt used that hands nothing in."""
    log.catch_up()
    log.admit(WorkUsed(effect.step, effect.number, work.duration_ms, work.usage), DRIVER)


def _worker(run: RunEdges, state: RunState, definition: StepDefinition) -> Worker | None:
    """Return who does the attempts of a step."""
    if definition.action in WRITES:
        return run.worker(WRITER)
    is_command = definition.doer.kind is WorkerKind.COMMAND
    return run.worker(COMMAND if is_command else state.agent)


def _lost_agent(state: RunState) -> str:
    """Return that what the agent is, and runs, is not known any more."""
    kind, _, digest = state.agent.partition(":")
    what = (
        f"what the agent runs ({plain(kind)}, evidence {plain(digest)[:12]}) is missing or altered"
    )
    return f"{what}; go on by hand, or begin anew with an agent"


@dataclass(frozen=True, slots=True)
class _Opened:
    """A lane to work in."""

    folder: str


def _open_lane(run: RunEdges, state: RunState, effect: StartAttempt) -> "_Opened | str":
    """Return the lane of an attempt; or, in words, why what it begins from cannot be laid out."""
    name = lane_of(state.started.feature.run_id, effect.step)
    try:
        return _Opened(run.lanes.open(name, effect.from_tree, state.started.origin.commit))
    except Mistake as mistake:
        tree = effect.from_tree[:12]
        told = f"{mistake.what}: {mistake.found}" if mistake.found else mistake.what
        return f"what it begins from, tree {tree}, is missing or altered: {told} ({mistake.code})"


def _is_at_work(state: RunState, effect: StartAttempt) -> bool:
    """Return whether the attempt is the one under way, in a run that is not over."""
    record = state.steps.get(effect.step)
    if record is None or isinstance(state.phase, Over):
        return False
    return isinstance(record.state, Working) and record.state.number == effect.number


def _work(
    worker: Worker,
    order: Order,
    tell: Callable[[RunTold], None],
    is_wanted: IsWanted,
) -> Work | Unwanted:
    """Return the work, or that nobody wants it any more."""
    return worker.work(order, lambda line: tell(Saying(order.step, line)), is_wanted)


def _take(run: RunEdges, lane: str, effect: StartAttempt, work: Work) -> tuple[TreeId, str]:
    """Return what the worker left, and its last words.

    A lane that is not safe to take counts as if nothing was changed, and the next brief says why.
    """
    try:
        return run.lanes.take(lane), work.said
    except Mistake as mistake:
        return effect.from_tree, f"{mistake.what} {mistake.found} ({mistake.code})"
