"""The table of an approval: who must agree, to what, for how long."""

import re
from typing import Any

from gatewright.core.text.yaml_nodes import Node
from gatewright.definitions.fields import (
    EXPRESSION,
    WORDS,
    Choice,
    Duration,
    Flag,
    ListOf,
    Record,
    Schema,
)
from gatewright.definitions.forms import Word
from gatewright.definitions.named_content import NamedContent
from gatewright.definitions.reporting import Reporter
from gatewright.model.records import dataclass
from gatewright.model.signing import Grade
from gatewright.model.workflow import ApprovalRule, Distinct

CHECKLIST_MAX = 5
EXPIRES_S_MAX = 365 * 24 * 3600


def _approval_problem(values: dict[str, Any]) -> str | None:
    """Return that a person is asked too much at once."""
    if len(values.get("checklist", ())) > CHECKLIST_MAX:
        return f"a checklist has at most {CHECKLIST_MAX} items; let checks answer the others"
    both = [role for role in values.get("veto", ()) if role in values["roles"]]
    return f'"{both[0]}" decides, so it may object: leave it out of "veto"' if both else None


@dataclass(frozen=True, slots=True)
class Quorum:
    """Who must agree: "any", "all" -- one for each role --, or how many people."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the word or the number, as text."""
        read = WORDS.read(node, report)
        if not isinstance(read, str) or re.fullmatch("any|all|[1-9][0-9]?", read):
            return read
        return report.at(node, "who must agree: any, all (one for each role), or how many people")

    def schema(self) -> Schema:
        """Return the schema of both forms."""
        many = {"type": "integer", "minimum": 1, "maximum": 99}
        return {"anyOf": [{"enum": ["any", "all"]}, many]}


def _approval_of(values: dict[str, Any]) -> ApprovalRule:
    """Return the approval that was read; what it asks is filled in with its step."""
    quorum = values.get("quorum", "any")
    return ApprovalRule(
        voices_min=int(quorum) if quorum.isdigit() else 1,
        each_role=quorum == "all",
        distinct=Distinct(values.get("distinct", Distinct.PEOPLE)),
        veto=values.get("veto", ()),
        roles=values["roles"],
        question=values.get("question", ""),
        items=values.get("checklist", ()),
        binds=values.get("binds", ("tree",)),
        not_author=values.get("not_author", True),
        when=values.get("when", ""),
        expires_s=values.get("expires"),
        grade=Grade(values["signed"]) if "signed" in values else None,
    )


APPROVAL = Record(
    "an approval",
    {
        "roles": ListOf(Word("a role"), 1),
        "question": WORDS,
        "checklist": ListOf(WORDS, 1),
        "binds": ListOf(NamedContent(), 1),
        "not_author": Flag(),
        "quorum": Quorum(),
        "distinct": Choice(tuple(Distinct)),
        "veto": ListOf(Word("a role"), 1),
        "when": EXPRESSION,
        "expires": Duration(EXPIRES_S_MAX),
        "signed": Choice(tuple(Grade)),
    },
    required=("roles",),
    problem=_approval_problem,
    build=_approval_of,
)
