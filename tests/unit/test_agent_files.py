"""What is told, and left as it is, where files for agents are not as they were expected."""

import pytest

from gatewright.core.projects.agent_files import ALTERED, add, remove
from gatewright.core.text.json_members import (
    CHARS_MAX,
    DEPTH_MAX,
    Unreadable,
    find_member,
    put_member,
    read_nodes,
    take_member,
)
from gatewright.model.agent_files import Manifest, Piece, Plan, Registration, Way

SKILL = Piece(path=".x/skill.md", way=Way.FILE, text="skill\n")
BLOCK = Piece(path="AGENTS.md", way=Way.BLOCK, text="ours\n")
POINTER = Piece(path="CLAUDE.md", way=Way.BLOCK, text="@AGENTS.md\n", unless="@AGENTS.md")
MEMBER = Piece(path=".x/t.json", way=Way.MEMBER, text='{"a": 1}', at=("servers", "gatewright"))
ELEMENT = Piece(path=".x/s.json", way=Way.MEMBER, text='{"h": 1}', at=("hooks", "Stop", ""))
Tree = dict[str, bytes | None]


def told(
    pieces: tuple[Piece, ...],
    held: Tree,
    manifest: Manifest | None = None,
    *,
    force: bool = False,
    name: str = "x",
) -> tuple[Tree, Plan]:
    files: Tree = {**{each.path: None for each in pieces}, **held}
    known = manifest or Manifest()
    agent = Registration(name, pieces)
    plan = add(agent, files, frozenset(), known, with_optional=True, is_insisted=force)
    return {**files, **{each.path: each.content for each in plan.edits}}, plan


def test_file_of_somebody_else_stays() -> None:
    files, plan = told((SKILL,), {SKILL.path: b"theirs"})

    assert files[SKILL.path] == b"theirs"
    assert plan.left == ((SKILL.path, "there is such a file already, and it is not ours"),)
    assert plan.manifest == Manifest()


def test_pointer_is_not_written_twice() -> None:
    files, plan = told((POINTER,), {POINTER.path: b"# Ours\n@AGENTS.md\n"})

    assert (plan.edits, plan.left) == ((), ())
    assert files[POINTER.path] == b"# Ours\n@AGENTS.md\n"


def test_registration_of_somebody_else_stays() -> None:
    text = b'{"servers": {"gatewright": {"a": 1}}}'
    _, same = told((MEMBER,), {MEMBER.path: text})
    _, other = told((MEMBER,), {MEMBER.path: text.replace(b"1", b"2")})

    assert same.left == ((MEMBER.path, "it is registered there already, by somebody else"),)
    assert other.left == ((MEMBER.path, ALTERED),)
    assert (same.edits, other.edits) == ((), ())


@pytest.mark.parametrize("text", [b'{"servers": 1}', b'{"servers": []}', b"[]"])
def test_something_else_in_its_place_is_told(text: bytes) -> None:
    _, plan = told((MEMBER,), {MEMBER.path: text})

    ((path, why),) = plan.left
    assert path == MEMBER.path
    assert "something else there" in why


def test_json_with_comments_is_left_alone() -> None:
    _, plan = told((MEMBER,), {MEMBER.path: b'{\n  // ours\n  "a": 1\n}'})

    assert plan.left == ((MEMBER.path, "line 2, column 3: no JSON; it stays as it is"),)


def test_marks_that_are_no_pair_are_told() -> None:
    _, plan = told((BLOCK,), {BLOCK.path: b"<!-- gatewright:begin -->\nx\n"})

    assert plan.left == ((BLOCK.path, "its marks are not one pair: line 1"),)


