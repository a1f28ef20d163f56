"""Failure rules of a run that goes on by another definition: each use goes with its rule.

A step that waits for what a rule asked for waits on only where that rule is there still.
"""

from collections.abc import Iterable, Iterator, Mapping

from gatewright.core.layout.item_steps import steps_of_item
from gatewright.core.state.run_state import Choosing, Refused, Remedying, RunState, StepRecord
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.remedies import RemedyLaid
from gatewright.model.workflow import NoGo, StepDefinition, Workflow

Records = Mapping[StepPath, StepRecord]


def places(before: Iterable[object], now: Iterable[object]) -> dict[int, int]:
    """Return where each thing that is there now stood before; each of equal ones once."""
    left = dict(enumerate(before))
    found: dict[int, int] = {}
    for index, each in enumerate(now):
        place = next((old for old, one in left.items() if one == each), None)
        if place is not None:
            found[index] = place
            del left[place]
    return found


def uses_of(before: Iterable[NoGo], uses: tuple[int, ...], now: Iterable[NoGo]) -> tuple[int, ...]:
    """Return how often each rule was used; one that was not there, never."""
    rules = tuple(now)
    were = places(before, rules)
    return tuple(uses[were[index]] if index in were else 0 for index in range(len(rules)))


def by_rules(
    state: RunState, before: StepRecord, now: StepDefinition
) -> tuple[StepRecord, tuple[int, ...]]:
    """Return a step's record and uses by its rules of now; refused, where none waits with it."""
    uses = uses_of(before.definition.no_go, before.rule_uses, now.no_go)
    match before.state:
        case Choosing(number, nonce, rule):
            place = _place_of(rule, before.definition, now)
            after = Refused(number) if place is None else Choosing(number, nonce, place)
            return replace(before, state=after), uses
        case Remedying(number, remedy):
            laid = next(each for each in state.remedies if each.step == remedy)
            is_there = _place_of(laid.rule, before.definition, now) is not None
            after_ = before.state if is_there else Refused(number)
            return replace(before, state=after_), uses
        case _:
            return before, uses


def with_remedies_anew(state: RunState, records: Records) -> tuple[tuple[RemedyLaid, ...], Records]:
    """Return the remedies under way by where their rules stand now, and all steps with them."""
    others = {
        laid: _laid_by(state, laid, records[laid.by])
        for laid in state.remedies
        if laid.by in records
    }
    left = tuple(others.get(each, each) for each in state.remedies)
    return left, {path: _of(records[path], others) for path in _in_order(records)}


def _in_order(records: Records) -> Iterator[StepPath]:
    """Yield all steps, those of a remedy before the one that it was laid in for."""
    laid: dict[StepPath, list[StepPath]] = {}
    for path, record in records.items():
        if record.remedy is not None and record.remedy.by in records:
            laid.setdefault(record.remedy.by, []).append(path)
    inside = {path for paths in laid.values() for path in paths}
    for path in records:
        if path not in inside:
            yield from _with_remedies(path, laid)


def _with_remedies(step: StepPath, laid: Mapping[StepPath, list[StepPath]]) -> Iterator[StepPath]:
    for path in laid.get(step, ()):
        yield from _with_remedies(path, laid)
    yield step


def _of(record: StepRecord, others: Mapping[RemedyLaid, RemedyLaid]) -> StepRecord:
    laid = others.get(record.remedy, record.remedy) if record.remedy is not None else None
    return record if laid == record.remedy else replace(record, remedy=laid)


def _laid_by(state: RunState, laid: RemedyLaid, now: StepRecord) -> RemedyLaid:
    """Return a remedy by where its rule stands now; as it is, where nobody waits for it."""
    before = state.steps.get(laid.by)
    if before is None or not isinstance(now.state, Remedying):
        return laid
    place = _place_of(laid.rule, before.definition, now.definition)
    return laid if place is None else replace(laid, rule=place)


def _place_of(rule: int, before: StepDefinition, now: StepDefinition) -> int | None:
    """Return where a rule stands now that means the same; None where there is none."""
    were = places(before.no_go, now.no_go)
    place = next((index for index, old in were.items() if old == rule), None)
    is_same = _laid_by_rule(before, before.no_go[rule]) == _laid_by_rule(now, before.no_go[rule])
    return place if is_same else None


def _laid_by_rule(step: StepDefinition, rule: NoGo) -> tuple[StepDefinition, ...]:
    """Return the procedures that a rule, or what it offers, has laid in, as a step has them."""
    named = {path for each in (rule, *rule.offers) for path in each.remedies}
    return tuple(each for each in step.remedies if each.path in named)


def counted_on(workflow: Workflow, record: StepRecord) -> StepRecord:
    """Return the record of a step whose item is gone, by the definition that it would come back to.

    Shape: what it would not come back by stays as it is.
    """
    if record.item is None or not record.is_retired:
        return record
    for template in workflow.steps:
        for own in steps_of_item(template, record.item, ()) if template.for_each else ():
            if own.path == record.definition.path:
                uses = uses_of(record.definition.no_go, record.rule_uses, own.no_go)
                return replace(record, definition=own, rule_uses=uses)
    return record
