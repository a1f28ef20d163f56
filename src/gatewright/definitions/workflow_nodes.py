"""A workflow's text made ready to be read: params filled in, defaults of steps put in their place.

Every value keeps its place in the text, so what is wrong with it is told there.
"""

from collections.abc import Mapping
from typing import Any

from gatewright.core.commit_message import is_of_message
from gatewright.core.commit_units import COMMIT
from gatewright.core.filling import (
    FEATURE_NAMES,
    ITEM_FIELDS,
    PARAMS,
    fill,
    fill_condition,
    holes,
    names_of_condition,
)
from gatewright.core.yaml_nodes import Entries, Items, Node, Scalar
from gatewright.definitions.lists import OPTIONS
from gatewright.definitions.parameters import PARAMS_OF_WORKFLOW, Bound, bind
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.reporting import ABSENT, Reporter
from gatewright.definitions.workflow_defaults import under, with_defaults
from gatewright.model.records import replace

CONDITIONS = ("when", "where", "assert")
PATH_OF = ".path"
BY_START = "--param NAME=VALUE"
BY_USE = "with: {NAME: VALUE}"


def bound_params(
    root: Node,
    given: Mapping[str, str],
    way: str,
    report: Reporter,
    items: frozenset[str] = frozenset(),
) -> Bound | None:
    """Return the params of a workflow with what was given; None once `report` has heard why not.

    Shape: `items` stand for items in what is given. What is wrong with what a step gives is for
           who wrote that step.
    """
    node = under(root, "params")
    specs: Any = PARAMS_OF_WORKFLOW.read(node, report) if node is not None else {}
    if specs is ABSENT or report.count:
        return None
    bound = bind(specs, given, way, items)
    if way == BY_START:
        for name, what, hint in bound.wrong:
            report.at(under(node, name) or under(root, "workflow") or root, what, hint=hint)
    return None if report.count else bound


def prepared(root: Node, bound: Bound, report: Reporter) -> Node:
    """Return `root` with all that is known filled in; names that nobody knows are reported."""
    whole = with_defaults(root, under(under(root, "defaults"), "step"))
    return _Filling(bound, report).node(whole, frozenset())


class _Filling:
    """Fills one text, node by node."""

    def __init__(self, bound: Bound, report: Reporter) -> None:
        self._bound, self._report = bound, report
        self._known = (*FEATURE_NAMES, *(PARAMS + name for name in bound.texts))

    def node(self, node: Node, items: frozenset[str], key: str = "") -> Node:
        """Return `node` filled in. Shape: `items` stand for items here; `key` leads to it."""
        match node:
            case Items():
                made = tuple(self.node(each, items, key) for each in node.items)
                return replace(node, items=made)
            case Entries():
                items |= _item_names(node)
                pairs = (self._pair(name, value, items, key) for name, value in node.entries)
                return replace(node, entries=tuple(pairs))
            case Scalar():
                return replace(node, text=self._text(node, items, key))

    def _pair(
        self, name: Scalar, value: Node, items: frozenset[str], key: str
    ) -> tuple[Scalar, Node]:
        """Return an entry filled in; what a param may be is said as it is.

        Shape: defaults are looked at for names where they stand for a step; whatever stands under
               "commit" is a message.
        """
        if name.text == "params":
            return name, value
        filling = _Filling(self._bound, Reporter("")) if name.text == "defaults" else self
        return name, filling.node(value, items, key if key == COMMIT else name.text)

    def _text(self, node: Scalar, items: frozenset[str], key: str) -> str:
        """Return a text filled in; report the first name in it that means nothing."""
        if key in CONDITIONS:
            named = names_of_condition(node.text)
            wrong = [name for name in named if self._is_unknown_param(name)]
            text = fill_condition(node.text, self._bound.literals)
        else:
            text = fill(node.text, self._bound.texts)
            items |= self._bound.items
            known = {*FEATURE_NAMES, *(f"{one}.{part}" for one in items for part in ITEM_FIELDS)}
            told_later = key == "path"  # of a product: where another one is
            wrong = [
                name
                for name in holes(text)
                if name not in known and not (told_later and name.endswith(PATH_OF))
            ]
            wrong = [name for name in wrong if key != COMMIT or not is_of_message(name)]
        if wrong:
            self._report_unknown(node, wrong[0], items)
        return text

    def _is_unknown_param(self, name: str) -> bool:
        return name.startswith(PARAMS) and name not in self._bound.literals

    def _report_unknown(self, node: Scalar, name: str, items: frozenset[str]) -> None:
        parts = [f"{one}.{part}" for one in sorted(items) for part in ITEM_FIELDS]
        known = [*self._known, *parts]
        what = f'nothing is known of "{shown(name)}"; known here: {", ".join(known)}'
        self._report.at(node, what, near=nearest(name, known))


def _item_names(node: Entries) -> frozenset[str]:
    """Return what stands for an item in a step that is made for each of a list."""
    lists = [value for key, value in node.entries if key.text == "for_each"]
    named = [key.text for each in lists if isinstance(each, Entries) for key, _ in each.entries]
    return frozenset(named) - OPTIONS.keys()
