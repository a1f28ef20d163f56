"""Documents: checklists, tables, requirements, scenarios, links, front matter and data."""

import time

import pytest

from gatewright.core.documents.judge_doc import DocBeside, judge_doc
from gatewright.core.documents.judge_doc_data import document_data
from gatewright.core.text.ears import ears_problem
from gatewright.core.text.gherkin import read_gherkin
from gatewright.core.text.links import Neighbours, anchors_of, documents_linked
from gatewright.core.text.markdown_tables import read_tables
from gatewright.model.doc_parts import (
    VAGUE,
    ChecklistDemand,
    EarsDemand,
    GherkinDemand,
    SectionDemand,
    TableDemand,
)
from gatewright.model.examinations import Complaint, Examination
from gatewright.model.rules import DocRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status, Verdict
from tests.observed import SUBJECT, execution


def judge(rule: DocRule, text: str, beside: DocBeside | None = None) -> Verdict:
    return judge_doc("doc", rule, text.encode(), SUBJECT, beside or DocBeside())


def seen(verdict: Verdict) -> list[tuple[str, list[int]]]:
    """Return each code with the lines it points at."""
    return [(one.code, [place.line for place in one.places]) for one in verdict.reasons]


BOXES = (
    "# Plan\n\n- [x] one\n- [ ] two\n  - [ ] inner\n\n```\n- [ ] code\n```\n\n# Else\n\n- [ ] x\n"
)


def test_item_that_is_not_ticked_is_found_wherever_it_is_nested() -> None:
    rule = DocRule("a.md", checklist=ChecklistDemand(("Plan",)))

    assert seen(judge(rule, BOXES)) == [("doc.checklist", [4, 5])]


def test_checklist_of_nothing_is_not_ticked() -> None:
    rule = DocRule("a.md", checklist=ChecklistDemand())

    assert seen(judge(rule, "```\n- [x] code\n```\n")) == [("doc.checklist", [0])]


def test_section_with_too_few_items_or_words_fails() -> None:
    demand = SectionDemand("Risks", min_words=4, min_items=2)
    rule = DocRule("a.md", ("Risks",), demands=(demand,))

    assert seen(judge(rule, "## 2. Risks:\n\n- only one\n")) == [
        ("doc.section-empty", [1]),
        ("doc.section-items", [0]),
    ]
    assert judge(rule, "## Risks\n\n- one of two\n- two of two\n").status is Status.PASS


TABLE = "## Flows\n\n| From | To | Why |\n|---|---|---|\n| a | b | c |\n| a |  | d |\n"


@pytest.mark.parametrize(
    ("demand", "expected"),
    [
        (TableDemand(("from", "why"), 2), []),
        (TableDemand(("From", "To")), [("doc.table", [6])]),
        (TableDemand(("From",), 3), [("doc.table", [0])]),
        (TableDemand(("From",), section="Else"), [("doc.table", [0])]),
        (TableDemand(("Cost",)), [("doc.table", [0])]),
    ],
)
def test_table_has_its_columns_and_rows(
    demand: TableDemand, expected: list[tuple[str, list[int]]]
) -> None:
    assert seen(judge(DocRule("a.md", tables=(demand,)), TABLE)) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The shelf shall keep each book.",
        "R1: The shelf shall keep each book.",
        "REQ-2.1 - When a book is put back, the shelf shall show its place.",
        "While the lamp is on, the shelf shall glow.",
        "If the book is torn, then the shelf shall say so.",
        "Where a lock is fitted, the shelf shall lock.",
        "While it is dark, when a book is taken, the shelf shall ring.",
        "The shelf shall hold something simpler.",
    ],
)
def test_sentence_in_a_form_is_a_requirement(sentence: str) -> None:
    assert ears_problem(sentence, VAGUE) is None


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The shelf keeps books.", 'no "shall"'),
        ("The shelf shall ring and it shall glow.", "more than one"),
        ("The shelf shall .", "what shall happen"),
        ("When a book is put back the shelf shall ring.", "a comma"),
        ("If it is torn, the shelf shall say so.", '"then"'),
        ("Books shall be kept.", "begins with none"),
        ("When it rains, books shall be kept.", "names no system"),
        ("When it rains, some books shall be kept.", "names no system"),
        ("When it rains, the shall be kept.", "names no system"),
        ("While, the shelf shall glow.", 'nothing stands after "while"'),
        ("When it rains, if, then the shelf shall glow.", 'nothing stands after "if"'),
        ("The shelf shall be fast.", '"fast" is vague'),
        ("The shelf shall be user-friendly.", "is vague"),
    ],
)
def test_sentence_in_no_form_is_told_why(sentence: str, said: str) -> None:
    assert said in (ears_problem(sentence, VAGUE) or "")


