"""A schema of documents is read whole, or each thing wrong with it is told at its place."""

from pathlib import Path

import pytest

from gatewright.bootstrap.agents import CATALOG, document_names
from gatewright.core.text.yaml_format import format_yaml
from gatewright.definitions.document_schema import facts_of_schema, parse_document_schema
from gatewright.model.document_schema import DocumentSchema, FieldKind, Span
from gatewright.views.document_outline import outline
from tests.documents import problems_of, schema_of

PLAIN = "document: x\nsections:\n  goal: {words: 2..}\n"


@pytest.mark.parametrize("name", document_names())
def test_shipped_schema_can_be_read_and_is_laid_out(name: str) -> None:
    text = Path(CATALOG, "documents", f"{name}.yaml").read_text()
    schema = parse_document_schema(text, f"{name}.yaml", name)

    assert isinstance(schema, DocumentSchema), schema
    assert format_yaml(text) == text
    assert outline(schema)


def test_each_key_of_a_section_means_something() -> None:
    schema = schema_of(
        """
document: brief
title: "Brief: {feature.title}"
pages: ..1.5
blocks: {max_code_lines: 15}
sections:
  options: {items: 2..3, id: O, each: [text, latency]}
  risks: {table: 1, columns: {risk: text, impact: [High, Low]}}
  steps: {items: 1.., numbered: true, none_ok: true, optional: true}
  direction: {words: 5.., sentences: ..2, names_one_of: options}
  sync:
    when: facts.multi
    sections: {model: {words: 5..}, undo: {tasks: 1.., warn: vague-words}}
  seen:
    items: 1..
    each: [{at: file_line}, text, {paths: "text != ''"}, {due: {type: date, optional: true}}]
lists: {undone: sync/undo, places: "seen[*].at"}
"""
    )
    options, risks, steps, direction, sync, seen = schema.sections

    assert schema.words == Span(0, 750)
    assert (schema.title, schema.code_lines_max) == ("Brief: {feature.title}", 15)
    assert options.list is not None
    assert (options.list.count, options.list.id) == (Span(2, 3), "O")
    assert risks.list is not None
    assert [one.values for one in risks.list.fields] == [(), ("High", "Low")]
    assert (steps.may_be_none, steps.is_optional) == (True, True)
    assert (direction.words, direction.sentences) == (Span(5), Span(0, 2))
    assert [one.name for one in sync.sections] == ["model", "undo"]
    assert facts_of_schema(schema) == ("multi",)
    assert seen.list is not None
    assert [one.kind for one in seen.list.fields] == [
        FieldKind.FILE_LINE,
        FieldKind.TEXT,
        FieldKind.PATHS,
        FieldKind.DATE,
    ]
    assert seen.list.fields[2].when == "text != ''"
    assert schema.lists == (("undone", "sync/undo"), ("places", "seen[*].at"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1  the file says nothing; start it with: document: NAME"),
        ("a: [", "1:5  "),
        ("document: x", '1:1  a document has "sections" (Markdown), "fields" (a form)'),
        ("document: x\nsections: {}", '1:1  a document has "sections"'),
        ("document: x\nsektions: {}", '2:1  unknown key "sektions"; did you mean "sections"?'),
        (f"{PLAIN}fields: {{a: text}}\n", '1:1  a document has "sections"'),
        (f"{PLAIN}pages: 3\n", "4:8  at most so many pages is expected here; ..2 or ..1.5"),
        (f"{PLAIN}pages: ..3\nwords: ..3\n", '1:1  "pages" and "words" say the same'),
        (
            "document: x\ntitle: t\nfields: {a: text}",
            '1:1  "title" is for a document with "sections"',
        ),
        (f"{PLAIN}diagrams: {{}}\n", '4:1  "diagrams" is not carried out yet'),
        ("document: plan\nfields: {a: text}", "1:11  a plan has a schema already"),
        ("document: x\nsections: {a: {words: ..}}", "2:23  how many is expected here"),
        ("document: x\nsections: {a: {words: 5..2}}", "2:23  the end of this range is before"),
        ("document: x\nsections: {a: {id: R}}", '2:15  "id" is of a list'),
        ("document: x\nsections: {a: {items: 1, id: r1}}", "2:30  an id starts with letters"),
        ("document: x\nsections: {a: {items: 1, tasks: 1}}", "2:15  a list is one of"),
        ("document: x\nsections: {a: {table: 1}}", '2:15  a table needs "columns"'),
        ("document: x\nsections: {a: {items: 1, columns: {b: text}}}", '"columns" are of a table'),
        ("document: x\nsections: {a: {items: 1, id: R, numbered: true}}", 'an "id" or are "numb'),
        ("document: x\nsections: {a: {items: 1, each: [id]}}", '"id" cannot be a field'),
        ("document: x\nsections: {a: {items: 1, each: [b, b]}}", '"b" is a field twice'),
        ("document: x\nsections: {a: {items: 1, each: [{b: text, c: text}]}}", "one field is exp"),
        ("document: x\nsections: {a: {items: 1, each: [{B: text}]}}", '"B" is no name'),
        ("document: x\nsections: {a: {items: 1, each: [{b: dat}]}}", 'did you mean "date"?'),
        ("document: x\nsections: {a: {items: 1, each: [{b: 'c =='}]}}", "column 5"),
        (
            "document: x\nsections: {a: {items: 1, each: [{b: {values: [c], words: 1}}]}}",
            '"values"',
        ),
        (
            "document: x\nsections: {a: {items: 1, each: [{b: {type: date, words: 1}}]}}",
            '"words" is',
        ),
        ("document: x\nsections: {a: {items: 1, each: [{b: [c]}], include: [{d: e}]}}", "include"),
        (
            "document: x\nsections: {a: {items: 1, each: [{b: [c]}], include: [{b: e}]}}",
            "is never e",
        ),
        ("document: x\nsections: {a: {items: 1, register: questions}}", "not carried out yet"),
        ("document: x\nsections: {a: {items: 1, sections: {b: {words: 1}}}}", "a list stands in"),
        (
            "document: x\nsections: {a: {items: 1}, b: {names_one_of: c}}",
            '2:27  there is no list "c"',
        ),
        (f"{PLAIN}lists: {{a: goal}}\n", '4:12  there is no list at "goal"'),
        (f"{PLAIN}lists: {{a: GOAL}}\n", "4:12  a section is expected here"),
        (
            "document: x\nsections: {a: {items: 1, each: [b]}}\nlists: {l: 'a[*].c'}",
            '3:12  its items have no field "c"; known: b',
        ),
        ("document: x\nfields: {a: {items: 1, type: date}}", 'a list has no "type"'),
    ],
)
def test_mistake_is_told_at_its_place(text: str, expected: str) -> None:
    found = problems_of(text)

    assert len(found) == 1, found
    assert expected in found[0]


def test_schema_is_called_as_its_file() -> None:
    assert problems_of(PLAIN, "y") == ['1:11  the file is called y and the schema "x"; document: y']
    assert isinstance(parse_document_schema(PLAIN, "x.yaml", "x"), DocumentSchema)
