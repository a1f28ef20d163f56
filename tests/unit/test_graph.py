"""The picture of a plan: what it shows, and that nothing in it is taken for a sign."""

from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from gatewright.model.workflow import Product
from gatewright.views.graph import Edge, GraphView, Node, Where, graph_of
from gatewright.views.layers import lay_out
from gatewright.views.mermaid import mermaid
from gatewright.views.svg import svg
from tests.unit.run_stories import Story, step
from tests.unit.test_side_by_side import begin

SIGNS = '"]; end --> {x} <script>alert(1)</script> & `|\\'
PLAN = Product("plan", "plan.md")


def edges_in(view: GraphView) -> list[tuple[str, str, str]]:
    paths = [node.path for node in view.nodes]
    return [(paths[each.before], paths[each.after], each.handed_over) for each in view.edges]


def test_what_is_handed_over_is_shown_and_an_order_that_follows_is_not() -> None:
    story = Story(
        (
            step("write", produces=(PLAN,)),
            step("agree", ["write"]),
            step("build", ["write", "agree"]),
            step("tell", ["write", "agree"], reads=("plan",)),
        )
    )

    assert set(edges_in(graph_of(story.state))) == {
        ("write", "agree", ""), ("agree", "build", ""),
        ("agree", "tell", ""), ("write", "tell", "plan"),
    }  # fmt: skip


def test_where_each_step_is_can_be_seen() -> None:
    story = Story((step("a"), step("b", ["a"]), step("c", ["b"])))
    story.work("a", "t1")
    story.judge("a")
    begin(story, "b")

    view = graph_of(story.state)

    assert [node.where for node in view.nodes] == [Where.DONE, Where.UNDER_WAY, Where.AHEAD]
    assert 's0["a<br/>developer"]:::done' in mermaid(view)


def test_steps_stand_behind_what_they_wait_for_however_they_were_written() -> None:
    story = Story((step("last", ["first"]), step("first")))

    assert [node.path for node in graph_of(story.state).nodes] == ["first", "last"]


def test_nothing_that_somebody_wrote_is_a_sign_of_the_picture() -> None:
    view = GraphView(
        SIGNS, (Node(SIGNS, SIGNS, Where.ASKS, SIGNS, SIGNS),) * 2, (Edge(0, 1, SIGNS),)
    )

    drawn = ElementTree.fromstring(svg(view))
    assert {each.tag.rpartition("}")[2] for each in drawn.iter()} == {
        "svg", "title", "rect", "g", "text", "path",
    }  # fmt: skip
    words = [line.replace("<br/>", "") for line in mermaid(view).splitlines()]
    assert not any(sign in line for line in words for sign in ("<", "`", "alert(", "{x}"))


def test_picture_of_nothing_is_a_picture() -> None:
    empty = GraphView("nothing", (), ())

    assert ElementTree.fromstring(svg(empty)) is not None
    assert mermaid(empty).endswith("flowchart TD\n")


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[Edge]]:
    count = draw(st.integers(1, 12))
    places = st.integers(0, count - 1)
    pairs = draw(st.sets(st.tuples(places, places).filter(lambda each: each[0] < each[1])))
    return count, [Edge(before, after) for before, after in sorted(pairs)]


@given(graphs())
def test_every_edge_leads_down_row_by_row_and_no_place_is_taken_twice(
    graph: tuple[int, Sequence[Edge]],
) -> None:
    count, edges = graph
    layers = lay_out(count, edges)

    row_of = {place: number for number, row in enumerate(layers.rows) for place in row}
    assert len(row_of) == sum(map(len, layers.rows))
    assert set(range(count)) <= set(row_of)
    for edge, way in zip(edges, layers.ways, strict=True):
        assert (way[0], way[-1]) == (edge.before, edge.after)
        assert all(row_of[lower] == row_of[upper] + 1 for upper, lower in pairwise(way))
