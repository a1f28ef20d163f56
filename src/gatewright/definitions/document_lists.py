"""The lists of artifacts that have a schema: which there are, and what their items say."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from gatewright.core.documents.document_items import fields_of_item
from gatewright.core.documents.document_reading import WHOLE, lists_of
from gatewright.core.text.filling import ITEM_FIELDS
from gatewright.core.text.yaml_nodes import Entries, Node, Scalar
from gatewright.definitions.document_schema import PLAN
from gatewright.definitions.lists import ListRule
from gatewright.definitions.problems import Problem, shown
from gatewright.definitions.procedures import DEPTH_MAX
from gatewright.definitions.root import read_root
from gatewright.definitions.workflow_defaults import under
from gatewright.model.document_schema import DocumentSchema

Find = Callable[[str], tuple[str, str] | None]  # a procedure: its text, and where it is from
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
    root: Node, document: Callable[[str], DocumentSchema | None], find: Find
) -> dict[str, Sequence[str]]:
    """Return what the items of each list say, as far as a text tells: "plan#tasks" -> fields.

    Shape: `find` opens the procedures that steps use, for what these give out.
    """
    found: dict[str, Sequence[str]] = {}
    given_out = _given_out(root, find, ()) if _says(root, "for_each") else ()
    for artifact, name in (*_declared(root, ""), *given_out):
        schema = None if name == PLAN else document(name)
        for part, one in lists_of(schema).items() if schema is not None else ():
            own = [each for each in fields_of_item(one) if each not in ITEM_FIELDS]
            found[f"{artifact}#{part}" if part != WHOLE else artifact] = (*ITEM_FIELDS, *own)
    return found


def _given_out(root: Node, find: Find, inside: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield what the steps of a text take from their procedures, with its schema."""
    for step in _steps_that_use(root):
        said = {key.text: value for key, value in step.entries}
        name = getattr(said["uses"], "text", "")
        source = find(name) if name not in inside and len(inside) <= DEPTH_MAX else None
        inner = read_root(*source) if source is not None else None
        if inner is None or isinstance(inner, Problem):
            continue
        deeper = (*inside, name)
        schemas = dict((*_given_out(inner, find, deeper), *_declared(inner, "")))
        renamed = dict(_renamed(said.get("produces")))
        for output in _words_under(inner, "outputs"):
            if output in schemas:
                yield renamed.get(output, output), schemas[output]


def _steps_that_use(root: Node) -> Iterator[Entries]:
    """Yield the steps of a text that use a procedure."""
    return (each for each in _mappings(root) if _has(each, "uses"))


def _says(root: Node, key: str) -> bool:
    """Return whether a text says `key` anywhere."""
    return any(_has(each, key) for each in _mappings(root))


def _has(node: Entries, key: str) -> bool:
    return any(name.text == key for name, _ in node.entries)


def _mappings(node: Node) -> Iterator[Entries]:
    """Yield each mapping of a text, the outer ones first."""
    if isinstance(node, Entries):
        yield node
    for _, value in getattr(node, "entries", ()):
        yield from _mappings(value)
    for each in getattr(node, "items", ()):
        yield from _mappings(each)


def _renamed(node: Node | None) -> Iterator[tuple[str, str]]:
    """Yield each output that a step calls otherwise, and how."""
    for name, output in getattr(node, "entries", ()):
        if isinstance(output, Scalar):
            yield output.text, name.text


def _words_under(root: Node, key: str) -> tuple[str, ...]:
    """Return the words of a list at the top of a text."""
    return tuple(getattr(each, "text", "") for each in getattr(under(root, key), "items", ()))


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
