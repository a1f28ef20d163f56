"""The lists of artifacts that have a schema: which there are, and what their items say."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from gatewright.core.documents.document_items import fields_of_item
from gatewright.core.documents.document_reading import WHOLE, lists_of
from gatewright.core.text.filling import ITEM_FIELDS
from gatewright.core.text.yaml_nodes import Entries, Node, Scalar
from gatewright.definitions.document_schema import PLAN
from gatewright.definitions.lists import ListRule
from gatewright.definitions.problems import shown
from gatewright.model.document_schema import DocumentSchema

Documents = Mapping[str, DocumentSchema]
OF_PLAN: Mapping[str, Sequence[str]] = {"tasks": ("after",), "requirements": ()}


def parts_in(schema: str, documents: Documents) -> tuple[str, ...]:
    """Return the names of the lists of an artifact of that schema."""
    if schema == PLAN:
        return tuple(OF_PLAN)
    return tuple(lists_of(documents[schema])) if schema in documents else ()


def fields_in(schema: str, part: str, documents: Documents) -> tuple[str, ...]:
    """Return the fields of the items of a list."""
    if schema == PLAN:
        return tuple(OF_PLAN[part])
    return fields_of_item(lists_of(documents[schema])[part])


def list_in(schema: str, part: str, documents: Documents) -> str:
    """Return what is wrong with a list of an artifact of that schema; "" where it is one."""
    if schema == PLAN:
        return "" if part == "tasks" else "a plan has one list that steps are made for: tasks"
    if schema not in documents:
        return "its maker names no schema that has lists"
    known = lists_of(documents[schema])
    if part in known:
        return "" if known[part].has_ids else f'the items of "{part}" have no id in its schema'
    named = ", ".join(f"#{name}" if name else "the whole" for name in known) or "none"
    what = f'has no list "{shown(part)}"' if part else "is no list as a whole"
    return f'"{schema}" {what}; it has {named}'


def item_parts(rule: ListRule, lists: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Return the names of what an item says, where a list is gone through."""
    text = f"{rule.artifact}#{rule.part}" if rule.part else rule.artifact
    return lists.get(text, ITEM_FIELDS)


def lists_in_text(
    root: Node, document: Callable[[str], DocumentSchema | None]
) -> dict[str, Sequence[str]]:
    """Return what the items of each list say, as far as a text tells: "plan#tasks" -> fields."""
    found: dict[str, Sequence[str]] = {}
    for artifact, name in _declared(root, ""):
        schema = None if name == PLAN else document(name)
        for part, one in lists_of(schema).items() if schema is not None else ():
            own = [each for each in fields_of_item(one) if each not in ITEM_FIELDS]
            found[f"{artifact}#{part}" if part != WHOLE else artifact] = (*ITEM_FIELDS, *own)
    return found


def _declared(node: Node, key: str) -> Iterator[tuple[str, str]]:
    """Yield the artifacts that a text declares with a schema."""
    pairs = node.entries if isinstance(node, Entries) else ()
    for name, value in pairs:
        if key in ("produces", "inputs") and isinstance(value, Entries):
            for inner, said in value.entries:
                if inner.text in ("schema", "form") and isinstance(said, Scalar):
                    yield name.text, said.text
        yield from _declared(value, name.text)
    for each in getattr(node, "items", ()):
        yield from _declared(each, key)
