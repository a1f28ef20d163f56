"""Collect the problems of one file while it is read, each at its place."""

from typing import Final

from gatewright.core.text.yaml_nodes import Node, Scalar
from gatewright.definitions.problems import Problem, shown

PROBLEMS_MAX = 50


class Absent:
    """The value of a field that could not be read; its problem is reported already."""


ABSENT: Final = Absent()


class Reporter:
    """Hears what is wrong; keeps the first PROBLEMS_MAX, counts all."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._problems: list[Problem] = []
        self.count = 0

    def at(self, node: Node, what: str, *, near: str = "", hint: str = "") -> Absent:
        """Keep what is wrong at `node`; return the value that says so."""
        value = shown(node.text) if isinstance(node, Scalar) else ""
        self.count += 1
        if len(self._problems) < PROBLEMS_MAX:
            problem = Problem(self._path, node.line, node.column, what, value, near, hint)
            self._problems.append(problem)
        return ABSENT

    def problems(self) -> tuple[Problem, ...]:
        """Return what was heard, in the order of the file."""
        heard = dict.fromkeys(self._problems)  # defaults stand in many steps
        return tuple(sorted(heard, key=lambda one: (one.line, one.column)))
