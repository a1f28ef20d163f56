"""Judging contracts: valid, not empty, and held to what the base promises."""

import json
from typing import Any

import pytest

from gatewright.core.contracts import contract_difference
from gatewright.core.contracts.contract_reading import Contract, read_contract
from gatewright.core.contracts.contract_words import reason_of
from gatewright.core.contracts.oasdiff import read_oasdiff
from gatewright.core.judges.judge_contract import ContractSeen, judge_contract
from gatewright.model.document_rules import (
    DECLARED_BREAK,
    FROZEN,
    JSON_SCHEMA,
    OPENAPI,
    ContractRule,
)
from gatewright.model.examinations import Complaint, Examination
from gatewright.model.records import replace
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status, Verdict
from tests.contracts import Json, api_of, asks, takes
from tests.observed import SUBJECT, execution

RULE = ContractRule(OPENAPI, "openapi.json")
SCHEMA_RULE = ContractRule(JSON_SCHEMA, "user.json", side="reader")
FINE = Examination(execution(), (), 1)
ABSENT = Trouble("check.tool-absent", "a validator", "there is none here", "install it")
NARROW = api_of(takes({"type": "integer"}))
WIDE = api_of(takes({"type": "number"}))


def judge(
    head: Any,
    base: Any = None,
    rule: ContractRule = RULE,
    examination: Examination | Trouble = FINE,
    **seen: Any,
) -> Verdict:
    read = [
        None if one is None else one if isinstance(one, bytes) else json.dumps(one).encode()
        for one in (head, base)
    ]
    before = None if read[1] is None else read_contract(rule, read[1])
    after = read_contract(rule, read[0])
    looked = examination if isinstance(after, Contract) else None
    return judge_contract("api", rule, ContractSeen(after, before, looked, **seen), SUBJECT)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def test_contract_that_breaks_nobody_passes() -> None:
    verdict = judge(WIDE, NARROW)

    assert verdict.status is Status.PASS
    assert verdict.headline == "openapi.json: 1 operation, nothing broken"
    assert (verdict.examined.count, verdict.examined.unit) == (1, "operations")
    assert len(verdict.evidence.executions) == 1


def test_break_fails_and_names_its_place() -> None:
    verdict = judge(NARROW, WIDE)

    assert verdict.status is Status.FAIL
    assert codes(verdict) == ["contract.request-type-narrowed"]
    place = verdict.reasons[0].places[0]
    assert place.text.startswith("/paths/~1users~1{id}/post/requestBody/content")


def test_line_of_a_break_in_yaml_is_known() -> None:
    text = b"openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths:\n  /a:\n    get:\n"
    head = text + b"      parameters:\n      - {in: query, name: q, required: true}\n"
    base = text + b"      parameters: []\n"
    rule = replace(RULE, path="openapi.yaml")

    assert judge(head, base, rule).reasons[0].places[0].line == 7


def test_contract_that_the_base_has_not_is_new_and_says_so() -> None:
    verdict = judge(NARROW)

    assert verdict.status is Status.PASS
    assert "not on the base" in verdict.notes[0]


@pytest.mark.parametrize(
    ("head", "status", "code"),
    [
        (None, Status.FAIL, "contract.missing"),
        (b"{", Status.FAIL, "contract.unreadable"),
        (b'{"a": 1, "a": 2}', Status.FAIL, "contract.unreadable"),
        (b"{}", Status.FAIL, "contract.invalid"),
        (b"[]", Status.FAIL, "contract.invalid"),
        (b"", Status.FAIL, "contract.unreadable"),
        ({"openapi": "2.0", "paths": {}}, Status.FAIL, "contract.invalid"),
        ({**api_of(), "paths": {}}, Status.ERROR, "contract.empty"),
        ({**api_of(), "paths": {"/a": {"summary": "x"}}}, Status.ERROR, "contract.empty"),
        (
            api_of(takes({"$ref": "https://example.org/a.json"})),
            Status.FAIL,
            "contract.reference-remote",
        ),
        (api_of(takes({"$ref": "other.yaml#/a"})), Status.FAIL, "contract.reference-remote"),
        (api_of(takes({"$ref": "#/nowhere"})), Status.FAIL, "contract.reference-broken"),
    ],
)
def test_what_is_no_contract_never_passes(head: Any, status: Status, code: str) -> None:
    verdict = judge(head)

    assert (verdict.status, codes(verdict)) == (status, [code])


def test_reference_in_an_example_is_no_reference() -> None:
    head = api_of(takes({"type": "object", "example": {"$ref": "https://example.org/x"}}))

    assert judge(head).status is Status.PASS


