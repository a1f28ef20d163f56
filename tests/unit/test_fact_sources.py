"""What evidence says of facts: sources over documents, the diff and other facts; nothing else."""

import pytest

from gatewright.core.documents.document_data import data_of
from gatewright.core.facts.fact_sources import (
    artifacts_of,
    data_of_diff,
    derived,
    found_value,
    is_of_diff,
)
from gatewright.core.facts.facts import (
    answer_in_play,
    fits,
    in_words,
    literal_of,
    of_word,
    settled_by,
    undecided,
    wanted_of,
    words_of,
)
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.facts import FactRule, FactType, FactValue
from gatewright.model.ids import TreeId
from gatewright.model.workflow import Workflow

NAMED = (("feature-definition", "feature-definition"),)
BACK = FactRule(
    "back", source="feature-definition.layers.back", reads=(("feature-definition",) * 2,)
)
LAYERS = FactRule(
    "layers", type=FactType.INT, source="[facts.back, facts.front].filter(x, x).size()"
)
SIZE = FactRule("size", "How large?", type=FactType.ENUM, values=("small", "large"))


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("feature-definition.layers.back", ("feature-definition",)),
        ("'plan' == plan.kind", ("plan",)),
        ("x.plan == 1 && size(list)", ("list",)),
        ("list.exists(l, l.plan)", ("list",)),
    ],
)
def test_source_names_artifacts_and_not_their_parts(source: str, named: tuple[str, ...]) -> None:
    assert artifacts_of(source, ("feature-definition", "plan", "list")) == named


def test_diff_is_named_as_such() -> None:
    assert is_of_diff("diff.lines > 10")
    assert not is_of_diff("my-diff.lines > 10 || 'diff.' == x.diff.y")


def test_artifact_with_a_dash_is_no_subtraction() -> None:
    data = {"feature-definition": {"layers": {"back": True}}}

    assert found_value(BACK, data) is True


@pytest.mark.parametrize("definition", [{}, {"layers": {"back": "yes"}}, {"layers": {"back": 1}}])
def test_what_is_not_there_or_of_another_kind_settles_nothing(definition: object) -> None:
    assert found_value(BACK, {"feature-definition": definition}) is None


def test_artifact_that_is_not_there_settles_nothing() -> None:
    assert found_value(BACK, {}) is None


def test_unknown_settles_nothing() -> None:
    rule = FactRule("deep", source="1 > 2 ? true : unknown")

    assert derived([rule], {}) == {}
    assert derived([FactRule("deep", source="1 < 2 ? true : unknown")], {}) == {"deep": True}


def test_what_follows_waits_for_what_it_follows_from() -> None:
    many = FactRule("many", source="facts.layers > 1")

    assert derived([many, LAYERS], {"back": True}) == {}
    assert derived([many, LAYERS], {"back": True, "front": True}) == {"layers": 2, "many": True}


def test_what_is_known_already_does_not_follow() -> None:
    assert derived([LAYERS], {"back": True, "front": True, "layers": 0}) == {}


def test_before_what_follows_those_are_asked_for_that_it_follows_from() -> None:
    front = FactRule("front", "A screen?")
    workflow = Workflow("w", "1", "W", (), (), facts=(BACK, front, LAYERS))

    assert undecided(workflow, {}, "facts.layers > 1") == (BACK, front)
    assert undecided(workflow, {"back": True}, "facts.layers > 1 || facts.front") == (front,)
    assert undecided(workflow, {"back": True, "front": True}, "facts.layers > 1") == (LAYERS,)
    assert words_of(front) == "A screen?"
    assert words_of(BACK) == "What is back? Nothing settles it: feature-definition.layers.back"


