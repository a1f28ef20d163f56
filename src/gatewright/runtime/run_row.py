"""What lists show of a run: one row, made from its state and kept beside its events."""

from gatewright.core.approval.approvals import open_requests
from gatewright.core.approval.commit_units import waits_for_permission
from gatewright.core.course.decide import waits_for_people
from gatewright.core.state.run_state import (
    Blocked,
    Choosing,
    Deciding,
    Held,
    InHand,
    Moving,
    Over,
    RunState,
    StepRecord,
)
from gatewright.model.ids import Digest, RunId
from gatewright.ports.journal import RunRow
from gatewright.views.held import held_words
from gatewright.views.here import here_words
from gatewright.views.lanes import lanes_in_words
from gatewright.views.moves import REQUESTER, asked_words
from gatewright.views.nobody import nobody_words
from gatewright.views.uncommitted import ASKED, who_allows
from gatewright.views.voices import who_decides
from gatewright.views.wanted import told_of_stop, wants_of
from gatewright.views.wants import wants_text


def row_of(state: RunState, at: str) -> RunRow:
    """Return the row of a run; the journal fills in the head."""
    waiting = waits_for_people(state)
    first = waiting[0] if waiting else None
    is_to_allow = waits_for_permission(state)
    is_waiting = bool(waiting) or is_to_allow
    wants = wants_of(state) if is_waiting else told_of_stop(state)
    who, question = (who_allows(state), ASKED) if is_to_allow else _waits_for(state, first)
    return RunRow(
        run_id=RunId(state.started.feature.run_id),
        slug=state.started.feature.slug,
        workflow=state.started.workflow.name,
        state=_word(state, is_waiting=is_waiting),
        waits_for=who,
        question=question,
        step=_step(state, first),
        updated_at=at,
        head_seq=0,
        head_digest=Digest(""),
        wants=wants_text(wants) if wants else "",
    )


def _word(state: RunState, *, is_waiting: bool) -> str:
    """Return the state of a run in one word."""
    match state.phase:
        case Blocked():
            return "blocked"
        case Over(exit_, _, landed):
            return "landed" if landed is not None else str(exit_)
        case Moving():
            at_work = "moving" if state.ending is None else "aborting"
            return "waits" if is_waiting else at_work


def _waits_for(state: RunState, record: StepRecord | None) -> tuple[str, str]:
    """Return who acts next and what is asked."""
    blocked = state.phase.because if isinstance(state.phase, Blocked) else ""
    if blocked or record is None:
        told = "" if blocked else "".join(each.question for each in told_of_stop(state))
        return "you" if blocked else "", blocked or told
    match record.state:
        case Deciding():
            rule = open_requests(record.state, state.started.people)[0].rule
            return who_decides(rule), next(iter(nobody_words(state, record)), rule.question)
        case Choosing(rule=index):
            asked = next(iter(nobody_words(state, record)), asked_words(record))
            return record.definition.no_go[index].role or REQUESTER, asked
        case Held():
            asked = next((each.text for each in state.questions.values()), "")
            return "you", next(iter(nobody_words(state, record)), asked)
        case InHand(_, person):
            return person, "hand it in: gatewright submit"
        case _:
            held = held_words(state, record) or here_words(state, record)
            doer = record.definition.doer
            return ("you", held) if held else (doer.role, record.definition.title)


def _step(state: RunState, record: StepRecord | None) -> str:
    """Return the step that matters now."""
    if record is not None:
        return record.definition.path
    if isinstance(state.phase, Blocked):
        return state.phase.step or ""
    under_way = state.steps.sorted(state.active) or state.steps.sorted(state.ready)[:1]
    return lanes_in_words(under_way)
