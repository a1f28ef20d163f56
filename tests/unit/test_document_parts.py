"""Parts of documents: found, cut out, grown; and what an attempt may change inside of a file."""

import pytest

from gatewright.core.content.document_parts import (
    content_of,
    find_part,
    grows,
    outside_of,
    slug,
    without_part,
)
from gatewright.core.judges.judge_content import Written, left_alone, parts_missing, within_change
from gatewright.model.workflow import Product

PLAN = b"""\
# Plan

## 1. Risks & mitigations

- [ ] data is lost

### Data

Copies.

## Tasks

- [x] T1 copy
- [ ] T2 look

## Log

- first
"""
API = b"paths:\n  /users: {get: {n: 1}}\n  /orders: [a, b]\ninfo: x\n"


def test_a_section_goes_to_the_next_heading_as_high() -> None:
    found = find_part(PLAN, "p.md", "risks-mitigations")
    assert found is not None
    assert found.startswith(b"## 1. Risks")
    assert found.endswith(b"Copies.\n")
    assert find_part(PLAN, "p.md", "risks-mitigations/data") == b"### Data\n\nCopies.\n"
    assert find_part(PLAN, "p.md", "log") == b"## Log\n\n- first\n"


@pytest.mark.parametrize("part", ["none", "tasks/data", "/paths", "risks-mitigations/tasks"])
def test_a_section_that_is_not_there_is_none(part: str) -> None:
    assert find_part(PLAN, "p.md", part) is None


def test_a_pointer_and_names_of_keys_lead_into_data() -> None:
    assert find_part(API, "a.yaml", "/paths/~1users/get/n") == b'{\n "number": "1"\n}\n'
    assert find_part(API, "a.yaml", "info") == b'"x"\n'
    assert find_part(API, "a.yaml", "/paths/~1nobody") is None
    assert find_part(b"{", "a.json", "/a") is None
    same = API.replace(b"{get: {n: 1}}", b"\n    get:\n      n: 1.0")
    assert find_part(same, "a.yaml", "/paths/~1users") == find_part(API, "a.yaml", "/paths/~1users")


def test_headings_are_named_by_their_words() -> None:
    assert slug("Risks & Mitigations!") == "risks-mitigations"


def test_what_lives_on_does_not_count() -> None:
    plan = Product("plan", "p.md", living=("log", "none"))
    later = PLAN.replace(b"- [ ] T2", b"- [X] T2") + b"- second\n"
    assert content_of(plan, PLAN) == content_of(plan, later)
    assert content_of(plan, PLAN) != content_of(plan, later.replace(b"T2", b"T3"))
    assert content_of(Product("plan", "p.md"), later) == later
    assert content_of(plan, None) is None


def test_a_section_is_a_product_once_something_stands_in_it() -> None:
    log = Product("log", "p.md", section="log")
    assert content_of(log, PLAN) == b"## Log\n\n- first\n"
    assert content_of(log, b"## Log\n\n## Next\n\nx\n") is None
    assert content_of(log, b"nothing") is None


def test_the_rest_of_a_document_is_without_its_parts() -> None:
    later = PLAN.replace(b"- first", b"- first\n- second")
    assert outside_of(PLAN, "p.md", ["log"]) == outside_of(later, "p.md", ["log"])
    assert outside_of(PLAN, "p.md", ["tasks"]) != outside_of(later, "p.md", ["tasks"])
    assert without_part("a\n", "log") == "a\n"
    assert outside_of(None, "p.md", ["log"]) == b""


def test_the_rest_of_data_is_without_its_parts() -> None:
    users, orders = "/paths/~1users", "/paths/~1orders/0"
    other = API.replace(b"n: 1", b"n: 2").replace(b"[a,", b"[c,")
    assert outside_of(API, "a.yaml", [users, orders]) == outside_of(
        other, "a.yaml", [users, orders]
    )
    assert outside_of(API, "a.yaml", [users]) != outside_of(other, "a.yaml", [users])
    assert outside_of(API, "a.yaml", ["/paths/~1orders/9"]) == outside_of(API, "a.yaml", ["/no/a"])
    assert outside_of(b"{", "a.json", ["/a"]) == b"{"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (b"a\nb\n", b"a\nb\nc\n", True),
        (b"a\nb\n\n", b"a\nb", True),
        (None, b"a", True),
        (b"a\nb\n", b"b\na\n", False),
        (b"a\nb\n", b"a\n", False),
        (b"a", None, False),
    ],
)
def test_what_grows_keeps_its_lines(
    before: bytes | None, after: bytes | None, expected: bool
) -> None:
    assert grows(before, after) is expected


# What an attempt may change

LOG = Product("log", "p.md", section="log", append_only=True)
MORE = PLAN + b"- second\n"


def codes(*files: Written) -> list[str]:
    return [reason.code for reason in left_alone(files)]


def test_a_section_is_added_to_and_nothing_around_it_is_changed() -> None:
    assert codes(Written(LOG, PLAN, MORE)) == []
    assert codes(Written(LOG, PLAN, MORE.replace(b"T1", b"T9"))) == ["scope.section"]
    assert codes(Written(LOG, PLAN, PLAN.replace(b"- first", b"- other"))) == ["scope.append"]
    assert codes(Written(LOG, None, MORE)) == ["scope.section"]


def test_two_sections_of_one_step_are_both_its_own() -> None:
    tasks = Product("tasks", "p.md", section="tasks")
    after = MORE.replace(b"T2 look", b"T2 look twice")
    assert codes(Written(LOG, PLAN, after), Written(tasks, PLAN, after)) == []


def test_who_makes_the_file_leaves_what_lives_on_in_it() -> None:
    plan = Product("plan", "p.md", living=("log", "notes"))
    assert codes(Written(plan, PLAN, MORE.replace(b"T1", b"T9"))) == []
    assert codes(Written(plan, PLAN, PLAN.replace(b"- first", b"- other"))) == ["scope.append"]
    assert codes(Written(plan, None, PLAN)) == []
    empty = PLAN.replace(b"- first\n", b"")
    assert codes(Written(plan, empty, PLAN)) == []
    both = [Written(plan, PLAN, MORE.replace(b"T1", b"T9")), Written(LOG, PLAN, MORE)]
    assert codes(*both) == []


def test_a_whole_file_may_only_grow() -> None:
    log = Product("log", "log.md", append_only=True)
    assert codes(Written(log, b"a\n", b"a\nb\n")) == []
    assert codes(Written(log, b"a\n", b"b\n")) == ["scope.append"]


def test_parts_that_others_read_are_there() -> None:
    one = Written(Product("plan", "p.md"), None, PLAN)
    assert list(parts_missing(one, ["log", "tasks"])) == []
    [reason] = parts_missing(one, ["log", "costs", "/a"])
    assert reason.code == "work.part-missing"
    assert reason.headline == "not in p.md: plan#costs, plan#/a"
    assert list(parts_missing(Written(Product("plan", "p.md"), None, None), ["log"])) == []


def test_a_change_is_of_what_was_agreed_to() -> None:
    after = PLAN.replace(b"T2 look", b"T2 look twice")
    one = Written(Product("plan", "p.md"), PLAN, after)
    known: dict[str, bytes | None] = {"plan": PLAN}
    assert list(within_change(one, ["plan#tasks"], known)) == []
    [reason] = within_change(one, ["plan#log", "other#x"], known)
    assert (reason.code, reason.headline) == ("scope.part", "p.md changed outside of plan#log")
    assert list(within_change(one, ["plan#log"], {})) == []
    assert list(within_change(one, ["notes#log"], known)) == []
