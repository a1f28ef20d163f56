"""Report what is wrong across a workflow, at the place where it stands in the text."""

from collections.abc import Sequence

from gatewright.core.text.yaml_nodes import Node
from gatewright.definitions.locating import key_at, node_at
from gatewright.definitions.reporting import Reporter


class Located:
    """Reports by keys instead of nodes."""

    def __init__(self, root: Node, report: Reporter) -> None:
        self._root, self._report = root, report

    @property
    def has_problems(self) -> bool:
        """Return whether anything was reported."""
        return self._report.count > 0

    def at_value(
        self, keys: Sequence[str | int], what: str, *, near: str = "", hint: str = ""
    ) -> None:
        """Report `what` at the value under `keys`; of a name with a mapping, at the name."""
        node = node_at(self._root, *keys)
        if not hasattr(node, "text"):
            node = key_at(self._root, *keys)
        self._report.at(node, what, near=near, hint=hint)
