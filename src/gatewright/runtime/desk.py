"""The service that every face calls for runs. None of them has another way to change one."""

import re
from collections.abc import Callable, Sequence

from gatewright.core.admit.admit import admit
from gatewright.core.approval.approvals import request_for
from gatewright.core.course.work_here import worked_on_here
from gatewright.core.evolve.evolve import begin
from gatewright.core.state.decisions import document_of_shown, proved_of, tree_of_last_decision
from gatewright.core.state.run_state import Deciding, InHand, Over, RunState
from gatewright.model.change import Change
from gatewright.model.changing import NewDefinition
from gatewright.model.events import Event, Exit
from gatewright.model.ids import CommitId, Digest, RunId, StepPath, TreeId
from gatewright.model.intake import Decide, Intake, Landed, Refusal, Start, Submit, Take
from gatewright.model.landing import TakenIn
from gatewright.model.leftovers import Cleaned
from gatewright.model.records import replace
from gatewright.model.standing import TargetMoved
from gatewright.model.told import RunTold
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import WorkerKind
from gatewright.ports.journal import RunRow
from gatewright.ports.lanes import MovedOn, MustBeTyped, Took
from gatewright.runtime.cleaning import ENDED, clean
from gatewright.runtime.committing import branch_of, show_commits
from gatewright.runtime.desk_words import Asked, Foreseen, Loaded, Starting, StartRequest
from gatewright.runtime.finding_runs import find_in
from gatewright.runtime.lane_names import lane_by_hand
from gatewright.runtime.people_only import require_person, verb_of
from gatewright.runtime.role_map import goes_by_role, people_by_now, renew_people
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog, load, mistake_of

Tell = Callable[[RunTold], None]
_BRANCH_NUMBER = re.compile(r"gw/([0-9]{1,9})-")
_STREAM_NUMBER = re.compile(r"run/([0-9]+)")


