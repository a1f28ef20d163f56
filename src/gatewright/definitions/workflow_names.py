"""What the steps of a workflow name: artifacts, roles, checks, other steps. Each must be there.

An artifact must be made before it is read: by a step that this one waits for.
"""

from collections.abc import Iterable, Mapping, Sequence

from gatewright.core.exclusive import can_both_hold
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.records import dataclass
from gatewright.model.workflow import TREE, ApprovalRule

GLOB_SIGNS = "/*.?"


@dataclass(frozen=True, slots=True)
class Names:
    """All that may be named, and by whom it is made."""

    before: Mapping[str, frozenset[str]]  # step -> what is done before it
    makers: Mapping[str, tuple[str, ...]]  # artifact -> the steps that make it; one at a time
    workers: Mapping[str, tuple[str, ...]]  # phase -> its steps that somebody works on
    with_items: frozenset[str]  # artifacts that steps can be made for
    roles: tuple[str, ...]
    checks: tuple[str, ...]
    given: frozenset[str] = frozenset()  # artifacts that are there from the start


def makers_of(ordered: Sequence[Written]) -> Mapping[str, tuple[str, ...]]:
    """Return which steps make each artifact, in order."""
    makers: dict[str, tuple[str, ...]] = {}
    for one in ordered:
        for artifact in one.made:
            makers[artifact] = (*makers.get(artifact, ()), one.name)
    return makers


def workers_of(ordered: Sequence[Written]) -> Mapping[str, tuple[str, ...]]:
    """Return by phase the steps that somebody works on, in order."""
    phases = dict.fromkeys(one.phase for one in ordered)
    return {
        phase: tuple(one.name for one in ordered if one.phase == phase and one.is_made_again)
        for phase in phases
    }


def report_names(ordered: Sequence[Written], names: Names, located: Located) -> None:
    """Report every name that means nothing where it stands."""
    _report_producers(ordered, names, located)
    for one in ordered:
        _report_reads(one, names, located)
        _report_list(one, names, located)
        _report_writes(one, located)
        _report_role(one, names, located)
        _report_gate(one, names, located)
        _report_frozen(one, names, located)


def _report_producers(ordered: Sequence[Written], names: Names, located: Located) -> None:
    """Report artifacts, and files, that two steps make where both may apply."""
    paths: dict[str, str] = {}
    known = {one.name: one for one in ordered}
    for one in ordered:
        for artifact, product in one.made.items():
            keys = _keys_of_product(one, artifact)
            others = [known[name] for name in names.makers[artifact] if name != one.name]
            before = [other for other in others if ordered.index(other) < ordered.index(one)]
            clashing = next((other for other in before if _may_both_make(one, other)), None)
            if clashing is not None:
                what = f'"{artifact}" is made by {clashing.name} already'
                hint = "two may make it where their conditions never hold together"
                located.at_value(keys, what, hint=hint if "when" in one.values else "")
            elif paths.get(product["path"], artifact) != artifact:
                what = f"{paths[product['path']]} is made at this path already"
                located.at_value((*keys, "path") if not one.uses else keys, what)
            elif artifact == TREE:
                located.at_value(keys, 'no artifact is called "tree": that is the whole content')
            paths.setdefault(product["path"], artifact)


def _keys_of_product(one: Written, artifact: str) -> Keys:
    """Return where it is said that a step makes an artifact."""
    is_named = artifact in one.values.get("produces", {})
    return (*one.keys, "produces", artifact) if is_named else (*one.keys, "uses")


def _may_both_make(one: Written, other: Written) -> bool:
    """Return whether two steps may both apply."""
    return can_both_hold(one.values.get("when", ""), other.values.get("when", ""))


