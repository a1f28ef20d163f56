"""What people may do to a run, and when: decide, hint, take over, hand in, answer, end, take."""

from gatewright.core.admit.admit_entries import why_held
from gatewright.core.admit.admit_signed import refuse_replay, refuse_unproved
from gatewright.core.admit.admit_target import why_not_landing
from gatewright.core.approval.approvals import expired_voices, open_requests
from gatewright.core.approval.quorum import held_roles, may_object
from gatewright.core.course.consequences import accept
from gatewright.core.course.decide import lacks_fact, waits_for_people
from gatewright.core.evolve.evolve import fold
from gatewright.core.registers.issues import issues_of_answers
from gatewright.core.registers.not_by import why_barred
from gatewright.core.state.asked import Request
from gatewright.core.state.budgets import grants_of
from gatewright.core.state.run_state import (
    Blocked,
    Deciding,
    GivenUp,
    InHand,
    Judging,
    Queued,
    Ready,
    RunState,
    StepRecord,
)
from gatewright.model.digest import digest_of
from gatewright.model.events import (
    SENT_BACK,
    AttemptFinished,
    Choice,
    Decided,
    Ended,
    Event,
    HintGiven,
    RunLanded,
    RunResumed,
    StepRefused,
    StepReopened,
    StepTaken,
)
from gatewright.model.ids import PERSON, StepPath
from gatewright.model.intake import Decide, Hint, Landed, Refusal, Submit, Take
from gatewright.model.workflow import ApprovalRule, WorkerKind

Admitted = tuple[Event, ...]
ATTEMPTS_GRANTED = 3


# Decisions


def admit_decision(state: RunState, intake: Decide, at: str) -> Admitted | Refusal:
    """Return a decision and what it sets off; it must be on what was asked, by who may decide."""
    replayed = refuse_replay(state, intake)
    if replayed is not None:
        return replayed
    record = state.steps.get(intake.step)
    if record is None or not isinstance(record.state, Deciding):
        return _unasked(state, intake)
    meant = (intake.nonce, intake.bound)
    asked = next(
        (each for each in record.state.requests if (each.nonce, each.bound) == meant), None
    )
    if asked is None:
        return _stale(state, record.state, intake)
    rule, people = asked.rule, state.started.people
    held = held_roles(rule, people, intake.person)
    role = held[0] if held else may_object(rule, people, intake.person)
    if not role:
        return _no_role(state, rule, intake.person)
    unproved = refuse_unproved(state, rule, intake)
    if unproved is not None:
        return unproved
    refusal = _unfit(state, rule, intake) or _uncounted(asked, rule, intake, may_agree=bool(held))
    return refusal if refusal is not None else _decided(state, record, intake, role, at)


def _stale(state: RunState, deciding: Deciding, intake: Decide) -> Refusal:
    """Return that somebody decided on something else than what is asked."""
    open_ones = open_requests(deciding, state.started.people)
    return Refusal(
        "approval.stale",
        "what you decided on is not what is asked any more",
        f"a decision on {open_ones[0].bound[:12]}",
        f"yours is on {intake.bound[:12]}",
        f"gatewright approve {state.started.feature.run_id}",
    )


def _unasked(state: RunState, intake: Decide) -> Refusal:
    """Return why nothing can be decided here."""
    run_id = state.started.feature.run_id
    waiting = waits_for_people(state)
    found = f"{waiting[0].definition.path} waits" if waiting else "nobody is asked anything"
    return Refusal(
        "approval.unasked",
        f"{intake.step} does not wait for a decision",
        "a step that asks",
        found,
        f"gatewright status {run_id}",
    )


def _no_role(state: RunState, rule: ApprovalRule, person: str) -> Refusal:
    """Return that the person may not decide, and who may."""
    able = sorted(
        {
            each
            for role, people in state.started.people.roles
            if role in (*rule.roles, *rule.veto)
            for each in people
        }
    )
    return Refusal(
        "approval.role",
        f"{_name(person)} cannot decide this",
        f"somebody with role {' or '.join(rule.roles)}",
        f"it stays with: {', '.join(map(_name, able)) or 'nobody'}",
    )


