"""Installing the project under judgement into its overlay, so that metadata and programs exist.

Its build code is the worker's: it runs without network, without any shared cache, and may write
only the checkout and a scratch folder. What it needs to build with comes from an environment of
its own, made without it. The wheel it answers with is installed by uv, which runs nothing of it.
"""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

from gatewright.environments.errands import (
    Errand,
    ErrandRunner,
    describe_ending,
    first_meaningful,
    has_succeeded,
    said_lines,
)
from gatewright.environments.manifests import Table, as_strings, at, read_json, read_toml
from gatewright.environments.overlay import Overlay, make_overlay
from gatewright.environments.requirements import is_local, requirement_name
from gatewright.model.isolation import Network
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import Environment

LEGACY = "setuptools.build_meta:__legacy__"
LEGACY_REQUIRES = ("setuptools>=40.8", "wheel")
# Old enough for build scripts that rest on what newer ones removed, new enough for PEP 660.
OLDER_SETUPTOOLS = ("setuptools>=64,<72", "wheel")
ANSWER_BYTES_MAX = 100_000
REQUIRES_MAX = 200
# A checkout has no history to take a version from.
VERSION_ENV = (
    ("SETUPTOOLS_SCM_PRETEND_VERSION", "0.0.0"),
    ("PBR_VERSION", "0.0.0"),
    ("PDM_BUILD_SCM_VERSION", "0.0.0"),
    ("POETRY_DYNAMIC_VERSIONING_BYPASS", "0.0.0"),
    ("UV_DYNAMIC_VERSIONING_BYPASS", "0.0.0"),
)
# A PEP 517 front end of the smallest kind: hooks in, one JSON file out.
FRONT_END = """
import importlib, json, os, sys
out, name, paths, may_ask = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), sys.argv[4] == "ask"
sys.path[:0] = [os.path.abspath(path) for path in paths]
module, _, attributes = name.partition(":")
backend = importlib.import_module(module)
for attribute in filter(None, attributes.split(".")):
    backend = getattr(backend, attribute)
ask = getattr(backend, "get_requires_for_build_editable", None)
requires = list(ask({})) if ask and may_ask else []
answer = {"requires": requires} if requires else {"wheel": backend.build_editable(out, {})}
with open(os.path.join(out, "answer.json"), "w") as stream:
    json.dump(answer, stream)
"""

ProvideTools = Callable[[tuple[str, ...]], Environment | Trouble]


@dataclass(frozen=True, slots=True)
class BuildSystem:
    """How a project says it is built (PEP 518)."""

    requires: tuple[str, ...]
    backend: str
    backend_path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableInstall:
    """One project to be installed into one overlay."""

    runner: ErrandRunner
    uv: str
    overlay: Overlay
    project_folder: str  # absolute, in the checkout
    checkout: str
    scratch: str

    def run(self, provide_tools: ProvideTools) -> str | None:
        """Install the project; return in words why it could not be, or None."""
        declared = derive_build_system(self.project_folder)
        because = self._attempt(declared, provide_tools)
        if because is not None and declared.backend.startswith("setuptools"):
            rest = [line for line in declared.requires if not _is_setuptools(line)]
            older = replace(declared, requires=(*OLDER_SETUPTOOLS, *rest))
            because = self._attempt(older, provide_tools) and because
        return because

    def _attempt(self, system: BuildSystem, provide_tools: ProvideTools) -> str | None:
        answer = self._ask(system, provide_tools, may_ask=True)
        if isinstance(answer, dict) and (more := _usable(as_strings(answer.get("requires")))):
            fuller = replace(system, requires=(*system.requires, *more))
            answer = self._ask(fuller, provide_tools, may_ask=False)
        if isinstance(answer, str):
            return answer
        wheel = answer.get("wheel")
        if not isinstance(wheel, str) or os.path.basename(wheel) != wheel:
            return "its build gave no wheel"
        return self._install(os.path.join(self._out, wheel))

    def _ask(
        self, system: BuildSystem, provide_tools: ProvideTools, *, may_ask: bool
    ) -> Table | str:
        """Run the build; return its answer, or in words why there is none."""
        tools = provide_tools(system.requires)
        if isinstance(tools, Trouble):
            return f"what it is built with cannot be had: {tools.found}"
        layer = os.path.join(self.scratch, f"build-{len(os.listdir(self.scratch))}")
        builder = make_overlay(layer, (tools.folder,))
        Path(self._out).mkdir(exist_ok=True)
        paths = json.dumps(system.backend_path)
        mood = "ask" if may_ask else "build"
        argv = (builder.python, "-I", "-c", FRONT_END, self._out, system.backend, paths, mood)
        finished = self.runner.run(self._errand(argv, (tools.folder, builder.folder)))
        if not has_succeeded(finished):
            return f"its build failed, {describe_ending(finished)}: {_last_said(finished.stderr)}"
        return _read_answer(Path(self._out, "answer.json"))

    def _install(self, wheel: str) -> str | None:
        argv = (self.uv, "pip", "install", "--no-deps", "--no-index", "--offline")
        errand = self._errand((*argv, "-p", self.overlay.folder, "--", wheel), ())
        errand = replace(
            errand,
            cwd=self.scratch,
            writable=(self.overlay.folder,),
            env=(("UV_CACHE_DIR", os.path.join(self.scratch, "cache")), ("UV_LINK_MODE", "copy")),
        )
        finished = self.runner.run(errand)
        if has_succeeded(finished):
            return None
        return f"its wheel cannot be installed: {first_meaningful(said_lines(finished))}"

    def _errand(self, argv: tuple[str, ...], readable: tuple[str, ...]) -> Errand:
        has_version = Path(self.project_folder, "PKG-INFO").exists()
        return Errand(
            argv=argv,
            cwd=self.project_folder,
            scratch=self.scratch,
            writable=(self.checkout,),
            readable=(
                *readable,
                self.overlay.folder,
                *self.overlay.layers,
                self.overlay.interpreter_prefix,
                os.path.dirname(self.uv),
            ),
            network=Network.NONE,
            env=() if has_version else VERSION_ENV,
            program_folders=(os.path.dirname(argv[0]),),
        )

    @property
    def _out(self) -> str:
        return os.path.join(self.scratch, "out")


def derive_build_system(project_folder: str) -> BuildSystem:
    """Return what pyproject.toml says of building, with the defaults of PEP 517."""
    manifest = Path(project_folder, "pyproject.toml")
    document = read_toml(manifest.read_bytes()) if manifest.is_file() else {}
    system = at(document, "build-system")
    requires = _usable(as_strings(system.get("requires")))
    backend = system.get("build-backend")
    if not isinstance(backend, str) or not re.fullmatch(r"[\w.]+(:[\w.]+)?", backend):
        return BuildSystem(requires or LEGACY_REQUIRES, LEGACY, ())
    return BuildSystem(requires, backend, tuple(as_strings(system.get("backend-path"))))


def _usable(requirements: list[str]) -> tuple[str, ...]:
    """Return requirements that name packages, in bounds; never options, never local files."""
    return tuple(
        line
        for line in requirements[:REQUIRES_MAX]
        if requirement_name(line) and not is_local(line)
    )


def _is_setuptools(line: str) -> bool:
    return requirement_name(line) in ("setuptools", "wheel")


def _read_answer(path: Path) -> Table | str:
    """Return what the build wrote; it is the worker's, so it is bounded and data only."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > ANSWER_BYTES_MAX:
        return "its build gave no answer"
    return read_json(path.read_bytes())


def _last_said(stderr: bytes) -> str:
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines()]
    return next((line for line in reversed(lines) if line), "it said nothing")[:300]
