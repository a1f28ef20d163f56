"""Globs: laws over random paths, and a table of what each sign stands for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.text.globs import matches_any, matches_glob

SEGMENT = st.text("ab.", min_size=1, max_size=4)
PATH = st.lists(SEGMENT, min_size=1, max_size=4).map("/".join)
GLOB = st.lists(st.text("ab.*?", min_size=1, max_size=4), min_size=1, max_size=4).map("/".join)


def by_regular_expression(pattern: str, path: str) -> bool:
    """Match slowly and plainly: the other way to say what a glob means."""
    full = pattern + "**" if pattern.endswith("/") else pattern
    signs = {"*": "[^/]*", "?": "[^/]"}
    parts = [
        "**" if one == "**" else "".join(signs.get(char, re.escape(char)) for char in one)
        for one in full.split("/")
    ]
    text = "/" + "/".join(parts)
    return re.fullmatch(text.replace("/**", "(?:/[^/]+)*"), "/" + path) is not None


@given(GLOB, PATH)
def test_glob_agrees_with_its_regular_expression(pattern: str, path: str) -> None:
    """Law: two independent readings of a glob agree."""
    assert matches_glob(pattern, path) == by_regular_expression(pattern, path)


@given(PATH)
def test_path_without_signs_matches_itself_and_any_depth(path: str) -> None:
    """Law: a path is a glob for itself, and `**` matches all."""
    assert matches_glob(path, path)
    assert matches_glob("**", path)
    assert matches_any(["nothing/like/it/at/all", "**"], path)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("src/**", "src/a/b.py", True),
        ("src/**", "srcs/a.py", False),
        ("src/", "src/a/b.py", True),
        ("*.md", "docs/a.md", False),
        ("**/*.md", "a.md", True),
        ("a/**/z", "a/z", True),
        ("app/[id]/page.tsx", "app/[id]/page.tsx", True),
        ("app/[id]/page.tsx", "app/i/page.tsx", False),
        ("?.py", "ab.py", False),
        ("**/none/**/x", "a/b", False),
    ],
)
def test_glob_sign_stands_for_what_it_says(pattern: str, path: str, matches: bool) -> None:
    assert matches_glob(pattern, path) is matches


def test_glob_with_many_stars_ends_quickly() -> None:
    """A hostile path meets a pattern that makes naive matchers try every split."""
    assert not matches_glob("*a" * 50, "a" * 2000 + "b")
    assert not matches_glob("**/a/" * 50 + "z", "a/" * 2000 + "b")
