"""Comparing OpenAPI documents: each rule has a pair that breaks, whose mirror does not."""

from typing import Any

import pytest

from gatewright.core.contract_difference import UNDECIDABLE
from tests.contracts import Json, api_of, asks, differences, gives, read, rules, takes

A_NAME: Json = {"type": "object", "properties": {"name": {"type": "string"}}}
MUST_NAME: Json = {**A_NAME, "required": ["name"]}
NOTHING: Json = {"type": "object", "properties": {}}
WORD, NUMBER, WHOLE = {"type": "string"}, {"type": "number"}, {"type": "integer"}
FEW, MANY = {"enum": ["a", "b"]}, {"enum": ["a", "b", "c"]}
SHORT, LONG = {"type": "string", "maxLength": 5}, {"type": "string", "maxLength": 9}
JSON_AND_XML: Json = {"application/json": {"schema": {}}, "application/xml": {"schema": {}}}
JSON_ONLY: Json = {"application/json": {"schema": {}}}
GREATER = {"type": "number", "exclusiveMinimum": 1}
AT_LEAST = {"type": "number", "minimum": 1}


def body(content: Json) -> Json:
    return {"requestBody": {"content": content}}


def answer(content: Json) -> Json:
    return {"responses": {"200": {"description": "fine", "content": content}}}


BREAKS: list[tuple[str, Json, Json]] = [
    ("required-parameter-added", {}, asks(required=True)),
    ("parameter-became-required", asks(), asks(required=True)),
    ("request-body-became-required", takes(WORD), takes(WORD, required=True)),
    ("request-property-became-required", takes(A_NAME), takes(MUST_NAME)),
    ("request-type-narrowed", takes(NUMBER), takes(WHOLE)),
    ("request-enum-narrowed", takes(MANY), takes(FEW)),
    ("request-bound-tightened", takes(LONG), takes(SHORT)),
    ("request-bound-tightened", takes(AT_LEAST), takes(GREATER)),
    ("request-media-type-removed", body(JSON_AND_XML), body(JSON_ONLY)),
    (
        "response-removed",
        {"responses": {"200": {"description": "a"}, "404": {"description": "b"}}},
        {"responses": {"200": {"description": "a"}}},
    ),
    ("response-media-type-removed", answer(JSON_AND_XML), answer(JSON_ONLY)),
    ("response-type-widened", gives(WHOLE), gives(NUMBER)),
    ("response-enum-widened", gives(FEW), gives(MANY)),
    ("response-bound-loosened", gives(SHORT), gives(LONG)),
    ("response-property-removed", gives(A_NAME), gives(NOTHING)),
    ("response-property-became-optional", gives(MUST_NAME), gives(A_NAME)),
]


@pytest.mark.parametrize(("rule", "old", "new"), BREAKS, ids=[each[0] for each in BREAKS])
def test_break_is_named_by_its_rule_and_its_mirror_is_none(rule: str, old: Json, new: Json) -> None:
    assert rules(api_of(old), api_of(new)) == {rule}
    mirrored = rules(api_of(new), api_of(old))
    if rule in ("required-parameter-added",):  # the mirror takes a parameter away: undecidable
        assert mirrored == {UNDECIDABLE}
    else:
        assert mirrored == set()


def test_operation_that_is_gone_is_named_at_its_place_on_the_base() -> None:
    found = differences(api_of(), api_of(method="get"))

    assert [each.rule for each in found] == ["operation-removed"]
    assert found[0].pointer == "/paths/~1users~1{id}/post"
    assert found[0].is_on_base
    assert rules({**api_of(), "paths": {}}, api_of()) == set()


def test_name_of_a_parameter_in_the_path_is_nobodys_business() -> None:
    def named(name: str, schema: Json) -> Json:
        one = {"in": "path", "name": name, "required": True, "schema": schema}
        return api_of({"parameters": [one]}, path=f"/users/{{{name}}}")

    assert rules(named("id", WHOLE), named("user", WHOLE)) == set()
    assert rules(named("id", WORD), named("user", WHOLE)) == {"request-type-narrowed"}


