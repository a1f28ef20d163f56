"""Choose how much ceremony an idea gets, by its words; and say when the work has outgrown it.

Words are only a first guess, and the guess that does more is the one taken in doubt. The diff is
the judge afterwards.
"""

import re

from gatewright.core.text.globs import matches_any
from gatewright.model.change import Change
from gatewright.model.records import dataclass
from gatewright.model.workflow import Workflow

QUICK = "quick"
FEATURE = "feature"
SMALL = frozenset({
    "typo", "typos", "spelling", "misspelling", "wording", "rename", "reword", "rephrase",
    "doc", "docs", "documentation", "readme", "comment", "comments", "docstring", "docstrings",
    "changelog", "whitespace", "formatting", "license",
})  # fmt: skip
LARGE = frozenset({
    "add", "adds", "allow", "allows", "let", "lets", "support", "implement", "create",
    "introduce", "enable", "integrate", "migrate", "migration", "rewrite", "endpoint",
})  # fmt: skip
_WORD = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """A workflow by name, and why it."""

    name: str
    because: str  # one clause


def choose_workflow(idea: str) -> Choice:
    """Return the house workflow that `idea` sounds like."""
    words = _WORD.findall(idea.lower())
    large = next((word for word in words if word in LARGE), None)
    small = next((word for word in words if word in SMALL), None)
    if large is not None:
        return Choice(FEATURE, f'the idea says "{large}": new behaviour')
    if small is not None:
        return Choice(QUICK, f'the idea says "{small}": a small change')
    return Choice(FEATURE, "nothing in the idea says that it is small")


def outgrown(change: Change, workflow: Workflow) -> str | None:
    """Return why `change` is more than `workflow` is for, or None."""
    if not workflow.outgrown:
        return None
    risky = [
        one.path
        for one in change.files
        if matches_any(workflow.risk_paths, one.path)
        or matches_any(workflow.risk_paths, one.old_path)
    ]
    count = change.added_count + change.removed_count
    most = workflow.risk_lines_max
    found = [f"touches {_named(risky)}"] if risky else []
    if most is not None and count > most:
        found.append(f"has {count} lines ({workflow.name}: {most})")
    return f"the diff {' and '.join(found)}" if found else None


def _named(paths: list[str]) -> str:
    """Return the first of `paths`, and how many more there are."""
    return paths[0] if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more"
