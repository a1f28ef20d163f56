"""A document is held against its schema: sections, lists, fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.model.verdicts import Status
from tests.documents import flaws, judged, read_of, schema_of

PLAN = schema_of(
    """
document: playbook
title: "Feature: {feature.title}"
words: ..60
blocks: {max_code_lines: 2}
sections:
  summary: {sentences: 1..2}
  requirements: {tasks: 1.., id: R, each: [text, measure], warn: vague-words}
  options: {items: 0.., id: O, none_ok: true}
  direction: {words: 2.., names_one_of: options, optional: true}
  research:
    sections:
      docs: {items: 1.., each: [package, text]}
      seen: {items: 1.., none_ok: true, each: [{at: file_line}, text]}
  risks: {table: 1.., columns: {risk: text, impact: [High, Low]}}
  tasks:
    items: 1..
    id: T
    each: [text, {kind: [build, test]}, {paths: "kind == 'build'"}]
    include: [{kind: test}]
  sync: {when: facts.multi, words: 1..}
lists: {packages: "research/docs[*].package", todo: tasks}
"""
)
GOOD = """# Feature: alias

## Summary
People choose an alias. It is kept.

## 2. Requirements:
- [ ] R1: a taken alias answers 409 (measure: test_taken)
- [x] R2: an alias is kept
  - **Measure**: test_kept