def _uncounted(
    asked: Request, rule: ApprovalRule, intake: Decide, *, may_agree: bool
) -> Refusal | None:
    """Return why a yes would not count; None for one that does, and for any no."""
    if intake.choice is Choice.SEND_BACK:
        return None
    if not may_agree:
        return Refusal(
            "approval.objecting-only",
            f"{_name(intake.person)} may send this back, and need not agree to it",
            f"a yes of somebody with role {' or '.join(rule.roles)}",
            f"role {' or '.join(rule.veto)}",
        )
    if intake.person in asked.said_yes:
        return Refusal(
            "approval.again",
            f"{_name(intake.person)} said yes already",
            "a yes of somebody else; a no of yours still counts",
            "a second yes",
        )
    return None


def _unfit(state: RunState, rule: ApprovalRule, intake: Decide) -> Refusal | None:
    """Return why a decision cannot be taken as it is; None where it can."""
    if rule.not_author and not state.started.people.is_solo and _has_written(state, intake.person):
        return Refusal(
            "approval.author",
            f"{_name(intake.person)} wrote part of it",
            "somebody who wrote none of it",
            "work by hand in this run",
        )
    missing = set(rule.items) - {answer.item for answer in intake.answers}
    if intake.choice is Choice.APPROVE and missing:
        return Refusal(
            "approval.unanswered",
            "not every item is answered",
            f"an answer to each of {len(rule.items)}",
            f"none to: {sorted(missing)[0]}",
        )
    answered = [answer.item for answer in intake.answers]
    odd = [item for item in answered if item not in rule.items or answered.count(item) > 1]
    if odd:
        return Refusal(
            "approval.unasked-item",
            "an answer to what was not asked, or a second one",
            f"one answer to each of {len(rule.items)}",
            odd[0][:100],
        )
    says_no = any(not answer.is_yes for answer in intake.answers)
    if (intake.choice is Choice.SEND_BACK or says_no) and not intake.because.strip():
        return Refusal(
            "approval.reason",
            "a no needs a reason",
            "a sentence for who works on it next",
            "none",
            '-m "..."',
        )
    return None


def _name(person: str) -> str:
    """Return a person as people say it."""
    return person.removeprefix(PERSON)


def _has_written(state: RunState, person: str) -> bool:
    """Return whether `person` worked by hand in this run."""
    return person in state.by_hand


def _decided(state: RunState, record: StepRecord, intake: Decide, role: str, at: str) -> Admitted:
    """Return the decision with what it comes to."""
    decided = Decided(
        step=intake.step,
        nonce=intake.nonce,
        bound=intake.bound,
        choice=intake.choice,
        person=intake.person,
        role=role,
        answers=intake.answers,
        because=intake.because,
        shown=intake.shown,
        head=intake.head,
        at=at,
        is_signed=intake.signed is not None,
        is_self=intake.person == state.started.requester,
        signed=intake.signed,
    )
    assert record.judged is not None, "BUG: asked without a judgement"
    issues = issues_of_answers(state, record, decided)
    if intake.choice is Choice.APPROVE:
        expired = tuple(expired_voices(state, intake.step, at))
        after = fold(state, (*expired, decided)).record(intake.step)
        assert isinstance(after.state, Deciding), "BUG: a yes ends nothing by itself"
        if open_requests(after.state, state.started.people):
            return (*expired, decided, *issues)
        accepted = accept(state, record, record.judged, after.state.from_tree)
        return (*expired, decided, *issues, *accepted)
    refused = StepRefused(
        step=intake.step,
        number=record.judged.number,
        signature=digest_of([intake.nonce, intake.because]),
        codes=(SENT_BACK,),
        because=intake.because,
    )
    return (decided, *issues, refused)


# Ways out of trouble


def admit_hint(state: RunState, intake: Hint) -> Admitted | Refusal:
    """Return words for the next attempt; a step that was given up gets attempts with them."""
    record = _stuck(state, intake.step)
    if record is None:
        return _nothing_stuck(state, "retry")
    step = record.definition.path
    given = HintGiven(step, intake.person, intake.text, ATTEMPTS_GRANTED)
    granted = grants_of(state, record, intake)
    if isinstance(granted, Refusal):
        return granted
    return (given, *granted, *_free(state, record, intake.person, intake.text))


def _free(state: RunState, record: StepRecord, person: str, because: str) -> Admitted:
    """Return what sets a stuck step free."""
    step = record.definition.path
    resumed = (RunResumed(person, because),) if isinstance(state.phase, Blocked) else ()
    is_open = isinstance(record.state, Ready | Judging | Queued)
    again = () if is_open else (StepReopened(step, because),)
    return (*resumed, *again)