def test_two_paths_that_are_one_are_not_valid() -> None:
    document = api_of()
    document["paths"]["/users/{name}"] = document["paths"]["/users/{id}"]

    assert codes(judge(document)) == ["contract.invalid"]


def test_operations_that_all_vanish_are_breaks_and_not_an_error() -> None:
    verdict = judge({**api_of(), "paths": {}}, api_of())

    assert verdict.status is Status.FAIL
    assert set(codes(verdict)) == {"contract.empty", "contract.operation-removed"}


def test_base_that_cannot_be_read_leaves_it_undecided() -> None:
    verdict = judge(api_of(), b"{")

    assert verdict.status is Status.ERROR
    assert codes(verdict) == ["contract.not-comparable"]


def test_validator_that_is_not_there_is_an_error_unless_something_breaks() -> None:
    assert judge(WIDE, NARROW, examination=ABSENT).status is Status.ERROR
    assert judge(NARROW, WIDE, examination=ABSENT).status is Status.FAIL


def test_complaints_of_the_validator_fail() -> None:
    complained = replace(FINE, complaints=(Complaint("invalid", "/info", "title is missing"),))
    verdict = judge(WIDE, NARROW, examination=complained)

    assert verdict.status is Status.FAIL
    assert verdict.reasons[0].places[0].text == "/info: title is missing"


def test_undecidable_part_blocks_and_comes_last() -> None:
    old = api_of({**asks(), **takes({"type": "number"})})

    assert codes(judge(NARROW, old)) == [
        "contract.request-type-narrowed",
        "contract.undecidable",
    ]


def test_frozen_contract_may_change_its_layout_only() -> None:
    rule = replace(RULE, compare=FROZEN)
    spaced = json.dumps(WIDE, indent=4, sort_keys=True).encode()

    assert judge(spaced, WIDE, rule).status is Status.PASS
    assert codes(judge({**WIDE, "x-more": 1}, WIDE, rule)) == ["contract.frozen"]


@pytest.mark.parametrize(
    ("before", "after", "passes"),
    [
        ("1.4.0", "2.0.0", True),
        ("1.4.0", "1.5.0", False),
        ("0.4.1", "0.5.0", True),
        ("0.4.1", "0.4.2", False),
        ("2.0.0", "1.0.0", False),
        ("v1", "v2", True),
        ("x", "y", False),
        ("1", "y", False),
    ],
)
def test_break_is_declared_by_a_higher_major_version(before: str, after: str, passes: bool) -> None:
    rule = replace(RULE, compare=DECLARED_BREAK)
    old, new = (
        {**one, "info": {"title": "a", "version": version}}
        for one, version in ((WIDE, before), (NARROW, after))
    )
    verdict = judge(new, old, rule)

    assert (verdict.status is Status.PASS) is passes
    if passes:
        assert f"1 break declared by {after}" in verdict.notes
    assert judge(new, old).status is Status.FAIL


@pytest.mark.parametrize(
    ("side", "head", "base", "code"),
    [
        ("reader", {"type": "integer"}, {"type": "number"}, "contract.request-type-narrowed"),
        ("writer", {"type": "number"}, {"type": "integer"}, "contract.response-type-widened"),
        ("reader", {"type": "number"}, {"type": "integer"}, None),
        ("writer", {"type": "integer"}, {"type": "number"}, None),
        ("both", {"type": "integer"}, {"type": "number"}, "contract.request-type-narrowed"),
    ],
)
def test_schema_is_compared_by_the_side_that_uses_it(
    side: str, head: Json, base: Json, code: str | None
) -> None:
    verdict = judge(head, base, replace(SCHEMA_RULE, side=side))

    assert codes(verdict) == ([code] if code else [])


@pytest.mark.parametrize("schema", [{}, True, {"title": "a"}, {"properties": {"a": {}}}])
def test_schema_that_keeps_nothing_out_is_an_error(schema: Any) -> None:
    verdict = judge(schema, rule=SCHEMA_RULE)

    assert (verdict.status, codes(verdict)) == (Status.ERROR, ["contract.empty"])


def test_second_tool_adds_reasons_and_takes_none_away() -> None:
    said = json.dumps(
        [
            {"id": "api-removed", "text": "it is gone", "level": 3, "operation": "GET"},
            {"id": "note", "text": "fine", "level": 1},
        ]
    ).encode()
    second = read_oasdiff(said, execution())

    assert codes(judge(WIDE, NARROW, second=second)) == ["contract.oasdiff"]
    assert codes(judge(NARROW, WIDE, second=read_oasdiff(b"[]", execution()))) == [
        "contract.request-type-narrowed"
    ]
    unsaid = read_oasdiff(b'[{"id": "a", "text": "b"}]', execution())
    assert codes(judge(WIDE, NARROW, second=unsaid)) == ["contract.oasdiff"]
    for odd in (b"{", b"{}", b"[" * 9999, b"[3]", b""):
        assert judge(WIDE, NARROW, second=read_oasdiff(odd, execution())).status is Status.PASS


