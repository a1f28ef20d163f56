"""What becomes of a run when something is known, or known otherwise than before.

Evidence settles what nobody said. The diff turns a no into a yes and never back, before people are
asked about it; a fact of an artifact changes with its acceptance; what a person said changes by a
change request alone, and so does all that would leave out work that was done.
"""

from collections.abc import Iterable, Iterator, Mapping

from gatewright.core.approval.changes import asked_facts
from gatewright.core.content.content_names import artifact_of, version_of
from gatewright.core.evolve.evolve import fold
from gatewright.core.evolve.evolve_verdicts import resting_on
from gatewright.core.facts.conditions import applies
from gatewright.core.facts.fact_sources import derived
from gatewright.core.facts.fact_state import name_of
from gatewright.core.facts.facts import facts_of, fits, in_words
from gatewright.core.facts.risk import why_unfit
from gatewright.core.facts.risk_raised import risk_by_facts, risk_shown
from gatewright.core.state.run_state import (
    Accepted,
    Deciding,
    InHand,
    Judging,
    Queued,
    Ready,
    RunState,
    Skipped,
    StepRecord,
    Waiting,
    Working,
)
from gatewright.model.changing import ChangeAsked
from gatewright.model.digest import digest_of
from gatewright.model.events import Event, StepJudged, StepSkipped
from gatewright.model.facts import (
    CHANGED,
    DIFF,
    FACTS,
    FactRule,
    FactSeen,
    FactSettled,
    FactValue,
    StepApplies,
)
from gatewright.model.ids import StepPath
from gatewright.model.questions import QuestionAnswered
from gatewright.model.queueing import WorkStopped
from gatewright.model.risk import RISK
from gatewright.model.standing import StepStale
from gatewright.model.waivers import JudgedAnew

STOPPABLE = (Working, InHand, Judging, Queued)
StepMoved = StepApplies | StepSkipped | StepStale | WorkStopped | JudgedAnew
OPEN = (Waiting, Ready, Skipped)


def after_start(state: RunState) -> tuple[Event, ...]:
    """Return what follows from what is known when a run starts, or goes on as another workflow."""
    return tuple(_derived(state, None))


def after_answer(state: RunState, answered: QuestionAnswered) -> tuple[Event, ...]:
    """Return what follows once a person said what a fact is."""
    return _with_all(state, (answered,), None)[1:]


def after_judged(
    state: RunState, before: tuple[Event, ...], judged: StepJudged
) -> tuple[Event, ...]:
    """Return what the artifacts that were accepted say of facts, and what becomes of the run.

    Shape: `state` is that before `before`, the events of the acceptance. What would leave out work
           is for people.
    """
    if not judged.facts:
        return ()
    then = fold(state, before)
    taken = tuple(each for each in _taken(then, judged) if each.source != DIFF)
    return _of_artifacts(then, taken, judged.step)


def _of_artifacts(
    state: RunState, taken: tuple[FactSettled, ...], step: StepPath | None
) -> tuple[Event, ...]:
    """Return what artifacts settle, or that people are asked first."""
    ending = next(_undone(fold(state, taken), state), None) if taken else None
    if ending is None:
        return _with_all(state, taken, step)
    return _asked_first(state, taken, ending)


def after_change(
    state: RunState, before: tuple[Event, ...], asked: ChangeAsked
) -> tuple[Event, ...]:
    """Return what is known once people agreed that it is otherwise, and what follows."""
    if not asked.facts:
        return ()
    said = digest_of([asked.step, asked.because])
    settled = tuple(
        FactSettled(name, value, CHANGED, said, asked.step) for name, value in asked.facts
    )
    return _with_all(fold(state, before), settled, asked.step)


def after_replaced(state: RunState, step: StepPath) -> tuple[Event, ...]:
    """Return what follows from what is known, by the facts of another definition."""
    return _with_all(state, tuple(_derived(state, step)), step)


def after_shown(state: RunState, judged: StepJudged) -> tuple[Event, ...]:
    """Return what a diff shows of facts, with what follows, before people are asked.

    Shape: what was judged by what is known otherwise now is judged once more as it is.
    """
    shown = (*_of_diff(state, judged), *risk_shown(state, judged))
    events = _with_all(state, shown, judged.step, keeps_work=True)
    record, then = state.record(judged.step), fold(state, events)
    changed = [name for name in record.definition.gate.facts if _is_other(state, then, name)]
    if not changed or then.record(judged.step).state != record.state:
        return events
    because = f"{_told(then, changed)} now, and was not when it was judged"
    return (*events, _anew(judged.step, record, because))


def _of_diff(state: RunState, judged: StepJudged) -> Iterator[FactSettled]:
    """Yield what a diff shows; of what was accepted before, and is judged as it was, nothing."""
    if not state.record(judged.step).is_judged_again:
        yield from (each for each in _taken(state, judged) if each.source == DIFF)


def _is_other(before: RunState, then: RunState, fact: str) -> bool:
    """Return whether a fact is known otherwise."""
    return before.facts.get(fact) != then.facts.get(fact)