def admit_taking(state: RunState, intake: Take) -> Admitted | Refusal:
    """Return that a person does a step by hand."""
    record = _stuck(state, intake.step)
    if record is None or not record.has_worker:
        return _nothing_stuck(state, "checkout")
    step = record.definition.path
    found = _why_not_taken(state, record, intake)
    if found:
        wanted = "all that the step needs, and nothing else of the run in hand"
        way_out = f"gatewright status {state.started.feature.run_id}"
        what = f"{step} cannot be begun now"
        return Refusal("checkout.busy", what, wanted, found, way_out)
    freed = _free(state, record, intake.person, "taken by hand")
    return (*freed, StepTaken(step, intake.person, intake.folder))


def _why_not_taken(state: RunState, record: StepRecord, intake: Take) -> str:
    """Return why a step cannot be taken by hand now; "" where it can. There is one folder."""
    in_hand = (each for each in sorted(state.active) if _is_in_hand(state, each))
    other = next(in_hand, None)
    if other is not None:
        return f"{other} is in hand already"
    if state.unmet[record.definition.path]:
        return "something it needs is open again"
    if state.taking not in (None, record.definition.path):
        return f"{state.taking} comes first"
    if lacks_fact(state, record):
        return "nobody knows yet whether it applies"
    barred = why_barred(state, record, intake.person)
    held = why_held(state, record.definition.path)
    if barred or held:
        return barred or held
    return "the head has just moved" if intake.from_tree not in (None, state.tree) else ""


def _is_in_hand(state: RunState, step: StepPath) -> bool:
    """Return whether a person works on `step`."""
    return isinstance(state.record(step).state, InHand)


def admit_submission(state: RunState, intake: Submit) -> Admitted | Refusal:
    """Return the end of work by hand."""
    held = [state.record(step) for step in sorted(state.active)]
    for record in held:
        is_meant = intake.step is None or record.definition.path == intake.step
        if isinstance(record.state, InHand) and is_meant:
            barred = why_barred(state, record, intake.person)
            if barred:
                return _not_theirs(record, barred)
            return (
                AttemptFinished(
                    step=record.definition.path,
                    number=record.state.number,
                    ended=Ended.DONE,
                    tree=intake.tree,
                    said="",
                    transcript=None,
                    isolation=None,
                    duration_ms=0,
                    author=intake.person,
                ),
            )
    return Refusal(
        "submit.nothing",
        "nobody works by hand on this run",
        "a step that was checked out",
        "none",
        f"gatewright checkout {state.started.feature.run_id}",
    )


def _not_theirs(record: StepRecord, barred: str) -> Refusal:
    """Return that somebody else has to hand this in."""
    what = f"{record.definition.path} is not to be handed in by you"
    return Refusal("submit.not-by", what, "somebody who did not work on what it is about", barred)


def _stuck(state: RunState, wanted: object) -> StepRecord | None:
    """Return the step a person means: the named one, the one that blocks, the one for a person."""
    blocking = state.phase.step if isinstance(state.phase, Blocked) else None
    if blocking is not None and wanted in (None, blocking):
        return state.steps.get(blocking)
    for record in state.steps.values():
        is_open = isinstance(record.state, GivenUp) or (
            isinstance(record.state, Ready)
            and (wanted is not None or record.definition.doer.kind is WorkerKind.PERSON)
        )
        if is_open and wanted in (None, record.definition.path):
            return record
    return None


def _nothing_stuck(state: RunState, verb: str) -> Refusal:
    """Return that no step waits for this."""
    run_id = state.started.feature.run_id
    return Refusal(
        f"{verb}.nothing",
        f"nothing in {run_id} waits for that",
        "a step that is blocked, given up or for a person",
        f"{len(state.active)} under way",
        f"gatewright status {run_id}",
    )


def admit_landing(state: RunState, intake: Landed) -> Admitted | Refusal:
    """Return that the result is in the target branch, where there is a result."""
    refused = why_not_landing(state)
    if refused is not None:
        return refused
    if state.commits[-1:] != (intake.commit,):
        made = state.commits[-1][:12] if state.commits else "none: nothing was changed"
        found = f"{intake.commit[:12]}"
        return Refusal("land.other", "this is not the result of the run", made, found)
    return (RunLanded(intake.commit, intake.branch, intake.person),)
