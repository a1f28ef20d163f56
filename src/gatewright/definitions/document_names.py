"""The schemas that a workflow names: each must be there, and fit the file that it is for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatewright.core.content.content_names import artifact_of
from gatewright.definitions.document_places import schema_of
from gatewright.definitions.document_schema import PLAN, facts_of_schema
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.procedures import Loading
from gatewright.definitions.workflow_names import Names
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.document_schema import DocumentSchema
from gatewright.model.records import replace
from gatewright.model.workflow import StepDefinition

DATA_ENDINGS = (".yaml", ".yml", ".json")
DECLARED: Keys = ("start", "declare")


def report_documents(
    values: Mapping[str, Any], written: Sequence[Written], located: Located, loading: Loading
) -> None:
    """Report schemas that nobody knows, and files that cannot be as their schema wants."""
    for keys, name, path in _named(values, written):
        schema = _found(name, keys, located, loading)
        if keys == DECLARED and (name == PLAN or (schema is not None and not schema.is_form)):
            located.at_value(keys, f'"{shown(name)}" is no form')
        if schema is not None and path and "*" not in path:
            _report_path(schema, path, keys, located)


def documents_of(
    values: Mapping[str, Any], written: Sequence[Written], loading: Loading
) -> dict[str, DocumentSchema]:
    """Return the schemas that a workflow and its procedures name, each by its name."""
    names = dict.fromkeys(name for _, name, _ in _named(values, written))
    read = {name: loading.document(name) for name in names}
    each_of = (each for one in written for each in (one, *one.remedies))
    used = (one.use.workflow for one in each_of if one.use is not None)
    inside = {schema.name: schema for each in used for schema in each.documents}
    return {name: schema for name, schema in read.items() if schema is not None} | inside


def schemas_of(values: Mapping[str, Any], ordered: Sequence[Written]) -> dict[str, str]:
    """Return the schema of each artifact that has one."""
    known = [
        *values.get("inputs", {}).items(),
        *(pair for one in ordered for pair in one.made.items()),
    ]
    return {name: schema_of(form) for name, form in known if schema_of(form)}


def facts_of_products(one: Written, documents: Mapping[str, DocumentSchema]) -> tuple[str, ...]:
    """Return the facts that what a step makes depends on: they are known before it begins."""
    made = (documents.get(schema_of(product)) for product in one.made.values())
    names = [*one.spoken.schemas]
    asked = (*made, *(documents.get(name) for name in names))
    return tuple(fact for schema in asked if schema is not None for fact in facts_of_schema(schema))


def _named(
    values: Mapping[str, Any], written: Sequence[Written]
) -> Iterator[tuple[Keys, str, str]]:
    """Yield where a schema is named, its name, and the path that it is for; "" for none."""
    declared = values.get("start", {}).get("declare", "")
    if declared:
        yield DECLARED, declared, ""
    for name, one in values.get("inputs", {}).items():
        if schema_of(one):
            key = "form" if "form" in one else "schema"
            yield ("inputs", name, key), schema_of(one), one.get("path", "")
    for step in written:
        for name, product in step.values.get("produces", {}).items():
            if isinstance(product, dict) and schema_of(product):
                key = "form" if "form" in product else "schema"
                keys = (*step.keys, "produces", name, key)
                yield keys, schema_of(product), product.get("path", "")
        for schema in step.spoken.schemas:
            yield step.gate_keys, schema, ""


def _found(name: str, keys: Keys, located: Located, loading: Loading) -> DocumentSchema | None:
    """Return a schema; None for a plan, and for one that was reported."""
    if name == PLAN:
        return None
    schema = loading.document(name)
    shelf = loading.library.documents
    if schema is None and name not in shelf.names:
        known = (PLAN, *shelf.names)
        what = f'no schema is called "{shown(name)}"'
        located.at_value(keys, what, near=nearest(name, known), hint=f"known: {', '.join(known)}")
    return schema


def _report_path(schema: DocumentSchema, path: str, keys: Keys, located: Located) -> None:
    """Report a form that is no data, and a document that is no Markdown."""
    if schema.is_form and not path.endswith(DATA_ENDINGS):
        what = f'"{schema.name}" is a form, and {shown(path)} is neither .yaml nor .json'
        located.at_value(keys, what)
    elif not schema.is_form and path.endswith(DATA_ENDINGS):
        located.at_value(keys, f'"{schema.name}" is for Markdown, and {shown(path)} is data')


def speaking(step: StepDefinition, one: Written, names: Names) -> StepDefinition:
    """Return a step with the artifacts and facts that its gate and its products speak of."""
    spoken = one.spoken
    own = one.use.made if one.use is not None else one.made
    known = {*names.makers, *names.given, *own}
    said = dict.fromkeys((*(each.partition("#")[0] for each in spoken.artifacts), *spoken.words))
    pairs = tuple((each, each) for each in said if artifact_of(each) in known)
    facts = dict.fromkeys((*step.gate.facts, *facts_of_products(one, names.documents)))
    part = "" if names.schemas.get(step.for_each) == PLAN else step.list_name
    gate = replace(step.gate, artifacts=pairs, facts=tuple(facts))
    return replace(step, list_name=part, gate=gate)
