"""Comparing OpenAPI documents: each rule has a pair that breaks, whose mirror does not."""

from decimal import Decimal
from typing import Any

import pytest

from gatewright.core.contracts import openapi_document, schema_compare, schema_parts
from gatewright.core.contracts.contract_difference import UNDECIDABLE
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


def sent(**how: Any) -> Json:
    """Return an operation with one parameter, which is written as `how` says."""
    return {"parameters": [{"in": "query", "name": "q", **how}]}


def headed(**header: Any) -> Json:
    """Return an operation that answers with one header."""
    return gives(WORD, headers={"X-Left": {"schema": WHOLE, **header}})


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
BREAKS += [
    ("request-media-type-removed", sent(content=JSON_AND_XML), sent(content=JSON_ONLY)),
    ("request-bound-tightened", takes(NUMBER), takes({**NUMBER, "multipleOf": 3})),
    ("request-enum-narrowed", takes(WORD), takes({**WORD, "const": "a"})),
    ("response-property-became-optional", headed(required=True), headed()),
    ("response-type-widened", headed(schema=WHOLE), headed(schema=NUMBER)),
    (
        "request-type-narrowed",
        takes({"type": "object", "additionalProperties": NUMBER}),
        takes({"type": "object", "additionalProperties": WHOLE}),
    ),
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
        (takes({"anyOf": [NUMBER]}), takes({"anyOf": [NUMBER, WORD]})),
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


def test_media_type_without_a_description_is_none() -> None:
    odd = {**JSON_ONLY, "application/xml": None}

    assert rules(api_of(body(odd)), api_of(body(JSON_ONLY))) == set()


def test_value_that_is_none_of_those_listed_is_named() -> None:
    old, new = api_of(gives(FEW)), api_of(gives(MANY))

    assert ["c" in each.what for each in differences(old, new)] == [True]


def test_name_that_is_no_word_is_required_of_nobody() -> None:
    assert schema_parts.names_in({"required": ["a", 3, None]}, "required") == ("a",)


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


@pytest.mark.parametrize(("version", "expected"), [("3.1.0", {UNDECIDABLE}), ("3.0.3", set())])
def test_what_stands_beside_a_reference_counts_where_it_does(
    version: str, expected: set[str]
) -> None:
    schemas = {"schemas": {"Part": WORD}}
    part = {"$ref": "#/components/schemas/Part"}
    old = api_of(takes(part), version=version, components=schemas)
    new = api_of(takes({**part, "maxLength": 5}), version=version, components=schemas)

    assert rules(old, new) == expected


def test_words_beside_a_reference_are_words() -> None:
    schemas = {"schemas": {"Part": WORD}}
    part = {"$ref": "#/components/schemas/Part"}
    old = api_of(takes(part), components=schemas)
    new = api_of(takes({**part, "description": "new", "x-own": 1}), components=schemas)

    assert rules(old, new) == set()


@pytest.mark.parametrize("part", [{"$ref": "#/components/schemas/None"}, {"$ref": "else.json"}])
def test_schema_whose_reference_leads_nowhere_is_not_compared(part: Json) -> None:
    assert rules(api_of(takes(part)), api_of(takes(part))) == {UNDECIDABLE}
    composed = api_of(takes({"oneOf": [part]}))
    assert rules(composed, composed) == {UNDECIDABLE}


def chained(count: int, last: Json) -> Json:
    """Return a document whose body is `last`, behind `count` references."""
    chain = {f"S{n}": {"$ref": f"#/components/schemas/S{n + 1}"} for n in range(count)}
    schemas = {**chain, f"S{count}": last}
    return api_of(takes({"$ref": "#/components/schemas/S0"}), components={"schemas": schemas})


def test_references_are_followed_up_to_a_bound() -> None:
    near, far = schema_parts.HOPS_MAX - 2, schema_parts.HOPS_MAX

    assert rules(chained(near, NUMBER), chained(near, WHOLE)) == {"request-type-narrowed"}
    assert rules(chained(far, NUMBER), chained(far, NUMBER)) == {UNDECIDABLE}


def referring(count: int) -> Json:
    """Return a document whose parameter stands behind `count` references."""
    chain = {f"P{n}": {"$ref": f"#/components/parameters/P{n + 1}"} for n in range(count)}
    last = {f"P{count}": asks(required=True)["parameters"][0]}
    first = {"parameters": [{"$ref": "#/components/parameters/P0"}]}
    return api_of(first, components={"parameters": {**chain, **last}})


def test_parameter_behind_references_is_found_up_to_a_bound() -> None:
    assert rules(api_of(), referring(3)) == {"required-parameter-added"}
    assert rules(api_of(), referring(openapi_document.HOPS_MAX)) == set()


@pytest.mark.parametrize(
    "parameters",
    [[None], [5], [{"$ref": "#/components/parameters/Gone"}], [{"$ref": "else.json#/a"}], {}],
)
def test_parameter_that_is_none_is_nobodys(parameters: Any) -> None:
    assert read(api_of({"parameters": parameters})).operations["POST /users/{}"].parameters == {}


def test_header_is_known_by_its_name_in_any_case() -> None:
    def asking(name: str) -> Json:
        return api_of({"parameters": [{"in": "header", "name": name, "schema": WORD}]})

    assert rules(asking("X-Left"), asking("x-left")) == set()
    assert rules(asking("X-Left"), asking("X-Right")) == {UNDECIDABLE}
    assert rules(asking("Accept"), api_of()) == set()


def test_what_is_no_path_or_no_answer_is_left_out() -> None:
    document = api_of({"responses": {"200": 5}})
    document["paths"]["x-note"] = {"get": {}}

    (operation,) = read(document).operations.values()

    assert operation.responses == {}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"readOnly": True, **WORD}, {"readOnly": True, **NUMBER}, set()),
        ({"readOnly": True, **WORD}, WORD, {UNDECIDABLE}),
        (WORD, {"readOnly": True, **WORD}, {UNDECIDABLE}),
        ({"readOnly": True, **WORD}, None, set()),
        (WORD, None, {UNDECIDABLE}),
        (None, WORD, set()),
    ],
)
def test_property_is_held_to_who_may_set_it(
    old: Json | None, new: Json | None, expected: set[str]
) -> None:
    def having(part: Json | None) -> Json:
        return takes({"type": "object", "properties": {} if part is None else {"id": part}})

    assert rules(api_of(having(old)), api_of(having(new))) == expected


