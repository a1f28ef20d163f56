"""A picture as Mermaid text, which many places where people read Markdown draw."""

from collections.abc import Iterator
from itertools import groupby

from gatewright.views.graph import Edge, GraphView, Node, Where

STYLES = {
    Where.UNDER_WAY: "fill:#fff3cd,stroke:#b58900,color:#333",
    Where.ASKS: "fill:#fde2e1,stroke:#c0392b,color:#333",
    Where.DONE: "fill:#dff0d8,stroke:#3c763d,color:#333",
    Where.OUT: "fill:#eee,stroke:#999,color:#777,stroke-dasharray:4 3",
}
_UNSAFE = str.maketrans({each: f"#{ord(each)};" for each in '"#;<>&[]{}()|`\\'})


def mermaid(view: GraphView) -> str:
    """Return `view` as a flow chart."""
    return "\n".join(_lines(view)) + "\n"


def _lines(view: GraphView) -> Iterator[str]:
    yield from ("---", f'title: "{_text(view.title)}"', "---", "flowchart TD")
    numbered = list(enumerate(view.nodes))
    for index, (phase, nodes) in enumerate(groupby(numbered, lambda each: each[1].phase)):
        if phase:
            yield f'  subgraph p{index}["{_text(phase)}"]'
        yield from (f"    {_node(number, node)}" for number, node in nodes)
        if phase:
            yield "  end"
    yield from (f"  {_edge(edge)}" for edge in view.edges)
    there = {node.where for node in view.nodes}
    for where, style in STYLES.items():
        if where in there:
            yield f"  classDef {where.name.lower()} {style}"


def _node(number: int, node: Node) -> str:
    words = "<br/>".join(_text(each) for each in (node.path, node.who, node.note) if each)
    left, right = ("{{", "}}") if node.where is Where.ASKS else ("[", "]")
    known = f":::{node.where.name.lower()}" if node.where in STYLES else ""
    return f's{number}{left}"{words}"{right}{known}'


def _edge(edge: Edge) -> str:
    along = f'|"{_text(edge.handed_over)}"|' if edge.handed_over else ""
    return f"s{edge.before} -->{along} s{edge.after}"


def _text(text: str) -> str:
    """Return `text` so that nothing in it is a sign of the language."""
    return text.translate(_UNSAFE)