class Desk:
    """The runs of one repository."""

    def __init__(self, run: RunEdges) -> None:
        self._run = run

    @property
    def person(self) -> str:
        """Return who sits here, as a principal."""
        return self._run.person

    def rows(self) -> Sequence[RunRow]:
        """Return a row for every run, by number. Never folds."""
        return self._run.journal.rows()

    def find(self, name: str | None) -> RunId:
        """Return the run that is meant. Raises: Mistake `run.unknown` or `run.which`."""
        return find_in(self._run.journal, name, lambda: self._run.repository.branch or "")

    def load(self, run_id: RunId) -> Loaded:
        """Return a run with its whole journal."""
        loaded = load(self._run.journal, run_id)
        if loaded is None:
            raise Mistake("run.unknown", f"No feature is called {run_id}.")
        return loaded

    def plan_start(self, request: StartRequest) -> Starting:
        """Return what would start; nothing is written. Raises: Mistake."""
        from gatewright.runtime.run_start import plan_start  # noqa: PLC0415

        self._run.journal.names()  # one that cannot be read is said before words are kept
        return plan_start(self._run, request)

    def foresee(self, request: StartRequest) -> Foreseen:
        """Return the run that would start; nothing is kept.

        Raises: Mistake as `plan_start`, but not for an agent, nor for want of an idea.
        """
        from gatewright.runtime.find_workflow import AUTO  # noqa: PLC0415
        from gatewright.runtime.run_start import (  # noqa: PLC0415
            foresee_start,
            refuse_idea,
            started_of,
            with_contents,
        )

        if request.idea or request.workflow == AUTO:
            refuse_idea(request.idea)
        starting = foresee_start(self._run, request)
        started = started_of(starting, self._next_number())
        state = begin(with_contents(started, self._run.edges.trees), self._run.now())
        return Foreseen(state, starting.notes)

    def start(self, starting: Starting, by: str = "") -> RunId:
        """Begin the run; from here on it is in the journal.

        Shape: where two start at once, the second takes the next number. `by` is who asks for it
               in the name of the person; "" is the person.
        """
        from gatewright.runtime.run_start import started_of, with_contents  # noqa: PLC0415

        run_id = self._next_number()
        log = RunLog(self._run, run_id, _tell_nobody)
        started = with_contents(started_of(starting, run_id), self._run.edges.trees)
        answer = log.admit(Start(started), by or self.person)
        return self.start(starting, by) if isinstance(answer, Refusal) else run_id

    def _next_number(self) -> RunId:
        """Return the number of the next run."""
        return RunId(str(max(self._numbers_used(), default=0) + 1))

    def _numbers_used(self) -> list[int]:
        """Return the numbers of all runs, and of branches whose runs are not recorded here."""
        branches = self._run.lanes.branches(self._run.repository)
        found = [_BRANCH_NUMBER.match(branch) for branch in branches]
        found += [_STREAM_NUMBER.fullmatch(stream) for stream in self._run.journal.names()]
        return [int(each[1]) for each in found if each]

    def drive(self, run_id: RunId, tell: Tell) -> RunState:
        """Drive the run, or follow whoever does, until it is at rest or over."""
        self.load(run_id)
        # late, here and where a run begins: who decides on one waits for neither
        from gatewright.runtime.driver import drive  # noqa: PLC0415

        return drive(self._run, run_id, tell)

    def require_person(self, run_id: RunId | None, what: str) -> None:
        """Raise Mistake `decision.from-worker` in a process that was started for some work.

        Shape: `what` is the verb; the record of the run says that it was tried.
        """
        require_person(self._run, run_id, what)

    def admit(self, run_id: RunId, intake: Intake) -> tuple[Event, ...]:
        """Record what a person does. Raises: Mistake made from the refusal."""
        self.require_person(run_id, verb_of(intake))
        self.load(run_id)
        log = RunLog(self._run, run_id, _tell_nobody)
        if goes_by_role(intake):
            renew_people(self._run, log)
        answer = log.admit(intake, self.person)
        if isinstance(answer, Refusal):
            raise mistake_of(answer)
        return answer

    def with_key(self, run_id: RunId, key: str) -> "Desk":
        """Return the desk of whose key it is, by the list of signers. Raises: Mistake."""
        from gatewright.runtime.signed_decisions import person_of  # noqa: PLC0415

        return Desk(replace(self._run, person=person_of(self._run, self.load(run_id), key)))

    def signed(
        self, run_id: RunId, decide: Decide, tree: TreeId, key: str, tell: Callable[[str], None]
    ) -> Decide:
        """Return a decision on `tree`, signed by a key and checked. Raises: Mistake."""
        from gatewright.runtime.signed_decisions import signed  # noqa: PLC0415

        self.require_person(run_id, verb_of(decide))
        return signed(self._run, self.load(run_id), decide, tree, key, tell)

    def hear(self, run_id: RunId, text: bytes, signature: str) -> tuple[Event, ...]:
        """Record what a person said elsewhere by a signed statement. Raises: Mistake."""
        from gatewright.runtime.signed_decisions import heard  # noqa: PLC0415

        return self.admit(run_id, heard(self._run, self.load(run_id), text, signature))

    def find_upgrade(self, run_id: RunId, word: str) -> tuple[NewDefinition, TreeId]:
        """Return the definition that a run may go on by, and the head it was looked at on.

        Raises: Mistake for one that cannot be read, or in which somebody waits for ever.
        """
        from gatewright.runtime.find_upgrade import find_upgrade  # noqa: PLC0415

        state = self.load(run_id).state
        return find_upgrade(self._run, state, word), state.tree

    def keep_shown(self, text: str) -> Digest:
        """Keep what a person reads before deciding; return the name that the decision gives it."""
        return self._run.edges.evidence.put(document_of_shown(text))

    def asked(self, run_id: RunId, named: StepPath | None = None) -> Asked | None:
        """Return the decision that is wanted now, of several the one at the step `named`.

        Shape: by the roles that people have by now. Raises: Mistake where these cannot be read.
        """
        loaded = self.load(run_id)
        if people_by_now(self._run, loaded.state) is not None:
            renew_people(self._run, RunLog(self._run, run_id, _tell_nobody))
            loaded = self.load(run_id)
        state = loaded.state
        for step in sorted(state.active) if named is None else (named,):
            record = state.record(step)
            request = request_for(state, step, self.person)
            if isinstance(record.state, Deciding) and request is not None:
                return Asked(
                    step=step,
                    question=request.rule.question,
                    items=request.rule.items,
                    nonce=request.nonce,
                    bound=request.bound,
                    tree=record.state.tree,
                    head=loaded.entries[-1].digest,
                    facts=proved_of(state, record.state.tree),
                    change=self._since_last_decision(loaded, record.state.tree),
                    whole=self._since_start(state, record.state.tree),
                )
        return None

    def _since_last_decision(self, loaded: Loaded, tree: TreeId) -> Change:
        """Return how `tree` differs from what this person last decided on in this run."""
        state = loaded.state
        events = [entry.event for entry in loaded.entries]
        before = tree_of_last_decision(events, self.person) or state.started.origin.tree
        return self._run.edges.trees.compare(before, tree)

    def change(self, run_id: RunId) -> Change:
        """Return all that the run changes since its base."""
        state = self.load(run_id).state
        return self._since_start(state, state.tree)

    def _since_start(self, state: RunState, tree: TreeId) -> Change:
        """Return how `tree` differs from the base of the run."""
        return self._run.edges.trees.compare(state.started.origin.tree, tree)

    def take(self, run_id: RunId, step: StepPath | None) -> str:
        """Take a step into a person's hands; return the folder. Raises: Mistake."""
        self.require_person(run_id, "checkout")
        state = self.load(run_id).state
        answer = admit(state, Take(step, self.person, ""), self._run.now())
        if isinstance(answer, Refusal):  # before anything is laid over work that is in hand
            raise mistake_of(answer)
        name, parent = lane_by_hand(run_id), state.started.origin.commit
        folder = self._run.lanes.open(name, state.tree, parent)
        self.admit(run_id, Take(step, self.person, folder, state.tree))
        return folder

    def submit(self, run_id: RunId) -> tuple[Event, ...]:
        """Hand in what was done by hand, or in this checkout. Raises: Mistake."""
        state = self.load(run_id).state
        if worked_on_here(state) is not None:
            return self._submit_here(run_id)
        folder = _folder_in_hand(state)
        if folder is None:
            raise Mistake(
                "submit.nothing",
                f"Nothing of {run_id} is checked out.",
                hints=(f"gatewright checkout {run_id}",),
            )
        return self.admit(run_id, Submit(None, self.person, self._run.lanes.take(folder)))

    def _submit_here(self, run_id: RunId) -> tuple[Event, ...]:
        """Hand in what stands in the checkout, on behalf of who works there. Raises: Mistake."""
        from gatewright.runtime.here_desk import HereDesk  # noqa: PLC0415 -- few need it

        self.require_person(run_id, "submit")
        return HereDesk(self._run, self.person).submit(run_id)

    def land(self, run_id: RunId) -> Took | MustBeTyped | TakenIn:
        """Take the result into the branch the run started from. Raises: Mistake.

        Shape: where that has moved on, it is taken in, and nothing lands before all holds on it.
        """
        self.require_person(run_id, "land")
        state = self.load(run_id).state
        commit = _result_of(state)
        show_commits(self._run, state)
        target = state.started.origin.branch
        landing = self._run.lanes.land(self._run.repository, commit, target)
        if isinstance(landing, MovedOn):
            return self._take_in(run_id, state, landing.commit)
        if isinstance(landing, Took):
            self.admit(run_id, Landed(landing.commit, landing.branch, self.person))
        return landing

    def _take_in(self, run_id: RunId, state: RunState, commit: CommitId) -> TakenIn:
        """Let the run go on, on what its target has now."""
        from gatewright.runtime.taking_in import take_in  # noqa: PLC0415 -- few need it

        intake = take_in(self._run, state, commit)
        moved = next(each for each in self.admit(run_id, intake) if isinstance(each, TargetMoved))
        places = tuple(map(str, intake.clash.places)) if intake.clash is not None else ()
        doer = self.load(run_id).state.record(moved.step).definition.doer
        return TakenIn(
            moved.step, moved.branch, commit, places, is_by_hand=doer.kind is WorkerKind.PERSON
        )

    def clean(self, run_id: RunId | None, *, is_insisted: bool = False) -> Cleaned:
        """Remove what ended runs left behind: lanes, and branches whose work is elsewhere.

        Shape: `is_insisted` is a person's word that work which is nowhere else may go too.
        """
        self.require_person(run_id, "clean")
        named = [row for row in self.rows() if row.run_id == run_id]
        ended = [row for row in self.rows() if row.state in ENDED]
        return clean(self._run, named or ended, is_insisted=is_insisted)

    def branch(self, run_id: RunId) -> str:
        """Return the branch that holds the commits of a run."""
        return branch_of(self.load(run_id).state)

    def evidence(self, digest: Digest) -> bytes | None:
        """Return kept evidence."""
        return self._run.edges.evidence.get(digest)


def _folder_in_hand(state: RunState) -> str | None:
    """Return where a person works by hand; None where nobody does."""
    held = (state.record(step).state for step in sorted(state.active))
    return next((each.folder for each in held if isinstance(each, InHand)), None)


def _result_of(state: RunState) -> CommitId:
    """Return the commit to take. Raises: Mistake `land.not-ready` -- the person's."""
    phase = state.phase
    is_well = isinstance(phase, Over) and phase.exit is not Exit.ABORTED
    if is_well and not state.to_commit and state.commits:
        return state.commits[-1]
    run_id = state.started.feature.run_id
    raise Mistake(
        "land.not-ready",
        f"{run_id} is not ready to land.",
        found=f"{state.settled_count} of {len(state.steps)} steps hold",
        hints=(f"gatewright status {run_id}",),
    )


def _tell_nobody(told: RunTold) -> None:
    """Tell nobody."""
