"""How a rule on a document is written in a configuration."""

from typing import Any

from gatewright.core.text.yaml_nodes import Node, Scalar
from gatewright.definitions.fields import (
    PATH,
    WORDS,
    Choice,
    FieldType,
    Flag,
    ListOf,
    Number,
    Record,
    Schema,
)
from gatewright.definitions.reporting import Reporter
from gatewright.model.doc_parts import (
    ChecklistDemand,
    EarsDemand,
    GherkinDemand,
    SectionDemand,
    TableDemand,
)
from gatewright.model.records import dataclass, replace
from gatewright.model.rules import DOC_FORMATS, DocRule

COUNT = Number(0, 1_000_000)
SOME = Number(1, 1_000_000)
_OF_MARKDOWN = ("sections", "min_words_per_section", "checklist", "tables", "ears", "links")


@dataclass(frozen=True, slots=True)
class TextOr:
    """Text, or a mapping that says more."""

    record: FieldType

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the text, or what the record reads."""
        return (WORDS if isinstance(node, Scalar) else self.record).read(node, report)

    def schema(self) -> Schema:
        """Return the schema of either."""
        return {"anyOf": [WORDS.schema(), self.record.schema()]}


SECTION = Record(
    "a section",
    {"name": WORDS, "min_words": COUNT, "min_items": COUNT},
    required=("name",),
    build=lambda values: SectionDemand(**values),
)
CHECKLIST = Record(
    "a checklist",
    {"sections": ListOf(WORDS, 1), "min_items": SOME, "all_ticked": Flag()},
    build=lambda values: ChecklistDemand(**values),
)
TABLE = Record(
    "a table",
    {"columns": ListOf(WORDS, 1), "min_rows": SOME, "section": WORDS},
    required=("columns",),
    build=lambda values: TableDemand(**values),
)
EARS = Record(
    "requirements",
    {"sections": ListOf(WORDS, 1), "min_items": SOME, "vague": ListOf(WORDS)},
    build=lambda values: EarsDemand(**values),
)
GHERKIN = Record(
    "scenarios",
    {"min_scenarios": SOME},
    build=lambda values: GherkinDemand(**values),
)


def _problem(values: dict[str, Any]) -> str | None:
    """Return which key of a document's rule needs another, or does not go with its format."""
    if "min_words_per_section" in values and not values.get("sections"):
        return '"min_words_per_section" needs "sections"'
    form = values.get("format", "")
    is_data = form in ("yaml", "json") or values["path"].endswith((".yaml", ".yml", ".json"))
    is_feature = form == "gherkin" or values["path"].endswith(".feature")
    if form == "markdown" or not (is_data or is_feature):
        return None
    extra = next((key for key in _OF_MARKDOWN if key in values), None)
    if is_data and "gherkin" in values:
        extra = "gherkin"
    if is_feature and ("schema" in values or "front_matter" in values):
        extra = "schema" if "schema" in values else "front_matter"
    return f'"{extra}" is not of a document in this format' if extra else None


def _rule(values: dict[str, Any]) -> DocRule:
    """Return the rule that was written."""
    sections = values.pop("sections", ())
    demands = tuple(one for one in sections if isinstance(one, SectionDemand))
    names = tuple(one.name if isinstance(one, SectionDemand) else one for one in sections)
    return replace(DocRule(**values), sections=names, demands=demands)


OF_A_RUN = ("artifact", "form", "cover", "scope", "max_age", "where", "min")
DOCUMENT = Record(
    "a rule on a document",
    {
        "path": PATH,
        "format": Choice(DOC_FORMATS),
        "sections": ListOf(TextOr(SECTION), 1),
        "forbid": ListOf(WORDS),
        "min_words": SOME,
        "max_words": SOME,
        "min_words_per_section": Number(1, 10_000),
        "front_matter": ListOf(WORDS, 1),
        "schema": PATH,
        "checklist": CHECKLIST,
        "tables": ListOf(TABLE, 1),
        "ears": EARS,
        "gherkin": GHERKIN,
        "links": Flag(),
    },
    required=("path",),
    later=dict.fromkeys(OF_A_RUN, "that is of a run: say it in the gate of a workflow"),
    problem=_problem,
    build=_rule,
)