def ring(length: int, last: str = "string") -> Json:
    """Return a document whose schemas lead to each other in a ring, with short cuts."""
    schemas: Json = {
        f"S{n}": {
            "properties": {
                f"p{step}": {"$ref": f"#/components/schemas/S{(n + step) % length}"}
                for step in (1, 5, 11, 31, 67)
            }
        }
        for n in range(length)
    }
    schemas[f"S{length - 1}"]["properties"]["end"] = {"type": last}
    return api_of(takes({"$ref": "#/components/schemas/S0"}), components={"schemas": schemas})


def test_comparison_that_would_take_too_long_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract_difference, "COMPARISONS_MAX", 2000)

    assert codes(judge(ring(100), ring(101))) == ["contract.not-comparable"]


def test_schemas_that_lead_to_each_other_far_are_compared_to_their_end() -> None:
    told = {**ring(300), "x-words": "new"}

    assert codes(judge(told, ring(300))) == []
    verdict = judge(ring(300, "integer"), ring(300, "number"))
    assert codes(verdict) == ["contract.request-type-narrowed"]
    assert "/S299/properties/end" in verdict.reasons[0].places[0].text


def test_alternatives_that_lead_far_are_the_same_to_their_end() -> None:
    def either(last: str) -> Json:
        document = ring(300, last)
        schema = {"oneOf": [{"$ref": "#/components/schemas/S0"}]}
        return {**document, **api_of(takes(schema)), "components": document["components"]}

    assert codes(judge({**either("number"), "x-words": 1}, either("number"))) == []
    assert codes(judge(either("integer"), either("number"))) == ["contract.undecidable"]


@pytest.mark.parametrize(
    ("before", "after", "passes"),
    [
        ("https://x/1", "https://x/2", True),
        ("https://x/1", "https://x/1", False),
        ("", "https://x/2", False),
        ("https://x/1", "", False),
    ],
)
def test_break_of_a_schema_is_declared_by_a_new_name(before: str, after: str, passes: bool) -> None:
    rule = replace(SCHEMA_RULE, compare=DECLARED_BREAK)
    old: Json = {"type": "number", **({"$id": before} if before else {})}
    new: Json = {"type": "integer", **({"$id": after} if after else {})}

    assert (judge(new, old, rule).status is Status.PASS) is passes


@pytest.mark.parametrize(
    ("schema", "count"),
    [
        (False, 1),
        ({"allOf": [{"type": "integer"}, {"minimum": 1}]}, 3),
        ({"properties": {"a": False, "type": {"type": "string"}}}, 2),
        ({"const": {"type": {"minimum": 1}}}, 1),
        ({"enum": [[False], {"a": False}]}, 1),
        ({"x-own": {"type": 1}, "title": "a"}, 0),
    ],
)
def test_what_may_keep_a_value_out_is_counted(schema: Any, count: int) -> None:
    read = read_contract(SCHEMA_RULE, json.dumps(schema).encode())

    assert isinstance(read, Contract)
    assert read.size == count


@pytest.mark.parametrize("schema", [[], 1, None, "words"])
def test_what_is_no_mapping_is_no_schema(schema: Any) -> None:
    assert codes(judge(json.dumps(schema).encode(), rule=SCHEMA_RULE)) == ["contract.invalid"]


def test_break_that_nothing_can_be_compared_with_is_not_declared() -> None:
    rule = replace(RULE, compare=DECLARED_BREAK)

    assert codes(judge(NARROW, b"{", rule)) == ["contract.not-comparable"]


@pytest.mark.parametrize(
    ("code", "way_out"),
    [
        ("contract.frozen", "put it back, or let a person unfreeze it on the base"),
        ("contract.invalid", ""),
        (
            "contract.response-removed",
            "add beside what there is instead of changing it; or declare the break",
        ),
    ],
)
def test_way_out_of_a_break_is_to_add_and_of_a_fault_to_mend_it(code: str, way_out: str) -> None:
    assert reason_of(code, "", "").way_out == way_out


def test_as_many_comparisons_are_made_as_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract_difference, "COMPARISONS_MAX", 2)
    counter = contract_difference.Counter()
    counter.count()
    counter.count()

    with pytest.raises(contract_difference.TooMuch):
        counter.count()
