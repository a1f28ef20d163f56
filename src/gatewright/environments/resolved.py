"""Python dependencies without a lock: resolved once, kept, and installed from what was kept.

Wheels come first. Where not everything can be had, the build narrows step by step to what the
tests need, and says so.
"""

from collections.abc import Mapping
from pathlib import Path

from gatewright.environments.errands import (
    derive_trouble,
    has_succeeded,
    is_network_failure,
)
from gatewright.environments.manifests import write_manifests
from gatewright.environments.python_builder import PythonBuilder
from gatewright.environments.recipes import Built, Tell
from gatewright.environments.requirements import (
    Declared,
    DeclaredFile,
    Width,
    is_local,
    requirement_name,
)
from gatewright.environments.store import Site
from gatewright.model.records import dataclass, field
from gatewright.model.trouble import Trouble
from gatewright.ports.processes import Finished

BUILT_NOTE = "some dependencies have no wheel and were built here, in the sandbox"
INSTALL = "uv pip install"
NARROWED = {
    Width.DEVELOPMENT: "",
    Width.TESTS: "development requirements left out: with them nothing could be installed",
    Width.PROJECT: "test requirements left out: with them nothing could be installed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What is to be resolved."""

    declared: tuple[Declared, ...] = ()
    requirement_files: tuple[DeclaredFile, ...] = ()
    texts: Mapping[str, bytes] = field(
        default_factory=dict
    )  # requirements files, and what they name
    extra: tuple[str, ...] = ()
    own_name: str = ""  # normalised; never installed

    def widths(self) -> list[Width]:
        """Return the widths to try, the widest first."""
        found = {item.width for item in self.declared}
        found |= {item.width for item in self.requirement_files}
        return sorted(found | {Width.PROJECT}, reverse=True)

    def lines(self, width: Width) -> list[str]:
        """Return the lines of requirements.in, not wider than `width`."""
        lines = [item.line for item in self.declared if item.width <= width]
        wanted = [
            line
            for line in dict.fromkeys(lines)
            if not is_local(line) and requirement_name(line) not in ("", self.own_name)
        ]
        named = {requirement_name(line) for line in wanted}
        extra = [line for line in self.extra if requirement_name(line) not in named]
        files = [f"-r {item.path}" for item in self.requirement_files if item.width <= width]
        return [*wanted, *extra, *files]

    def describe(self) -> str:
        """Return where the requirements come from, for the screen."""
        sources = [item.source for item in self.declared]
        paths = [item.path for item in self.requirement_files]
        names = ", ".join(dict.fromkeys([*sources, *paths]))
        return f"{INSTALL}, from {names}" if names else " ".join((INSTALL, *self.extra))


def build_resolved(
    builder: PythonBuilder, inputs: Inputs, site: Site, tell: Tell
) -> Built | Trouble:
    """Resolve, or take the resolution kept from before, and install it."""
    made = builder.make_venv()
    if not has_succeeded(made):
        return _trouble(made, "a bare environment")
    notes: tuple[str, ...] | Trouble = ()
    if not Path(site.resolution).exists():
        notes = _resolve(builder, inputs, site, tell)
    if isinstance(notes, Trouble):
        return notes
    tell(inputs.describe())
    installed = _install(builder, tell)
    if isinstance(installed, Trouble):
        return installed
    return Built(inputs.describe(), (*notes, *installed))


def _resolve(
    builder: PythonBuilder, inputs: Inputs, site: Site, tell: Tell
) -> tuple[str, ...] | Trouble:
    """Resolve as much as can be had: widest first, wheels before packages to be built."""
    tell(f"resolving: {inputs.describe()}")
    first: Finished | None = None
    for width in inputs.widths():
        for may_build in (False, True):
            folder = _write_inputs(inputs, width, site)
            finished = builder.resolve(folder, inputs.own_name, may_build, tell)
            if has_succeeded(finished):
                widest = width is inputs.widths()[0]
                return () if widest else tuple(filter(None, (NARROWED[width],)))
            first = first or finished
            if is_network_failure(finished):
                return _trouble(finished, "the dependencies resolved")
    assert first is not None, "there is always one width"
    return _trouble(first, "the dependencies resolved")


def _install(builder: PythonBuilder, tell: Tell) -> tuple[str, ...] | Trouble:
    finished = builder.install_resolution(may_build=False, tell=tell)
    if has_succeeded(finished):
        return ()
    if not is_network_failure(finished):
        finished = builder.install_resolution(may_build=True, tell=tell)
    if has_succeeded(finished):
        return (BUILT_NOTE,)
    return _trouble(finished, "the dependencies installed")


def _write_inputs(inputs: Inputs, width: Width, site: Site) -> str:
    """Write requirements.in and the files it names, without lines that mean the project itself."""
    texts = {
        path: _without_local_lines(text, inputs.own_name) for path, text in inputs.texts.items()
    }
    text = "\n".join((*inputs.lines(width), "")).encode()
    return write_manifests(f"{site.scratch}/inputs", {**texts, "requirements.in": text})


def _without_local_lines(text: bytes, own_name: str) -> bytes:
    lines = text.decode("utf-8", "replace").splitlines()
    kept = [
        line
        for line in lines
        if not is_local(line) and not (own_name and requirement_name(line) == own_name)
    ]
    return "\n".join((*kept, "")).encode()


def _trouble(finished: Finished, wanted: str) -> Trouble:
    return derive_trouble(
        finished,
        wanted=wanted,
        way_out="Pin or repair what cannot be installed, or describe the environment in"
        " .gatewright/config.yaml (profile: command, or adopt).",
    )