def _anew(step: StepPath, record: StepRecord, because: str) -> JudgedAnew | StepStale:
    """Return that a step is judged once more: the work that there is, or what is on the head."""
    work = record.handed_in
    if work is None:
        return StepStale(step, because)
    return JudgedAnew(step, work.number, work.tree, because)


def unfit_facts(state: RunState, judged: StepJudged) -> tuple[str, str] | None:
    """Return what is wanted of what a judgement says of facts, and was found instead."""
    known = state.started.workflow.facts
    rules = {rule.name: rule for rule in known if rule.is_found or rule.name == RISK}
    names = [seen.name for seen in judged.facts]
    for seen in judged.facts:
        rule = rules.get(seen.name)
        if seen.name == RISK and why_unfit(seen):
            return "a class with its grounds", why_unfit(seen)
        if rule is None or not fits(rule, seen.value) or names.count(seen.name) > 1:
            found = f"{seen.name[:60]}: {str(seen.value)[:60]}"
            return "facts that this workflow finds in content, each once", found
    return None


def _taken(state: RunState, judged: StepJudged) -> Iterator[FactSettled]:
    """Yield each fact that evidence settles, or changes."""
    rules = {rule.name: rule for rule in state.started.workflow.facts}
    for seen in judged.facts:
        if seen.name != RISK and _counts(state, rules[seen.name], seen):
            yield FactSettled(seen.name, seen.value, seen.source, seen.digest, judged.step)


def _counts(state: RunState, rule: FactRule, seen: FactSeen) -> bool:
    """Return whether what was seen takes the place of what is known.

    That the diff does not show something is no word of somebody who can be asked.
    """
    before = state.facts.get(rule.name)
    if before is None:
        return bool(seen.value) or not (rule.is_of_diff and rule.question)
    if before == seen.value or not rule.is_of_diff:
        return before != seen.value and _is_of_artifact(state, rule.name)
    return _is_more(before, seen.value)


def _is_of_artifact(state: RunState, fact: str) -> bool:
    """Return whether an artifact said what is known; neither a person nor the diff."""
    return state.sources.get(fact, CHANGED) not in (CHANGED, DIFF)


def _is_more(before: FactValue, seen: FactValue) -> bool:
    """Return whether the ratchet turns: from no to yes, from a number to a larger one."""
    is_number = isinstance(before, int) and isinstance(seen, int)
    return is_number and int(seen) > int(before)


def _with_all(
    state: RunState, settled: tuple[Event, ...], step: StepPath | None, *, keeps_work: bool = False
) -> tuple[Event, ...]:
    """Return `settled` with what follows from it: other facts, then steps and gates."""
    if not settled:
        return ()
    then = fold(state, settled)
    more = tuple(_derived(then, step))
    then = fold(then, more)
    moved = tuple(_moved(state, then, keeps_work=keeps_work))
    return (*settled, *more, *moved, *suspended(then, moved))


def _derived(state: RunState, step: StepPath | None) -> Iterator[FactSettled]:
    """Yield each fact that follows from others and is not what it was."""
    rules = [rule for rule in state.started.workflow.facts if rule.name != RISK]
    own = {rule.name for rule in rules if rule.is_derived and state.sources.get(rule.name) == FACTS}
    known = {name: value for name, value in state.facts.items() if name not in own}
    raised = risk_by_facts(state, {**known, **derived(rules, known)}, step)
    yield from raised
    known |= {each.name: each.value for each in raised}
    for name, value in derived(rules, known).items():
        if state.facts.get(name) != value:
            yield FactSettled(name, value, FACTS, digest_of([name, value]), step)


# What becomes of the steps


def _moved(before: RunState, state: RunState, *, keeps_work: bool) -> Iterator[StepMoved]:
    """Yield what the facts that are others now come to for each step.

    Shape: with `keeps_work` nothing is left out that somebody worked on. Steps stand in an order in
           which each reads what earlier ones make.
    """
    changed = [name for name, value in before.facts.items() if state.facts[name] != value]
    gone: dict[str, str] = {}  # by what a step read: why it is not there, or not so, any more
    for name in changed:
        gone[name_of(name)] = f"{_told(state, [name])} now"
    for path, record in state.steps.items() if changed else ():
        if record.change is None and not record.is_retired:
            moved = _moved_step(state, path, changed, keeps_work=keeps_work)
            if isinstance(moved, StepSkipped):
                made = (product.name for product in record.definition.produces)
                gone |= dict.fromkeys(made, f"{path} does not apply any more")
            event: StepMoved | None = (
                moved or _read(path, record, gone) or _bound(state, path, record, changed)
            )
            yield from () if event is None else (event,)


def suspended(state: RunState, moved: tuple[StepMoved, ...]) -> Iterator[StepStale]:
    """Yield each gate that rests on a step which is open again, or left out."""
    known = {each.step for each in moved}
    for event in moved:
        for gate in resting_on(state, event.step):
            is_open = isinstance(state.record(gate).state, OPEN)
            if gate not in known and not is_open:
                known.add(gate)
                yield StepStale(gate, f"{event.step} is another than it was judged on")


