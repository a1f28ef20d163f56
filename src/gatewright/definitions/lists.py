"""How a list is written that steps are made for: `{task: plan#tasks}`, `{layer: [back, front]}`."""

import re
from typing import Any

from gatewright.core.text.yaml_nodes import Entries, Node
from gatewright.definitions.fields import Choice, FieldType, ListOf, Number, Record, Schema, Text
from gatewright.definitions.forms import WORD_PATTERN, ByForm, Word, is_word
from gatewright.definitions.reporting import ABSENT, Reporter
from gatewright.model.records import dataclass


def _after_problem(text: str) -> str | None:
    """Return why `text` is no field, or None."""
    return (
        None if re.fullmatch("[a-z][a-z0-9_]*", text) else "a field of the items is expected here"
    )


OPTIONS: dict[str, FieldType] = {
    "key": Choice(("id",)),
    "order": Choice(("sequence", "parallel")),
    "after": Text("a field of the items", _after_problem, 64),
    "min": Number(1, 1000),
}
ITEM_NAME = "^[a-z][a-z0-9_]{0,63}$"
TAKEN = ("feature", "params", "facts")


def list_problem(text: str) -> str | None:
    """Return why `text` is no list of an artifact, or None."""
    artifact, hash_sign, part = text.partition("#")
    is_list = is_word(artifact) and (is_word(part) or not hash_sign)
    return None if is_list else "a list of an artifact is expected here: plan#tasks"


LIST = ByForm(
    "a list of an artifact, or words",
    scalar=Text("a list of an artifact", list_problem),
    items=ListOf(Word("an item"), 1),
)


@dataclass(frozen=True, slots=True)
class ListRule:
    """What a step is made for."""

    name: str  # what stands for an item: "task"
    artifact: str = ""
    part: str = ""  # which of its lists; "" for the only one
    words: tuple[str, ...] = ()  # the items, where the workflow lists them
    is_parallel: bool = False  # one item does not wait for the one before
    after: str = ""  # field of an item that names those which it waits for
    items_min: int = 1


@dataclass(frozen=True, slots=True)
class ForEach:
    """One list under a name of the writer's choice, and how it is gone through."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the rule."""
        keys = [key for key, _ in node.entries] if isinstance(node, Entries) else []
        named = [key for key in keys if key.text not in OPTIONS]
        if len(named) > 1:
            return report.at(named[1], "one list is expected here", hint="{task: plan#tasks}")
        name = named[0].text if named else "task"
        if not re.match(ITEM_NAME, name) or name in TAKEN:
            hint = f"small letters, digits and _, and none of {', '.join(TAKEN)}"
            return report.at(named[0], f'an item cannot be called "{name}"', hint=hint)
        read = Record("a list", {name: LIST, **OPTIONS}, required=(name,)).read(node, report)
        return read if read is ABSENT else _rule(name, read, node, report)

    def schema(self) -> Schema:
        """Return the schema of the list and of what goes with it."""
        return {
            "type": "object",
            "properties": {name: kind.schema() for name, kind in OPTIONS.items()},
            "additionalProperties": LIST.schema(),
            "minProperties": 1,
        }


def _rule(name: str, read: dict[str, Any], node: Node, report: Reporter) -> Any:
    """Return the rule that was read; a word that stands there twice is none."""
    what, ways = read[name], _ways(read)
    if isinstance(what, str):
        artifact, _, part = what.partition("#")
        return ListRule(name, artifact, part, (), *ways)
    if "after" in read:
        hint = "needs, among steps that are written out"
        return report.at(node, "words name no others that they wait for", hint=hint)
    if len(what) < ways[2]:
        return report.at(node, f"{len(what)} items are no list of at least {ways[2]}")
    twice = next((word for word in what if what.count(word) > 1), None)
    if twice is not None:
        return report.at(node, f'"{twice}" stands in the list twice')
    return ListRule(name, "", "", what, *ways)


def _ways(read: dict[str, Any]) -> tuple[bool, str, int]:
    """Return how a list is gone through: at once, after which others, and how many at least."""
    return read.get("order") == "parallel", read.get("after", ""), read.get("min", 1)


@dataclass(frozen=True, slots=True)
class Role:
    """A role, or the item of a list of roles: "{who}"."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the role as it is written."""
        text = getattr(node, "text", "")
        is_item = text[:1] == "{" and text[-1:] == "}" and re.match(ITEM_NAME, text[1:-1])
        return text if is_item else Word("a role").read(node, report)

    def schema(self) -> Schema:
        """Return the schema of both."""
        return {"anyOf": [{"pattern": WORD_PATTERN}, {"pattern": r"^\{[a-z][a-z0-9_]*\}$"}]}