def test_other_text_takes_the_place_of_ours() -> None:
    pieces = (SKILL, BLOCK, MEMBER, ELEMENT)
    files, first = told(pieces, {BLOCK.path: b"theirs"})
    newer = (
        Piece(path=SKILL.path, way=Way.FILE, text="newer\n"),
        Piece(path=BLOCK.path, way=Way.BLOCK, text="newer\n"),
        Piece(path=MEMBER.path, way=Way.MEMBER, text='{"a": 2}', at=MEMBER.at),
        Piece(path=ELEMENT.path, way=Way.MEMBER, text='{"h": 2}', at=ELEMENT.at),
    )

    files, second = told(newer, files, first.manifest)
    plan = remove(["x"], files, second.manifest, is_insisted=False)

    assert files[SKILL.path] == b"newer\n"
    assert files[MEMBER.path] == b'{"servers": {"gatewright": {"a": 2}}}\n'
    assert files[ELEMENT.path] == b'{"hooks": {"Stop": [{"h": 2}]}}\n'
    assert b"newer" in (files[BLOCK.path] or b"")
    assert {each.path: each.content for each in plan.edits} == {
        SKILL.path: None, BLOCK.path: b"theirs", MEMBER.path: None, ELEMENT.path: None
    }  # fmt: skip


def test_what_was_altered_is_replaced_where_somebody_insists() -> None:
    files, first = told((SKILL, MEMBER), {})
    files[SKILL.path] = b"mine\n"
    files[MEMBER.path] = b'{"servers": {"gatewright": {"mine": 1}}}'

    _, kept = told((SKILL, MEMBER), files, first.manifest)
    left = remove(["x"], files, first.manifest, is_insisted=False)
    files, _ = told((SKILL, MEMBER), files, first.manifest, force=True)

    assert [why for _, why in kept.left] == [ALTERED, ALTERED]
    assert [why for _, why in left.left] == [ALTERED, ALTERED]
    assert files[SKILL.path] == b"skill\n"
    assert files[MEMBER.path] == b'{"servers": {"gatewright": {"a": 1}}}'


def test_what_people_removed_themselves_is_not_missed() -> None:
    pieces = (SKILL, BLOCK, MEMBER)
    files, first = told(pieces, {BLOCK.path: b"theirs\n"})
    files |= {SKILL.path: None, BLOCK.path: b"theirs\n", MEMBER.path: b'{"servers": {}}'}

    plan = remove(["x"], files, first.manifest, is_insisted=False)

    assert (plan.edits, plan.left, plan.manifest) == ((), (), Manifest())


def test_folder_goes_with_the_last_file_in_it() -> None:
    other = Piece(path=".x/other.md", way=Way.FILE, text="other\n")
    files, first = told((SKILL,), {})
    files, second = told((other,), {**files, other.path: None}, first.manifest, name="y")

    one = remove(["x"], files, second.manifest, is_insisted=False)
    files |= {each.path: each.content for each in one.edits}
    rest = remove(["y"], files, one.manifest, is_insisted=False)

    assert [each.folders for each in rest.edits] == [(".x",)]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1,", "[1 2]", '{"a" 1}', "{1: 2}", '{"a": nope}', '{"\\x": 1}', "{} {}", "[,]"],
)
def test_what_is_no_json_is_told_with_its_place(text: str) -> None:
    with pytest.raises(Unreadable, match="line 1, column"):
        read_nodes(text)


def test_json_is_read_within_bounds() -> None:
    with pytest.raises(Unreadable, match="nested deeper"):
        read_nodes("[" * (DEPTH_MAX + 2))
    with pytest.raises(Unreadable, match="characters"):
        read_nodes(" " * (CHARS_MAX + 1))


def test_member_is_found_only_where_it_is() -> None:
    assert find_member("[]", ("a", "b"), "1") is None
    assert find_member('{"a": {"b": 2}}', ("a", ""), "2") is None
    assert put_member('{"a": [1]}', ("a", ""), "2") == ('{"a": [2,1]}', 0)


def test_member_behind_another_goes_with_its_comma() -> None:
    assert take_member('{"x": 1, "a": 2, "y": 3}', ("a",), "2", 0) == '{"x": 1, "y": 3}'
    assert take_member('{"x": 1, "a": 2}', ("a",), "2", 0) == '{"x": 1}'
