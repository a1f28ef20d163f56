"""What conditions, traces and rules see of the artifacts of a run."""

from collections.abc import Mapping

import pytest

from gatewright.core.documents.artifact_items import ListSeen, items_of_list, linked_items, no_list
from gatewright.core.documents.artifact_lists import items_of_artifact, made_up_items
from gatewright.core.documents.artifact_reading import read_artifact
from gatewright.core.documents.artifact_words import values_by_variable, with_artifacts
from gatewright.core.documents.document_items import items_of_document, rehearsed_items
from gatewright.core.documents.document_lists import Entry
from gatewright.core.documents.judge_artifact import judge_artifact
from gatewright.core.documents.judge_trace import TraceSeen, judge_trace
from gatewright.core.evolve.evolve import evolve
from gatewright.core.layout.expansion import lay_out
from gatewright.core.state.artifact_places import documents_of_gate
from gatewright.core.state.run_state import RunState
from gatewright.core.text.expressions import evaluate
from gatewright.model.digest import digest_of
from gatewright.model.document_rules import ArtifactRule, ItemSource, TraceRule
from gatewright.model.events import StepSkipped
from gatewright.model.records import replace
from gatewright.model.rules import TaskKind
from gatewright.model.run_documents import ArtifactPlace, RunDocuments
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status, Verdict
from gatewright.model.workflow import Gate, InputFound, InputRule, Product
from tests.documents import SUBJECT, read_of, schema_of
from tests.unit.run_stories import AT, path, start_of, step

BOOK = schema_of(
    """
document: book
sections:
  tasks: {items: 1.., id: T, each: [text, {kind: [chore, verify]}, {after: texts}, {n: number}]}
  risks: {items: 1.., each: [tag, text]}
lists: {tags: "risks[*].tag", all: tasks}
"""
)
TEXT = """## Tasks
- T1: go (kind: chore; after: T2 T3; n: 4)
- T2: stop (kind: verify)
- T2: again (kind: verify)
## Risks
- speed: it is slow
- cost: T1 is dear
"""
KNOWN = RunDocuments(
    {"book": ArtifactPlace("b.md", "book"), "plan": ArtifactPlace("p.md", "plan")},
    {"book": BOOK},
)
PLAN = "# Requirements\n- R1: a\n- R2: b\n# Tasks\n- T1: one (R1, refactor)\n"


@pytest.mark.parametrize(
    ("condition", "text", "spoken"),
    [
        ("ack.verdict == 'agree'", "ack.verdict == 'agree'", ("ack",)),
        ("api-inventory.x.size() > 0", "api_inventory.x.size() > 0", ("api-inventory",)),
        ("art('ack').x && art(\"api\").y", "ack.x && api.y", ("ack", "api")),
        ("art('change').x && change.added > 0", "change_.x && change.added > 0", ("change",)),
        ("art('in').x", "in_.x", ("in",)),
        ("'ack' == \"art('ack')\"", "'ack' == \"art('ack')\"", ()),
        ("art('none').x || x.ack == ack(1)", "art('none').x || x.ack == ack(1)", ()),
        ("acks.x || ack-x", "acks.x || ack-x", ()),
    ],
)
def test_artifact_is_a_variable_of_a_condition(
    condition: str, text: str, spoken: tuple[str, ...]
) -> None:
    names = ("ack", "api", "api-inventory", "change", "in")

    assert with_artifacts(condition, names) == (text, spoken)


def test_condition_sees_what_an_artifact_says() -> None:
    read = read_artifact(KNOWN, KNOWN.places["book"], TEXT.encode())
    assert read is not None
    text, names = with_artifacts(
        "book.tasks.size() == 3 && art('book').risks[0].tag == 'speed'", KNOWN.places
    )

    assert names == ("book",)
    assert evaluate(text, values_by_variable({"book": read.value})) is True


def test_data_without_a_schema_is_seen_as_it_is() -> None:
    place = ArtifactPlace("x.json")
    read = read_artifact(KNOWN, place, b'{"a": 1, "b": [1.5, null, "x"], "c": {"d": true}}')
    assert read is not None

    assert read.value == {"a": 1, "b": [1.5, None, "x"], "c": {"d": True}}
    assert read_artifact(KNOWN, place, b"{") is None
    assert read_artifact(KNOWN, ArtifactPlace("x.md"), b"# A") is None


