"""Python dependencies with a uv.lock: exactly those, all groups, nothing of the project itself."""

from gatewright.environments.errands import (
    derive_trouble,
    has_succeeded,
    is_network_failure,
)
from gatewright.environments.python_builder import PythonBuilder
from gatewright.environments.recipes import Built, Tell
from gatewright.environments.requirements import requirement_name
from gatewright.environments.resolved import BUILT_NOTE
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.ports.processes import Finished

DESCRIBED = "uv sync --frozen"
TRIES: tuple[tuple[tuple[str, ...], bool, tuple[str, ...]], ...] = (
    (("--all-groups", "--all-extras"), False, ()),
    (("--all-groups", "--all-extras"), True, (BUILT_NOTE,)),
    (("--all-groups",), False, ("optional extras left out: they cannot be installed together",)),
    ((), False, ("default groups only: not all groups can be installed together",)),
    ((), True, ("default groups only: not all groups can be installed together", BUILT_NOTE)),
)


@dataclass(frozen=True, slots=True)
class Locked:
    """Where the lock is, and what is wanted beside it."""

    folder: str  # absolute, of the written manifests
    is_workspace: bool  # of the whole workspace, not of one member
    extra_requirements: tuple[str, ...] = ()


def build_locked(builder: PythonBuilder, locked: Locked, tell: Tell) -> Built | Trouble:
    """Install what the lock names; then what the test tool needs and the project lacks."""
    tell(DESCRIBED)
    notes = _sync(builder, locked, tell)
    if isinstance(notes, Trouble):
        return notes
    added = _add_missing(builder, locked.extra_requirements, tell)
    if isinstance(added, Trouble):
        return added
    return Built(DESCRIBED, (*notes, *added))


def _sync(builder: PythonBuilder, locked: Locked, tell: Tell) -> tuple[str, ...] | Trouble:
    members = ("--all-packages",) if locked.is_workspace else ()
    first: Finished | None = None
    for flags, may_build, notes in TRIES:
        finished = builder.sync(locked.folder, (*flags, *members), may_build, tell)
        if has_succeeded(finished):
            return notes
        first = first or finished
        if is_network_failure(finished):
            return _trouble(finished)
    assert first is not None, "there is always one try"
    return _trouble(first)


def _add_missing(
    builder: PythonBuilder, extra: tuple[str, ...], tell: Tell
) -> tuple[str, ...] | Trouble:
    """Install those of `extra` that the lock does not bring; the project's own versions stay."""
    present = builder.installed_names()
    missing = tuple(line for line in extra if requirement_name(line) not in present)
    if not missing:
        return ()
    finished = builder.install(missing, may_build=False, tell=tell)
    if not has_succeeded(finished):
        return _trouble(finished)
    return (f"{', '.join(missing)} added: not in uv.lock",)


def _trouble(finished: Finished) -> Trouble:
    return derive_trouble(
        finished, wanted=f"the dependencies installed by {DESCRIBED}", way_out="uv lock"
    )
