"""A workflow's text made ready to be read: params filled in, defaults of steps put in their place.

Every value keeps its place in the text, so what is wrong with it is told there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gatewright.core.approval.commit_message import is_of_message
from gatewright.core.approval.commit_units import COMMIT
from gatewright.core.text.filling import (
    FEATURE_NAMES,
    ITEM_FIELDS,
    PARAMS,
    fill,
    fill_condition,
    holes,
    names_of_condition,
)
from gatewright.core.text.yaml_nodes import Entries, Items, Node, Scalar
from gatewright.definitions.lists import OPTIONS
from gatewright.definitions.parameters import (
    NO_ITEMS,
    PARAMS_OF_WORKFLOW,
    Bound,
    ItemNames,
    bind,
)
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.reporting import ABSENT, Reporter
from gatewright.definitions.workflow_defaults import under, with_defaults
from gatewright.model.records import replace
from gatewright.model.risk import RISK

ListFields = Mapping[str, Sequence[str]]
CONDITIONS = ("when", "where", "assert", "applies")
FEATURE = "feature."
PATH_OF = ".path"
BY_START = "--param NAME=VALUE"
BY_USE = "with: {NAME: VALUE}"


def bound_params(
    root: Node,
    given: Mapping[str, str],
    way: str,
    report: Reporter,
    items: ItemNames = NO_ITEMS,
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


def prepared(root: Node, bound: Bound, report: Reporter, lists: ListFields = NO_ITEMS) -> Node:
    """Return `root` with all that is known filled in; names that nobody knows are reported.

    Shape: `lists` says of "plan#tasks" what its items say.
    """
    whole = with_defaults(root, under(under(root, "defaults"), "step"))
    return _Filling(bound, report, lists).node(whole, {})


NAMED_BY_OTHERS = (COMMIT, "with")  # what stands below is no key of the format


class _Filling:
    """Fills one text, node by node."""

    def __init__(
        self,
        bound: Bound,
        report: Reporter,
        lists: ListFields,
        conditions: tuple[str, ...] = CONDITIONS,
    ) -> None:
        self._bound, self._report, self._lists = bound, report, lists
        self._conditions = conditions
        self._known = (*FEATURE_NAMES, *(PARAMS + name for name in bound.texts))

    def node(self, node: Node, items: ItemNames, key: str = "") -> Node:
        """Return `node` filled in. Shape: `items` stand for items here; `key` leads to it."""
        match node:
            case Items():
                made = tuple(self.node(each, items, key) for each in node.items)
                return replace(node, items=made)
            case Entries():
                items = {**items, **_item_names(node, self._lists)}
                pairs = (self._pair(name, value, items, key) for name, value in node.entries)
                return replace(node, entries=tuple(pairs))
            case Scalar():
                return replace(node, text=self._text(node, items, key))

    def _pair(self, name: Scalar, value: Node, items: ItemNames, key: str) -> tuple[Scalar, Node]:
        """Return an entry filled in; what a param may be is said as it is.

        Shape: defaults are looked at for names where they stand for a step; whatever stands under
               "commit" is a message, and under "with" the keys are names of another procedure.
        """
        if name.text == "params":
            return name, value
        filling = _Filling(self._bound, Reporter(""), {}) if name.text == "defaults" else self
        if name.text == "facts":  # what a fact follows from is an expression, too
            filling = _Filling(self._bound, self._report, self._lists, (*CONDITIONS, "from"))
        return name, filling.node(value, items, key if key in NAMED_BY_OTHERS else name.text)

    def _text(self, node: Scalar, items: ItemNames, key: str) -> str:
        """Return a text filled in; report the first name in it that means nothing."""
        if key in self._conditions:
            named = names_of_condition(node.text)
            wrong = [name for name in named if self._is_unknown(name)]
            text = fill_condition(node.text, self._bound.literals)
        else:
            text = fill(node.text, self._bound.texts)
            items = {**items, **self._bound.items}
            known = {*FEATURE_NAMES, *_names_in(items)}
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

    def _is_unknown(self, name: str) -> bool:
        """Return whether a name in a condition is a param, or of the feature, and there is none."""
        if name.startswith(FEATURE):
            return name != f"{FEATURE}{RISK}"
        return name.startswith(PARAMS) and name not in self._bound.literals

    def _report_unknown(self, node: Scalar, name: str, items: ItemNames) -> None:
        known = [*self._known, *_names_in(items)]
        what = f'nothing is known of "{shown(name)}"; known here: {", ".join(known)}'
        self._report.at(node, what, near=nearest(name, known))


def _names_in(items: ItemNames) -> list[str]:
    """Return the names of all that items say."""
    return [f"{one}.{part}" for one in sorted(items) for part in items[one]]


def _item_names(node: Entries, fields: ListFields) -> dict[str, Sequence[str]]:
    """Return what stands for an item in a step that is made for each of a list."""
    lists = [value for key, value in node.entries if key.text == "for_each"]
    named = [pair for each in lists if isinstance(each, Entries) for pair in each.entries]
    return {
        key.text: fields.get(getattr(value, "text", ""), ITEM_FIELDS)
        for key, value in named
        if key.text not in OPTIONS
    }