def test_requirements_are_the_items_of_their_section() -> None:
    rule = DocRule("a.md", ears=EarsDemand(("Requirements",)))
    text = "# Requirements\n\n- The a shall b.\n- It works.\n\n# Notes\n\n- anything\n"

    assert seen(judge(rule, text)) == [("doc.ears", [4])]
    assert seen(judge(rule, "# Requirements\n\n```\n- The a shall b.\n```\n")) == [
        ("doc.ears", [0])
    ]


FEATURE = """\
# language: en
@slow
Feature: Shelf
  Some words about it.

  Background:
    Given a shelf

  Scenario: Put back
    When a book is put back
      | title |
      | A     |
    Then it shines
      \"\"\"text
      Scenario: not this one
      \"\"\"

  Scenario Outline: Many
    Given <n> books

    Examples:
      | n |
      | 1 |
"""


def test_feature_is_read() -> None:
    read = read_gherkin(FEATURE)

    assert read.problems == ()
    assert [(one.name, one.step_count) for one in read.scenarios] == [("Put back", 2), ("Many", 1)]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Scenario: a\nGiven b\n", 1, '"Feature:"'),
        ("Feature: f\nScenario: a\n", 2, "without a step"),
        ("Feature: f\nBackground:\nGiven x\nScenario: a\n", 4, "without a step"),
        ("Feature: f\nScenario:\nGiven b\n", 2, "without a name"),
        ("Feature: f\nScenario Outline: a\nGiven <b>\n", 2, "without an example"),
        ("Feature: f\nScenario Outline: a\nGiven <b>\nExamples:\n| b |\n", 2, "without an example"),
        ("Feature: f\nScenario: a\nGiven b\nwhatever\n", 4, "neither a step"),
        ("# language: de\nFeature: f\nScenario: a\nGiven b\n", 1, "English"),
        ('Feature: f\nScenario: a\nGiven b\n"""\nx\n', 1, "never closed"),
    ],
)
def test_feature_with_a_fault_is_told_where(text: str, line: int, said: str) -> None:
    problems = read_gherkin(text).problems

    assert [number for number, what in problems if said in what] == [line]


def test_scenarios_in_markdown_are_those_of_its_blocks() -> None:
    rule = DocRule("a.md", gherkin=GherkinDemand(2))
    text = "Scenario: none\n\n```gherkin\nFeature: f\nScenario: a\n```\n"

    assert seen(judge(rule, text)) == [("doc.gherkin", [0]), ("doc.gherkin", [5])]
    told = "```gherkin\nFeature: f\nScenario: a\n  Given b\nScenario: c\n  Given d\n```\n"
    assert judge(rule, told).status is Status.PASS


def test_file_of_scenarios_without_one_is_examined_at_nothing() -> None:
    verdict = judge(DocRule("a.feature"), "Feature: f\n")

    assert (verdict.status, verdict.examined.count) == (Status.FAIL, 0)


LINKS = """\
# One & two

[a](b.md) [c](sub/c.md#deep) [top](#one--two) [out](https://x.org/none) ![p](p.png)
[gone](gone.md) [deep](sub/c.md#none)
[up](../x.md) `[code](none.md)` [folder](sub/)
"""


def test_link_without_an_end_is_found() -> None:
    files = frozenset({"docs/a.md", "docs/b.md", "docs/sub/c.md", "docs/p.png"})
    around = Neighbours(files, {"docs/sub/c.md": b"## Deep\n"})
    verdict = judge(DocRule("docs/a.md", links=True), LINKS, DocBeside(around))

    assert seen(verdict) == [("doc.link", [4, 4, 5])]
    assert "there is no docs/gone.md" in verdict.reasons[0].found
    assert documents_linked("docs/a.md", LINKS) == ("docs/sub/c.md",)


@pytest.mark.parametrize(
    ("target", "is_broken"),
    [
        ("my%20notes.md", False),
        ("my%2", True),
        ("my%20notes.md#deep", True),
        ("my%20notes.md#h%C3%A9", False),
        ("large.md#any", False),
        ("unread.md#any", False),
        ("/docs/my%20notes.md?x=1", False),
    ],
)
def test_target_of_a_link_is_read_as_a_browser_does(target: str, is_broken: bool) -> None:
    texts = {"docs/my notes.md": "# h\u00e9\n".encode(), "docs/large.md": b" " * (1024 * 1024)}
    files = frozenset({"docs/a.md", *texts, "docs/unread.md"})
    rule = DocRule("docs/a.md", links=True)

    verdict = judge(rule, f"[a]({target})", DocBeside(Neighbours(files, texts)))

    assert (verdict.status is Status.FAIL) is is_broken


def test_headings_of_a_name_are_counted_in_their_anchors() -> None:
    assert anchors_of("# A b\n\n# A b\n\n<a id='own'></a>\n") == {"a-b", "a-b-1", "own"}


