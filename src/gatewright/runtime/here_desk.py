"""What an agent in an editor may do to runs: work in the person's own checkout, ask, and note.

Invariants: the checkout is read and never written; what counts is a snapshot of it, which is judged
elsewhere. Nothing that people decide goes through here: of intakes, only those of `BY_AGENTS`.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from gatewright.core.course.decide import waits_here, wanted_now
from gatewright.core.course.work_here import comes_by_itself, worked_on_here
from gatewright.core.state.run_state import RunState, StepRecord, Working
from gatewright.core.text.instants import seconds_between
from gatewright.model.effects import StartAttempt
from gatewright.model.events import (
    AttemptFinished,
    AttemptStarted,
    Ended,
    Event,
    StepAccepted,
)
from gatewright.model.here import HERE, UNCONFINED, worker_here
from gatewright.model.ids import RunId, StepPath, TreeId
from gatewright.model.intake import BeginAttempt, Note, Refusal, Start, WorkDone
from gatewright.model.records import dataclass, replace
from gatewright.model.told import RunTold
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import Entry
from gatewright.runtime.attempts import make_brief
from gatewright.runtime.briefing import find_lost
from gatewright.runtime.desk_words import Starting, StartRequest
from gatewright.runtime.documents import cut_to
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog, mistake_of

SAID_BYTES_MAX = 8 * 1024
PATHS_SHOWN = 20
BY_AGENTS = Start | BeginAttempt | WorkDone | Note


@dataclass(frozen=True, slots=True)
class HereStep:
    """A step that is worked on in the checkout."""

    run_id: RunId
    step: StepPath
    title: str
    number: int
    brief: str
    elsewhere: tuple[str, ...]  # paths that the run has otherwise than the checkout had them


class Starts(Protocol):
    """What begins runs."""

    def plan_start(self, request: StartRequest) -> Starting:
        """Return what would start. Raises: Mistake."""
        ...

    def start(self, starting: Starting, by: str = "") -> RunId:
        """Begin the run; `by` is who asks for it in the name of the person."""
        ...


class HereDesk:
    """The runs of one repository, as an agent in a checkout of it may work on them."""

    def __init__(self, run: RunEdges, name: str) -> None:
        """Take what runs reach, and how the agent calls itself."""
        self._run = run
        self._worker = worker_here(name)

    def start(self, desk: Starts, request: StartRequest) -> RunId:
        """Begin a run whose agent works here, from the checkout as it is. Raises: Mistake."""
        self._refuse_driven()
        return desk.start(desk.plan_start(replace(request, agent=HERE)), self._worker)

    def begin(self, run_id: RunId) -> HereStep | None:
        """Return the step that is worked on here, begun now where none is; None: none may be.

        Raises: Mistake for what cannot be begun.
        """
        self._refuse_driven()
        log = self._log(run_id)
        record = worked_on_here(log.state) or self._begin(log)
        return self._told(log, record) if record is not None else None

    def _begin(self, log: RunLog) -> StepRecord | None:
        """Begin the first step that may be begun here."""
        effect = next(_wanted(log.state), None)
        if effect is None:
            return None
        look = log.look(effect.step)
        lost = find_lost(self._run.edges.evidence, look.about)
        if lost:
            raise Mistake("here.lost", "What the brief is made of is gone.", found=lost)
        record = look.state.record(effect.step)
        begun = make_brief(self._run, log, look, record, effect.number).begun(effect, self._worker)
        self._admit(log, begun)
        return worked_on_here(log.state)

    def _told(self, log: RunLog, record: StepRecord) -> HereStep:
        """Return a step that is worked on here, with its brief as it was kept."""
        step, run_id = record.definition.path, log.state.started.feature.run_id
        begun = _begun(log.about(step))
        kept = self._run.edges.evidence.get(begun.brief)
        if kept is None:
            raise Mistake("here.lost", f"The brief of {step} is gone, or was altered.")
        differs = self._run.edges.trees.compare(ground_of(log.state, log.entries), begun.from_tree)
        paths = tuple(each.path for each in differs.files)
        title = record.item.title if record.item is not None else record.definition.title
        text = kept.decode("utf-8", "replace")
        return HereStep(run_id, step, title, begun.number, text, paths)

    def submit(
        self, run_id: RunId, said: str = "", questions: Sequence[str] = ()
    ) -> tuple[Event, ...]:
        """Hand in the checkout as it is, to be judged; with questions, to wait for their answers.

        Raises: Mistake `here.*`, `snapshot.*`; then nothing is recorded.
        """
        self._refuse_driven()
        log = self._log(run_id)
        record = worked_on_here(log.state)
        if record is None:
            raise Mistake(
                "here.nothing",
                f"Nothing of {run_id} is worked on in this checkout.",
                hints=("next    begins a step, where there is one",),
            )
        working = record.state
        assert isinstance(working, Working), "BUG: what is worked on is not under way"
        taken = self._snapshot(log.state)
        begun_at = next(e.at for e in reversed(log.about(record.definition.path)) if _is_start(e))
        finished = AttemptFinished(
            step=record.definition.path,
            number=working.number,
            ended=Ended.DONE,
            tree=self._on_head(log, working.from_tree, taken, is_asking=bool(questions)),
            said=cut_to(said, SAID_BYTES_MAX),
            transcript=None,
            isolation=UNCONFINED,
            duration_ms=max(0, seconds_between(begun_at, self._run.now())) * 1000,
            checkout=taken,
        )
        return self._admit(log, WorkDone(finished, tuple(questions)))

    def _on_head(self, log: RunLog, from_tree: TreeId, taken: TreeId, *, is_asking: bool) -> TreeId:
        """Return what was done here, put on what the step began from. Raises: Mistake."""
        ground = ground_of(log.state, log.entries)
        found = self._run.edges.trees.merge(ground, from_tree, taken)
        if not isinstance(found, tuple):
            return found
        if is_asking:
            return from_tree  # nothing of it is judged
        run_id, first = log.state.started.feature.run_id, found[0]
        places = "; ".join(f"{each.path}: {each.says}" for each in found[:PATHS_SHOWN])
        raise Mistake(
            "here.clash",
            "The run has other changes of the same files than your checkout.",
            found=places,
            hints=(f"git show gw/{run_id}-...:{first.path}    shows what the run has",),
        )

    def _snapshot(self, state: RunState) -> TreeId:
        """Return the checkout as a tree, uncommitted files included. Raises: Mistake."""
        repository, origin = self._run.repository, state.started.origin
        if not self._run.lanes.holds(repository.head, origin.commit):
            raise Mistake(
                "here.moved",
                "This checkout is on something else than the run began from.",
                found=f"{repository.branch or 'a commit'} does not hold {origin.commit[:12]}",
                hints=(f"git switch {origin.branch}    is where it began",),
            )
        return self._run.edges.repositories.snapshot(repository, None).tree

    def note(self, run_id: RunId, register: str, given: Sequence[tuple[str, str]]) -> None:
        """Put something on record, as part of the step that is worked on. Raises: Mistake."""
        self._refuse_driven()
        log = self._log(run_id)
        record = worked_on_here(log.state)
        step = record.definition.path if record is not None else StepPath("")
        number = record.numbers_used if record is not None else 0
        self._admit(log, Note(step, number, register, tuple(given)))

    def _admit(self, log: RunLog, intake: BY_AGENTS) -> tuple[Event, ...]:
        """Record what the agent does. Raises: Mistake made from the refusal."""
        answer = log.admit(intake, self._worker)
        if isinstance(answer, Refusal):
            raise mistake_of(answer)
        return answer

    def _log(self, run_id: RunId) -> RunLog:
        if not self._run.journal.read(f"run/{run_id}"):
            raise Mistake("run.unknown", f"No feature is called {run_id}.")
        return RunLog(self._run, run_id, _tell_nobody)

    def _refuse_driven(self) -> None:
        """Raise Mistake in a process that a driver of ours started: it has a step, and a brief."""
        found = self._run.find_starter()
        if found is not None:
            raise Mistake(
                "here.driven",
                "Gatewright started this agent for one step; its brief says how to ask and note.",
                found=found,
                hints=("end    hands in what is in the folder",),
            )


def ground_of(state: RunState, entries: Sequence[Entry]) -> TreeId:
    """Return the checkout as it was when what was done in it was last accepted, or at first."""
    events = [entry.event for entry in entries]
    held = {(each.step, each.number) for each in events if isinstance(each, StepAccepted)}
    for each in reversed(events):
        is_held = isinstance(each, AttemptFinished) and (each.step, each.number) in held
        if isinstance(each, AttemptFinished) and is_held and each.checkout is not None:
            return each.checkout
    origin = state.started.origin
    return origin.taken_tree or origin.tree


def _wanted(state: RunState) -> Iterator[StartAttempt]:
    """Yield the attempts that may be begun here."""
    for record in waits_here(state):
        for each in wanted_now(state, record.definition.path):
            if isinstance(each, StartAttempt) and comes_by_itself(state, each):
                yield each


def _begun(about: Sequence[Entry]) -> AttemptStarted:
    """Return how the last attempt at a step was begun."""
    return next(e.event for e in reversed(about) if isinstance(e.event, AttemptStarted))


def _is_start(entry: Entry) -> bool:
    return isinstance(entry.event, AttemptStarted)


def _tell_nobody(told: RunTold) -> None:
    """Tell nobody."""
