"""Which approvals a step needs on its present content, and which of them people gave already.

A decision is on content: while what it is bound to stays the same, it counts; nobody is asked twice
for the same thing. A person's no, or a person who opens the work again, takes that back.
"""

from collections.abc import Iterator

from gatewright.core.approval.quorum import held_roles, is_met, may_help, may_object
from gatewright.core.content.content_names import artifact_of
from gatewright.core.facts.conditions import answer_to
from gatewright.core.facts.fact_state import each_of
from gatewright.core.state.asked import Request
from gatewright.core.state.run_state import Deciding, Judged, RunState, StepRecord
from gatewright.core.text.instants import seconds_between
from gatewright.model.digest import digest_of
from gatewright.model.events import (
    DecisionAsked,
    Event,
    StepJudged,
)
from gatewright.model.facts import FACTS
from gatewright.model.feature import People
from gatewright.model.ids import Digest, Nonce, StepPath
from gatewright.model.records import replace
from gatewright.model.standing import DecisionKept, VoiceExpired
from gatewright.model.workflow import TREE, ApprovalRule, WorkerKind

ALONE = ("requester",)


def approvals_of(state: RunState, record: StepRecord, judged: StepJudged) -> Iterator[Request]:
    """Yield each approval that `judged` needs, with the voices there are on the same content."""
    rules = dict(enumerate(record.definition.gate.approvals))
    applying = {index: rule for index, rule in rules.items() if _applies(state, rule)}
    if _needs_confirmation(record, judged, applying.values()):
        applying[len(rules)] = confirmation(state, record)
    answered = {(each.approval, each.bound): each for each in record.answered}
    for index, rule in applying.items():
        bound = bound_of(state, judged, rule)
        before = answered.get((index, bound)) or _before(state, record, judged, index)
        if before is not None and is_given(before, state.started.people):
            yield replace(before, rule=replace(rule, binds=before.rule.binds))
        else:
            yield Request(index, rule, _nonce(state, judged, index), bound)


def _before(state: RunState, record: StepRecord, judged: StepJudged, index: int) -> Request | None:
    """Return what people said of the same content, when fewer facts were known.

    What they knew to be open is no part of what they agreed to; what they knew is.
    """
    binding = (each for each in record.answered if each.approval == index and _of_facts(each.rule))
    same = (each for each in binding if bound_of(state, judged, each.rule) == each.bound)
    return next(same, None)


def _of_facts(rule: ApprovalRule) -> bool:
    return any(name.startswith(f"{FACTS}.") for name in rule.binds)


def asked_or_kept(state: RunState, record: StepRecord, judged: StepJudged) -> tuple[Event, ...]:
    """Return which approvals still count, and for which people are asked; () where none is."""
    step, people = record.definition.path, state.started.people
    return tuple(
        DecisionKept(step, judged.number, each.nonce, each.bound)
        if is_given(each, people)
        else DecisionAsked(step, judged.number, each.nonce, each.bound, judged.tree, each.approval)
        for each in approvals_of(state, record, judged)
    )


def rules_to_ask(
    state: RunState, record: StepRecord, judged: StepJudged
) -> tuple[ApprovalRule, ...]:
    """Return the approvals of `judged` that people did not give yet."""
    people = state.started.people
    needed = approvals_of(state, record, judged)
    return tuple(each.rule for each in needed if not is_given(each, people))


def request_of(state: RunState, record: StepRecord, asked: DecisionAsked) -> Request:
    """Return what people are asked by `asked`."""
    rules = record.definition.gate.approvals
    is_of_gate = asked.approval < len(rules)
    rule = rules[asked.approval] if is_of_gate else confirmation(state, record)
    rule = replace(rule, binds=tuple(each_of(rule.binds, state.facts)))
    return Request(asked.approval, rule, asked.nonce, asked.bound)


def is_given(request: Request, people: People) -> bool:
    """Return whether those who said yes to `request` are enough."""
    return is_met(request.rule, counted_for(request, people), request.said_yes)


def counted_for(request: Request, people: People) -> People:
    """Return who counts in which role: `people`, and who said yes as what they were by then."""
    roles = dict(people.roles)
    for voice in request.voices:
        for role in voice.roles:
            held = roles.get(role, ())
            roles[role] = held if voice.person in held else (*held, voice.person)
    return replace(people, roles=tuple(roles.items()))


def _helps(request: Request, people: People, person: str) -> bool:
    """Return whether a yes of `person` would bring `request` nearer."""
    return may_help(request.rule, counted_for(request, people), request.said_yes, person)


def open_requests(deciding: Deciding, people: People) -> tuple[Request, ...]:
    """Return the requests that want more voices still."""
    return tuple(each for each in deciding.requests if not is_given(each, people))


