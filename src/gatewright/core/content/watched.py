"""Names of content that steps read or people decide on, besides whole artifacts as they are.

What a judgement must tell the digest of: regions of the tree, and parts of what a step makes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from gatewright.core.content.content_names import (
    artifact_of,
    is_region,
    part_of,
    set_of,
    version_of,
)
from gatewright.model.ids import StepPath
from gatewright.model.path_sets import REGION
from gatewright.model.workflow import StepDefinition

_IN_TEXT = re.compile(f'"({REGION}[a-z0-9/-]+)"')  # of a check that the workflow defines


def watched_in(steps: Iterable[StepDefinition]) -> tuple[str, ...]:
    """Return the regions and parts that `steps` name, and those that are named in a version."""
    named = {name for step in steps for name in names_in(step)}
    kept = {_as_it_is(name) for name in named if is_region(name) or part_of(name)}
    return tuple(sorted(kept))


def versioned_in(steps: Iterable[StepDefinition]) -> tuple[str, ...]:
    """Return the artifacts of which `steps` name a version."""
    named = {name for step in steps for name in names_in(step)}
    return tuple(sorted({artifact_of(name) for name in named if version_of(name)}))


def readers_in(steps: Iterable[StepDefinition]) -> Mapping[str, tuple[StepPath, ...]]:
    """Return who reads each region, and each version: that may be another by anybody's work."""
    readers: dict[str, tuple[StepPath, ...]] = {}
    for step in steps:
        for name in step.reads:
            if is_region(name) or version_of(name):
                readers[name] = (*readers.get(name, ()), step.path)
    return readers


def sets_in(steps: Iterable[StepDefinition]) -> tuple[str, ...]:
    """Return the path sets that `steps` name: where they write, read, keep off, or are checked."""
    named = {entry for step in steps for entry in _entries(step) if entry.startswith(REGION)}
    return tuple(sorted(set_of(entry) for entry in named))


def _entries(step: StepDefinition) -> Iterator[str]:
    yield from (*step.writes, *step.keeps, *names_in(step))
    for check in step.gate.defined:
        yield from _IN_TEXT.findall(check.text)


def names_in(step: StepDefinition) -> Iterator[str]:
    """Yield every content that a step reads, or that people decide on at it."""
    yield from step.reads
    for rule in step.gate.approvals:
        yield from rule.binds
    yield from (name for _, name in step.gate.artifacts if version_of(name))
    for move in step.no_go:
        yield from (name for each in (move, *move.offers) for name in each.artifacts)


def parts_of(name: str, watched: Iterable[str]) -> tuple[str, ...]:
    """Return which parts of an artifact are watched: "risks" of `plan` where plan#risks is."""
    return tuple(part_of(each) for each in watched if part_of(each) and artifact_of(each) == name)


def _as_it_is(name: str) -> str:
    """Return a name without its version."""
    part = part_of(name)
    return artifact_of(name) + (f"#{part}" if part else "")