def test_parameter_of_the_path_item_holds_for_its_operations() -> None:
    old = api_of()
    new = api_of()
    new["paths"]["/users/{id}"]["parameters"] = asks(required=True)["parameters"]

    assert rules(old, new) == {"required-parameter-added"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (asks(), {}),
        (takes({"oneOf": [WORD]}), takes({"oneOf": [WORD, NUMBER]})),
        (takes({"anyOf": [NUMBER]}), takes({"anyOf": [WHOLE]})),
        (takes({"allOf": [A_NAME]}), takes({"allOf": [MUST_NAME]})),
        (takes({"not": WORD}), takes({"not": NUMBER})),
        (takes({**WORD, "pattern": "^a"}), takes({**WORD, "pattern": "^b"})),
        (takes({**WORD, "format": "date"}), takes({**WORD, "format": "uri"})),
        (takes(A_NAME), takes(NOTHING)),
        (asks(style="form"), asks(style="spaceDelimited")),
        (takes(WORD), {}),
        ({"callbacks": {"a": {}}}, {"callbacks": {"b": {}}}),
        ({"servers": [{"url": "/v1"}]}, {"servers": [{"url": "/v2"}]}),
        (takes(A_NAME), takes({"allOf": [A_NAME]})),
    ],
)
def test_what_cannot_be_compared_is_said(old: Json, new: Json) -> None:
    assert rules(api_of(old), api_of(new)) == {UNDECIDABLE}


def test_part_of_an_all_of_that_only_grows_breaks_nobody() -> None:
    schemas = {"Base": A_NAME, "User": {"allOf": [{"$ref": "#/components/schemas/Base"}, NOTHING]}}
    grown = {**schemas, "Base": {**A_NAME, "properties": {**A_NAME["properties"], "age": NUMBER}}}
    use = takes({"$ref": "#/components/schemas/User"}) | gives(
        {"$ref": "#/components/schemas/User"}
    )

    assert (
        rules(
            api_of(use, components={"schemas": schemas}), api_of(use, components={"schemas": grown})
        )
        == set()
    )


@pytest.mark.parametrize(
    ("old", "new", "breaks"),
    [
        ([{"key": []}], [{"key": []}], False),
        ([{"key": []}], [], True),
        ([], [{"key": []}], True),
        ([{"key": ["a"]}], [{"key": ["a", "b"]}], True),
    ],
)
def test_other_credentials_are_a_change_of_security(old: Any, new: Any, breaks: bool) -> None:
    components = {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "K"}}}
    before = api_of({"security": old}, components=components)
    after = api_of(security=new, components=components)

    assert rules(before, after) == ({"security-changed"} if breaks else set())


def test_scheme_that_is_defined_otherwise_is_a_change_of_security() -> None:
    def guarded(**scheme: str) -> Json:
        return api_of(security=[{"key": []}], components={"securitySchemes": {"key": scheme}})

    before = guarded(type="apiKey", name="K")

    assert rules(before, guarded(type="apiKey", name="K", description="new words")) == set()
    assert rules(before, guarded(type="http", scheme="basic")) == {"security-changed"}


def test_recursive_schemas_are_compared_once_and_named_at_the_schema() -> None:
    def tree(value: Json) -> Json:
        node = {
            "type": "object",
            "properties": {"value": value, "next": {"$ref": "#/components/schemas/Node"}},
        }
        use = takes({"$ref": "#/components/schemas/Node"})
        return api_of(use, components={"schemas": {"Node": node}})

    found = differences(tree(NUMBER), tree(WHOLE))

    assert [(each.rule, each.pointer) for each in found] == [
        ("request-type-narrowed", "/components/schemas/Node/properties/value")
    ]
    assert rules(tree(WHOLE), tree(WHOLE)) == set()