## Options
- O1: a table
## Direction
We take O1.
## Research
### Docs
- requests: it reads
### Seen
- `src/app.py:12`: what it does
## Risks
| Risk | Impact |
|------|--------|
| slow | high |
## Tasks
- T1: build it (kind: build; paths: src/app.py, `src/b.py`)
- T2: prove it (kind: test)
"""
NO = {"multi": False}


def test_document_as_wanted_passes_and_says_all_it_holds() -> None:
    verdict = judged(PLAN, GOOD, NO)
    read = read_of(PLAN, GOOD, NO)

    assert verdict.status is Status.PASS, verdict.reasons
    assert verdict.headline == "docs/x.md: as playbook wants it; 9 sections, 13 items"
    assert isinstance(read.value, dict)
    assert read.value["summary"] == "People choose an alias. It is kept."
    assert read.value["requirements"][1] == {
        "text": "an alias is kept",
        "measure": "test_kept",
        "id": "R2",
    }
    assert read.value["research"]["seen"] == [{"at": "src/app.py:12", "text": "what it does"}]
    assert read.value["risks"] == [{"risk": "slow", "impact": "High"}]
    assert read.value["tasks"][0]["paths"] == ["src/app.py", "src/b.py"]
    assert [one.key for one in read.lists["packages"]] == ["requests"]
    assert [one.key for one in read.lists["todo"]] == ["T1", "T2"]
    assert [one.key for one in read.lists["seen"]] == [""]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("# Feature: alias", "# Feature:", '1 doc.title: the first heading is "Feature:"'),
        ("# Feature: alias", "# Notes", '1 doc.title: the first heading is "Notes"'),
        ("kept.\n", "kept. So. There.\n", "3 doc.section-length: section summary has 4 sentences"),
        ("People choose an alias. It is kept.", "", "3 doc.section-length: section summary has 0"),
        ("## Risks", "## Dangers", "0 doc.section-missing: there is no section risks"),
        ("### Docs", "### Papers", "15 doc.section-missing: there is no section docs"),
        ("- [ ] R1:", "- R1:", '7 doc.section-items: "R1: a taken alias'),
        ("R1: a", "a", '7 doc.id: "a taken alias answers 409" cannot be named; an id: R1: words'),
        ("R2:", "R1:", "7 doc.id: R1 is the id of two items"),
        ("  - **Measure**: test_kept\n", "", "8 doc.field: R2 does not say measure"),
        ("(measure: test_taken)", "(measure test)", "7 doc.field: R1 does not say measure"),
        ("- O1: a table", "- a table", '12 doc.id: "a table" cannot be named'),
        ("We take O1.", "We take all.", "13 doc.names: section direction names none of options"),
        ("- requests: it reads", "- requests", "17 doc.field: "),
        ("- requests: it reads\n", "", "16 doc.section-items: section docs has 0 items"),
        ("src/app.py:12", "src/app.py", "19 doc.field: at of "),
        ("src/app.py:12", "../app.py:12", "19 doc.field: at of "),
        ("| slow | high |", "| slow | huge |", "23 doc.field: impact of "),
        ("| slow | high |", "| slow |  |", "23 doc.field: "),
        ("| Risk |", "| Danger |", "20 doc.section-items: section risks has 0 items"),
        (
            "; paths: src/app.py, `src/b.py`",
            "",
            "25 doc.field: T1 does not say paths; paths: paths",
        ),
        ("paths: src/app.py, `src/b.py`", "paths: /etc", "25 doc.field: paths of T1"),
        ("kind: test)", "kind: build; paths: a)", "24 doc.include: section tasks has no item with"),
        ("We take O1.", "We take O1. " + "word " * 60, "1 doc.too-long: it has "),
        ("We take O1.", "We take O1.\n```\na\nb\nc\n```\n", "16 doc.code: a block of code has 3"),
    ],
)
def test_what_is_not_as_wanted_is_told_where_it_stands(old: str, new: str, expected: str) -> None:
    assert old in GOOD
    found = flaws(PLAN, GOOD.replace(old, new, 1), NO)

    assert any(expected in one for one in found), found
    assert judged(PLAN, GOOD.replace(old, new, 1), NO).status is Status.FAIL


def test_none_with_why_is_an_answer_where_the_schema_allows_it() -> None:
    text = GOOD.replace("- `src/app.py:12`: what it does", "None: there is no such code.")
    refused = GOOD.replace("- requests: it reads", "None.")

    assert flaws(PLAN, text, NO) == []
    assert not read_of(PLAN, text, NO).lists["seen"]
    assert flaws(PLAN, refused, NO) != []


def test_section_depends_on_a_fact_and_nobody_guesses_it() -> None:
    assert flaws(PLAN, GOOD, {"multi": True})[0].startswith("0 doc.section-missing: there is no")
    assert flaws(PLAN, GOOD + "## Sync\nIt is.\n", {"multi": True}) == []

    unknown = judged(PLAN, GOOD, {})

    assert unknown.status is Status.ERROR
    assert unknown.reasons[0].code == "assert.undecided"


def test_ids_that_are_named_are_known_ones() -> None:
    text = GOOD.replace("- O1: a table\n", "None yet.\n")

    assert flaws(PLAN, text, NO) == [
        "13 doc.names: section direction names none of options; an id of options"
    ]


def test_vague_words_are_told_and_let_pass() -> None:
    verdict = judged(PLAN, GOOD.replace("answers 409", "is fast"), NO)

    assert verdict.status is Status.PASS
    assert verdict.notes == (
        'docs/x.md: line 7: R1: "fast" is vague: no test can be written for it',
    )


def test_gap_that_is_marked_is_no_content() -> None:
    verdict = judged(PLAN, GOOD.replace("We take O1.", "We take O1. TODO why"), NO)

    assert [reason.code for reason in verdict.reasons] == ["doc.placeholder"]
    assert judged(OPINION, "verdict: agree\nreason: TODO say why\n").status is Status.FAIL


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe\x00", b"a" * 600_000])
def test_file_that_says_nothing_is_refused(content: bytes | None) -> None:
    for schema in (PLAN, OPINION):
        assert judged(schema, content, NO).status is Status.FAIL


@pytest.mark.parametrize(
    ("template", "title", "is_right"),
    [
        ("Plan", "Plan", True),
        ("Plan", "Plans", False),
        ("{feature.title}", "Anything", True),
        ("{feature.title}", "", False),
        ("Plan {a} of {b}", "Plan x of y", True),
        ("Plan {a} of {b}", "Plan x for y", False),
        ("{a}{b} end", "the end", True),
    ],
)
def test_name_in_braces_is_any_words_of_a_title(template: str, title: str, is_right: bool) -> None:
    schema = schema_of(f"document: x\ntitle: '{template}'\nsections: {{a: {{words: 1..}}}}")
    text = f"# {title}\n## A\nword\n" if title else "word\n"
    codes = [one.split()[1] for one in flaws(schema, text)]

    assert ("doc.title:" not in codes) is is_right


def test_numbered_items_are_named_by_their_numbers() -> None:
    schema = schema_of("document: x\nsections: {steps: {items: 1.., numbered: true}}")

    read = read_of(schema, "## Steps\n1. go\n2) stop\n")
    assert [one.key for one in read.lists["steps"]] == ["1", "2"]
    assert flaws(schema, "## Steps\n- go\n") == [
        '2 doc.id: "go" cannot be named; a number in front: 1.'
    ]


def test_table_may_have_ids() -> None:
    schema = schema_of("document: x\nsections: {a: {table: 1.., id: M, columns: {what: text}}}")
    text = "## A\n| id | what | more |\n|---|---|---|\n| M1 | go | x |\n"

    assert [one.key for one in read_of(schema, text).lists["a"]] == ["M1"]
    assert flaws(schema, text.replace("| M1 |", "|  |")) != []


def test_highest_heading_of_a_name_is_meant() -> None:
    schema = schema_of("document: x\nsections: {log: {words: 2..}}")
    text = "## Other\n### Log\nno\n## Log\none two\n<!-- not said -->\n"

    assert flaws(schema, text) == []


# Forms

OPINION = schema_of(
    """
document: opinion
fields:
  verdict: [agree, object]
  reason: {words: 2..3}
  due: {type: date, when: "verdict == 'object'"}
  share: {type: number, optional: true}
  sure: {type: flag, optional: true}
  at: {type: path, optional: true}
  word: {type: word, optional: true}
  link: {type: link, optional: true}
  said: {type: texts, optional: true}
  about: {items: 0.., id: A, each: [text, {state: [open, done]}], optional: true}
