"""Larger workflows that use one another, with every key that is not for one step alone."""

from pathlib import Path

from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.workflow import Workflow

FOLDER = Path(__file__).parent
TEXTS = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yaml"))}


def example(name: str = "delivery") -> Workflow:
    """Return one of the examples."""
    workflow = parse_workflow(TEXTS[name], f"{name}.yaml", library=library_of(TEXTS))
    assert isinstance(workflow, Workflow), [str(problem) for problem in workflow]
    return workflow


def library_of(texts: dict[str, str]) -> Library:
    """Return a library of `texts`."""
    return Library(
        lambda name: (texts[name], f"{name}.yaml") if name in texts else None, tuple(texts)
    )
