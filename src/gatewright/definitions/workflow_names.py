"""What the steps of a workflow name: artifacts, roles, checks, other steps. Each must be there.

An artifact must be made before it is read: by a step that this one waits for.
"""

from collections.abc import Iterable, Mapping, Sequence

from gatewright.core.content.content_names import (
    APPROVED,
    artifact_of,
    is_region,
    part_of,
    set_of,
    version_of,
)
from gatewright.core.facts.exclusive import can_both_hold
from gatewright.definitions.document_lists import fields_in, list_in, parts_in
from gatewright.definitions.path_words import Words
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.product_paths import report_places
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.document_schema import DocumentSchema
from gatewright.model.path_sets import CHANGE, EVERYTHING, PathSet
from gatewright.model.records import dataclass, field
from gatewright.model.workflow import TREE, ApprovalRule

OF_THE_TREE = {TREE: "the whole content", CHANGE: "all that the run changed"}


@dataclass(frozen=True, slots=True)
class Names:
    """All that may be named, and by whom it is made."""

    before: Mapping[str, frozenset[str]]  # step -> what is done before it
    makers: Mapping[str, tuple[str, ...]]  # artifact -> the steps that make it; one at a time
    workers: Mapping[str, tuple[str, ...]]  # phase -> its steps that somebody works on
    schemas: Mapping[str, str]  # of artifacts that have one
    documents: Mapping[str, DocumentSchema]  # by name
    roles: tuple[str, ...]
    checks: tuple[str, ...]
    given: frozenset[str] = frozenset()  # artifacts that are there from the start
    sets: Mapping[str, PathSet] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)  # where each artifact is
    approved: Mapping[str, frozenset[str]] = field(default_factory=dict)  # before a step: decided

    @property
    def words(self) -> Words:
        """Return what a bare word may stand for."""
        return Words(self.sets, self.paths)


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
        _report_writes(one, names, located)
        _report_role(one, names, located)
        _report_gate(one, names, located)
        _report_spoken(one, names, located)
        _report_frozen(one, names, located)
        _report_lane(one, ordered, names, located)
        _report_waiving(one, names, located)


def _report_lane(one: Written, ordered: Sequence[Written], names: Names, located: Located) -> None:
    """Report a step that is to be worked on beside others, and always is alone.

    Each attempt has a lane of its own; it stands beside another where neither waits for the other.
    """
    if not one.values.get("lane") or (one.list is not None and one.list.is_parallel):
        return
    own = names.before[one.name] | {one.name}
    others = (each for each in ordered if each.is_made_again and each.name not in own)
    if not one.is_made_again or all(one.name in names.before[each.name] for each in others):
        what = "nobody works beside this step: each other one is before it, or waits for it"
        located.at_value((*one.keys, "lane"), what, hint="order: parallel, or needs: [...]")


def _report_producers(ordered: Sequence[Written], names: Names, located: Located) -> None:
    """Report artifacts that two steps make where both may apply, and words that mean the tree."""
    known = {one.name: one for one in ordered}
    for one in ordered:
        for artifact in one.made:
            keys = _keys_of_product(one, artifact)
            others = [known[name] for name in names.makers[artifact] if name != one.name]
            before = [other for other in others if ordered.index(other) < ordered.index(one)]
            clashing = next((other for other in before if _may_both_make(one, other)), None)
            if clashing is not None:
                what = f'"{artifact}" is made by {clashing.name} already'
                hint = "two may make it where their conditions never hold together"
                located.at_value(keys, what, hint=hint if "when" in one.values else "")
            elif artifact in OF_THE_TREE:
                what = f'no artifact is called "{artifact}": that is {OF_THE_TREE[artifact]}'
                located.at_value(keys, what)
    report_places(ordered, located)


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
    """Report content that nobody makes in time; return whether it is there."""
    if is_region(artifact):
        return _report_region(artifact, keys, names, located)
    if version_of(artifact) == APPROVED and artifact_of(artifact) not in names.approved[one.name]:
        what = f'nobody decides on "{artifact_of(artifact)}" before this step'
        located.at_value(keys, what, hint="an approval of an earlier gate binds it")
        return False
    artifact = artifact_of(artifact)
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