def report_artifact(
    one: Written, artifact: str, keys: Keys, names: Names, located: Located
) -> bool:
    """Report an artifact that nobody makes in time; return whether it is made."""
    makers = names.makers.get(artifact, ())
    late = [maker for maker in makers if maker not in names.before[one.name]]
    if artifact in names.given:
        return True
    if not makers:
        what = f'no artifact is called "{shown(artifact)}"'
        located.at_value(keys, what, near=nearest(artifact, (*names.makers, *names.given)))
    elif late:
        what = f'"{artifact}" is made by {late[0]}, which this step does not wait for'
        located.at_value(keys, what, hint=f"needs: [{late[0]}]")
    else:
        return True
    return False


def _report_reads(one: Written, names: Names, located: Located) -> None:
    """Report reads that are not made before."""
    for index, artifact in enumerate(one.values.get("reads", ())):
        report_artifact(one, artifact, (*one.keys, "reads", index), names, located)


def _report_list(one: Written, names: Names, located: Located) -> None:
    """Report a list that steps cannot be made for."""
    rule = one.list
    if rule is None or rule.words:
        return
    artifact, keys = rule.artifact, (*one.keys, "for_each", rule.name)
    if not report_artifact(one, artifact, keys, names, located):
        return
    if artifact not in names.with_items:
        what = f'"{artifact}" has no list of tasks'
        located.at_value(keys, what, hint="its maker says schema: plan")


def _report_writes(one: Written, located: Located) -> None:
    """Report words that look like a file and mean an artifact."""
    made = one.made
    for index, word in enumerate(one.values.get("writes", ())):
        if word not in made and not any(sign in word for sign in GLOB_SIGNS):
            what = f'a bare word is an artifact, and this step makes none called "{shown(word)}"'
            hint = f"for a folder write {shown(word)}/**"
            located.at_value(
                (*one.keys, "writes", index), what, near=nearest(word, made), hint=hint
            )


def _report_role(one: Written, names: Names, located: Located) -> None:
    """Report a worker's role that is not in the list of roles."""
    if "by" in one.values:
        roles = roles_of(one)
        report_roles(roles, [(*one.keys, "by")] * len(roles), names, located)


def roles_of(one: Written) -> tuple[str, ...]:
    """Return who works on a step; where it is made for each of a list of roles, all of them."""
    role, rule = one.values["by"], one.list
    return rule.words if rule is not None and role == f"{{{rule.name}}}" else (role,)


def report_roles(
    roles: Iterable[str], keys: Iterable[Keys], names: Names, located: Located
) -> None:
    """Report roles that are not in the list of roles."""
    for role, place in zip(roles, keys, strict=True):
        if role not in names.roles:
            what = f'"{role}" is not among the roles'
            located.at_value(place, what, near=nearest(role, names.roles), hint="roles: [...]")


def _report_frozen(one: Written, names: Names, located: Located) -> None:
    """Report artifacts that a gate freezes and nobody makes before it."""
    frozen = one.values.get("freeze", ()) if one.is_phase_gate else ()
    for index, artifact in enumerate(frozen):
        report_artifact(one, artifact, (*one.keys[:-1], "freeze", index), names, located)


def _report_gate(one: Written, names: Names, located: Located) -> None:
    """Report checks that nobody knows, and approvals that bind or ask what is not there."""
    for index, item in enumerate(one.gate_items):
        keys: Keys = (*one.gate_keys, index)
        if isinstance(item, ApprovalRule):
            _report_approval(one, item, (*keys, "approval"), names, located)
        elif item not in names.checks and item not in [each.name for each in one.defined]:
            what = f'no check is called "{shown(item)}"'
            known = ", ".join(names.checks)
            located.at_value(keys, what, near=nearest(item, names.checks), hint=f"known: {known}")


def _report_approval(
    one: Written, approval: ApprovalRule, keys: Keys, names: Names, located: Located
) -> None:
    """Report roles and bound artifacts of an approval that are not there."""
    for key, roles in (("roles", approval.roles), ("veto", approval.veto)):
        places = [(*keys, key, index) for index in range(len(roles))]
        report_roles(roles, places, names, located)
    own = one.use.made if one.use is not None else one.made
    for index, bound in enumerate(approval.binds):
        if bound != TREE and bound not in own:
            report_artifact(one, bound, (*keys, "binds", index), names, located)
