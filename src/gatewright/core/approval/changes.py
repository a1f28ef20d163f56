"""Change requests: what is frozen is made again only after people agreed, knowing what it moves.

A request is a step of its own that nobody works on, made on demand: so it is asked, counted, shown
and refused like every other decision. What is agreed to opens the makers again; staleness follows
from what they then come to.
"""

from collections.abc import Iterable, Iterator, Sequence

from gatewright.core.approval.approvals import deciding_roles
from gatewright.core.content.content_names import any_meets, artifact_of, version_of
from gatewright.core.facts.facts import facts_of, in_words
from gatewright.core.state.run_state import Accepted, Changing, RunState, Skipped, StepRecord
from gatewright.model.changing import ChangeAsked, ChangeTurnedDown, NewDefinition
from gatewright.model.events import Event, StepReopened
from gatewright.model.facts import FACTS, FactValue
from gatewright.model.ids import StepPath
from gatewright.model.records import replace
from gatewright.model.risk import RISK
from gatewright.model.workflow import (
    TREE,
    Against,
    ApprovalRule,
    Distinct,
    Doer,
    Gate,
    Move,
    NoGo,
    StepDefinition,
    WorkerKind,
)

FOLDER = "changes/"
NAMED_MAX = 5


def frozen(state: RunState, steps: Iterable[StepPath]) -> tuple[str, ...]:
    """Return which artifacts of `steps` only a change request may alter now."""
    made = {product.name for step in steps for product in state.record(step).definition.produces}
    kept = {name for gate in _held(state) for name in gate.definition.gate.freeze}
    return tuple(sorted(made & kept))


def changeable(state: RunState) -> tuple[str, ...]:
    """Return the artifacts of which somebody decided or fixed what they are."""
    named = {
        name
        for gate in _held(state)
        for name in (*gate.definition.gate.freeze, *_bound(gate))
        if artifact_of(name) in state.makers and not version_of(name)
    }
    return tuple(sorted(named))


def is_changeable(state: RunState, name: str) -> bool:
    """Return whether `name` is of something, or a part of it, that the run made."""
    artifact = artifact_of(name)
    is_there = artifact in state.artifacts and any(_makers(state, artifact))
    return is_there and not version_of(name) and not name.endswith("#")


def asked_change(
    state: RunState, artifacts: tuple[str, ...], because: str, person: str
) -> ChangeAsked:
    """Return the request of a person to alter `artifacts`."""
    named = dict.fromkeys(artifact_of(name) for name in artifacts)
    makers = tuple(dict.fromkeys(step for name in named for step in _makers(state, name)))
    return replace(_request(state, artifacts, makers, because), person=person)


def asked_facts(
    state: RunState, facts: tuple[tuple[str, FactValue], ...], because: str, person: str = ""
) -> ChangeAsked:
    """Return the request that something be known otherwise: of a person, or for work that is done.

    Shape: at stake is what applies by these facts, reads them, or was decided on them.
    """
    names = {name for name, _ in facts}
    request = _request(state, (FACTS,), (), because)
    resting = {path: each for path, each in state.steps.items() if _rests_on(each, names)}
    made = [one.name for each in resting.values() for one in each.definition.produces]
    touched = {*resting, *impact_of(state, made)}
    impact = tuple(path for path in state.steps if path in touched)
    roles = tuple(_asked_by_risk(state)) if RISK in names else ()
    roles = tuple(dict.fromkeys(roles)) or request.roles
    return replace(request, impact=impact, facts=facts, person=person, roles=roles)


def _asked_by_risk(state: RunState) -> Iterator[str]:
    """Yield the roles that are asked because of the risk class: they say whether it is another."""
    for record in state.steps.values():
        is_whole = RISK in facts_of(record.definition.when)
        for rule in record.definition.gate.approvals:
            yield from rule.roles if is_whole or RISK in facts_of(rule.when) else ()