def test_plan_has_requirements_and_tasks() -> None:
    read = read_artifact(KNOWN, KNOWN.places["plan"], PLAN.encode())
    assert read is not None

    assert [one.key for one in read.lists["requirements"]] == ["R1", "R2"]
    assert [one.key for one in read.lists["tasks"]] == ["T1"]
    assert isinstance(read.value, dict)
    assert read.value["tasks"] == [{"id": "T1", "text": "one", "kind": "refactor"}]
    assert read_artifact(KNOWN, KNOWN.places["plan"], b"\xff") is None


# Items


def test_item_carries_all_that_it_says() -> None:
    first, second = items_of_document(BOOK, read_of(BOOK, TEXT), "tasks", "after")

    assert (first.key, first.title, first.kind) == ("T1", "go", TaskKind.CHORE)
    assert first.after == ("T2", "T3")
    assert [(one.name, one.text, one.literal) for one in first.fields] == [
        ("text", "go", "'go'"),
        ("kind", "chore", "'chore'"),
        ("after", "T2 T3", "['T2 T3']"),
        ("n", "4", "4"),
    ]
    assert [(one.name, one.literal) for one in second.fields[2:]] == [("after", "[]"), ("n", "''")]
    assert second.kind is TaskKind.BEHAVIOUR


def test_tick_is_no_change_of_an_item_and_a_word_is() -> None:
    schema = schema_of("document: x\nsections: {a: {tasks: 1.., id: T, each: [text, {b: flag}]}}")

    def digest(text: str) -> object:
        (item,) = items_of_document(schema, read_of(schema, f"## A\n{text}\n"), "a")
        return item.digest

    assert digest("- [ ] T1: go (b: true)") == digest("- [x] T1:  go (b: true)")
    assert digest("- [ ] T1: go (b: true)") != digest("- [ ] T1: go (b: false)")


def test_items_of_a_list_by_a_name_of_its_own() -> None:
    assert [one.key for one in items_of_document(BOOK, read_of(BOOK, TEXT), "tags")] == [
        "speed",
        "cost",
    ]
    assert [one.key for one in items_of_document(BOOK, read_of(BOOK, TEXT), "all")] == ["T1", "T2"]


def test_rehearsed_items_have_each_value_once() -> None:
    first, second = rehearsed_items(BOOK, "tasks")

    assert [one.literal for one in first.fields] == ["'text'", "'chore'", "['text']", "1"]
    assert second.fields[1].literal == "'verify'"


def test_items_are_made_of_lists_that_steps_are_made_for() -> None:
    started = start_of((step("a"), step("b", ["a"], for_each="book", list_name="tasks")))
    workflow = replace(started.workflow, documents=(BOOK,))

    def items(artifact: str, schema: str, text: bytes) -> list[str]:
        return [one.key for one in items_of_artifact(workflow, {}, artifact, schema, text)]

    assert items("book", "book", TEXT.encode()) == ["T1", "T2"]
    assert items("other", "book", TEXT.encode()) == []
    assert items("book", "book", b"\xff") == []
    assert items("book", "nothing", TEXT.encode()) == []
    assert items("plan", "plan", PLAN.encode()) == ["1"]
    assert [one.key for one in made_up_items(workflow, "book", "book")] == ["T1", "T2"]
    assert made_up_items(workflow, "plan", "plan") == ()


# Where they are


def test_gate_finds_artifacts_where_they_are_made_or_given() -> None:
    gate = Gate(artifacts=(("b", "use/b"), ("g", "g"), ("n", "none")))
    maker = step("a", produces=(Product("x", "x.md"), Product("use/b", "b.md", "book")))
    other = step("c", produces=(Product("use/b", "other.md", "book"),))
    started = start_of((maker, other, step("d", ["a", "c"], gate=gate)))
    workflow = replace(started.workflow, documents=(BOOK,), inputs=(InputRule("g", schema="plan"),))
    given = (InputFound("g", "g.md", digest_of("g"), "main"),)
    state = lay_out(replace(started, workflow=workflow, inputs=given), AT)

    known = documents_of_gate(state, state.record(path("d")).definition)

    assert known.places == {"b": ArtifactPlace("b.md", "book"), "g": ArtifactPlace("g.md", "plan")}
    assert (known.documents, known.slug) == ({"book": BOOK}, "alias")
    later = evolve(state, StepSkipped(path("a"), "no"))
    known = documents_of_gate(later, state.record(path("d")).definition)
    assert known.places["b"] == ArtifactPlace("other.md", "book")


