"""What a run that waits for people wants of them: to decide, to answer, to do."""

from collections.abc import Iterator, Sequence

from gatewright.core.approval.approvals import counted_for, open_requests
from gatewright.core.approval.quorum import wanted_people
from gatewright.core.course.decide import waits_for_people
from gatewright.core.facts.facts import rule_of
from gatewright.core.layout.exit_steps import ABORTED
from gatewright.core.state.run_state import (
    Blocked,
    Choosing,
    Deciding,
    Held,
    InHand,
    Over,
    RunState,
    StepRecord,
)
from gatewright.model.feature import People
from gatewright.model.workflow import ApprovalRule, WorkerKind
from gatewright.views.held import held_words
from gatewright.views.here import here_words
from gatewright.views.moves import asked_words
from gatewright.views.nobody import nobody_words
from gatewright.views.uncommitted import want_to_commit
from gatewright.views.voices import objecting
from gatewright.views.wants import NAMING, QUESTION_CHARS_MAX, Want

ANYBODY = (("", ""),)


def wants_of(state: RunState) -> tuple[Want, ...]:
    """Return everything that a run wants of anybody, and of whom."""
    waiting = waits_for_people(state)
    of_steps = (each for record in waiting for each in _of_step(state, record))
    lacking = (each for record in waiting for each in _of_nobody(state, record))
    return (*lacking, *of_steps, *want_to_commit(state))


def told_of_stop(state: RunState) -> tuple[Want, ...]:
    """Return who is told that a run is blocked, where its workflow says who; () for everybody."""
    people, rules = state.started.people, state.started.workflow.exits
    ends = [name for name, is_so in _stops(state) if is_so]
    roles = [role for rule in rules if rule.exit in ends for role in rule.notify]
    if isinstance(state.phase, Over) or not roles or people.is_solo:
        return ()
    told = [each for role in roles for each in _in_role(people, role)]
    told.append((state.started.requester, ""))
    if isinstance(state.phase, Blocked):
        step, because = state.phase.step or "", state.phase.because
        return (Want("do", step, _short(because), "", "why", tuple(told)),)
    assert state.ending is not None, "BUG: told of a run that goes on"
    because = f"is being aborted: {state.ending.because}"
    return (Want("do", ABORTED, _short(because), "", "status", tuple(dict.fromkeys(told))),)


def _stops(state: RunState) -> tuple[tuple[str, bool], ...]:
    """Return the ways in which a run stops, and whether it does."""
    is_blocked = isinstance(state.phase, Blocked)
    return ("blocked", is_blocked), ("aborted", state.ending is not None)


def _of_step(state: RunState, record: StepRecord) -> Iterator[Want]:
    """Yield what one step wants."""
    step, people = record.definition.path, state.started.people
    match record.state:
        case Deciding():
            for each in open_requests(record.state, people):
                size = _count(len(each.rule.items), "item")
                of = _deciders(counted_for(each, people), each.rule, each.said_yes)
                yield Want("decide", step, _short(each.rule.question), size, "approve", of)
        case Choosing(rule=index):
            asked = record.definition.no_go[index]
            text, size = _short(asked_words(record)), _count(len(asked.offers), "way")
            is_of_role = bool(asked.role) or people.is_solo
            starter = ((state.started.requester, ""),)
            of = _in_role(people, asked.role) if is_of_role else starter
            yield Want("choose", step, text, size, "choose", of)
        case Held(_, questions):
            texts = [each.text for each in state.questions.values() if each.step == step]
            text = _short(texts[0]) if texts else "a question"
            size = _count(len(questions), "question")
            rule_ = rule_of(state.started.workflow, questions[0])
            of = _in_role(people, rule_.role) if rule_ and rule_.role else ANYBODY
            yield Want("answer", step, text, size, "answer", of)
        case InHand(_, who, _):
            yield Want("do", step, "hand it in", "", "submit", ((who, ""),))
        case _:
            yield from _to_be_done(state, record)


def _to_be_done(state: RunState, record: StepRecord) -> Iterator[Want]:
    """Yield what a step wants that nobody is asked about: to be set free, or to be done."""
    step, doer = record.definition.path, record.definition.doer
    if held := held_words(state, record):
        yield Want("do", step, _short(held), "", "record", ANYBODY)
    elif here := here_words(state, record):
        yield Want("do", step, _short(here), "", "status", ANYBODY)
    elif doer.kind is WorkerKind.PERSON:
        of = _doers(state.started.people, doer.role)
        yield Want("do", step, _short(record.definition.title), "", "checkout", of)


def _of_nobody(state: RunState, record: StepRecord) -> Iterator[Want]:
    """Yield, to everybody, what nobody could answer: somebody has to be named first."""
    for words in nobody_words(state, record):
        yield Want("do", record.definition.path, _short(words), "", NAMING, ANYBODY)


def _deciders(
    people: People, rule: ApprovalRule, said_yes: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Return who is wanted still, then who may object, each in the first role that lets them."""
    held = dict(people.roles)
    may_object = [(person, objecting(role)) for role in rule.veto for person in held.get(role, ())]
    return (*wanted_people(rule, people, said_yes), *may_object)


def _doers(people: People, role: str) -> tuple[tuple[str, str], ...]:
    """Return for whom the step of a person is."""
    held = dict(people.roles).get(role)
    if people.is_solo or held is None:
        return ANYBODY
    return tuple((person, "") for person in held)


def _in_role(people: People, role: str) -> tuple[tuple[str, str], ...]:
    """Return who has a role."""
    if people.is_solo:
        return (("", role),)
    return tuple((person, role) for person in dict(people.roles).get(role, ()))


def _short(text: str) -> str:
    return text if len(text) <= QUESTION_CHARS_MAX else text[: QUESTION_CHARS_MAX - 3] + "..."


def _count(number: int, unit: str) -> str:
    return "" if number == 0 else f"1 {unit}" if number == 1 else f"{number} {unit}s"
