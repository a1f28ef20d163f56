"""What a step that uses another workflow finds: where it is, what it is given and gives out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gatewright.core.projects.shipped_sets import shipped_sets
from gatewright.core.text.yaml_nodes import Entries, Node
from gatewright.definitions.configured_names import NO_NAMES, ConfiguredNames
from gatewright.definitions.document_schema import EMPTY_SHELF, Shelf, parse_document_schema
from gatewright.definitions.parameters import ItemNames
from gatewright.definitions.problems import Problem
from gatewright.definitions.workflow_defaults import under
from gatewright.model.document_schema import DocumentSchema
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
    "budget",
    "signal",
    "exits",
    "start",
    "changes",
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
    documents: Shelf = EMPTY_SHELF
    briefs: Shelf = EMPTY_SHELF
    configured: ConfiguredNames = NO_NAMES


EMPTY = Library()


@dataclass(slots=True)
class Loading:
    """What is known while one workflow is read, with all that it uses."""

    checks: tuple[str, ...]  # that are known by name
    library: Library
    used: tuple[str, ...] = ()  # the workflows around this one, outermost first
    counted: list[str] = field(default_factory=list)  # each use, in all of them
    problems: list[Problem] = field(default_factory=list)  # of procedures
    items: ItemNames = field(default_factory=dict)  # what stands for items, in what is given
    documents: dict[str, DocumentSchema | None] = field(default_factory=dict)  # None: unreadable
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)  # what items of each say
    place: str = ""  # of the steps around it, for the files of forms: "build/"

    def document(self, name: str) -> DocumentSchema | None:
        """Return a schema by name; None for one that is not there, or that cannot be read."""
        if name not in self.documents:
            self.documents[name] = self._read_document(name)
        return self.documents[name]

    def _read_document(self, name: str) -> DocumentSchema | None:
        """Return a schema; what is wrong with it is a problem of its own file."""
        found = self.library.documents.find(name)
        read = parse_document_schema(*found, name) if found is not None else None
        if isinstance(read, tuple):
            self.problems.extend(read)
            return None
        return read


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