def test_older_version_is_found_under_its_digest() -> None:
    gate = Gate(artifacts=(("b@first", "b@first"), ("x@first", "x@first"), ("b", "b")))
    maker = step("a", produces=(Product("b", "b.md", "book"),))
    state = lay_out(start_of((maker, step("d", ["a"], gate=gate))), AT)
    digest = digest_of("as it was first")
    later = replace(state, artifacts=state.artifacts.set("b@first", digest))

    def places(of: RunState) -> Mapping[str, ArtifactPlace]:
        return documents_of_gate(of, of.record(path("d")).definition).places

    assert set(places(state)) == {"b"}
    assert places(later)["b@first"] == ArtifactPlace("b.md", "book", digest)


# Judged


WHOLE = """## Tasks
- T1: go (kind: chore; after: T2 T3; n: 4)
- T2: stop (kind: verify; after: T1; n: 1)
## Risks
- speed: it is slow
- cost: T1 is dear
"""


def judged(rule: ArtifactRule, text: bytes | None = WHOLE.encode()) -> Verdict:
    place = KNOWN.places.get(rule.artifact)
    return judge_artifact("d", rule, KNOWN, place, text, SUBJECT)


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        (ArtifactRule("book"), []),
        (ArtifactRule("book", "tasks", least=2), []),
        (ArtifactRule("book", "tasks", least=3), ["doc.section-items"]),
        (ArtifactRule("book", "tasks", least=2, where="e.kind == 'chore'"), ["doc.section-items"]),
        (ArtifactRule("book", "tasks", where="e.nothing > 1"), ["assert.undecided"]),
        (ArtifactRule("book", "risks", cover=(("tag", ("speed", "cost")),)), []),
        (ArtifactRule("book", "risks", cover=(("tag", ("speed", "law")),)), ["doc.include"]),
        (ArtifactRule("book", "nothing"), ["doc.section-missing"]),
        (ArtifactRule("none"), ["doc.missing"]),
    ],
)
def test_rule_on_an_artifact_counts_its_items(rule: ArtifactRule, codes: list[str]) -> None:
    assert [reason.code for reason in judged(rule).reasons] == codes


def test_artifact_that_is_not_as_its_schema_wants_is_refused_as_a_whole() -> None:
    rule = ArtifactRule("book", "tasks", least=1)

    assert judged(rule, TEXT.encode()).status is Status.FAIL
    assert judged(rule, None).reasons[0].code == "doc.missing"
    assert judged(rule).headline == "b.md: 2 items in tasks"
    assert (
        judged(ArtifactRule("plan", "requirements", least=2), PLAN.encode()).status is Status.FAIL
    )
    plain = judge_artifact(
        "d", ArtifactRule("x"), KNOWN, ArtifactPlace("x.md"), b"# A\nb\n", SUBJECT
    )
    assert plain.status is Status.PASS


# Traced


def entry(key: str, text: str, **values: object) -> Entry:
    return Entry(key, 1, values, text)


def traced(wanted: ListSeen, covering: ListSeen, link: str = "") -> list[str]:
    rule = TraceRule(ItemSource(artifact="w#a"), ItemSource(artifact="c#b"), link=link)
    over = linked_items(wanted, covering, link) if link else items_of_list(covering)
    verdict = judge_trace("t", rule, TraceSeen(items_of_list(wanted), over), SUBJECT)
    return [f"{reason.code} {reason.found}" for reason in verdict.reasons]


def test_items_cover_what_they_mention_or_what_a_field_links() -> None:
    wanted = ListSeen("w.md", [entry("C1", "C1: go", option=["O1"]), entry("C2", "C2: on")])
    options = ListSeen("o.md", [entry("O1", "O1: all"), entry("O2", "O2 is for C2.", of="C2")])

    assert traced(wanted, options) == ["trace.uncovered too little for C1"]
    assert traced(wanted, options, "option") == ["trace.uncovered too little for C2"]
    assert traced(wanted, options, "of") == ["trace.uncovered too little for C1"]
    assert traced(ListSeen("w.md", []), options)[0].startswith("trace.empty")


def test_list_that_is_not_there_is_trouble() -> None:
    trouble = no_list("w#a", "nobody makes w here")

    assert isinstance(trouble, Trouble)
    assert trouble.code == "trace.source"