def _report_region(region: str, keys: Keys, names: Names, located: Located) -> bool:
    """Report a region of which nobody knows what it covers; return whether it is known."""
    known = (*names.sets, EVERYTHING)
    if region == CHANGE or set_of(region) in known:
        return True
    what = f'no path set is called "{shown(set_of(region))}"'
    hint = f"known: {', '.join(known)}; others go under paths"
    located.at_value(keys, what, near=nearest(set_of(region), known), hint=hint)
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
    if artifact not in names.schemas:
        what = f'"{artifact}" has no list of tasks'
        located.at_value(keys, what, hint="its maker says schema: plan, or another with lists")
        return
    schema = names.schemas[artifact]
    wrong = list_in(schema, rule.part, names.documents)
    if wrong:
        located.at_value(keys, wrong)
    elif rule.after and rule.after not in fields_in(schema, rule.part, names.documents):
        known = ", ".join(fields_in(schema, rule.part, names.documents))
        what = f'items of "{artifact}" do not say "{shown(rule.after)}"'
        located.at_value((*one.keys, "for_each", "after"), what, hint=f"known: {known}")


def _report_spoken(one: Written, names: Names, located: Located) -> None:
    """Report artifacts that checks of a gate speak of, and that are not there in time."""
    for said in one.spoken.artifacts:
        artifact, part = artifact_of(said), part_of(said)
        own = one.use.made if one.use is not None else one.made
        is_own = artifact in own and version_of(said) != APPROVED
        is_there = is_own or report_artifact(one, said, one.gate_keys, names, located)
        if is_there and part:
            _report_part(artifact, part, one.gate_keys, names, located)


def _report_part(artifact: str, part: str, keys: Keys, names: Names, located: Located) -> None:
    """Report a list that an artifact does not have."""
    schema = names.schemas.get(artifact, "")
    known = parts_in(schema, names.documents)
    if part not in known:
        what = f'"{artifact}" has no list "{shown(part)}"'
        hint = f"known: {', '.join(known)}" if known else "its maker names a schema with lists"
        located.at_value(keys, what, near=nearest(part, known), hint=hint)


def _report_writes(one: Written, names: Names, located: Located) -> None:
    """Report words for paths that mean nothing; of artifacts, a step writes those it makes."""
    own = Words(names.sets, {name: one.made[name]["path"] for name in one.made})
    for index, word in enumerate(one.values.get("writes", ())):
        own.report(word, (*one.keys, "writes", index), located)
    for index, word in enumerate(one.values.get("freeze", ()) if not one.is_phase_gate else ()):
        names.words.report(word, (*one.keys, "freeze", index), located)


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
        keys: Keys = (*one.keys[:-1], "freeze", index)
        if artifact != artifact_of(artifact):
            located.at_value(keys, f'"{artifact}" is fixed with all of {artifact_of(artifact)}')
        else:
            report_artifact(one, artifact, keys, names, located)


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


def _report_waiving(one: Written, names: Names, located: Located) -> None:
    """Report roles that may waive a check of a gate, and that there are not."""
    items = list(one.gate_items)
    for check in one.defined:
        roles = check.waive or ()
        keys: Keys = (*one.gate_keys, items.index(check.name))
        report_roles(roles, [keys] * len(roles), names, located)


def _report_approval(
    one: Written, approval: ApprovalRule, keys: Keys, names: Names, located: Located
) -> None:
    """Report roles and bound artifacts of an approval that are not there."""
    for key, roles in (("roles", approval.roles), ("veto", approval.veto)):
        places = [(*keys, key, index) for index in range(len(roles))]
        report_roles(roles, places, names, located)
    own = one.use.made if one.use is not None else one.made
    for index, bound in enumerate(approval.binds):
        if bound != TREE and artifact_of(bound) not in own:
            report_artifact(one, bound, (*keys, "binds", index), names, located)