def test_property_that_gets_a_name_is_held_to_what_was_let_through_without_one() -> None:
    free: Json = {"type": "object", "additionalProperties": NUMBER}
    named = {**free, "properties": {"age": WHOLE}}

    assert rules(api_of(takes(free)), api_of(takes(named))) == {"request-type-narrowed"}
    assert rules(api_of(takes(named)), api_of(takes(free))) == set()
    other = {**free, "properties": {"age": WORD}}
    assert rules(api_of(takes(other)), api_of(takes(free))) == {"request-type-narrowed"}


def nested(count: int, last: Json) -> Json:
    """Return a document whose body is `last`, within `count` schemas that are put together."""
    chain = {f"S{n}": {"allOf": [{"$ref": f"#/components/schemas/S{n + 1}"}]} for n in range(count)}
    schemas = {**chain, f"S{count}": last}
    return api_of(takes({"$ref": "#/components/schemas/S0"}), components={"schemas": schemas})


def test_what_is_put_together_too_deeply_is_not_compared() -> None:
    near, far = schema_compare.DEPTH_MAX, schema_compare.DEPTH_MAX + 1

    assert rules(nested(near, WHOLE), nested(near, NUMBER)) == set()
    assert rules(nested(far, WHOLE), nested(far, NUMBER)) == {UNDECIDABLE}
    assert rules(nested(far, WHOLE), nested(far, WHOLE)) == set()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"const": 1}, {"const": 1.0}, set()),
        ({"const": 1}, {"const": 2}, {UNDECIDABLE}),
        ({"const": {"$ref": "a"}}, {"const": {"$ref": "a"}}, set()),
        ({"x-a": 1, "title": "a", **WORD}, {"x-a": 2, "title": "b", **WORD}, set()),
    ],
)
def test_what_is_put_together_is_the_same_by_its_values(
    old: Json, new: Json, expected: set[str]
) -> None:
    assert rules(api_of(takes({"not": old})), api_of(takes({"not": new}))) == expected


@pytest.mark.parametrize(
    ("given", "wanted", "expected"),
    [
        ("4", "2", set()),
        ("2", "4", {"request-bound-tightened"}),
        ("0.3", "0.3", set()),
        ("1e40", "3", {"request-bound-tightened"}),
    ],
)
def test_multiples_are_computed_with_as_many_digits_as_there_are(
    given: str, wanted: str, expected: set[str]
) -> None:
    old, new = (takes({"multipleOf": float(one)}) for one in (given, wanted))

    assert rules(api_of(old), api_of(new)) == expected


def test_way_in_which_a_parameter_is_written_is_not_compared() -> None:
    assert rules(api_of(sent(schema=WORD)), api_of(sent(content=JSON_ONLY))) == {UNDECIDABLE}


def test_server_of_the_whole_document_is_compared_as_that_of_one_operation() -> None:
    old, new = (api_of(servers=[{"url": url}]) for url in ("/v1", "/v2"))

    assert rules(old, new) == {UNDECIDABLE}
    assert rules(old, old) == set()


@pytest.mark.parametrize(
    ("schema", "side", "limit"),
    [
        ({"minimum": 1, "exclusiveMinimum": 1}, "inimum", (1, True)),
        ({"minimum": 5, "exclusiveMinimum": 1}, "inimum", (5, False)),
        ({"minimum": 5, "exclusiveMinimum": True}, "inimum", (5, True)),
        ({"maximum": 5, "exclusiveMaximum": 1}, "aximum", (1, True)),
        ({"maximum": 5, "exclusiveMaximum": 7}, "aximum", (5, False)),
        ({"exclusiveMaximum": True}, "aximum", None),
    ],
)
def test_tighter_of_two_bounds_counts(
    schema: Json, side: str, limit: tuple[int, bool] | None
) -> None:
    given = {key: one if isinstance(one, bool) else Decimal(one) for key, one in schema.items()}

    found = schema_parts.limit_of(given, f"m{side}", f"exclusiveM{side}")

    assert (None if found is None else (int(found.value), found.is_exclusive)) == limit
