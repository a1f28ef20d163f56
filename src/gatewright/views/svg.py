"""A picture as SVG: one file that every browser shows, with neither script nor style in it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

from gatewright.model.records import dataclass
from gatewright.views.graph import GraphView, Node, Where
from gatewright.views.layers import Layers, lay_out

WIDTH, HEIGHT, GAP, DROP, MARGIN = 190, 46, 26, 40, 24
WAY_WIDTH = 10  # of an edge that passes a row
TOP = 56
CHARS_MAX = 26
FONT = 'font-family="system-ui, sans-serif" font-size="13"'
COLOURS = {  # of a box and its border; as attributes, since not everything that draws knows styles
    Where.AHEAD: ("#ffffff", "#888888"),
    Where.UNDER_WAY: ("#fff3cd", "#b58900"),
    Where.ASKS: ("#fde2e1", "#c0392b"),
    Where.DONE: ("#dff0d8", "#3c763d"),
    Where.OUT: ("#f4f4f4", "#bbbbbb"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place is: the middle of its upper side."""

    x: float
    y: float
    height: float  # of a node; an edge passes through none


def svg(view: GraphView) -> str:
    """Return `view` as a document."""
    layers = lay_out(len(view.nodes), view.edges)
    widths = [_width(row, len(view.nodes)) for row in layers.rows]
    whole = max([len(view.title) * 9, *widths], default=0) + 2 * MARGIN
    height = TOP + len(layers.rows) * (HEIGHT + DROP) + MARGIN
    spots = _spots(layers, len(view.nodes), whole)
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole:g} {height}" '
        f'width="{whole:g}" height="{height}" role="img">',
        f"<title>{escape(view.title)}</title>",
        f'<rect width="100%" height="100%" fill="#ffffff"/><g {FONT} text-anchor="middle">',
        f'<text x="{MARGIN}" y="28" font-weight="600" text-anchor="start">'
        f"{escape(view.title)}</text>",
        *_edges(view, layers, spots),
        *(_node(node, spots[number]) for number, node in enumerate(view.nodes)),
        "</g></svg>\n",
    ))  # fmt: skip


def _width(row: Sequence[int], nodes: int) -> float:
    return sum(_own_width(each, nodes) + GAP for each in row) - GAP


def _own_width(place: int, nodes: int) -> int:
    return WIDTH if place < nodes else WAY_WIDTH


def _spots(layers: Layers, nodes: int, whole: float) -> dict[int, Spot]:
    """Return where each place is, every row in the middle."""
    found: dict[int, Spot] = {}
    for number, row in enumerate(layers.rows):
        x = (whole - _width(row, nodes)) / 2
        for place in row:
            own = _own_width(place, nodes)
            y = TOP + number * (HEIGHT + DROP)
            found[place] = Spot(x + own / 2, y, HEIGHT if place < nodes else 0)
            x += own + GAP
    return found


def _edges(view: GraphView, layers: Layers, spots: dict[int, Spot]) -> Iterator[str]:
    for edge, way in zip(view.edges, layers.ways, strict=True):
        start, end = spots[way[0]], spots[way[-1]]
        drawn = f"M{start.x:g} {start.y + start.height:g}" + "".join(
            _bend(spots[upper], spots[lower]) for upper, lower in pairwise(way)
        )
        yield f'<path d="{drawn}" fill="none" stroke="#999999"/>'
        yield f'<path d="M{end.x - 4:g} {end.y - 7:g}h8l-4 7z" fill="#999999"/>'
        if edge.handed_over:
            last = spots[way[1]]
            x, y = (start.x + last.x) / 2, (start.y + start.height + last.y) / 2 + 4
            yield _small(x, y, edge.handed_over)


def _bend(upper: Spot, lower: Spot) -> str:
    """Return the way from one row to the next, and through it where nothing stands."""
    y = upper.y + (upper.height or HEIGHT)
    through = "" if upper.height else f"L{upper.x:g} {y:g}"
    middle = (y + lower.y) / 2
    return f"{through}C{upper.x:g} {middle:g} {lower.x:g} {middle:g} {lower.x:g} {lower.y:g}"


def _node(node: Node, spot: Spot) -> str:
    small = " ".join(each for each in (node.who, node.note) if each)
    inside, border = COLOURS[node.where]
    told = f"{node.path}: {small}, {node.where}" + (f", phase {node.phase}" if node.phase else "")
    return (
        f"<g><title>{escape(told)}</title>"
        f'<rect x="{spot.x - WIDTH / 2:g}" y="{spot.y:g}" width="{WIDTH}" height="{HEIGHT}" rx="6" '
        f'fill="{inside}" stroke="{border}"/>'
        f'<text x="{spot.x:g}" y="{spot.y + 20:g}" fill="#222222">{_cut(node.path)}</text>'
        f"{_small(spot.x, spot.y + 37, small)}</g>"
    )


def _small(x: float, y: float, text: str) -> str:
    return f'<text font-size="11" fill="#666666" x="{x:g}" y="{y:g}">{_cut(text)}</text>'


def _cut(text: str) -> str:
    """Return `text` as it fits, its end kept: that is what tells steps apart."""
    return escape(text if len(text) <= CHARS_MAX else f"...{text[-CHARS_MAX + 3 :]}")