def asked_definition(
    state: RunState,
    new: NewDefinition,
    impact: tuple[StepPath, ...],
    because: str,
    person: str,
) -> ChangeAsked:
    """Return the request of a person that the run go on by another definition.

    Shape: who decides is whoever says yes where it moves something, and each of these roles. While
           it names what was looked at on the head, that stays.
    """
    binds = (f"definition {new.digest}", *((TREE,) if new.contents else ()))
    rules = [rule for step in impact for rule in state.record(step).definition.gate.approvals]
    roles = tuple(dict.fromkeys(role for rule in rules for role in rule.roles))
    request = _request(state, (), (), because)
    return replace(
        request,
        artifacts=binds,
        impact=impact,
        roles=roles or deciding_roles(state)[:1],
        person=person,
        definition=new,
    )


def _rests_on(record: StepRecord, facts: set[str]) -> bool:
    """Return whether a step applies by `facts`, reads them, or asks people about them."""
    definition = record.definition
    gate = definition.gate
    spoken = {*facts_of(definition.when), *gate.facts}
    spoken |= {fact for rule in gate.approvals for fact in facts_of(rule.when)}
    is_bound = any(FACTS in rule.binds for rule in gate.approvals)
    is_read = FACTS in definition.reads or is_bound
    return record.change is None and (is_read or not spoken.isdisjoint(facts))


def change_instead(
    state: RunState,
    record: StepRecord,
    targets: tuple[StepPath, ...],
    because: str,
    rule: int | None,
) -> ChangeAsked | None:
    """Return the request that stands for opening `targets` again; None where nothing is frozen."""
    artifacts = frozen(state, targets)
    if not artifacts:
        return None
    by = record.definition.path
    others = tuple(each for each in targets if each != by)
    return replace(_request(state, artifacts, others, because), by=by, rule=rule)


def change_wanted(
    state: RunState,
    record: StepRecord,
    artifacts: tuple[str, ...],
    because: str,
    rule: int | None,
) -> ChangeAsked:
    """Return the request of a failure rule to alter `artifacts`, frozen or not."""
    by = record.definition.path
    asked = asked_change(state, artifacts, because, "")
    return replace(
        asked, makers=tuple(each for each in asked.makers if each != by), by=by, rule=rule
    )


def step_of(asked: ChangeAsked) -> StepDefinition:
    """Return the step at which people decide on a request."""
    rule = ApprovalRule(asked.roles, question_of(asked), binds=asked.artifacts, not_author=False)
    if asked.definition is not None:
        rule = replace(rule, each_role=True, distinct=Distinct.ROLES)
    return StepDefinition(
        path=asked.step,
        title=f"change {_named(asked)}",
        phase="changes",
        doer=Doer(WorkerKind.NOBODY),
        gate=Gate((), Against.BASE, (rule,)),
        no_go=(NoGo(Move.BLOCK, at_most=1, reason="the change was turned down"),),
    )


def question_of(asked: ChangeAsked) -> str:
    """Return what is asked, why, and what is at stake."""
    names = _named(asked)
    moved = ", ".join(asked.impact[:NAMED_MAX])
    more = len(asked.impact) - NAMED_MAX
    rest = f" and {more} more" if more > 0 else ""
    what = names if asked.facts or asked.definition else f"{names} be changed"
    return f"May {what}? {asked.because} ({moved or 'nothing'}{rest} may not hold any more.)"


def _named(asked: ChangeAsked) -> str:
    """Return what a request wants, in a few words."""
    if asked.facts:
        said = " and ".join(f"{name} be {in_words(value)}" for name, value in asked.facts)
        return said
    if asked.definition is not None:
        workflow = asked.definition.workflow
        return f"the run go on by {workflow.name} {workflow.version}"
    return " and ".join(asked.artifacts)


def agreed(state: RunState, record: StepRecord) -> Iterator[Event]:
    """Yield what follows once people agreed: the makers, and what asked for it, are open again."""
    asked = record.change
    assert asked is not None, "BUG: agreed to what nobody asked for"
    waiting = waiting_for(state, asked)
    there = (step for step in asked.makers if step in state.steps)
    makers = (step for step in there if not state.record(step).is_retired)
    for step in (*makers, *((waiting,) if waiting is not None else ())):
        yield StepReopened(step, asked.because, by=asked.step)