def test_property_that_only_the_server_sets_is_not_asked_of_a_client() -> None:
    stamped = {**A_NAME, "properties": {**A_NAME["properties"], "id": {**WORD, "readOnly": True}}}

    assert rules(api_of(takes(A_NAME)), api_of(takes({**stamped, "required": ["id"]}))) == set()


@pytest.mark.parametrize(
    ("old", "new", "version", "expected"),
    [
        ({**WORD, "nullable": True}, WORD, "3.0.3", {"request-type-narrowed"}),
        ({"type": ["string", "null"]}, WORD, "3.1.0", {"request-type-narrowed"}),
        (WORD, {**WORD, "nullable": True}, "3.0.3", set()),
        (
            {"type": "number", "minimum": 1},
            {"type": "number", "minimum": 1, "exclusiveMinimum": True},
            "3.0.3",
            {"request-bound-tightened"},
        ),
        (
            {"type": "integer", "format": "int32"},
            {"type": "integer", "format": "int64"},
            "3.0.3",
            set(),
        ),
        ({"enum": ["a"]}, {"type": "string", "enum": ["a", "b"]}, "3.1.0", set()),
        ({"enum": [1]}, {"enum": [1.0]}, "3.1.0", set()),
        ({"enum": [1]}, {"enum": [True]}, "3.1.0", {"request-enum-narrowed"}),
        ({"multipleOf": 0.2}, {"multipleOf": 0.1}, "3.1.0", set()),
        ({"multipleOf": 0.1}, {"multipleOf": 0.2}, "3.1.0", {"request-bound-tightened"}),
        (True, False, "3.1.0", {"request-type-narrowed"}),
        (A_NAME, {**A_NAME, "additionalProperties": False}, "3.1.0", {"request-extras-refused"}),
        (
            {**A_NAME, "additionalProperties": False},
            {**NOTHING, "additionalProperties": False},
            "3.1.0",
            {"request-property-removed"},
        ),
        (
            {"type": "array", "items": NUMBER},
            {"type": "array", "items": WHOLE, "uniqueItems": True},
            "3.1.0",
            {"request-type-narrowed", "request-bound-tightened"},
        ),
    ],
)
def test_schema_of_a_request(old: Any, new: Any, version: str, expected: set[str]) -> None:
    before, after = (api_of(takes(each), version=version) for each in (old, new))

    assert rules(before, after) == expected


def test_header_of_a_response_that_is_gone_breaks_who_reads_it() -> None:
    headers: Json = {"headers": {"X-Total": {"required": True, "schema": WHOLE}}}

    assert rules(api_of(gives(WORD, **headers)), api_of(gives(WORD))) == {
        "response-property-removed"
    }


def test_words_examples_and_defaults_are_not_compared() -> None:
    told = {**A_NAME, "description": "new", "example": {"name": "x"}, "default": {}, "x-own": 1}

    assert rules(api_of(takes(A_NAME)), api_of(takes(told))) == set()


def test_property_called_like_a_keyword_is_a_property() -> None:
    odd = {"type": "object", "properties": {"description": WORD, "$ref": WORD, "properties": WORD}}

    assert rules(api_of(gives(odd)), api_of(gives(NOTHING))) == {"response-property-removed"}


@pytest.mark.parametrize(
    "operation",
    [
        {"parameters": 3, "requestBody": [], "responses": "x", "security": {}},
        {"parameters": [{"in": [], "name": {}}], "responses": {"200": {"content": []}}},
        takes({"type": 3, "required": {}, "properties": [], "enum": {}, "allOf": 3, "items": []}),
        takes({"$ref": "#/nowhere"}),
        {"security": [{"key": 3}], "servers": [3], "callbacks": 3},
    ],
)
def test_malformed_parts_end_nothing(operation: Json) -> None:
    rules(api_of(operation), api_of())
    rules(api_of(), api_of(operation))
    assert read(api_of(operation)).operations