def left_behind(state: RunState, record: StepRecord) -> Iterator[Event]:
    """Yield that what a step made, which does not apply any more, is not there for its readers."""
    if not record.has_held:
        return
    because = f"{record.definition.path} does not apply any more"
    gone = dict.fromkeys((product.name for product in record.definition.produces), because)
    for path, reader in state.steps.items() if gone else ():
        event = _read(path, reader, gone)
        yield from () if event is None else (event,)


def _moved_step(
    state: RunState, path: StepPath, changed: Iterable[str], *, keeps_work: bool
) -> StepApplies | StepSkipped | None:
    """Return that a step applies now, or does not any more; None where that is as before."""
    record = state.record(path)
    spoken = facts_of(record.definition.when)
    named = [name for name in changed if name in spoken]
    answer = applies(state, record) if named else None
    if answer is True and isinstance(record.state, Skipped):
        return StepApplies(path, f"it applies now: {_told(state, named)}")
    is_left_out = answer is False and not isinstance(record.state, OPEN)
    if is_left_out and not keeps_work:
        return StepSkipped(path, f"does not apply any more: {_told(state, named)}")
    return None


def _read(path: StepPath, record: StepRecord, gone: Mapping[str, str]) -> StepMoved | None:
    """Return that a step was made from what is not so any more."""
    read = [name for name, _ in record.read if artifact_of(name) in gone and not version_of(name)]
    if not read or isinstance(record.state, OPEN):
        return None
    because = f"{gone[artifact_of(read[0])]}, and it was made when that was otherwise"
    if isinstance(record.state, STOPPABLE):
        return WorkStopped(path, record.numbers_used, because)
    return StepStale(path, because, tuple(read))


def _bound(
    state: RunState, path: StepPath, record: StepRecord, changed: Iterable[str]
) -> StepStale | JudgedAnew | None:
    """Return that a gate, or a yes to somebody's work, rests on what is known otherwise."""
    if record.has_worker and isinstance(record.state, Accepted):
        agreed = tuple(name_of(fact) for fact in changed if fact in _agreed_to(record))
        because = f"{_told(state, changed)} now, and was not when people agreed to it"
        return StepStale(path, because, agreed) if agreed else None
    bound = [name for name in changed if name in _of_gate(record)]
    if bound and isinstance(record.state, Accepted | Deciding):
        because = f"{_told(state, bound)} now, and was not when it was judged"
        return _anew(path, record, because)
    return None


def _of_gate(record: StepRecord) -> frozenset[str]:
    """Return the facts that the outcome of a gate rests on."""
    gate = record.definition.gate
    spoken = {fact for rule in gate.approvals for fact in facts_of(rule.when)}
    return frozenset({*gate.facts, *spoken, *_agreed_to(record)})


def _agreed_to(record: StepRecord) -> frozenset[str]:
    """Return the facts that people agree to with a step."""
    asked = record.state.requests if isinstance(record.state, Deciding) else record.answered
    names = (name for each in asked for name in each.rule.binds)
    return frozenset(name.partition(".")[2] for name in names if name.startswith(name_of("")))


def _told(state: RunState, names: Iterable[str]) -> str:
    return " and ".join(f"{name} is {in_words(state.facts[name])}" for name in names)


# What people decide first


def _undone(then: RunState, before: RunState) -> Iterator[StepPath]:
    """Yield the steps with work in them that would not apply any more."""
    after = fold(then, tuple(_derived(then, None)))
    for path, record in before.steps.items():
        is_done = record.has_held or (record.numbers_used and not isinstance(record.state, OPEN))
        if is_done and record.definition.when and not record.is_retired:
            yield from _ended(after, before, path)


def _ended(after: RunState, before: RunState, path: StepPath) -> Iterator[StepPath]:
    """Yield a step that applies before, and not after."""
    applied, applying = (applies(each, before.record(path)) for each in (before, after))
    if applying is False and applied is not False:
        yield path


def _asked_first(
    state: RunState, taken: tuple[FactSettled, ...], ending: StepPath
) -> tuple[Event, ...]:
    """Return that people are asked, as work would be left out; of each fact once at a time."""
    asked = {name for each in state.steps.values() for name in _open_facts(each)}
    left = tuple(each for each in taken if each.name not in asked)
    if left != taken:
        return _of_artifacts(state, left, taken[0].step)
    said = " and ".join(f"{each.name} is {in_words(each.value)}" for each in taken)
    sources = " and ".join(dict.fromkeys(each.source for each in taken))
    facts = tuple((each.name, each.value) for each in taken)
    because = f"{sources} says that {said}, and {ending} is done."
    return (asked_facts(state, facts, because),)


def _open_facts(record: StepRecord) -> tuple[str, ...]:
    """Return the facts that people are asked about at a step, by a request that is open."""
    if record.change is None or record.is_settled:
        return ()
    return tuple(name for name, _ in record.change.facts)
