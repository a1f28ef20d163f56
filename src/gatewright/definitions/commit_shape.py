"""The table of when accepted work is a commit, and of what Gatewright does in a step itself."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gatewright.core.approval.commit_units import BRANCH, COMMIT
from gatewright.core.registers.written_rows import WRITES
from gatewright.core.text.yaml_nodes import Node, Scalar
from gatewright.definitions.fields import WORDS, Choice, ListOf, Record, Schema, Text
from gatewright.definitions.forms import ByForm
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.reporting import Reporter
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.commit_policy import CommitPolicy, CommitRule
from gatewright.model.records import dataclass, replace
from gatewright.model.workflow import ApprovalRule, StepDefinition

ACTIONS = (BRANCH, COMMIT, *WRITES)
OF_DELIVERY = "a person does it, and says so at an approval"
LATER_ACTIONS = {
    **dict.fromkeys(("pull_request", "merge", "deploy"), OF_DELIVERY),
    "revert_run": "the branch of the run is its own: leave it, and gatewright clean removes it",
    "apply_change": "what is approved is changed by gatewright change",
}
OF_RUN_IN_PHASE = ("commit", "budget")
TYPES = ("build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "style", "test")


@dataclass(frozen=True, slots=True)
class Action:
    """What Gatewright does in a step; of what it may be called, some is not carried out yet."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the action."""
        text = node.text if isinstance(node, Scalar) else ""
        if text in ACTIONS:
            return text
        if text in LATER_ACTIONS:
            hint = LATER_ACTIONS[text]
            return report.at(node, f'the action "{text}" is not carried out yet', hint=hint)
        what = f"one of {', '.join(ACTIONS)} is expected here"
        return report.at(node, what, near=nearest(shown(text), ACTIONS))

    def schema(self) -> Schema:
        """Return the schema of the actions."""
        return {"enum": list(ACTIONS)}


def _message(values: dict[str, Any]) -> str:
    """Return a Conventional Commit as a template."""
    scope = f"({values['scope']})" if "scope" in values else ""
    lines = [f"{values.get('type', 'feat')}{scope}: {{feature.title}}"]
    body = [f"- {line}" for line in values.get("body", ())]
    closes = [f"Closes: {values['closes']}"] if "closes" in values else []
    for part in (body, closes):
        lines += ["", *part] if part else []
    return "\n".join(lines)


def _branch_problem(text: str) -> str | None:
    """Return why `text` cannot be the name of a branch, or None."""
    is_name = re.fullmatch(r"[A-Za-z0-9{][A-Za-z0-9._{}/-]{0,199}", text)
    odd = ("//", "..", "/.", "./", ".lock/")
    if not is_name or any(each in f"{text}/" for each in odd):
        return "a branch is written in letters, digits and . _ - /"
    if text.startswith("gw/"):
        return "gw/ is for the branches that Gatewright writes"
    return None


BRANCH_NAME = Text("a branch", _branch_problem)
MESSAGE = ByForm(
    "a message, or its parts",
    scalar=WORDS,
    entries=Record(
        "a message",
        {"type": Choice(TYPES), "scope": WORDS, "body": ListOf(WORDS, 1), "closes": WORDS},
        build=_message,
    ),
)
EXITS_MAX = 3  # that have steps or gates
POLICY = Choice(tuple(CommitPolicy))
COMMIT_RULE = ByForm(
    "when work is a commit, or that with its message",
    scalar=POLICY,
    entries=Record("commits", {"policy": POLICY, "message": MESSAGE}, required=("policy",)),
)


def rule_of(given: Any) -> CommitRule | None:
    """Return what was read of `commit`; None where nothing is said."""
    if given is None:
        return None
    if isinstance(given, str):
        return CommitRule(CommitPolicy(given))
    return CommitRule(CommitPolicy(given["policy"]), given.get("message", ""))


def rules_by_phase(values: Mapping[str, Any]) -> Sequence[CommitRule]:
    """Return the rule of each phase: its own, or that of the workflow; its message goes on."""
    whole = rule_of(values.get("commit")) or CommitRule()
    phases = values.get("phases", ({},))
    own = [rule_of(phase.get("commit")) for phase in phases]
    rules = [
        whole if rule is None else replace(rule, message=rule.message or whole.message)
        for rule in own
    ]
    return [*rules, *(whole,) * EXITS_MAX]  # of what it has to hold before it ends, does then


def under_rule(step: StepDefinition, rule: CommitRule) -> StepDefinition:
    """Return `step`, and all that is made for its items, under a rule."""
    group = tuple(under_rule(each, rule) for each in step.group)
    laid = tuple(under_rule(each, rule) for each in step.remedies)
    return replace(step, commit=rule, group=group, remedies=laid)


def report_commits(
    values: Mapping[str, Any], ordered: Sequence[Written], located: Located, *, is_inside: bool
) -> None:
    """Report policies that wait for what never comes, or that get in each other's way."""
    if is_inside:
        _report_of_run(values, located)
    whole = rule_of(values.get("commit"))
    asks = any(isinstance(item, ApprovalRule) for one in ordered for item in one.gate_items)
    steps = any(one.values.get("action") == COMMIT for one in ordered)
    for keys, rule in _said(values):
        if rule.policy is CommitPolicy.ON_APPROVAL and not asks:
            located.at_value(keys, "nobody approves anything here", hint="a gate with an approval")
        if rule.policy is CommitPolicy.BY_STEP and not steps:
            located.at_value(keys, "no step commits", hint="STEP: {action: commit}")
        is_mixed = (whole or CommitRule()).policy is not rule.policy
        if (
            keys[0] == "phases"
            and is_mixed
            and CommitPolicy.ON_REQUEST
            in (
                rule.policy,
                whole.policy if whole is not None else None,
            )
        ):
            what = '"on_request" is for a workflow as a whole: work is committed in its order'
            located.at_value(keys, what)


def _report_of_run(values: Mapping[str, Any], located: Located) -> None:
    """Report what a phase of a procedure says and only a run of its own can follow."""
    for index, phase in enumerate(values.get("phases", ())):
        for key in OF_RUN_IN_PHASE:
            if key in phase:
                what = f'"{key}" of a phase is for a run of its own, and this is a procedure'
                located.at_value(("phases", index, key), what)


def _said(values: Mapping[str, Any]) -> list[tuple[Keys, CommitRule]]:
    """Return each rule of the text, and where it stands."""
    phases = enumerate(values.get("phases", ()))
    found: list[tuple[Keys, CommitRule | None]] = [(("commit",), rule_of(values.get("commit")))]
    found += [(("phases", index, "commit"), rule_of(one.get("commit"))) for index, one in phases]
    return [(keys, rule) for keys, rule in found if rule is not None]
