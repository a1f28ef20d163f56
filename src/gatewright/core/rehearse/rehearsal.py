"""Play a workflow before anything is done: the real rules, with outcomes that are made up.

A play goes through `admit` and `decide` as a run does, so what it shows is what a run would do. It
stands still in time; how long it could take at most is added up from the limits of its attempts.
Bounds: a play ends after MOVES_MAX outcomes.
"""

from collections.abc import Iterator
from typing import assert_type

from gatewright.core.admit.admit import admit
from gatewright.core.approval.approvals import open_requests
from gatewright.core.approval.changes import is_changeable
from gatewright.core.approval.commit_units import waits_for_permission
from gatewright.core.approval.quorum import wanted_people
from gatewright.core.course.decide import decide, waits_for_people
from gatewright.core.documents.artifact_lists import made_up_items
from gatewright.core.facts.facts import answer_in_play, rule_of
from gatewright.core.rehearse.played_content import digests_played, risk_played
from gatewright.core.rehearse.played_endings import MOVES_MAX, Ending, ending_of
from gatewright.core.rehearse.played_people import WHO, enough_people, signature_of, who_allows
from gatewright.core.rehearse.scripts import (
    Script,
    cause_at,
    offer_wanted,
    scripts_of,
    scripts_of_changes,
    scripts_of_exits,
)
from gatewright.core.state.run_state import (
    Accepted,
    Choosing,
    Deciding,
    Held,
    InHand,
    RunState,
    StepRecord,
    Working,
)
from gatewright.model.digest import digest_of
from gatewright.model.effects import (
    Effect,
    JudgeStep,
    MakeBranch,
    MakeCommit,
    MergeLane,
    StartAttempt,
)
from gatewright.model.events import (
    Answer,
    AttemptFinished,
    Choice,
    Ended,
    Exit,
    RunStarted,
    StepJudged,
    VerdictLine,
)
from gatewright.model.ids import CommitId, Nonce, StepPath, TreeId
from gatewright.model.intake import (
    Abort,
    AllowCommit,
    AskChange,
    BeginAttempt,
    Branched,
    Choose,
    Committed,
    Decide,
    Finish,
    Intake,
    JudgingDone,
    Merged,
    Refusal,
    Reply,
    Start,
    Submit,
    Take,
    WorkDone,
)
from gatewright.model.records import dataclass, field, replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Item, NoGo, StepDefinition

KEYS = ("1", "2")


@dataclass(frozen=True, slots=True)
class Played:
    """What a play came to."""

    script: Script
    ending: Ending
    because: str
    begun: frozenset[StepPath]  # as the workflow names them
    attempts: int
    asked: int  # how often a person had to act
    work_s_max: int  # what the attempts may take, at their limits, one after the other


