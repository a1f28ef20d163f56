"""Traces: which sets are read from what, and what covers what."""

import pytest

from gatewright.core.documents.judge_trace import TraceSeen, judge_trace
from gatewright.core.documents.trace_items import WORDS_MAX, Items, items_of_files, items_of_tests
from gatewright.core.text.patterns import matching_words
from gatewright.model.document_rules import ItemSource, TraceRule
from gatewright.model.records import replace
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status, Verdict
from tests.observed import SUBJECT, case_of

SPEC = ItemSource(markdown="spec.md")
TESTS = ItemSource(tests=True)
RULE = TraceRule(SPEC, TESTS)
DATA = ItemSource(data="c.yaml", items="/c/*", id="id", refs=("needs",))
REQUIREMENTS = b"""\
# Requirements

- R1: aliases are case-insensitive
- **R2**: it is quick, see UTF-8
- [ ] R10: it is shown, after R1

```
- R99: no item
```
"""


def items(source: ItemSource, content: bytes | str, path: str = "") -> Items:
    named = path or source.markdown or source.data
    given = content if isinstance(content, bytes) else content.encode()
    found = items_of_files(source, {named: given})
    assert isinstance(found, tuple), found
    return found


def named_tests(*names: str) -> Items:
    found = items_of_tests(TESTS, [case_of(f"t.py::{name}", ".") for name in names])
    assert isinstance(found, tuple)
    return found


def judge(
    covering: Items | Trouble,
    wanted: bytes | str | Trouble = REQUIREMENTS,
    rule: TraceRule = RULE,
    via: Items | None = None,
) -> Verdict:
    named = wanted if isinstance(wanted, Trouble) else items(rule.wanted, wanted)
    return judge_trace("trace", rule, TraceSeen(named, covering, via), SUBJECT)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def test_items_of_a_list_have_ids_and_mention_others() -> None:
    found = items(SPEC, REQUIREMENTS)

    assert [(one.id, sorted(one.refs), one.place.line) for one in found] == [
        ("R1", [], 3),
        ("R2", ["UTF-8"], 4),
        ("R10", ["R1"], 5),
    ]


def test_section_names_where_the_items_stand() -> None:
    text = "# Goals\n\n- R1: a\n\n# Notes\n\n- R2: b\n"

    assert [one.id for one in items(replace(SPEC, section="goals"), text)] == ["R1"]


def test_each_item_that_a_test_names_is_covered() -> None:
    verdict = judge(named_tests("test_R1_alias", "test_quick_R2", "test_shown[R10]"))

    assert verdict.status is Status.PASS
    assert verdict.headline == "each of 3 items is covered"
    assert (verdict.examined.count, verdict.examined.unit) == (3, "items")


def test_item_is_covered_by_its_whole_id_only() -> None:
    verdict = judge(named_tests("test_R10", "test_R2x", "test_AR1"))

    assert verdict.status is Status.FAIL
    assert verdict.headline.startswith("2 of 3 items of spec.md are not covered")
    assert [place.line for place in verdict.reasons[0].places] == [3, 4]


def test_part_of_a_dotted_id_is_not_its_whole() -> None:
    wanted = "- R1: a\n- R1.2: b\n"

    assert codes(judge(named_tests("test R1.2"), wanted)) == ["trace.uncovered"]
    assert codes(judge(named_tests("test R1.2", "test R1-alias"), wanted)) == []


def test_each_item_may_be_wanted_more_often() -> None:
    rule = replace(RULE, min_per_item=2)
    once = named_tests("test_R1", "test_R2", "test_R10", "test_R2_too", "test_R10_too")

    verdict = judge(once, rule=rule)
    assert verdict.headline.startswith("1 of 3 items")
    assert judge((*once, *named_tests("test_R1_too")), rule=rule).status is Status.PASS


@pytest.mark.parametrize("text", ["", "# Requirements\n\nNone.\n", "- no id\n", "- r1: lower\n"])
def test_empty_set_is_an_error(text: str) -> None:
    verdict = judge(named_tests("test_R1"), text)

    assert (verdict.status, codes(verdict)) == (Status.ERROR, ["trace.empty"])
    assert verdict.examined.count == 0


def test_nothing_covers_nothing() -> None:
    assert codes(judge(())) == ["trace.uncovered"]


def test_id_of_two_items_is_no_id() -> None:
    assert codes(judge(named_tests("test_R1"), "- R1: a\n- R1: b\n")) == ["trace.id-twice"]


def test_mention_of_what_is_not_there_is_an_orphan() -> None:
    rule = replace(RULE, no_orphans=True)
    verdict = judge(named_tests("test_R1 UTF-8", "test_R2", "test_R10", "test_R11"), rule=rule)

    assert codes(verdict) == ["trace.orphan"]
    assert verdict.reasons[0].found == "R11"


def test_circle_is_told_as_its_path() -> None:
    text = "c: [{id: A, needs: [B]}, {id: B, needs: C}, {id: C, needs: [A]}, {id: D}]"
    rule = TraceRule(DATA, TESTS, acyclic=True)
    covering = named_tests("A", "B", "C", "D")

    given = tuple(replace(one, refs=frozenset("ABCD")) for one in covering)
    verdict = judge(given, text, rule)
    assert codes(verdict) == ["trace.cycle"]
    assert sorted(set(verdict.reasons[0].found.split(" <- "))) == ["A", "B", "C"]
    assert judge(given, "c: [{id: A, needs: [B]}, {id: B}]", rule).status is Status.PASS


