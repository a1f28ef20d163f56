"""Documents of strangers as plain data: what each scalar means, and what is refused."""

from decimal import Decimal

import pytest

from gatewright.core.text.json_pointer import ABSENT, follow, pointer_of_reference, pointer_problem
from gatewright.core.text.plain_data import (
    DATA_BYTES_MAX,
    DEPTH_MAX,
    NotData,
    as_json,
    canonical,
    read_data,
)


def test_scalars_of_yaml_mean_what_version_1_2_says() -> None:
    text = b"a: on\nb: 010\nc: 1.10\nd: ~\ne: 'true'\nf: true\n200: x\ng: 2026-01-02\nh: 1_000\n"

    assert read_data(text, "a.yaml").value == {
        "a": "on",
        "b": Decimal(10),
        "c": Decimal("1.10"),
        "d": None,
        "e": "true",
        "f": True,
        "200": "x",
        "g": "2026-01-02",
        "h": "1_000",
    }


def test_json_and_yaml_of_the_same_are_the_same() -> None:
    text = b'{"a": [1, 2.50, true, null, "x"], "b": {"c": -1e3}}'

    assert read_data(text, "a.json").value == read_data(text, "a.yaml").value


def test_lines_of_yaml_are_known_by_pointer() -> None:
    document = read_data(b"paths:\n  /a/b:\n    get:\n      x: [1,\n        2]\n", "a.yaml")

    assert document.line_of("/paths/~1a~1b/get") == 3
    assert document.line_of("/paths/~1a~1b/get/x/1") == 5
    assert document.line_of("/paths/~1a~1b/get/nowhere/0") == 3


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (b'{"a": NaN}', "a.json"),
        (b'{"a": -Infinity}', "a.json"),
        (b'{"a": 1e99999}', "a.json"),
        (b"1" * 5000, "a.json"),
        (b'{"a": 1, "a": 2}', "a.json"),
        (b"[" * 100 + b"]" * 100, "a.json"),
        (b"[" * 100_000, "a.json"),
        (b"\xff", "a.json"),
        (b" " * (DATA_BYTES_MAX + 1), "a.json"),
        (b"a: .nan", "a.yaml"),
        (b"a: -.inf", "a.yaml"),
        (b"a: 1e999", "a.yaml"),
        (b"a: &x 1\nb: *x", "a.yaml"),
        (b"a: !!python/object:os.system x", "a.yaml"),
        (b"[" * 100 + b"]" * 100, "a.yaml"),
        (b"a: 1\na: 2", "a.yaml"),
    ],
)
def test_what_is_no_plain_data_is_refused(text: bytes, path: str) -> None:
    with pytest.raises(NotData) as refused:
        read_data(text, path)
    assert str(refused.value) == refused.value.what


@pytest.mark.parametrize("path", ["a.json", "a.yaml"])
def test_data_is_nested_up_to_a_bound(path: str) -> None:
    read_data(b"[" * DEPTH_MAX + b"]" * DEPTH_MAX, path)
    with pytest.raises(NotData):
        read_data(b"[" * (DEPTH_MAX + 1) + b"]" * (DEPTH_MAX + 1), path)


def test_values_are_equal_only_if_they_mean_the_same() -> None:
    assert canonical(Decimal(1)) == canonical(Decimal("1.0"))
    assert canonical(Decimal(1)) != canonical(True)
    assert canonical({"a": [None]}) != canonical({"a": [""]})
    assert as_json({"a": [Decimal(1), Decimal("1.5")]}) == b'{"a": [1, 1.5]}'


@pytest.mark.parametrize(
    ("pointer", "found"),
    [("", {"a/b": [1, {"~": 2}]}), ("/a~1b/0", 1), ("/a~1b/1/~0", 2)],
)
def test_pointer_leads_to_its_value(pointer: str, found: object) -> None:
    assert follow({"a/b": [1, {"~": 2}]}, pointer) == found


@pytest.mark.parametrize("pointer", ["/x", "/a~1b/2", "/a~1b/-", "/a~1b/00", "/a~1b/0/0"])
def test_pointer_that_leads_nowhere_finds_nothing(pointer: str) -> None:
    assert follow({"a/b": [1, {"~": 2}]}, pointer) is ABSENT


def test_reference_out_of_its_document_has_no_pointer() -> None:
    assert pointer_of_reference("#/a%20b/~1c") == "/a b/~1c"
    assert pointer_of_reference("#") == ""
    assert pointer_of_reference("other.yaml#/a") is None
    assert pointer_of_reference("https://example.org/a") is None
    assert pointer_of_reference("#name") is None
    assert pointer_problem("a/b")
    assert pointer_problem("/a~2")
