"""Profile `npm`, and its siblings: packages of a Node project, install scripts never run.

The environment repeats the folders of the repository that hold a package.json, so that workspaces
keep their shape; node_modules lies in it where the package manager puts it.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from gatewright.environments.errands import (
    Errand,
    ErrandRunner,
    derive_trouble,
    has_succeeded,
)
from gatewright.environments.keys import Ingredients, derive_key
from gatewright.environments.manifests import nearest_folder, reduce_manifest, write_manifests
from gatewright.environments.recipes import Built, Recipe, Tell
from gatewright.environments.remembered import ProgramFacts, is_program
from gatewright.environments.store import Site
from gatewright.model.isolation import Network
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import EnvironmentRequest
from gatewright.ports.processes import Finished

NPM_LOCK = "package-lock.json"
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-progress")


@dataclass(frozen=True, slots=True)
class PackageManager:
    """How one package manager installs from its lock."""

    program: str
    lock: str
    argv: tuple[str, ...]


MANAGERS = (
    PackageManager("npm", NPM_LOCK, ("ci", *QUIET)),
    PackageManager("npm", "npm-shrinkwrap.json", ("ci", *QUIET)),
    PackageManager("pnpm", "pnpm-lock.yaml", ("install", "--frozen-lockfile", "--ignore-scripts")),
    PackageManager("yarn", "yarn.lock", ("install", "--frozen-lockfile", "--ignore-scripts")),
    PackageManager("bun", "bun.lock", ("install", "--frozen-lockfile", "--ignore-scripts")),
    PackageManager("bun", "bun.lockb", ("install", "--frozen-lockfile", "--ignore-scripts")),
)
WITHOUT_LOCK = PackageManager("npm", "", ("install", *QUIET))


@dataclass(frozen=True, slots=True)
class NodeProfiles:
    """Makes recipes for Node projects."""

    runner: ErrandRunner
    npm: str | None
    search_path: str
    cache: str
    scratch: str
    facts: ProgramFacts

    @property
    def node_folder(self) -> str | None:
        """Return the folder of the node and npm programs."""
        return os.path.dirname(self.npm) if self.npm else None

    @property
    def node_prefix(self) -> str | None:
        """Return what must be readable to run node; None where the system's folders do."""
        if self.npm is None:
            return None
        prefix = os.path.dirname(os.path.dirname(os.path.realpath(_node_of(self.npm))))
        return None if prefix in ("/", "/usr") else prefix

    def recipe(self, request: EnvironmentRequest) -> Recipe | Trouble:
        """Return how the environment of a Node project is made."""
        manager, folder = find_manager(request.sources, request.project.root)
        program = self._program(manager)
        if program is None:
            return Trouble(
                code="environment.no-tool",
                wanted=f"{manager.program}, to install from {manager.lock or 'package.json'}",
                found=f"no {manager.program} is installed here",
                way_out=f"npm install --global {manager.program}"
                if self.npm
                else "Install Node.js with npm.",
            )
        toolchain = self._toolchain(program)
        if isinstance(toolchain, Trouble):
            return toolchain
        sources = request.sources
        ingredients = Ingredients(
            profile=manager.program,
            toolchain=toolchain,
            manifests={path: reduce_manifest(path, text) for path, text in sources.items()},
            place=folder,
        )

        def build(site: Site, tell: Tell) -> Built | Trouble:
            return self._build(
                manager, program, site, write_manifests(site.folder, sources, folder), tell
            )

        return Recipe("npm", derive_key(ingredients), build)

    def _build(
        self, manager: PackageManager, program: str, site: Site, place: str, tell: Tell
    ) -> Built | Trouble:
        kept = Path(site.resolution)
        if not manager.lock and kept.exists():
            shutil.copyfile(kept, Path(place, NPM_LOCK))
            manager = MANAGERS[0]
        described = " ".join((manager.program, *manager.argv[:2]))
        tell(described)
        finished = self._run((program, *manager.argv), place, site, tell)
        if not has_succeeded(finished):
            return derive_trouble(
                finished,
                wanted=f"the packages installed by {described}",
                way_out=f"{manager.program} install   and commit the lock file",
            )
        if not manager.lock and Path(place, NPM_LOCK).is_file():
            shutil.copyfile(Path(place, NPM_LOCK), kept)
        return Built(described, ("install scripts of packages were not run",))

    def _run(self, argv: tuple[str, ...], place: str, site: Site, tell: Tell) -> Finished:
        """Run the package manager. No script runs, so the shared cache may be writable."""
        Path(self.cache).mkdir(parents=True, exist_ok=True)
        return self.runner.run(
            Errand(
                argv=argv,
                cwd=place,
                scratch=site.scratch,
                writable=(site.folder, self.cache),
                readable=self._readable(argv[0]),
                env=(
                    ("CI", "true"),
                    *_cache_env(os.path.basename(argv[0]), self.cache),
                ),
                program_folders=(os.path.dirname(argv[0]), *self._node_folders()),
            ),
            tell,
        )

    def _toolchain(self, program: str) -> tuple[str, ...] | Trouble:
        """Return the versions that a build depends on, remembered where they are certain."""
        question = ("versions", _node_of(program), program)
        known = self.facts.recall(question)
        if isinstance(known, list):
            return tuple(str(each) for each in known)
        rests_on = _files_of(program)
        versions = self._ask_versions(program)
        if rests_on and not isinstance(versions, Trouble):
            self.facts.keep(question, list(versions), rests_on)
        return versions

    def _ask_versions(self, program: str) -> tuple[str, ...] | Trouble:
        versions = []
        for argv in ((_node_of(program), "--version"), (program, "--version")):
            Path(self.scratch).mkdir(parents=True, exist_ok=True)
            finished = self.runner.run(
                Errand(
                    argv=argv,
                    cwd=self.scratch,
                    scratch=self.scratch,
                    readable=self._readable(program),
                    network=Network.NONE,
                    program_folders=(os.path.dirname(program), *self._node_folders()),
                )
            )
            if not has_succeeded(finished):
                return derive_trouble(
                    finished,
                    wanted=f"{os.path.basename(argv[0])} to tell its version",
                    way_out="Install Node.js with npm.",
                    code="environment.no-tool",
                )
            name = os.path.basename(argv[0])
            versions.append(f"{name} {finished.stdout.decode('utf-8', 'replace').strip()}")
        return tuple(versions)

    def _program(self, manager: PackageManager) -> str | None:
        if manager.program == "npm":
            return self.npm
        return shutil.which(manager.program, path=self.search_path)

    def _node_folders(self) -> tuple[str, ...]:
        return (self.node_folder,) if self.node_folder else ()

    def _readable(self, program: str) -> tuple[str, ...]:
        """Return the folders a package manager lives in; its program is most often a link."""
        real = os.path.realpath(program)
        parts = real.split(f"{os.sep}lib{os.sep}")[0]
        own = () if parts in ("/", "/usr") or parts == real else (parts,)
        return (*own, *((self.node_prefix,) if self.node_prefix else ()))


