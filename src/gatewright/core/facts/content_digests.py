"""Which digest each name of content has once a step is accepted, and who read another one."""

from collections.abc import Mapping

from gatewright.core.content.content_names import (
    APPROVED,
    FIRST,
    artifact_of,
    is_region,
    named_version,
    version_of,
)
from gatewright.core.facts.conditions import answer_to
from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.model.ids import Digest, StepPath
from gatewright.model.records import replace

Digests = Mapping[str, Digest]
ABSENT = Digest("absent")
"""The content of what nobody made."""


def after(state: RunState, record: StepRecord, made: Digests) -> dict[str, Digest]:
    """Return what is otherwise, or new, once `record` is accepted with `made`: versions, too."""
    known = {**state.artifacts, **made}
    new = dict(made)
    for name in made:
        first = named_version(name, FIRST)
        if artifact_of(name) in state.versioned and first not in known:
            new[first] = made[name]
    for artifact in _approved(state, record):
        for name, digest in known.items():
            if artifact_of(name) == artifact and not version_of(name):
                new[named_version(name, APPROVED)] = digest
    return new


def _approved(state: RunState, record: StepRecord) -> set[str]:
    """Return the artifacts that people agreed to where a step is accepted."""
    rules = record.definition.gate.approvals
    asked = [rule for rule in rules if not rule.when or answer_to(state, rule.when) is not False]
    bound = {artifact_of(name) for rule in asked for name in rule.binds}
    return bound & set(state.versioned)


def may_be_stale(state: RunState, step: StepPath, new: Digests) -> tuple[StepPath, ...]:
    """Return whose reads may be others once `step` is accepted: itself, behind it, of regions."""
    moved = (name for name, digest in new.items() if state.artifacts.get(name) != digest)
    elsewhere = (reader for name in moved for reader in state.readers.get(name, ()))
    return tuple(dict.fromkeys((step, *state.needed_by.get(step, ()), *elsewhere)))


def changed_reads(
    state: RunState, reader: StepRecord, new: Digests, accepted: StepPath
) -> tuple[str, ...]:
    """Return what a step read otherwise than it is. Shape: its own work makes no region another."""
    own = reader.definition.path == accepted
    now = {**state.artifacts, **new}
    return tuple(
        name
        for name, digest in reader.read
        if digest != (state.artifacts if own and is_region(name) else now).get(name, ABSENT)
    )


def resting_on_own(state: RunState, record: StepRecord, new: Digests) -> StepRecord:
    """Return an accepted step's record, which rests on the regions as its own work left them."""
    read = tuple(
        (name, new.get(name, digest) if _is_as_read(state, name, digest) else digest)
        for name, digest in record.read
    )
    return replace(record, read=read, may_change=())


def _is_as_read(state: RunState, name: str, digest: Digest) -> bool:
    return is_region(name) and state.artifacts.get(name) == digest
