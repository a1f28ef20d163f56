"""What a step that uses another workflow finds: where it is, what it is given and gives out."""

from collections.abc import Callable, Mapping
from typing import Any

from gatewright.core.shipped_sets import shipped_sets
from gatewright.core.yaml_nodes import Entries, Node
from gatewright.definitions.problems import Problem
from gatewright.definitions.workflow_defaults import under
from gatewright.model.path_sets import PathSet
from gatewright.model.records import dataclass, field
from gatewright.model.workflow import Workflow

DEPTH_MAX = 8  # procedures that use procedures
USES_MAX = 200  # in one workflow, with those inside of others
ONLY_OF_A_RUN = (
    "risk",
    "waive",
    "commit",
    "branch",
)  # what a step cannot follow for the run that it is in


USUAL_SETS = shipped_sets()


def _nobody(name: str) -> tuple[str, str] | None:
    """Return that there is no such procedure."""


@dataclass(frozen=True, slots=True)
class Library:
    """The workflows that a step can use."""

    find: Callable[[str], tuple[str, str] | None] = _nobody  # name -> text and where it is from
    names: tuple[str, ...] = ()
    paths: tuple[PathSet, ...] = USUAL_SETS  # what the path sets of the project mean


EMPTY = Library()


@dataclass(slots=True)
class Loading:
    """What is known while one workflow is read, with all that it uses."""

    checks: tuple[str, ...]  # that are known by name
    library: Library
    used: tuple[str, ...] = ()  # the workflows around this one, outermost first
    counted: list[str] = field(default_factory=list)  # each use, in all of them
    problems: list[Problem] = field(default_factory=list)  # of procedures
    items: frozenset[str] = frozenset()  # what stands for items, in what is given


@dataclass(frozen=True, slots=True)
class Use:
    """A procedure as one step uses it."""

    name: str
    path: str  # where it is from
    workflow: Workflow
    inputs: Mapping[str, Mapping[str, Any]]  # as they are declared
    given: Mapping[str, str]  # inputs by artifact, as the step says
    names: Mapping[str, str]  # what it gives out: inside -> outside
    made: Mapping[str, Mapping[str, Any]]  # the same as products, by their names outside


def names_under(root: Node, key: str) -> tuple[str, ...]:
    """Return the names that a workflow's text declares under `key`."""
    node = under(root, key)
    return tuple(name.text for name, _ in node.entries) if isinstance(node, Entries) else ()


def products_of(workflow: Workflow) -> Mapping[str, Mapping[str, Any]]:
    """Return what the steps of a procedure make, by name; for each item of a list, too."""
    return {
        product.name: {
            "path": product.path,
            "schema": product.schema,
            "section": product.section,
            "except": product.living,
            "revises": product.revises,
        }
        for step in workflow.all_steps
        for product in step.produces
    }
