"""Where the steps of a picture stand: in rows, each below all that it waits for.

An edge that passes rows has a place in each, so that it goes round what stands there.
"""

from collections.abc import Sequence
from itertools import pairwise

from gatewright.model.records import dataclass
from gatewright.views.graph import Edge

SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Layers:
    """The rows from the top; a place is that of a node, or, past the last one, of an edge."""

    rows: tuple[tuple[int, ...], ...]
    ways: tuple[tuple[int, ...], ...]  # of each edge: all its places, from the top


def lay_out(count: int, edges: Sequence[Edge]) -> Layers:
    """Return the rows. Shape: each edge leads from a lower number to a higher one."""
    depth = _depths(count, edges)
    rows: list[list[int]] = [[] for _ in range(max(depth, default=-1) + 1)]
    for node in range(count):
        rows[depth[node]].append(node)
    ways, place = [], count
    for edge in edges:
        passed = range(depth[edge.before] + 1, depth[edge.after])
        for row in passed:
            rows[row].append(place + row - passed.start)
        ways.append((edge.before, *range(place, place + len(passed)), edge.after))
        place += len(passed)
    return Layers(tuple(map(tuple, _untangled(rows, ways))), tuple(ways))


def _depths(count: int, edges: Sequence[Edge]) -> list[int]:
    """Return in which row each node is: one below the lowest that it waits for."""
    depth = [0] * count
    for edge in sorted(edges, key=lambda each: each.before):
        depth[edge.after] = max(depth[edge.after], depth[edge.before] + 1)
    return depth


def _untangled(rows: list[list[int]], ways: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the rows, each in the order of the middle of what it hangs on, to and fro."""
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for way in ways:
        for upper, lower in pairwise(way):
            above.setdefault(lower, []).append(upper)
            below.setdefault(upper, []).append(lower)
    for sweep in range(SWEEPS):
        is_down = sweep % 2 == 0
        hangs_on = above if is_down else below
        known: dict[int, float] = {}
        for row in rows if is_down else reversed(rows):
            middle = {
                each: _middle(hangs_on.get(each, ()), known, at) for at, each in enumerate(row)
            }
            row.sort(key=middle.__getitem__)
            known |= {each: at - (len(row) - 1) / 2 for at, each in enumerate(row)}
    return rows


def _middle(others: Sequence[int], known: dict[int, float], at: int) -> float:
    return sum(known[each] for each in others) / len(others) if others else float(at)
