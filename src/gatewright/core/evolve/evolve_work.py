"""What becomes of a step while somebody works on it: attempts, work by hand, questions."""

from gatewright.core.content.content_names import artifact_of, version_of
from gatewright.core.facts.content_digests import ABSENT
from gatewright.core.facts.fact_state import each_of, said_by_person, with_fact
from gatewright.core.facts.facts import rule_of, settled_by
from gatewright.core.registers.written_rows import rows_count
from gatewright.core.state.asked import Question
from gatewright.core.state.budgets import with_attempt, with_usage, without_usage
from gatewright.core.state.run_state import (
    Held,
    InHand,
    Judging,
    RunState,
    StepRecord,
    Waiting,
    Working,
)
from gatewright.core.state.setbacks import UNABLE, is_in_doubt, row_after
from gatewright.core.state.step_changes import change
from gatewright.model.brief import AnsweredQuestion
from gatewright.model.budgets import UsageCounted
from gatewright.model.events import (
    AttemptFinished,
    AttemptLost,
    AttemptStarted,
    Ended,
    StepTaken,
)
from gatewright.model.ids import Digest, StepPath
from gatewright.model.questions import QuestionAnswered, QuestionAsked
from gatewright.model.records import replace
from gatewright.model.workflow import WorkerKind

WorkEvent = (
    AttemptStarted
    | AttemptFinished
    | AttemptLost
    | UsageCounted
    | StepTaken
    | QuestionAsked
    | QuestionAnswered
)


def evolve_work(state: RunState, event: WorkEvent) -> RunState:
    """Return `state` after `event`."""
    match event:
        case AttemptStarted():
            return _start(with_attempt(state, event), event)
        case AttemptFinished() | AttemptLost() | UsageCounted():
            return _end(state, event)
        case StepTaken():
            return _take(state, event)
        case QuestionAsked(step, question_id, text):
            return _ask(state, Question(question_id, step, text))
        case _:
            return _answer(state, event)


def _start(state: RunState, event: AttemptStarted) -> RunState:
    """Return the state in which a worker is at it."""
    working = Working(event.number, event.effect_id, event.worker, event.from_tree)
    return change(
        state,
        event.step,
        working,
        lambda record: replace(
            record,
            numbers_used=event.number,
            authors=record.authors | {event.worker},
            read=reads_of(state, record),
            not_before="",
            rows=rows_count(state, record),
        ),
    )


def _end(state: RunState, event: AttemptFinished | AttemptLost | UsageCounted) -> RunState:
    """Return the state after an attempt ended, or said what it used until it was ended."""
    match event:
        case AttemptFinished():
            return _finish(with_usage(state, event), event)
        case AttemptLost():
            return _lose(without_usage(state, event), event.step)
        case _:
            return with_usage(state, event)


def _lose(state: RunState, step: StepPath) -> RunState:
    """Return the state in which nothing is known of an attempt."""
    return change(state, step, Waiting(), lambda record: replace(record, lost=record.lost + 1))


def _take(state: RunState, event: StepTaken) -> RunState:
    """Return the state in which a person is at it; what went wrong before does not count."""
    number = state.record(event.step).numbers_used + 1
    return change(
        state,
        event.step,
        InHand(number, event.person, event.folder, state.tree),
        lambda record: replace(
            record,
            numbers_used=number,
            troubles=0,
            lost=0,
            not_before="",
            read=reads_of(state, record),
        ),
    )


def reads_of(state: RunState, record: StepRecord) -> tuple[tuple[str, Digest], ...]:
    """Return the content of each artifact that a step reads and does not make, as it is now.

    Shape: of what nobody made, as its maker does not apply, that there is none.
    """
    own = {product.name for product in record.definition.produces}
    named = each_of(record.definition.reads, state.facts)
    names = (name for name in named if artifact_of(name) not in own)
    there = (name for name in names if name in state.artifacts or _is_absent(state, name))
    return tuple((name, state.artifacts.get(name, ABSENT)) for name in there)


def _is_absent(state: RunState, name: str) -> bool:
    """Return whether there is nothing of an artifact that a step could make."""
    artifact = artifact_of(name)
    return artifact in state.makers and artifact not in state.artifacts and not version_of(name)


def _finish(state: RunState, event: AttemptFinished) -> RunState:
    """Return the state after a worker ended: to be judged, refused, or tried again."""
    before = state.record(event.step).state
    from_tree = before.from_tree if isinstance(before, Working | InHand) else state.tree
    people = {event.author} if event.author else set()
    worker = event.author or (before.worker if isinstance(before, Working) else "")
    if isinstance(before, InHand):
        people.add(before.person)  # whoever hands it in, it was in this person's hands
    is_unknown, in_a_row = event.ended in UNABLE, row_after(state, event)
    after = Judging(event.number, event.tree, from_tree, event.ended)
    state = change(
        state,
        event.step,
        Waiting() if is_unknown else after,
        lambda record: replace(
            record,
            troubles=_troubles(state, record, event.ended),
            is_shut_out=event.ended is Ended.SHUT_OUT,
            lost=record.lost + is_in_doubt(record, event.ended),
            handed_in=record.handed_in if is_unknown else after,
            handed_in_by=record.handed_in_by if is_unknown else worker,
            authors=record.authors | people,
        ),
    )
    return replace(state, by_hand=state.by_hand | people, unable_in_a_row=in_a_row)


def _troubles(state: RunState, record: StepRecord, ended: Ended) -> int:
    """Return how much is known to be wrong: what will not change by itself is not tried again."""
    is_command = record.definition.doer.kind is WorkerKind.COMMAND
    if ended is Ended.SHUT_OUT or (ended is Ended.ABSENT and is_command):
        return state.started.bounds.trouble_max + 1
    return record.troubles + (ended in UNABLE)


def _ask(state: RunState, question: Question) -> RunState:
    """Return the state in which a step waits for one answer more."""
    before = state.record(question.step)
    asked = before.state.questions if isinstance(before.state, Held) else ()
    held = Held(before.numbers_used, (*asked, question.question_id))
    state = change(state, question.step, held)
    return replace(state, questions={**state.questions, question.question_id: question})


def _answer(state: RunState, event: QuestionAnswered) -> RunState:
    """Return the state after an answer; the last one sets the step free."""
    question = state.questions[event.question_id]
    left = {key: value for key, value in state.questions.items() if key != event.question_id}
    is_open = any(each.step == question.step for each in left.values())
    answer = AnsweredQuestion(question.text, event.person, event.text)
    state = change(
        state,
        question.step,
        state.record(question.step).state if is_open else Waiting(),
        lambda record: replace(record, answers=(*record.answers, answer)),
    )
    return _known_by(replace(state, questions=left), event)


def _known_by(state: RunState, event: QuestionAnswered) -> RunState:
    """Return what is known after an answer, if it was to a fact: it is that person's word."""
    rule = rule_of(state.started.workflow, event.question_id)
    if rule is None:
        return state
    settled = settled_by(event.text, rule)
    assert settled is not None, "BUG: an answer that settles nothing was taken"
    return with_fact(said_by_person(state, [rule.name]), rule.name, settled[0])