def test_diff_is_its_paths_before_and_after_and_its_lines() -> None:
    line = (Line(1, "x"),)
    files = (
        ChangedFile("b.py", FileStatus.RENAMED, "a.py", added=line, removed=line),
        ChangedFile("c.py", FileStatus.ADDED, "c.py", added=line * 2),
    )

    data = data_of_diff(Change(TreeId("0"), TreeId("1"), files))

    assert data == {"paths": ["b.py", "a.py", "c.py"], "lines": 4, "added": 3, "removed": 1}


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (LAYERS, " 2 ", (2, "")),
        (LAYERS, "-3: as said", (-3, "as said")),
        (LAYERS, "two", None),
        (SIZE, "large: all of it", ("large", "all of it")),
        (SIZE, "huge", None),
        (FactRule("name", type=FactType.STRING), "a: b", ("a: b", "")),
        (FactRule("name", type=FactType.STRING), "a\nb", None),
        (FactRule("ui"), "no: a library", (False, "a library")),
    ],
)
def test_answer_is_of_the_kind_of_its_fact(
    rule: FactRule, text: str, expected: tuple[FactValue, str] | None
) -> None:
    assert settled_by(text, rule) == expected


@pytest.mark.parametrize(
    ("rule", "word", "value"),
    [
        (FactRule("ui"), "TRUE", True),
        (FactRule("ui"), "perhaps", None),
        (LAYERS, "3", 3),
        (LAYERS, "3.5", None),
        (SIZE, "small", "small"),
        (SIZE, "huge", None),
        (FactRule("name", type=FactType.STRING), "", None),
        (FactRule("name", type=FactType.STRING), "x" * 501, None),
    ],
)
def test_word_settles_what_it_can(rule: FactRule, word: str, value: FactValue | None) -> None:
    assert of_word(rule, word) == value


def test_truth_is_no_number() -> None:
    assert not fits(LAYERS, True)
    assert not fits(FactRule("ui"), 1)


def test_values_in_words_and_in_conditions() -> None:
    assert [in_words(each) for each in (True, False, 2, "a")] == ["yes", "no", "2", "a"]
    assert [literal_of(each) for each in (True, 2, "a'b")] == ["true", "2", "'a\\'b'"]


@pytest.mark.parametrize(
    ("content", "path", "data"),
    [
        (b'{"a": [1, 2.5, null]}', "a.JSON", {"a": [1, 2.5, None]}),
        (b"a: {b: true}\n", "a.yaml", {"a": {"b": True}}),
        (b"a: [\n", "a.yml", None),
        (b"\xff", "a.md", None),
    ],
)
def test_document_is_data(content: bytes, path: str, data: object) -> None:
    assert data_of(content, path) == data


def test_markdown_is_its_front_matter_and_its_text() -> None:
    assert data_of(b"---\napi: true\n---\n# A\n", "a.md") == {
        "text": "---\napi: true\n---\n# A\n",
        "front_matter": {"api": True},
    }
    assert data_of(b"# A\n", "a.md") == {"text": "# A\n", "front_matter": {}}
    assert data_of(b"---\n[\n---\n", "a.md") == {"text": "---\n[\n---\n", "front_matter": {}}


def test_plan_is_its_tasks_too() -> None:
    data = data_of(b"# Plan\n\n## Tasks\n\n### Task 1: Do it\n\nText.\n", "plan.md", "plan")

    assert isinstance(data, dict)
    assert isinstance(data["tasks"], list)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (FactRule("ui"), "yes; or no, with a reason"),
        (LAYERS, "a whole number"),
        (SIZE, "one of small, large"),
        (FactRule("name", type=FactType.STRING), "one line of at most 500 characters"),
    ],
)
def test_what_settles_a_fact_is_said_by_its_kind(rule: FactRule, said: str) -> None:
    assert wanted_of(rule) == said


@pytest.mark.parametrize(
    "rule", [FactRule("ui"), LAYERS, SIZE, FactRule("name", type=FactType.STRING)]
)
def test_answer_that_is_made_up_settles_a_fact_in_two_ways(rule: FactRule) -> None:
    ways = [settled_by(answer_in_play(rule, is_so=is_so), rule) for is_so in (True, False)]

    assert None not in ways
    assert ways[0] != ways[1]