MATTER = "---\ntitle: Shelf\nowner:\n---\n\n# Shelf\n\ntext\n"


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        (MATTER, 1, "none for owner"),
        ("---\ntitle: Shelf: more\nowner: x\n---\n\ntext\n", 2, "mapping"),
        ("---\ntitle: a\ntitle: b\n---\n\ntext\n", 3, "twice"),
        ("# Shelf\n\ntext\n", 1, "there is none"),
        ("---\ntitle: a\n\ntext\n", 1, "never closed"),
        ("---\ntitle: &a x\nowner: *a\n---\n\ntext\n", 2, "anchor"),
        ("---\ntitle: a\nowner: 1e99999\n---\n\ntext\n", 3, "too large"),
    ],
)
def test_front_matter_that_is_asked_for_must_be_there(text: str, line: int, found: str) -> None:
    verdict = judge(DocRule("a.md", front_matter=("title", "owner")), text)

    assert seen(verdict) == [("doc.front-matter", [line])]
    assert found in verdict.reasons[0].found


def test_data_is_read_strictly_and_its_gaps_are_found() -> None:
    assert seen(judge(DocRule("a.yaml"), "a: [1\n"))[0][0] == "doc.not-data"
    assert seen(judge(DocRule("a.json"), '{"a": 1, "a": 2}')) == [("doc.not-data", [0])]
    assert seen(judge(DocRule("a.yaml"), "a: x\nb:\n  - TODO\n")) == [("doc.placeholder", [3])]
    assert judge(DocRule("a.yaml"), "a: x\nb: [y]\n").examined.count == 2


def test_document_against_its_schema_is_told_where_it_differs() -> None:
    rule = DocRule("a.yaml", schema="a.schema.json")
    complaint = Complaint("schema", "/b", "'x' is not of type 'integer'")
    examination = Examination(execution(), (complaint,), 1)

    verdict = judge(rule, "a: 1\nb: x\n", DocBeside(by_schema=examination))

    assert seen(verdict) == [("doc.schema", [2])]
    assert verdict.evidence.executions == (execution(),)


def test_schema_that_is_not_there_is_an_error() -> None:
    trouble = Trouble("doc.no-schema", "a schema", "it is not there", "")
    verdict = judge(DocRule("a.yaml", schema="x"), "a: 1\n", DocBeside(by_schema=trouble))

    assert (verdict.status, seen(verdict)) == (Status.ERROR, [("doc.no-schema", [])])


@pytest.mark.parametrize(
    "text",
    [
        "[a](b) " * 5_000,
        "- [ ] x\n" * 5_000,
        "> " * 3_000 + "- [ ] x",
        "|a|\n|-|\n" + "|x|\n" * 5_000,
        "<a " * 30_000,
        "- The " + "shall " * 30_000,
    ],
    ids=["links", "boxes", "quotes", "rows", "tags", "shall"],
)
def test_hostile_document_is_judged_in_bounded_time(text: str) -> None:
    rule = DocRule(
        "a.md",
        checklist=ChecklistDemand(),
        tables=(TableDemand(("a",)),),
        ears=EarsDemand(),
        gherkin=GherkinDemand(),
        links=True,
    )
    before = time.process_time()

    judge(rule, text)

    assert time.process_time() - before < 5


def test_front_matter_with_all_its_keys_is_fine() -> None:
    assert judge(DocRule("a.md", front_matter=("title",)), MATTER).status is Status.PASS


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("a.yaml", "a: x\n", {"a": "x"}),
        ("a.json", '{\n\t"a": "x"\n}', {"a": "x"}),
        ("a.md", "---\r\na: x\r\n---\r\ntext\r\n", {"a": "x"}),
        ("a.md", "text\n", None),
        ("a.md", "---\na: [\n---\n", None),
        ("a.json", "{", None),
        ("a.json", '{"a": x}', None),
    ],
)
def test_data_of_a_document_is_what_a_schema_is_held_against(
    path: str, text: str, value: object
) -> None:
    read = document_data(DocRule(path), text.encode())

    assert (None if read is None else read.value) == value


def test_table_stands_under_the_headings_above_it() -> None:
    text = "# A\n\n## B\n\n### C\n\n## D\n\n|a|b|\n|-|-|\n|1|2|\n\n# E\n\n|c|\n|-|\n"

    first, second = read_tables(text)

    assert (first.sections, second.sections) == (("A", "D"), ("E",))
    assert (first.line, second.line) == (9, 15)
    assert (first.columns, first.rows[1:], first.lines[1:]) == (["a", "b"], [["1", "2"]], [11])


@pytest.mark.parametrize(("wanted", "status"), [(2, Status.PASS), (3, Status.FAIL)])
def test_checklist_has_as_many_items_as_are_wanted(wanted: int, status: Status) -> None:
    rule = DocRule("a.md", checklist=ChecklistDemand(min_items=wanted))

    assert judge(rule, "- [x] one\n- [x] two\n").status is status