def find_manager(sources: Mapping[str, bytes], root: str) -> tuple[PackageManager, str]:
    """Return the package manager whose lock is nearest to `root`, and the lock's folder."""
    found = [
        (manager, folder)
        for manager in MANAGERS
        if (folder := nearest_folder(manager.lock, sources, root)) is not None
    ]
    if not found:
        return WITHOUT_LOCK, root
    return max(found, key=lambda pair: len(pair[1]))


def _cache_env(program: str, cache: str) -> tuple[tuple[str, str], ...]:
    """Return the variables that keep a package manager's cache in our folder."""
    match program:
        case "pnpm":
            return (
                ("npm_config_store_dir", f"{cache}/pnpm"),
                ("npm_config_package_import_method", "copy"),
            )
        case "yarn":
            return (("YARN_CACHE_FOLDER", f"{cache}/yarn"),)
        case "bun":
            return (("BUN_INSTALL_CACHE_DIR", f"{cache}/bun"),)
        case _:
            return (("npm_config_cache", f"{cache}/npm"), ("npm_config_update_notifier", "false"))


def _node_of(program: str) -> str:
    """Return the node beside `program`, or whatever the system calls node."""
    beside = os.path.join(os.path.dirname(program), "node")
    return beside if os.path.exists(beside) else "node"


def _files_of(program: str) -> list[str]:
    """Return what the versions of node and npm rest on; nothing where they could lead elsewhere.

    A version manager puts programs of its own in their place, which choose one by other files.
    """
    node, script = _node_of(program), os.path.realpath(program)
    package = os.path.join(os.path.dirname(os.path.dirname(script)), "package.json")
    is_npm = os.path.basename(script) == "npm-cli.js" and os.path.isfile(package)
    is_node = os.path.isabs(node) and os.path.basename(os.path.realpath(node)) == "node"
    return [node, program, package] if is_npm and is_node and is_program(node) else []
