"""How a workflow's own checks speak of artifacts: `doc: {artifact: plan#risks}`, traces."""

import re
from typing import Any

from gatewright.core.content.content_names import is_region
from gatewright.core.text.yaml_nodes import Entries, Node, Scalar
from gatewright.definitions.document_checks import CONTRACT, SOURCE, TRACE_FIELDS, trace_problem
from gatewright.definitions.document_parts import DOCUMENT
from gatewright.definitions.document_places import form_path
from gatewright.definitions.fields import (
    EXPRESSION,
    PATH,
    WORDS,
    FieldType,
    Flag,
    ListOf,
    NamedMap,
    Number,
    Record,
    Schema,
    Text,
)
from gatewright.definitions.forms import Word, is_word
from gatewright.definitions.lists import list_problem
from gatewright.definitions.named_content import NamedContent
from gatewright.definitions.reporting import Reporter
from gatewright.model.document_rules import (
    OPENAPI,
    ArtifactRule,
    ContractRule,
    ItemSource,
    TraceRule,
)
from gatewright.model.records import dataclass, replace

FIELD_PATTERN = "^[a-z][a-z0-9_]{0,63}$"
TESTS = "tests"
NAMED = NamedContent()
_REG = re.compile(r"reg\('([a-z][a-z0-9-]*)'\)(\.current\(\))?")
ARTIFACT = Text("an artifact, or a list of one", list_problem)
LATER = {"scope": "that is of a register", "max_age": "that is of a register"}


def _problem(values: dict[str, Any]) -> str | None:
    """Return what does not go together in a rule on an artifact, or None."""
    given = [key for key in ("artifact", "form", "path") if key in values]
    if len(given) != 1:
        return "a rule on a document is on one of artifact, form, path"
    if "path" in values and "schema" not in values:
        return '"path" needs "schema", or other demands on the file'
    return 'a form is its own "schema"' if "form" in values and "schema" in values else None


def _rule(values: dict[str, Any]) -> ArtifactRule:
    """Return the rule that was written."""
    artifact, _, part = values.get("artifact", "").partition("#")
    form = values.get("form", "")
    return ArtifactRule(
        artifact,
        part,
        values.get("path", form_path(form) if form else ""),
        values.get("schema", form),
        values.get("min", 0),
        values.get("where", ""),
        tuple(values.get("cover", {}).items()),
    )


OF_RUN = Record(
    "a rule on a document of a run",
    {
        "artifact": ARTIFACT,
        "form": Word("a form"),
        "path": PATH,
        "schema": Word("a schema"),
        "min": Number(1, 1_000),
        "where": EXPRESSION,
        "cover": NamedMap(ListOf(WORDS, 1), "a field", FIELD_PATTERN),
    },
    problem=_problem,
    build=_rule,
    later=LATER,
)


@dataclass(frozen=True, slots=True)
class DocumentOfRun:
    """A rule on an artifact, or on a file."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the rule."""
        return (OF_RUN if _is_of_run(node) else DOCUMENT).read(node, report)

    def schema(self) -> Schema:
        """Return the schema of both."""
        return {"anyOf": [OF_RUN.schema(), DOCUMENT.schema()]}


def _is_of_run(node: Node) -> bool:
    """Return whether a rule is on an artifact, or holds a file against a schema by its name."""
    pairs = node.entries if isinstance(node, Entries) else ()
    said = {key.text: getattr(value, "text", "") for key, value in pairs}
    is_named = is_word(said.get("schema", ""))
    return is_named or not {"artifact", "form", *LATER}.isdisjoint(said)


@dataclass(frozen=True, slots=True)
class SourceOfRun:
    """Items of an artifact: "plan#requirements"; entries: "reg('log')"; tests; or a mapping."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the source."""
        if not isinstance(node, Scalar):
            return SOURCE.read(node, report)
        if node.text == TESTS:
            return ItemSource(tests=True)
        of_register = _REG.fullmatch(node.text)
        if of_register is not None:
            is_current = of_register[2] is not None
            return ItemSource(register=of_register[1], is_current=is_current)
        name = NAMED.read(node, report)
        if not isinstance(name, str):
            return name
        return ItemSource(files=(name,)) if is_region(name) else ItemSource(artifact=name)

    def schema(self) -> Schema:
        """Return the schema of all its forms."""
        entries = {"type": "string", "pattern": f"^{_REG.pattern}$"}
        return {"anyOf": [NAMED.schema(), entries, SOURCE.schema()]}


@dataclass(frozen=True, slots=True)
class LinkOr:
    """A field that links items, or what `other` reads."""

    other: FieldType

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the field by its name, or what `other` reads."""
        is_name = isinstance(node, Scalar) and node.text not in ("true", "false")
        return FIELD_NAME.read(node, report) if is_name else self.other.read(node, report)

    def schema(self) -> Schema:
        """Return the schema of both."""
        return {"anyOf": [{"type": "string", "pattern": FIELD_PATTERN}, self.other.schema()]}


FIELD_NAME = Text(
    "a field of the items",
    lambda text: None if re.fullmatch(FIELD_PATTERN, text) else "a field of the items",
    64,
)


def _trace_problem(values: dict[str, Any]) -> str | None:
    """Return what of a trace does not go together."""
    plain = {key: one for key, one in values.items() if not isinstance(one, str)}
    of_items = values["from"].artifact and values["to"].artifact
    if len(plain) < len(values) and not of_items:
        return "a field links items of artifacts: from and to are lists of those"
    return trace_problem(plain)


def _trace(values: dict[str, Any]) -> TraceRule:
    """Return the rule that was written."""
    wanted, covering = values.pop("from"), values.pop("to")
    link = values.pop("via") if isinstance(values.get("via"), str) else ""
    acyclic = values.get("acyclic", False)
    if isinstance(acyclic, str):
        wanted, values["acyclic"] = replace(wanted, refs=(acyclic,)), True
    return TraceRule(wanted, covering, link=link, **values)


DOC_OF_RUN = DocumentOfRun()
TRACE_OF_RUN = Record(
    "a rule on what covers what",
    {
        **TRACE_FIELDS,
        "from": SourceOfRun(),
        "to": SourceOfRun(),
        "via": LinkOr(SOURCE),
        "acyclic": LinkOr(Flag()),
    },
    required=("from", "to"),
    problem=_trace_problem,
    build=_trace,
)


OF_ARTIFACT = Record(
    "a rule on a contract that a step makes",
    {"artifact": Word("an artifact"), "compare": CONTRACT.fields["compare"]},
    required=("artifact",),
    build=lambda values: ContractRule(OPENAPI, **{"path": values.pop("artifact"), **values}),
)


@dataclass(frozen=True, slots=True)
class ContractOfRun:
    """A rule on a contract that a step makes, or on one at a path."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the rule."""
        keys = [key.text for key, _ in node.entries] if isinstance(node, Entries) else []
        return (OF_ARTIFACT if "artifact" in keys else CONTRACT).read(node, report)

    def schema(self) -> Schema:
        """Return the schema of both."""
        return {"anyOf": [OF_ARTIFACT.schema(), CONTRACT.schema()]}


CONTRACT_OF_RUN = ContractOfRun()
