"""What is written for agents is taken away byte for byte, whatever stands around it."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from hypothesis import assume, example, given
from hypothesis import strategies as st

from gatewright.core.projects.agent_files import ALTERED, add, marks_of, paths_of, remove
from gatewright.core.text.json_members import Unreadable, put_member, read_nodes, take_member
from gatewright.core.text.marked_block import find_block, put_block, take_block
from gatewright.definitions.editors import parse_manifest, parse_registrations, render_manifest
from gatewright.model.agent_files import Manifest, Marks, Plan, Way

CATALOG = files("gatewright") / "catalog" / "editors"
KNOWN = parse_registrations(
    (CATALOG / "known.json").read_text("utf-8"), lambda name: (CATALOG / name).read_text("utf-8")
)
BY_NAME = {each.name: each for each in KNOWN}
Tree = dict[str, bytes]

newline = st.sampled_from(["\n", "\r\n"])
line = st.text(st.characters(exclude_characters="\r\n"), max_size=12)
prose = st.builds(
    lambda lines, end, is_ended: end.join(lines) + (end if is_ended and lines else ""),
    st.lists(line, max_size=5),
    newline,
    st.booleans(),
)
plain_json = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
settings = st.builds(
    lambda value, indent, end: json.dumps(value, indent=indent) + end,
    st.dictionaries(
        st.sampled_from(["mcpServers", "hooks", "mcp", "a", "b"]),
        st.dictionaries(st.sampled_from(["x", "Stop", "y"]), plain_json, max_size=2) | plain_json,
        max_size=4,
    ),
    st.sampled_from([None, 0, 2, "\t"]),
    st.sampled_from(["", "\n", "\r\n"]),
)
content = {
    path: settings if path.endswith(".json") else prose
    for path in paths_of(KNOWN)
    if not path.endswith((".toml", "SKILL.md"))
}
tree = st.fixed_dictionaries({}, optional=content).map(
    lambda texts: {path: text.encode("utf-8", "surrogatepass") for path, text in texts.items()}
)
agents = st.lists(st.sampled_from(sorted(BY_NAME)), min_size=1, max_size=3, unique=True)


def after(held: Tree, plan: Plan) -> Tree:
    """Return a tree as it is once a plan was written."""
    changed: dict[str, bytes | None] = {**held}
    changed |= {edit.path: edit.content for edit in plan.edits}
    return {path: text for path, text in changed.items() if text is not None}


def read_again(plan: Plan) -> Manifest:
    return parse_manifest(render_manifest(plan.manifest), KNOWN)


def files_of(held: Tree) -> Mapping[str, bytes | None]:
    return {path: held.get(path) for path in paths_of(KNOWN)}


def add_all(held: Tree, names: list[str], *, hook: bool = True) -> tuple[Tree, Manifest]:
    manifest = Manifest()
    for name in names:
        files_now = files_of(held)
        plan = add(BY_NAME[name], files_now, frozenset(), manifest, with_optional=hook)
        held, manifest = after(held, plan), read_again(plan)
    return held, manifest


@given(tree, agents, st.booleans())
@example({"AGENTS.md": b"# Ours\r\n\r\nno end"}, ["claude", "codex"], True)
@example({".mcp.json": b"{}"}, ["claude"], False)
@example({"CLAUDE.md": b"\xff\xfe not text"}, ["claude"], True)
def test_all_that_was_added_is_taken_away_byte_for_byte(
    held: Tree, names: list[str], hook: bool
) -> None:
    told, manifest = add_all(held, names, hook=hook)

    plan = remove(names, files_of(told), manifest, is_insisted=False)

    assert after(told, plan) == held
    assert plan.left == ()
    assert plan.manifest == Manifest()


@given(tree, agents)
def test_to_add_again_changes_nothing(held: Tree, names: list[str]) -> None:
    told, manifest = add_all(held, names)
    for name in names:
        again = add(BY_NAME[name], files_of(told), frozenset(), manifest, with_optional=True)

        assert again.edits == ()
        assert again.manifest == manifest


@given(tree, agents)
def test_one_agent_taken_away_leaves_what_the_others_need(held: Tree, names: list[str]) -> None:
    assume(len(names) > 1)
    told, manifest = add_all(held, names)
    alone, _ = add_all(held, names[1:])

    plan = remove(names[:1], files_of(told), manifest, is_insisted=False)
    left = after(told, plan)
    rest = remove(names[1:], files_of(left), read_again(plan), is_insisted=False)

    assert set(left) == set(alone)
    assert after(left, rest) == held


@given(prose, prose, prose)
@example("a", "b", "c")
@example("", "", "")
def test_what_people_write_around_a_block_stays(first: str, before: str, behind: str) -> None:
    marks = marks_of(Marks.MARKDOWN)
    made, glue = put_block(first, "ours\n", marks)
    assume("gatewright" not in first + before + behind)
    assume(first or not before or before.endswith("\n"))  # else the mark is no line any more
    edited = before + made + behind
    found = find_block(edited, marks)
    assert found is not None
    assert not isinstance(found, str)

    rest = take_block(edited, found, glue)

    kept = before + first
    assert rest in (kept + behind, kept + "\n" + behind, kept + "\r\n" + behind)
    if not behind:
        assert rest == kept


@given(tree, st.sampled_from(sorted(BY_NAME)), st.data())
def test_what_people_altered_is_neither_replaced_nor_removed(
    held: Tree, name: str, data: st.DataObject
) -> None:
    told, manifest = add_all(held, [name])
    ours = [each for each in manifest.written if each.way is not Way.MEMBER]
    one = data.draw(st.sampled_from(ours))
    text = told[one.path].decode("utf-8", "surrogateescape")
    word = "name: gatewright" if one.way is Way.FILE else "gatewright:begin"
    at = text.index("\n", text.index(word)) + 1
    told[one.path] = (text[:at] + "mine\n" + text[at:]).encode("utf-8", "surrogateescape")

    again = add(BY_NAME[name], files_of(told), frozenset(), manifest, with_optional=True)
    removal = remove([name], files_of(told), manifest, is_insisted=False)
    insisted = remove([name], files_of(told), manifest, is_insisted=True)

    assert (one.path, ALTERED) in again.left
    assert after(told, again)[one.path] == told[one.path]
    assert (one.path, ALTERED) in removal.left
    assert after(told, removal)[one.path] == told[one.path]
    assert [each.path for each in removal.manifest.written] == [one.path]
    assert after(told, insisted) == held


@given(settings, st.sampled_from([("mcpServers", "gatewright"), ("hooks", "Stop", "")]))
def test_member_is_there_and_can_be_taken_away(text: str, at: tuple[str, ...]) -> None:
    value = json.dumps({"command": "gatewright", "args": ["mcp"]})
    try:
        made, around = put_member(text, at, value)
    except KeyError:
        assume(False)

    there: Any = json.loads(made)
    for name in at:
        there = there[name] if name else there[0]
    assert there == json.loads(value)
    assert take_member(made, at, value, around) == text


@given(plain_json, st.sampled_from([None, 1]), st.text(max_size=3))
def test_json_is_read_as_the_standard_reads_it(
    value: object, indent: int | None, tail: str
) -> None:
    text = json.dumps(value, indent=indent) + tail
    try:
        json.loads(text)
        is_json = True
    except ValueError:
        is_json = False
    try:
        read_nodes(text)
    except Unreadable:
        assert not is_json
    else:
        assert is_json


def test_every_agent_has_a_way_to_call_the_tools() -> None:
    for each in KNOWN:
        assert any("gatewright" in piece.text and "mcp" in piece.text for piece in each.pieces)