@dataclass(slots=True)
class _Play:
    """A run that is told what its script says."""

    started: RunStarted
    script: Script
    at: str
    state: RunState | None = None
    moves: int = 0
    refused: int = 0
    led: int = 0  # refusals that only lead to a remedy
    begun: set[StepPath] = field(default_factory=set)
    attempts: int = 0
    asked: int = 0
    chosen: int = 0
    work_s: int = 0
    is_ended: bool = False  # a person asked for the end that the script says
    is_asked: bool = False  # a person asked for the change that the script says

    def play(self) -> Played:
        """Play to the end."""
        self._tell(Start(self.started))
        state = self._state
        while (intake := self._move(state)) is not None and self.moves < MOVES_MAX:
            self._tell(intake)
            state = self._state
        ending, because = ending_of(state, is_endless=self.moves >= MOVES_MAX)
        begun = frozenset(self.begun)
        return Played(self.script, ending, because, begun, self.attempts, self.asked, self.work_s)

    @property
    def _state(self) -> RunState:
        assert self.state is not None, "BUG: played before it started"
        return self.state

    def _tell(self, intake: Intake) -> None:
        self.moves += 1
        answer = admit(self.state, intake, self.at)
        assert not isinstance(answer, Refusal), f"BUG: a play is refused: {answer}"
        self.state = answer.state

    def _move(self, state: RunState) -> Intake | None:
        """Return what happens next: first what has to do with the end that the script says."""
        if self._may_end(state):
            return self._end()
        return self._of_partial(state) or self._of_change(state) or self._next(state)

    def _next(self, state: RunState) -> Intake | None:
        """Return what happens next; None where nothing does.

        Shape: all that can be begun is begun before anything ends, as with hands enough.
        """
        effects = decide(state)
        begun = next((each for each in effects if isinstance(each, StartAttempt)), None)
        working = [step for step in state.steps.sorted(state.active) if _is_at_work(state, step)]
        if begun is None and working:
            return self._finish(state, working[0])
        if effects:
            return self._outcome(state, begun or effects[0])
        waiting = waits_for_people(state)
        is_to_allow = waits_for_permission(state)
        if not (waiting or is_to_allow) or not self.script.is_answered:
            return None
        self.asked += 1
        if not waiting:
            return AllowCommit(who_allows(state))
        return self._act(state, waiting[0])

    def _may_end(self, state: RunState) -> bool:
        """Return whether a person can ask now for the end that the script says, and did not."""
        if self.script.exit is None or self.is_ended:
            return False
        is_begun = any(isinstance(each.state, Accepted) for each in state.steps.values())
        return self.script.exit is Exit.ABORTED or is_begun

    def _end(self) -> Intake:
        self.is_ended = True
        if self.script.exit is Exit.ABORTED:
            return Abort(WHO, "as rehearsed")
        return Finish(WHO, "as rehearsed")

    def _of_partial(self, state: RunState) -> Intake | None:
        """Return what is looked at, or said, of an end in part: before all else goes on."""
        step = state.partial.step if state.partial is not None else None
        mine = (each for each in decide(state) if each.step == step)
        effect = next(mine, None)
        if effect is not None:
            return self._outcome(state, effect)
        record = state.record(step) if step is not None else None
        if record is None or not isinstance(record.state, Deciding):
            return None
        self.asked += 1
        return self._decide(state, record, record.state)

    def _of_change(self, state: RunState) -> Intake | None:
        """Return the change that the script says, once, as soon as there is what can be changed."""
        there = sorted(each for each in state.makers if is_changeable(state, each))
        if not self.script.is_changed or self.is_asked or not there:
            return None
        self.is_asked = True
        return AskChange(tuple(there[:1]), WHO, "as rehearsed")

    def _outcome(self, state: RunState, effect: Effect) -> Intake:
        match effect:
            case StartAttempt():
                return self._begin(state, effect)
            case JudgeStep():
                return self._judge(state, effect)
            case MergeLane():
                return Merged(effect.step, effect.number, effect.head, self._tree())
            case MakeBranch():
                return Branched(effect.step, effect.commit)
            case _:
                assert_type(effect, MakeCommit)
                return Committed(effect.step, CommitId(f"c{self.moves}"), effect.tree)

    def _begin(self, state: RunState, effect: StartAttempt) -> Intake:
        definition = state.record(effect.step).definition
        self.begun.add(_named(definition))
        self.attempts += 1
        self.work_s += definition.time_limit_s
        who = f"rehearsed-{effect.step}"  # somebody else at each step, as with workers enough
        return BeginAttempt(
            effect.step, effect.number, effect.effect_id, who, effect.from_tree, NOTHING
        )

    def _finish(self, state: RunState, step: StepPath) -> Intake:
        number = state.record(step).numbers_used
        finished = AttemptFinished(step, number, Ended.DONE, self._tree(), "", None, None, 0)
        return WorkDone(finished)

    def _judge(self, state: RunState, effect: JudgeStep) -> Intake:
        """Return a judgement as the script has it."""
        definition = state.record(effect.step).definition
        self.begun.add(_named(definition))
        names = definition.gate.checks or ("work",)
        failing = self._failing(definition, names[0])
        lines = {name: VerdictLine(name, Status.PASS, "", NOTHING) for name in names}
        if failing:  # each time for another reason, as an attempt that tries would
            code = f"rehearsed.{self.refused + self.led}"
            lines[failing] = VerdictLine(failing, Status.FAIL, "as rehearsed", NOTHING, (code,))
        made = digests_played(state, effect)
        listed = [
            item
            for one in definition.produces
            for item in made_up_items(state.started.workflow, one.name, one.schema)
        ]
        keyed = [Item(key, key, digest_of(key)) for key in KEYS] if definition.produces else []
        items = tuple(listed or keyed)
        facts = risk_played(self.script.risk)
        judged = StepJudged(
            effect.step, effect.number, effect.tree, tuple(lines.values()), made, items, facts
        )
        return JudgingDone(judged)

    def _act(self, state: RunState, record: StepRecord) -> Intake:
        """Return what a person does who is waited for."""
        step = record.definition.path
        if not isinstance(record.state, Held):
            self.begun.add(_named(record.definition))
        match record.state:
            case Deciding():
                return self._decide(state, record, record.state)
            case Choosing(nonce=nonce, rule=index):
                return self._choose(state, record.definition.no_go[index], step, nonce)
            case Held(_, questions):
                asked = next(each for each in questions if each in state.questions)
                return self._reply(state, asked)
            case InHand():
                return Submit(step, WHO, self._tree())
            case _:
                return Take(step, WHO, "/")

    def _decide(self, state: RunState, record: StepRecord, asked: Deciding) -> Intake:
        request = open_requests(asked, state.started.people)[0]
        rule = request.rule
        person = wanted_people(rule, state.started.people, request.said_yes)[0][0]
        is_yes = not self._is_bad(record.definition, by_people=True)
        return Decide(
            step=record.definition.path,
            nonce=request.nonce,
            bound=request.bound,
            choice=Choice.APPROVE if is_yes else Choice.SEND_BACK,
            person=person,
            answers=tuple(Answer(item, is_yes, "as rehearsed") for item in rule.items),
            because="as rehearsed",
            shown=NOTHING,
            head=NOTHING,
            signed=signature_of(state, request, person),
        )

    def _reply(self, state: RunState, question_id: str) -> Intake:
        """Return an answer; of a fact a yes, unless the script says no."""
        rule = rule_of(state.started.workflow, question_id)
        assert rule is not None, "BUG: a worker asks in a play"
        person = dict(state.started.people.roles)[rule.role][0] if rule.role else WHO
        return Reply(question_id, person, answer_in_play(rule, is_so=rule.name != self.script.no))

    def _choose(self, state: RunState, rule: NoGo, step: StepPath, nonce: Nonce) -> Intake:
        """Return a choice: the remedy that is wanted, else each offer in its turn."""
        offer = offer_wanted(self.script, rule, self.chosen)
        self.chosen += 1
        person = dict(state.started.people.roles)[rule.role][0]
        return Choose(step, nonce, offer, person, "as rehearsed")

    def _is_bad(self, step: StepDefinition, *, by_people: bool) -> bool:
        """Return whether this is the step that the script refuses, and count it."""
        if cause_at(self.script, _named(step), self.begun, by_people=by_people) is not None:
            return True
        script = self.script
        is_meant = _named(step) == script.bad and script.by_people is by_people
        if not is_meant or self.refused >= script.times:
            return False
        self.refused += 1
        return True

    def _failing(self, step: StepDefinition, first: str) -> str:
        """Return which check fails at a step; "" for none."""
        cause = cause_at(self.script, _named(step), self.begun, by_people=False)
        if cause is not None:
            self.led += 1
            return cause.check or first
        return first if self._is_bad(step, by_people=False) else ""

    def _tree(self) -> TreeId:
        return TreeId(f"{self.moves:040x}")


NOTHING = digest_of("rehearsed")


def rehearse(started: RunStarted, at: str) -> Iterator[Played]:
    """Yield what becomes of `started` in each play. Shape: as many people as it can ever want."""
    workflow = started.workflow
    staffed = replace(started, people=enough_people(workflow))
    scripts = (
        *scripts_of(workflow.all_steps, workflow.facts),
        *scripts_of_changes(workflow),
        *scripts_of_exits(workflow),
    )
    for script in scripts:
        yield _Play(staffed, script, at).play()


def _is_at_work(state: RunState, step: StepPath) -> bool:
    """Return whether an attempt at `step` is under way."""
    return isinstance(state.record(step).state, Working)


def _named(step: StepDefinition) -> StepPath:
    """Return a step as the workflow names it: without the item it was made for."""
    return step.made_from or step.path
