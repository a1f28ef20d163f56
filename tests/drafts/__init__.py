"""Procedures of teams as they would write them: five workflows, and all that they use."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from gatewright.definitions.configuration import parse_configuration
from gatewright.definitions.configured_names import names_of
from gatewright.definitions.document_schema import Shelf
from gatewright.definitions.problems import Problem
from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.configuration import Configuration
from gatewright.model.workflow import Workflow

FOLDER = Path(__file__).parent / ".gatewright"
CATALOG = Path(str(files("gatewright"))) / "catalog" / "documents"
TEXTS = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("workflows/*.yaml"))}
DOCUMENTS = {
    path.stem: (path.read_text("utf-8"), path.name)
    for folder in (CATALOG, FOLDER / "documents")
    for path in sorted(folder.glob("*.yaml"))
}
BRIEFS = {
    path.stem: (path.read_text("utf-8"), path.name) for path in sorted(FOLDER.glob("briefs/*.md"))
}
CONFIGURATION = parse_configuration((FOLDER / "config.yaml").read_text("utf-8"))
assert isinstance(CONFIGURATION, Configuration)
CHECKS = tuple(each.name for each in CONFIGURATION.checks)
NAMES = names_of(CONFIGURATION)
GIVEN = {
    "change-management": {"change": "7"},
    "consult-then-build": {"variation": "full"},
    "documentation-runbook": {"mode": "final"},
    "feature-lifecycle": {"ticket": "GW-1"},
    "implementation-layer": {"layer": "backend"},
    "spec-to-production": {"component": "core"},
}
OF_ITEMS = ("architecture-compliance-validation", "layer-unit", "pr-lifecycle", "tdd-cycle")
"""Procedures that are used for each item of a list, and never alone."""


def parsed(texts: dict[str, str], name: str) -> Workflow | tuple[Problem, ...]:
    """Return one of the workflows, or its problems."""
    library = Library(
        lambda one: (texts[one], f"{one}.yaml") if one in texts else None,
        tuple(texts),
        documents=Shelf(DOCUMENTS.get, tuple(DOCUMENTS)),
        briefs=Shelf(BRIEFS.get, tuple(BRIEFS)),
        configured=NAMES,
    )
    given = GIVEN.get(name, {})
    return parse_workflow(texts[name], f"{name}.yaml", CHECKS, params=given, library=library)


@cache
def draft(name: str) -> Workflow:
    """Return one of the workflows."""
    workflow = parsed(TEXTS, name)
    assert isinstance(workflow, Workflow), [str(problem) for problem in workflow]
    return workflow