"""
)
FORM = """verdict: Agree
reason: it is fine
share: -3
sure: true
at: src/app.py
word: fast
link: https://example.org/x
said: [one thing, another]
about:
  - {id: A1, text: that, state: done}
  - "A2: this"
"""


def test_values_of_a_form_are_typed_by_its_schema() -> None:
    read = read_of(OPINION, FORM.replace('  - "A2: this"\n', ""))

    assert list(read.flaws) == []
    assert read.value == {
        "verdict": "agree",
        "reason": "it is fine",
        "share": -3,
        "sure": True,
        "at": "src/app.py",
        "word": "fast",
        "link": "https://example.org/x",
        "said": ["one thing", "another"],
        "about": [{"text": "that", "state": "done", "id": "A1"}],
    }
    assert judged(OPINION, FORM.replace('  - "A2: this"\n', "")).headline == (
        "ack.yaml: as opinion wants it; 10 fields, 1 item"
    )


def test_json_is_a_form_as_well() -> None:
    assert flaws(OPINION, '{"verdict": "agree", "reason": "it is"}') == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("verdict: [", "doc.not-data"),
        ("- a", "1 doc.not-data: it is no mapping; a mapping: verdict, reason"),
        ("reason: it is", "1 doc.field: the form does not say verdict; verdict: one of agree, obj"),
        ("verdict: ~", "the form does not say verdict"),
        ("verdict: null", "the form does not say verdict"),
        ("verdict: maybe", "1 doc.field: verdict is not as wanted; one of agree, object"),
        ("verdict: {a: b}", "1 doc.field: verdict is a list or a mapping; one of agree, object"),
        ("verdict: []", "1 doc.field: verdict is a list or a mapping"),
        ("verdikt: agree", '1 doc.field: there is no field "verdikt"; only verdict, reason'),
        ("reason: no", "1 doc.field: reason is not as wanted; 2 to 3 words"),
        ("verdict: object", "the form does not say due; due: a date, 2026-11-30"),
        ("due: 2026-13-01", "1 doc.field: due is not as wanted; a date: 2026-11-30"),
        ("due: '20261101'", "1 doc.field: due is not as wanted; a date: 2026-11-30"),
        ("share: 010", "1 doc.field: share is not as wanted; a whole number"),
        ("sure: yes", "1 doc.field: sure is not as wanted; true or false"),
        ("at: a b", "1 doc.field: at is not as wanted; a path from the top"),
        ("word: two words", "1 doc.field: word is not as wanted; one word"),
        ("link: example", "1 doc.field: link is not as wanted; a link: https://..."),
        ("said: '; ;'", "1 doc.field: said is not as wanted; some words; more of them"),
        ("about: much", "1 doc.section-items: the field about is no list; a list of items"),
        ("about: [[a]]", '1 doc.id: "" cannot be named'),
        ("about: [{id: B1, text: x, state: open}]", "1 doc.id: B1 is no id; an id: A1"),
        ("about: [{id: A1, text: x, stat: open}]", '1 doc.field: there is no field "stat"'),
        ("about: ['A1: this']", "1 doc.field: A1 does not say state; state: one of open, done"),
        ("about: [this]", '1 doc.id: "this" cannot be named; an id: A1: words'),
    ],
)
def test_what_a_form_lacks_is_told_where_it_stands(text: str, expected: str) -> None:
    found = flaws(OPINION, text)

    assert any(expected in one for one in found), found


def test_no_items_can_be_said_in_a_word_where_none_are_wanted() -> None:
    assert flaws(OPINION, "verdict: agree\nreason: it is\nabout: none\n") == []


def test_list_of_a_form_is_missed_like_any_field() -> None:
    schema = schema_of("document: x\nfields: {a: {items: 2}, b: {items: ..1, optional: true}}")

    assert flaws(schema, "{}") == ["1 doc.field: the form does not say a; a: 2 items"]
    assert flaws(schema, "a: [c, d]\nb: [e, f]") == [
        "2 doc.section-items: the field b has 2 items; at most 1 item"
    ]


def test_form_may_be_a_list_as_a_whole() -> None:
    schema = schema_of("document: x\nitems: 1..\nid: R\neach: [text, {paths: paths}]")

    assert read_of(schema, "- {id: R1, text: go, paths: [a, b]}").value == [
        {"text": "go", "paths": ["a", "b"], "id": "R1"}
    ]
    assert flaws(schema, "a: b") == [
        "1 doc.section-items: it is no list; a list of items",
        "1 doc.section-items: it has 0 items; at least 1 item",
    ]
    assert flaws(schema, "# nothing")[0] == "1 doc.section-items: it is no list; a list of items"


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    for schema in (PLAN, OPINION):
        assert judged(schema, text.encode("utf-8", "replace"), NO).status in (
            Status.PASS,
            Status.FAIL,
        )
