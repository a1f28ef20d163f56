"""The steps of building a Python environment, each one a confined run of uv.

The shared cache is writable only while no code of a package can run: wheels only, and no start of
the new environment's own interpreter. Where packages must be built, the cache is thrown away.
"""

import os
from pathlib import Path

from gatewright.environments.errands import Errand, ErrandRunner, has_succeeded
from gatewright.environments.interpreters import Interpreter
from gatewright.environments.manifests import normalise_name
from gatewright.environments.recipes import Tell
from gatewright.environments.store import Site
from gatewright.model.isolation import Network
from gatewright.model.records import dataclass
from gatewright.ports.processes import Finished


@dataclass(frozen=True, slots=True)
class Toolchain:
    """The programs and the cache of Python builds."""

    uv: str
    cache: str


class PythonBuilder:
    """Builds one environment for one interpreter."""

    def __init__(
        self, runner: ErrandRunner, toolchain: Toolchain, interpreter: Interpreter, site: Site
    ) -> None:
        self._runner = runner
        self._toolchain = toolchain
        self._interpreter = interpreter
        self._site = site

    def make_venv(self) -> Finished:
        """Make the bare environment."""
        argv = ("venv", "--allow-existing", "--no-project", "-p", self._interpreter.program)
        return self._uv((*argv, self._site.folder), self._site.scratch, may_build=False)

    def sync(self, folder: str, flags: tuple[str, ...], may_build: bool, tell: Tell) -> Finished:
        """Install what the lock in `folder` names, and nothing of the project."""
        argv = (
            *("sync", "--frozen", "-p", self._interpreter.program),
            *("--no-install-project", "--no-install-workspace", "--no-install-local"),
            *flags,
        )
        return self._uv(argv, folder, may_build, tell)

    def resolve(self, folder: str, own_name: str, may_build: bool, tell: Tell) -> Finished:
        """Resolve `folder`/requirements.in into the site's resolution."""
        draft = os.path.join(self._site.scratch, "resolution.draft")
        argv = (
            *("pip", "compile", "--quiet", "--generate-hashes", "--no-header", "--no-annotate"),
            *("-p", self._interpreter.program, "-o", draft, "requirements.in"),
            *(("--no-emit-package", own_name) if own_name else ()),
        )
        finished = self._uv(argv, folder, may_build, tell)
        if has_succeeded(finished):
            os.replace(draft, self._site.resolution)
        return finished

    def install_resolution(self, may_build: bool, tell: Tell) -> Finished:
        """Install exactly what the resolution names; hashes are verified."""
        copy = Path(self._site.scratch, "resolution.txt")
        copy.write_bytes(Path(self._site.resolution).read_bytes())
        argv = ("pip", "install", "--no-deps", "-p", self._site.folder, "-r", str(copy))
        return self._uv(argv, self._site.scratch, may_build, tell)

    def install(self, requirements: tuple[str, ...], may_build: bool, tell: Tell) -> Finished:
        """Install `requirements` beside what is there, which is kept where it fits."""
        argv = ("pip", "install", "-p", self._site.folder, "--", *requirements)
        return self._uv(argv, self._site.scratch, may_build, tell)

    def remove(self, name: str) -> Finished:
        """Remove one distribution."""
        argv = ("pip", "uninstall", "-p", self._site.folder, name)
        return self._uv(argv, self._site.scratch, may_build=False)

    def compile_bytecode(self) -> Finished:
        """Compile everything, by the bare interpreter: no .pth of a package runs."""
        argv = (self._interpreter.program, "-I", "-S", "-m", "compileall", "-q", "-j0")
        return self._runner.run(
            Errand(
                argv=(*argv, os.path.join(self._site.folder, "lib")),
                cwd=self._site.scratch,
                scratch=self._site.scratch,
                writable=(self._site.folder,),
                readable=(self._interpreter.prefix,),
                network=Network.NONE,
            )
        )

    def installed_names(self) -> frozenset[str]:
        """Return the normalised names of what is installed."""
        folders = Path(self._site.folder, "lib").glob("python*/site-packages/*.dist-info")
        return frozenset(normalise_name(folder.name.split("-", 1)[0]) for folder in folders)

    def _uv(
        self, argv: tuple[str, ...], folder: str, may_build: bool, tell: Tell | None = None
    ) -> Finished:
        """Run uv; builds run strangers' code, and so never with the shared cache."""
        site, program = self._site, self._toolchain.uv
        cache = os.path.join(site.scratch, "cache") if may_build else self._toolchain.cache
        Path(cache).mkdir(parents=True, exist_ok=True)
        policy = () if may_build or not _installs(argv) else ("--no-build",)
        errand = Errand(
            argv=(program, *_with_policy(argv, policy)),
            cwd=folder,
            scratch=site.scratch,
            writable=(site.folder, cache),
            readable=(os.path.dirname(program), self._interpreter.prefix),
            env=(
                ("UV_CACHE_DIR", cache),
                ("UV_LINK_MODE", "copy"),
                ("UV_NO_PROGRESS", "1"),
                ("UV_PROJECT_ENVIRONMENT", site.folder),
                ("UV_PYTHON_DOWNLOADS", "never"),
            ),
            program_folders=(os.path.dirname(self._interpreter.program),),
        )
        return self._runner.run(errand, tell)


def _installs(argv: tuple[str, ...]) -> bool:
    """Return whether these arguments could make uv build a package."""
    return argv[0] == "sync" or argv[:2] in (("pip", "install"), ("pip", "compile"))


def _with_policy(argv: tuple[str, ...], policy: tuple[str, ...]) -> tuple[str, ...]:
    """Put `policy` behind the verb, in front of any "--"."""
    verb_parts = 1 if argv[0] in ("sync", "venv") else 2
    return (*argv[:verb_parts], *policy, *argv[verb_parts:])
