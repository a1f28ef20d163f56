"""Briefs that lie in files of their own: `brief: briefs/research` is the text of that file.

The text stands in its place before anything is filled in, so params and items mean the same in it;
what a run was told is kept with its workflow.
"""

import re

from gatewright.core.text.yaml_nodes import Entries, Items, Node, Scalar
from gatewright.definitions.document_schema import Shelf
from gatewright.definitions.fields import TEXT_CHARS_MAX
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.reporting import Reporter
from gatewright.model.records import replace

BRIEFS = "briefs/"
NOT_OF_STEPS = ("params", "inputs", "with", "produces", "source", "commit")
_NAMED = re.compile(r"briefs/([a-z][a-z0-9-]{0,63})(?:\.md)?")


def with_briefs(node: Node, shelf: Shelf, report: Reporter) -> Node:
    """Return `node` with each brief that is named in it as text; what is missing is reported."""
    match node:
        case Items():
            return replace(node, items=tuple(with_briefs(one, shelf, report) for one in node.items))
        case Entries():
            pairs = ((key, _value(key.text, one, shelf, report)) for key, one in node.entries)
            return replace(node, entries=tuple(pairs))
        case Scalar():
            return node


def _value(key: str, value: Node, shelf: Shelf, report: Reporter) -> Node:
    """Return what stands under `key`, briefs in their place."""
    if key in NOT_OF_STEPS:
        return value
    if key == "brief" and isinstance(value, Scalar) and value.text.startswith(BRIEFS):
        return _opened(value, shelf, report)
    return with_briefs(value, shelf, report)


def _opened(node: Scalar, shelf: Shelf, report: Reporter) -> Node:
    """Return the text of a brief; as it was where there is none, once that was reported."""
    named = _NAMED.fullmatch(node.text.strip())
    if named is None:
        return node  # words that begin so
    found = shelf.find(named[1])
    if found is None:
        what = f'no brief is called "{shown(named[1])}"'
        hint = f"write .gatewright/{BRIEFS}{named[1]}.md, on the branch that the run starts from"
        report.at(node, what, near=nearest(named[1], shelf.names), hint=hint)
        return node
    text, path = found
    wrong = f"has more than {TEXT_CHARS_MAX} characters" if len(text) > TEXT_CHARS_MAX else ""
    wrong = wrong or ("" if text.strip() else "holds nothing")
    if wrong:
        report.at(node, f"{path} {wrong}", hint="a brief is short; name longer texts in `guides`")
        return node
    return replace(node, text=text)
