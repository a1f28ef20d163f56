"""What makes a tree unsafe to judge, told from its lists alone."""

import pytest

from gatewright.model.change import TreeFile
from gatewright.model.trouble import Mistake
from gatewright.workspace.inspection import Content, collisions, inspect, leaves_tree
from gatewright.workspace.walk import is_git_name


def files(*paths: str, mode: str = "100644") -> dict[str, TreeFile]:
    return {path: TreeFile(path, mode, "1" * 40, 1) for path in paths}


@pytest.mark.parametrize(
    ("path", "targets", "leaves"),
    [
        ("a", {"a": "b"}, False),
        ("a", {"a": "/b"}, True),
        ("a", {"a": "../b"}, True),
        ("d/a", {"d/a": "../b"}, False),
        ("d/a", {"d/a": "../../b"}, True),
        ("a", {"a": "d/../b/./c//"}, False),
        ("a", {"a": "s/s/..", "s": "."}, True),
        ("a", {"a": "deep/../x", "deep": "d/e"}, False),
        ("a", {"a": "b/x", "b": "/etc"}, True),
        ("a", {"a": "a"}, False),
        ("a", {"a": "b", "b": "a"}, False),
        ("a", {"a": "d/f/.."}, False),
    ],
)
def test_link_is_followed_through_other_links(
    path: str, targets: dict[str, str], leaves: bool
) -> None:
    assert leaves_tree(path, targets) is leaves


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["a", "b"], []),
        (["A", "a"], [("A", "a")]),
        (["D/x", "d/y"], [("D", "d")]),
        (["\u00e9", "e\u0301"], [("\u00e9", "e\u0301")]),
        (["d/x", "d/y", "d/x/z"], []),
    ],
)
def test_collision_is_seen_in_files_and_folders(
    paths: list[str], found: list[tuple[str, str]]
) -> None:
    assert list(collisions(paths)) == found


def test_new_collision_is_refused_and_an_old_one_is_not() -> None:
    both = files("A", "a")

    assert inspect(both, Content(both, {})) == ()
    with pytest.raises(Mistake) as refused:
        inspect(files("A"), Content(both, {}))
    assert refused.value.code == "snapshot.collision"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (".git", True),
        ("d/.Git/x", True),
        (".git.", True),
        (".git ", True),
        (".git::$INDEX_ALLOCATION", True),
        ("GIT~1", True),
        (".g\u200cit", True),
        (".gitignore", False),
        (".github/x", False),
        ("x.git", False),
        ("a~1", False),
        ("git", False),
    ],
)
def test_name_for_git_is_recognised(name: str, expected: bool) -> None:
    assert is_git_name(name) is expected