def request_with(state: RunState, step: StepPath, nonce: Nonce) -> Request | None:
    """Return the request of that name; None where nobody is asked it any more."""
    deciding = state.record(step).state
    requests = deciding.requests if isinstance(deciding, Deciding) else ()
    return next((each for each in requests if each.nonce == nonce), None)


def request_for(state: RunState, step: StepPath, person: str) -> Request | None:
    """Return what `person` is asked at `step`: where their yes helps, else where a no counts.

    Shape: of a step that waits for others only, what those are asked; None where nobody is asked.
    """
    deciding, people = state.record(step).state, state.started.people
    if not isinstance(deciding, Deciding):
        return None
    wanted = open_requests(deciding, people)
    helped = (each for each in wanted if _helps(each, people, person))
    heard = (each for each in (*wanted, *deciding.requests) if _counts(each.rule, people, person))
    return next(helped, None) or next(heard, None) or wanted[0]


def _counts(rule: ApprovalRule, people: People, person: str) -> bool:
    """Return whether a no of `person` counts."""
    return bool(held_roles(rule, people, person) or may_object(rule, people, person))


def confirmation(state: RunState, record: StepRecord) -> ApprovalRule:
    """Return who says that a step still fits what it reads, which has changed."""
    changed = " and ".join(record.changed_reads)
    made = tuple(product.name for product in record.definition.produces)
    return ApprovalRule(
        roles=deciding_roles(state),
        question=f"{changed} changed, and nothing was changed here. Does it still fit?",
        binds=(*record.changed_reads, *(made or (TREE,))),
        not_author=False,
    )


def bound_of(state: RunState, judged: StepJudged, rule: ApprovalRule) -> Digest:
    """Return the digest of all that a decision by `rule` is about."""
    known = {**state.artifacts, **dict(judged.artifacts), TREE: judged.tree}
    names = tuple(each_of(rule.binds, state.facts))
    whole = {name: known.get(artifact_of(name), "absent") for name in names}
    return digest_of([[name, known.get(name, whole[name])] for name in names])


def expired_voices(state: RunState, step: StepPath, at: str) -> Iterator[VoiceExpired]:
    """Yield each yes at `step` that is too old to count when its gate is crossed at `at`."""
    record = state.record(step)
    asked = record.state.requests if isinstance(record.state, Deciding) else ()
    for request in (*asked, *record.answered):
        limit_s = request.rule.expires_s
        if limit_s is None:
            continue
        for voice in request.voices:
            if seconds_between(voice.at, at) > limit_s:
                because = f"it was said at {voice.at}, and counts for {limit_s // 3600} h"
                yield VoiceExpired(step, request.nonce, voice.person, because)


def _applies(state: RunState, rule: ApprovalRule) -> bool:
    """Return whether an approval is asked for. Shape: its facts were settled before its step."""
    return not rule.when or answer_to(state, rule.when) is not False


def _needs_confirmation(record: StepRecord, judged: StepJudged, rules: object) -> bool:
    """Return whether a person must say that an unchanged step fits what it reads now.

    Not where people decide on both anyway: on what it reads, and on what it made. A command made
    it from what there is, whatever came of it: nobody claims anything.
    """
    definition = record.definition
    is_advice = not definition.writes and not definition.produces  # it could change nothing
    if definition.doer.kind is WorkerKind.COMMAND or is_advice:
        return False
    before = record.state.from_tree if isinstance(record.state, Judged) else None
    if not record.changed_reads or before != judged.tree:
        return False
    made = {product.name for product in record.definition.produces} or {TREE}
    wanted = {*record.changed_reads, *made}
    rules = record.definition.gate.approvals
    return not any(all(_is_bound(name, rule) for name in wanted) for rule in rules)


def _is_bound(name: str, rule: ApprovalRule) -> bool:
    """Return whether an approval is on what `name` is, or on all that it is a part of."""
    return name in rule.binds or artifact_of(name) in rule.binds


def deciding_roles(state: RunState) -> tuple[str, ...]:
    """Return the roles that decide anything in this run; alone, it is who asked for it."""
    held = tuple(role for role, _ in state.started.people.roles)
    return approving_roles(state) or held or ALONE


def approving_roles(state: RunState) -> tuple[str, ...]:
    """Return the roles whose approval is asked for anywhere in this run."""
    rules = [rule for step in state.started.workflow.steps for rule in step.gate.approvals]
    return tuple(dict.fromkeys(role for rule in rules for role in rule.roles))


def _nonce(state: RunState, judged: StepJudged, approval: int) -> Nonce:
    """Return the name of one question, on one judgement."""
    asked = [state.started.feature.run_id, judged.step, judged.number, judged.tree, approval]
    return Nonce(digest_of(asked)[:32])