def test_cover_goes_over_a_third_set() -> None:
    controls = ItemSource(data="k.json", items="/*", id="id", refs=("against",))
    rule = TraceRule(SPEC, TESTS, via=controls)
    text = '[{"id": "C1", "against": ["R1", "R2"]}, {"id": "C2", "against": ["R10"]}]'
    via = items(controls, text)

    verdict = judge(named_tests("test_C1", "test_R10"), rule=rule, via=via)
    assert codes(verdict) == ["trace.uncovered"]
    assert verdict.reasons[0].places[0].text == "R10: over C2, which nothing covers"
    assert judge(named_tests("test_C1_C2"), rule=rule, via=via).status is Status.PASS


def test_words_of_files_are_items() -> None:
    source = ItemSource(files=("tests/**",), pattern="REQ-[0-9]+")
    found = items(source, "# REQ-12, REQ-13\n# REQ-12.\nREQ-1x\n", "tests/a.py")

    assert [(one.id, one.place.line) for one in found] == [
        ("REQ-12", 1), ("REQ-13", 1), ("REQ-12", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "contents"),
    [
        (SPEC, {}),
        (SPEC, {"spec.md": b"\xff"}),
        (SPEC, {"spec.md": b"x" * (600 * 1024)}),
        (DATA, {"c.yaml": b"a: &x 1"}),
        (DATA, {"c.yaml": b"c: [{name: A}]"}),
        (ItemSource(files=("**",)), {f"f{n}": b"" for n in range(2001)}),
        (ItemSource(files=("**",)), {"f": b"x" * (9 * 1024 * 1024)}),
        (ItemSource(files=("**",)), {"f": b" ".join(b"w%d" % n for n in range(50_001))}),
    ],
)
def test_source_that_cannot_be_read_whole_is_trouble(
    source: ItemSource, contents: dict[str, bytes]
) -> None:
    trouble = items_of_files(source, contents)

    assert isinstance(trouble, Trouble)
    verdict = judge(named_tests("R1"), trouble)
    assert verdict.status in (Status.FAIL, Status.ERROR)
    assert codes(verdict) == [trouble.code]


def test_words_that_fit_a_pattern_are_found_among_many() -> None:
    words = sorted(f"w{n}" for n in range(3000))

    assert matching_words("w(7|29)9", words) == frozenset({"w79", "w299"})
    assert matching_words("x+", words) == frozenset()


def test_pattern_that_cannot_be_searched_is_trouble() -> None:
    assert isinstance(matching_words("(", ["a"]), Trouble)
    assert isinstance(items_of_files(replace(SPEC, pattern="("), {"spec.md": b"- R1: a"}), Trouble)
    named = items_of_tests(replace(TESTS, pattern="("), [case_of("t.py::a", ".")])
    assert isinstance(named, Trouble)


def test_word_of_files_may_stand_twice_and_an_id_may_not() -> None:
    files = ItemSource(files=("**",))
    rule = TraceRule(files, TESTS)
    found = items(files, "R1 R1", "a")

    verdict = judge_trace("trace", rule, TraceSeen(found, named_tests("R1")), SUBJECT)

    assert verdict.status is Status.PASS


def test_orphan_between_two_sets_is_told() -> None:
    controls = ItemSource(data="k.json", items="/*", id="id", refs=("against",))
    rule = TraceRule(SPEC, TESTS, via=controls, no_orphans=True)
    text = '[{"id": "C1", "against": ["R1", "R2", "R10", "R11"]}]'

    verdict = judge(named_tests("test_C1"), rule=rule, via=items(controls, text))

    assert codes(verdict) == ["trace.orphan"]
    assert verdict.reasons[0].found == "R11"
    whole = text.replace(', "R11"', "")
    assert judge(named_tests("test_C1"), rule=rule, via=items(controls, whole)).reasons == ()


def test_items_that_name_each_other_in_a_line_make_no_circle() -> None:
    rule = replace(RULE, acyclic=True)
    text = "- R1: after R2\n- R2: b\n- words after R1\n"

    assert judge(named_tests("R1", "R2"), text, rule).status is Status.PASS


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        (replace(DATA, refs=()), "c: [{id: A}]", [("A", {"A"})]),
        (replace(DATA, id="", refs=()), "c: [A, B]", [("A", {"A"}), ("B", {"B"})]),
        (replace(DATA, refs=()), "c: [{id: 12}, {id: 1.50}]", [("12", {"12"}), ("1.50", {"1.50"})]),
        (DATA, "c: [{id: A, needs: B}, {id: B, needs: [3, [x]]}]", [("A", {"B"}), ("B", {"3"})]),
        (replace(DATA, items="/*/b"), "c: {b: {id: A}}\nd: 5\ne: {f: 1}", [("A", set())]),
        (replace(DATA, items="/c/0"), "c: [{id: A}, {id: B}]", [("A", set())]),
        (replace(DATA, id="", items="/c"), "c: {a: 1}", [("", set())]),
    ],
)
def test_items_of_data_have_ids_and_mention_others(
    source: ItemSource, text: str, expected: list[tuple[str, set[str]]]
) -> None:
    assert [(one.id, set(one.refs)) for one in items(source, text)] == expected


def test_tests_with_too_many_words_are_trouble() -> None:
    cases = [case_of(f"t.py::{' '.join(f'w{n}' for n in range(WORDS_MAX + 1))}", ".")]

    assert isinstance(items_of_tests(TESTS, cases), Trouble)
