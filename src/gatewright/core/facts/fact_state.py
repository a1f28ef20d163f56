"""What a run knows: each fact with its digest and, where no person said it, what says it."""

from collections.abc import Iterable, Iterator

from gatewright.core.content.content_names import artifact_of, version_of
from gatewright.core.facts.risk import with_grounds
from gatewright.core.state.run_state import (
    Held,
    Judging,
    Ready,
    RunState,
    Skipped,
    StepRecord,
    Waiting,
)
from gatewright.core.state.step_changes import change, keep
from gatewright.model.digest import digest_of
from gatewright.model.events import RunStarted
from gatewright.model.facts import FACTS, FactSettled, FactValue, StepApplies
from gatewright.model.ids import Digest, StepPath
from gatewright.model.records import replace
from gatewright.model.risk import RISK

SAID = "said"
"""The source of a fact that a person gave when the run started."""

Pairs = Iterable[tuple[str, FactValue]]


def name_of(fact: str) -> str:
    """Return under which name a fact is read and bound."""
    return f"{FACTS}.{fact}"


def digests_of(known: Pairs) -> dict[str, Digest]:
    """Return the digest of each fact, by the name under which it is read and bound."""
    return {name_of(fact): digest_of([fact, value]) for fact, value in known}


def found_at_start(event: RunStarted) -> dict[str, str]:
    """Return what says each fact that no person said when a run started."""
    said = dict(event.facts.sources)
    named = ((name, said.get(name, SAID)) for name, _ in event.facts.known)
    return {name: source for name, source in named if source != SAID}


def each_of(names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """Yield `names`, with each fact that is `known` in the place of all of them."""
    for name in names:
        if name == FACTS:
            yield from sorted(name_of(fact) for fact in known)
        else:
            yield name


def evolve_fact(state: RunState, event: FactSettled | StepApplies) -> RunState:
    """Return `state` after `event`."""
    if isinstance(event, StepApplies):
        return change(state, event.step, Waiting())
    if event.name == RISK:
        state = replace(state, risk=with_grounds(state.risk, event))
    sources = {**state.sources, event.name: event.source}
    return with_fact(replace(state, sources=sources), event.name, event.value)


def with_fact(state: RunState, name: str, value: FactValue) -> RunState:
    """Return `state` in which a fact is known; nobody is asked for it any more."""
    if state.facts.get(name, value) != value:
        state = _held_to_it(state, name)
    state = replace(
        state,
        facts={**state.facts, name: value},
        artifacts=state.artifacts.update(digests_of([(name, value)])),
    )
    return without_question(state, f"fact.{name}")


def _held_to_it(state: RunState, fact: str) -> RunState:
    """Return `state` in which no judgement counts that was begun when a fact was otherwise.

    Shape: of a gate that speaks of it. Which approvals apply is looked at once it is judged.
    """
    for step in (*state.active, *state.ready):
        record = state.record(step)
        is_of_nobody = isinstance(record.state, Ready) and not record.has_worker
        is_under_way = isinstance(record.state, Judging) or is_of_nobody
        if is_under_way and fact in record.definition.gate.facts:
            state = keep(state, replace(record, edition=record.edition + 1))
    return state


def said_by_person(state: RunState, names: Iterable[str]) -> RunState:
    """Return `state` in which `names` are people's word: evidence alone does not change them."""
    kept = set(names)
    left = {name: source for name, source in state.sources.items() if name not in kept}
    return replace(state, sources=left)


def without_question(state: RunState, question_id: str) -> RunState:
    """Return `state` in which nobody is asked that; the last question sets its step free."""
    question = state.questions.get(question_id)
    if question is None:
        return state
    left = {key: each for key, each in state.questions.items() if key != question_id}
    state = replace(state, questions=left)
    is_open = any(each.step == question.step for each in left.values())
    is_held = isinstance(state.record(question.step).state, Held)
    return change(state, question.step, Waiting()) if is_held and not is_open else state


def left_out(state: RunState, step: StepPath, because: str) -> RunState:
    """Return `state` without a step that does not apply: what it made is not there any more."""
    record = state.record(step)
    gone = {product.name for product in record.definition.produces} if _has_made(record) else set()
    kept = state.artifacts
    for name in [each for each in kept if artifact_of(each) in gone and not version_of(each)]:
        kept = kept.delete(name)
    left = {key: each for key, each in state.questions.items() if each.step != step}
    return change(replace(state, artifacts=kept, questions=left), step, Skipped(because))


def _has_made(record: StepRecord) -> bool:
    """Return whether what it makes is of it: two may make the same, of whom one applies."""
    return record.has_held
