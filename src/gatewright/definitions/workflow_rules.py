"""Whom the failure rules of a workflow send work back to: checked, and said in steps.

Producers are those who made what was refused: of an approval that binds artifacts, their makers;
else all who work in the same phase before it.
"""

from collections.abc import Iterable, Iterator, Sequence

from gatewright.core.content.content_names import artifact_of, is_bound, is_region, version_of
from gatewright.core.judging.implicit_checks import IMPLICIT
from gatewright.definitions.failure_rules import ENDS, REMEDIATE, WrittenRule
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.remedies import names_of
from gatewright.definitions.workflow_names import Names, report_artifact, report_roles
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.ids import StepPath
from gatewright.model.workflow import APPROVAL_CHECK, MERGE_CHECK, ApprovalRule, Move, NoGo

BLOCK = NoGo(Move.BLOCK, at_most=1, reason="nothing is said of what follows a refusal here")


def rules_of(one: Written, names: Names) -> tuple[NoGo, ...]:
    """Return the failure rules of a step; where nothing is said: again, or block."""
    written = one.values.get("no_go")
    if written is None:
        return (NoGo(Move.REWORK),) if one.is_made_again else (BLOCK,)
    return tuple(_rule(rule, one, names) for rule in written)


def report_rules(ordered: Sequence[Written], names: Names, located: Located) -> None:
    """Report failure rules that cannot be followed, or are never come to."""
    for one in ordered:
        rules = one.values.get("no_go", ())
        for index, rule in enumerate(rules):
            keys = (*one.no_go_keys, index)
            is_end = rule.move in ENDS and not rule.checks and not rule.remedies
            if is_end and index < len(rules) - 1:
                never = (*one.no_go_keys, index + 1, rules[index + 1].key)
                located.at_value(never, "never come to")
            _report_rule(rule, one, keys, names, located)
            for number, offer in enumerate(rule.offers):
                _report_rule(offer, one, (*keys, "offers", number), names, located)


def _rule(rule: WrittenRule, one: Written, names: Names) -> NoGo:
    """Return a failure rule as a run executes it."""
    targets = _targets(rule, one, names) if rule.move is Move.REOPEN else ()
    is_own = targets == (one.name,) or (rule.key == REMEDIATE and one.works)
    return NoGo(
        move=Move.REWORK if is_own else rule.move,
        steps=() if is_own else tuple(StepPath(name) for name in targets),
        at_most=rule.at_most,
        reason=rule.reason,
        checks=rule.checks,
        role=rule.role,
        offers=tuple(_rule(offer, one, names) for offer in rule.offers),
        artifacts=rule.artifacts,
        remedies=tuple(StepPath(name) for name in names_of(one, rule)),
    )


def _targets(rule: WrittenRule, one: Written, names: Names) -> tuple[str, ...]:
    """Return the steps that are made again, in their order."""
    if rule.steps:
        return rule.steps
    if rule.is_producers:
        return _producers(one, names)
    return tuple(_workers(rule.phase, one, names))


def _producers(one: Written, names: Names) -> tuple[str, ...]:
    """Return who made what is refused at the gate of `one`."""
    if one.is_made_again:
        return (one.name,)
    rules = [item for item in one.gate_items if isinstance(item, ApprovalRule)]
    bound = [name for rule in rules for name in rule.binds if not is_bound(name)]
    if bound:
        makers = (maker for name in bound for maker in names.makers.get(artifact_of(name), ()))
        return tuple(dict.fromkeys(makers))
    return tuple(_workers(one.phase, one, names))


def _workers(phase: str, one: Written, names: Names) -> Iterator[str]:
    """Yield who works in a phase, as far as it is done before `one`."""
    workers = names.workers.get(phase, ())
    yield from (worker for worker in workers if worker in names.before[one.name])


def _report_rule(
    rule: WrittenRule,
    one: Written,
    keys: Keys,
    names: Names,
    located: Located,
) -> None:
    """Report what is wrong with one rule, or with one of the moves that it offers."""
    at = (*keys, rule.key)
    if rule.move is Move.REWORK and not one.is_made_again:
        what = "nobody works here, so nothing is made again"
        hint = "leave it out: what is refused is judged again" if rule.remedies else ""
        located.at_value(at, what, hint=hint or "reopen: [STEP], or rework: producers")
    for number, step in enumerate(rule.steps):
        _report_step(one, step, (*at, number), names, located)
    if rule.phase and not any(_workers(rule.phase, one, names)):
        what = f'nobody works in a phase "{shown(rule.phase)}" before this'
        located.at_value((*at, "phase"), what, near=nearest(rule.phase, names.workers))
    if rule.is_producers and not _producers(one, names):
        located.at_value(at, "nobody made what is refused here", hint="reopen: [STEP]")
    for artifact in rule.artifacts:
        _report_changed(one, artifact, at, names, located)
    if rule.role:
        report_roles((rule.role,), [at], names, located)
    _report_checks(rule.checks, one, keys, located)


def _report_changed(one: Written, artifact: str, at: Keys, names: Names, located: Located) -> None:
    """Report an artifact that nobody could make otherwise: it is given, or made later."""
    of = artifact_of(artifact)
    if is_region(artifact) or version_of(artifact):
        what = f'"{shown(artifact)}" is no artifact, and no part of one as it is'
        located.at_value(at, what, hint="change: plan, or change: plan#risks")
    elif of in names.given and of not in names.makers:
        what = f'"{shown(artifact)}" is given to this run, so nobody in it makes it otherwise'
        located.at_value(at, what, hint="block: ..., and a person brings another")
    else:
        report_artifact(one, artifact, at, names, located)


def _report_checks(checks: Iterable[str], one: Written, keys: Keys, located: Located) -> None:
    """Report checks that cannot fail here: the gate does not name them."""
    named = [item for item in one.gate_items if isinstance(item, str)]
    asks = len(named) < len(one.gate_items)
    merged = (MERGE_CHECK,) if one.works else ()
    known = (*named, *IMPLICIT, *one.made, *merged, *((APPROVAL_CHECK,) if asks else ()))
    for index, check in enumerate(checks):
        if check not in known:
            what = f'"{shown(check)}" is not asked here'
            near = nearest(check, known)
            located.at_value((*keys, "checks", index), what, near=near, hint=", ".join(known))


def _report_step(one: Written, step: str, keys: Keys, names: Names, located: Located) -> None:
    """Report a step that cannot be made again from here."""
    if step in names.before[one.name]:
        return
    if step in names.before:
        what = f'"{step}" is not done before this step'
        located.at_value(keys, what, hint="rework: self" if step == one.name else "")
        return
    makers = names.makers.get(step, ())
    near = makers[0] if makers else nearest(step, names.before[one.name])
    located.at_value(keys, f'no step is called "{step}"', near=near)