def waiting_for(state: RunState, asked: ChangeAsked) -> StepPath | None:
    """Return who asked by a rule and waits for the answer; None where it is open again by now."""
    record = state.steps.get(asked.by) if asked.by is not None else None
    if record is None or not isinstance(record.state, Changing):
        return None
    return asked.by if record.state.change == asked.step else None


def turned_down(record: StepRecord) -> tuple[Event, ...]:
    """Return that people do not want the change, as its own refusal says."""
    return (ChangeTurnedDown(record.definition.path, record.refusals[-1].because),)


def impact_of(state: RunState, artifacts: Sequence[str]) -> tuple[StepPath, ...]:
    """Return what may not hold any more once `artifacts` are others, in the order of the run.

    Shape: who makes them, whoever reads them or what is made from them, and the gates behind.
    """
    named, found = set(artifacts), set[StepPath]()
    in_part = {artifact_of(name) for name in artifacts} - named
    lists = {
        path: each.definition.for_each for path, each in state.steps.items() if each.is_template
    }
    makers = (state.makers.get(artifact_of(name), ()) for name in artifacts)
    behind = _behind(state, [step for steps in makers for step in steps])
    for path, record in state.steps.items():
        definition = record.definition
        made = {product.name for product in definition.produces}
        of_list = {name for list_, name in lists.items() if path.startswith(f"{list_}/")}
        is_touched = any_meets((*made, *definition.reads, definition.for_each, *of_list), named)
        is_gate = not record.has_worker and path in behind
        is_left_out = record.change is not None or isinstance(record.state, Skipped)
        if (is_touched or is_gate) and not is_left_out:
            found.add(path)
            named |= made - in_part
    return tuple(path for path in state.steps if path in found)


def _behind(state: RunState, steps: Iterable[StepPath]) -> frozenset[StepPath]:
    """Return what comes after `steps`, near or far."""
    found: set[StepPath] = set()
    queue = list(steps)
    while queue:
        behind = [each for each in state.needed_by.get(queue.pop(), ()) if each not in found]
        found |= set(behind)
        queue += behind
    return frozenset(found)


def _request(
    state: RunState, artifacts: tuple[str, ...], makers: tuple[StepPath, ...], because: str
) -> ChangeAsked:
    known = {**state.gone, **state.steps}
    number = 1 + sum(each.change is not None for each in known.values())
    impact, roles = impact_of(state, artifacts), _deciders(state, artifacts)
    return ChangeAsked(StepPath(f"{FOLDER}{number}"), artifacts, makers, impact, because, roles)


def _deciders(state: RunState, artifacts: tuple[str, ...]) -> tuple[str, ...]:
    """Return who decides: by the procedure for it, or who approved these; else who decides here."""
    procedure = state.started.workflow.changes
    if procedure is not None:
        asked = [rule for step in procedure.whole for rule in step.gate.approvals]
        return tuple(dict.fromkeys(role for rule in asked for role in rule.roles))
    rules = [
        rule
        for gate in _held(state)
        for rule in gate.definition.gate.approvals
        if any_meets((*rule.binds, *gate.definition.gate.freeze), artifacts)
    ]
    roles = tuple(dict.fromkeys(role for rule in rules for role in rule.roles))
    return roles or deciding_roles(state)


def _makers(state: RunState, artifact: str) -> Iterator[StepPath]:
    """Yield who made an artifact, and could make it otherwise."""
    for step in state.makers.get(artifact, ()):
        record = state.record(step)
        if not isinstance(record.state, Skipped) and not record.is_retired:
            yield step


def _held(state: RunState) -> Iterator[StepRecord]:
    """Yield the gates of phases that hold."""
    for step in state.crossings:
        record = state.record(step)
        if isinstance(record.state, Accepted):
            yield record


def _bound(gate: StepRecord) -> Iterator[str]:
    for rule in gate.definition.gate.approvals:
        yield from rule.binds
