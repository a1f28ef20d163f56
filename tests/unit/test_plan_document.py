"""Plans: what is a requirement, what a task, and what each task rests on."""

import pytest

from gatewright.core.documents.judge_plan import PLACES_MAX, TASKS_MAX, judge_plan
from gatewright.core.documents.plan_document import items_of, read_plan, read_plan_items
from gatewright.core.text.markdown import DOCUMENT_BYTES_MAX
from gatewright.core.text.markdown_lists import read_list_items
from gatewright.model.verdicts import Status, Verdict
from tests.observed import SUBJECT

PATH = "docs/plans/12-alias.md"
GOOD = """\
---
title: an alias
---
# Custom alias

## 1. Requirements

- R1: a link has an alias
- **R2**: a taken alias answers 409
  with the alias in the body

## Tasks:

1. [ ] T1: column and *form* field (R1)
   - R9: a nested item is none of the list
   - tests: tests/test_alias.py
2. T2: refuse a taken alias (R1, R2).

## Assumptions

- nothing of this is a task
"""


def judge(text: str | bytes | None) -> Verdict:
    return judge_plan("plan", PATH, text.encode() if isinstance(text, str) else text, SUBJECT)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def plan_of(requirements: str, tasks: str) -> str:
    return f"## Requirements\n\n{requirements}\n\n## Tasks\n\n{tasks}\n"


def test_plan_is_read_with_lines_titles_and_references() -> None:
    plan = read_plan(GOOD)

    assert [(one.key, one.line) for one in plan.requirements] == [("R1", 8), ("R2", 9)]
    assert [(one.key, one.line, one.title, one.requirements) for one in plan.tasks] == [
        ("1", 14, "column and form field", ("R1",)),
        ("2", 17, "refuse a taken alias", ("R1", "R2")),
    ]
    assert plan.unnumbered == ()
    assert [(item.key, item.title) for item in items_of(plan)] == [
        ("1", "column and form field"),
        ("2", "refuse a taken alias"),
    ]


def test_good_plan_passes() -> None:
    verdict = judge(GOOD)

    assert verdict.status is Status.PASS
    assert verdict.headline == "2 requirements, 2 tasks: each traced to the other"
    assert verdict.examined.count == 4
    assert judge("\ufeff" + GOOD.replace("\n", "\r\n")).status is Status.PASS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, ["plan.missing"]),
        ("  \n", ["plan.missing"]),
        (b"\xff\xfe", ["doc.unreadable"]),
        ("words", ["plan.no-requirements", "plan.no-tasks"]),
        (plan_of("- R1: a", ""), ["plan.no-tasks"]),
        (plan_of("", "- T1: a (R1)"), ["plan.no-requirements"]),
        (plan_of("- R1: a\n- R2: b", "- T1: a (R1)"), ["plan.untraced"]),
        (plan_of("- R1: a", "- T1: a (R1)\n- T2: b"), ["plan.orphan-task"]),
        (plan_of("- R1: a", "- T1: a (R1, R7)"), ["plan.orphan-task"]),
        (plan_of("- R1: a\n- R01: b", "- T1: a (R1)"), ["plan.duplicate"]),
        (plan_of("- R1: a", "- T1: a (R1)\n- T1: b (R1)"), ["plan.duplicate"]),
        (plan_of("- R1: a\n- and more", "- T1: a (R1)"), ["plan.unnumbered"]),
        (plan_of("- R1: a", "- T1: a (R1)\n- R1: b (R1)"), ["plan.unnumbered"]),
        (plan_of("- R1: a", "- T1: a (R1)\n- T2: (R1)"), ["plan.unnumbered"]),
        (plan_of("- R1: a", "- T1: a (R1)\n- ```\n  T2: code\n  ```"), ["plan.unnumbered"]),
        (plan_of("- R1: a TBD", "- T1: a (R1)"), ["doc.placeholder"]),
        (
            plan_of("- R1: a", "\n".join(f"- T{n}: a (R1)" for n in range(1, TASKS_MAX + 2))),
            ["plan.too-many"],
        ),
    ],
)
def test_plan_that_cannot_be_followed_is_refused(
    text: str | bytes | None, expected: list[str]
) -> None:
    verdict = judge(text)

    assert codes(verdict) == expected
    assert verdict.status is Status.FAIL
    assert verdict.headline == verdict.reasons[0].headline


def test_refusal_points_at_the_lines() -> None:
    verdict = judge(plan_of("- R1: a\n- R2: b", "- T1: a (R1)"))

    assert [str(place) for place in verdict.reasons[0].places] == [f"{PATH}:4"]
    assert verdict.reasons[0].headline == "no task is for R2"


def test_refusal_names_the_first_few_and_counts_the_others() -> None:
    verdict = judge(plan_of("\n".join(f"- R{n}: a" for n in range(1, 10)), "- T1: a (R1)"))

    assert verdict.reasons[0].headline == "no task is for R2, R3, R4, R5, R6, R7 and 2 more"


def test_refusal_names_a_bounded_number_of_places() -> None:
    many = "\n".join("- odd" for _ in range(PLACES_MAX * 2))

    assert len(judge(plan_of(many, "- T1: a")).reasons[0].places) <= PLACES_MAX


def test_task_rests_on_its_words_and_its_requirements_and_nothing_else() -> None:
    before = items_of(read_plan(GOOD))

    def moved(old: str, new: str) -> list[bool]:
        assert old in GOOD
        after = items_of(read_plan(GOOD.replace(old, new)))
        return [one != other for one, other in zip(before, after, strict=True)]

    assert moved("tests/test_alias.py", "tests/test_links.py") == [True, False]
    assert moved("with the alias in the body", "with a reason") == [False, True]
    assert moved("a link has", "each link has") == [True, True]
    assert moved("nothing of this", "none of this") == [False, False]
    assert moved("[ ] T1", "[x] T1") == [False, False]
    assert moved("## Tasks:", "Some words.\n\n## Tasks") == [False, False]


def test_items_are_unique_and_their_titles_harmless() -> None:
    text = plan_of("- R1: a", "- T1: a\x1b[2Jb (R1)\n- T1: second (R1)\n- T2: " + "x" * 999)

    items = read_plan_items(text.encode())

    assert [item.key for item in items] == ["1", "2"]
    assert items[0].title == "a [2Jb"
    assert len(items[1].title) == 200
    assert read_plan_items(b"\xff") == ()
    assert len(read_plan_items(text.encode().ljust(DOCUMENT_BYTES_MAX))) == 2
    assert read_plan_items(text.encode().ljust(DOCUMENT_BYTES_MAX + 1)) == ()


def test_items_in_code_quotes_and_nested_lists_are_none() -> None:
    text = "> - quoted\n\n```\n- code\n```\n\n- one\n  - nested\n- two<!-- x -->\\\n  lines\n\n-\n"

    assert [item.text for item in read_list_items(text)] == ["one", "two lines", ""]


def test_item_stands_below_all_headings_above_it() -> None:
    text = "# A\n## Tasks\n### First\n- a\n## B\n- b\n"

    assert [item.sections for item in read_list_items(text)] == [
        ("A", "Tasks", "First"),
        ("A", "B"),
    ]
