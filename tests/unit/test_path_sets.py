"""Path sets: what they cover, whether two may overlap, and names of content."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gatewright.core.content.content_names import (
    any_meets,
    artifact_of,
    is_bound,
    meets,
    named_version,
    part_of,
    version_of,
    with_artifact,
)
from gatewright.core.content.path_sets import covers, digest_of_region, is_in, may_overlap, shown
from gatewright.core.text.globs import lies_within, matches_glob, may_meet
from gatewright.core.text.quick_globs import matches_quickly
from gatewright.model.change import TreeFile
from gatewright.model.path_sets import PathSet

SOURCE = PathSet("source", ("src/**", "!**/*.test.js"))
DOCS = PathSet("docs", ("docs/**", "**/*.md", "!src/**"))
CODE = PathSet("code", ("**", "!docs/**", "!**/*.md", "src/**"))
SETS = (SOURCE, DOCS, CODE)
PIECES = st.text("ab*?", min_size=1, max_size=4).filter(lambda text: text != "**")
GLOBS = st.lists(PIECES | st.just("**"), min_size=1, max_size=4).map("/".join)
PATHS = st.lists(st.text("ab", min_size=1, max_size=4), min_size=1, max_size=4).map("/".join)


def test_the_last_glob_that_matches_says() -> None:
    assert is_in("src/a.js", SOURCE.globs)
    assert not is_in("src/a.test.js", SOURCE.globs)
    assert not is_in("lib/a.js", SOURCE.globs)
    assert is_in("src/words.md", CODE.globs)


def test_an_entry_is_a_glob_or_a_set() -> None:
    assert covers(["tree:source"], "src/a.js", SETS)
    assert covers(["lib/**", "tree:source"], "lib/a.test.js", SETS)
    assert not covers(["tree:source"], "src/a.js", ())
    assert covers(["tree:all"], "anything")


@example("**/**", "**/*/*", "a")
@example("**/a/**", "**/*/*", "a")
@given(GLOBS, GLOBS, PATHS)
def test_what_matches_both_is_where_they_meet(one: str, other: str, path: str) -> None:
    if matches_glob(one, path) and matches_glob(other, path):
        assert may_meet(one, other)
    if lies_within(one, other) and matches_glob(one, path):
        assert matches_glob(other, path)


def test_glob_with_more_folders_of_any_depth_than_are_tried_lies_in_itself_alone() -> None:
    deep = "**/a/" * 5 + "b"

    assert lies_within(deep, deep)
    assert not lies_within(deep, "**")


@pytest.mark.parametrize(
    "glob",
    ["**", "**/a/**", "**/a", "**/*a", "a/**", "a/b/", "a", "a/*b", "**/a*/**", "**/*a*", "a*/**"],
)
@given(PATHS)
def test_usual_globs_are_told_quickly(glob: str, path: str) -> None:
    assert matches_quickly(glob, path) is matches_glob(glob, path)


@given(GLOBS, PATHS)
def test_any_glob_is_told_the_same_quickly(glob: str, path: str) -> None:
    assert matches_quickly(glob, path) is matches_glob(glob, path)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("src/**", "src/a.py", True),
        ("src/", "src/a/b.py", True),
        ("src/*.py", "src/a?.p*", True),
        ("docs/**", "src/**", False),
        ("**/*.md", "docs/*.txt", False),
        ("a/**/z", "a/z", True),
    ],
)
def test_globs_meet(one: str, other: str, expected: bool) -> None:
    assert may_meet(one, other) is expected
    assert may_meet(other, one) is expected


def test_sets_overlap_unless_one_takes_the_other_out() -> None:
    assert not may_overlap(DOCS.globs[:2], CODE.globs[:3])
    assert not may_overlap(("notes/4-x.md",), CODE.globs)
    assert may_overlap(("src/notes.md",), CODE.globs)
    assert may_overlap(("README*",), CODE.globs)


def test_a_region_is_what_it_covers() -> None:
    one, other = TreeFile("src/a.js", "100644", "1", 1), TreeFile("docs/a.md", "100644", "2", 1)
    changed = TreeFile("src/a.js", "100644", "3", 1)
    of_code = digest_of_region(CODE, [one, other])
    assert of_code == digest_of_region(CODE, [one])
    assert of_code != digest_of_region(CODE, [changed, other])
    assert digest_of_region(DOCS, [one, other]) == digest_of_region(DOCS, [changed, other])


def test_a_set_is_shown_with_its_globs() -> None:
    assert shown("src/**", SETS) == "src/**"
    assert shown("tree:source", SETS) == "source (src/**, not **/*.test.js)"
    assert shown("tree:docs", (PathSet("docs", ("a", "b", "c", "d")),)) == "docs (a, b, c ...)"
    assert shown("tree:docs") == "docs"


def test_a_name_is_of_an_artifact_a_part_and_a_version() -> None:
    name = "plan@first#risks"
    assert (artifact_of(name), version_of(name), part_of(name)) == ("plan", "first", "risks")
    assert (artifact_of("tree:code"), version_of("tree:code"), part_of("change")) == (
        "tree:code", "", "",
    )  # fmt: skip
    assert with_artifact("plan#a/b", "build/plan") == "build/plan#a/b"
    assert with_artifact("tree:code", "x") == "tree:code"
    assert named_version("plan#a", "first") == "plan@first#a"
    assert named_version("plan", "approved") == "plan@approved"
    assert is_bound("tree")
    assert is_bound("tree:code")
    assert not is_bound("plan")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("plan", "plan", True),
        ("plan", "plan#risks", True),
        ("plan#risks", "plan#risks/data", True),
        ("plan#risks", "plan#risks-of-data", False),
        ("plan#/paths/~1a", "plan#/paths/~1b", False),
        ("plan", "notes", False),
        ("plan@first", "plan", False),
        ("plan@first", "plan@first", True),
    ],
)
def test_names_meet(one: str, other: str, expected: bool) -> None:
    assert meets(one, other) is expected
    assert meets(other, one) is expected
    assert any_meets([one], ["x", other]) is expected
