"""Profiles `command` and `adopt`: environments that the project describes itself."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from gatewright.environments.errands import Errand, ErrandRunner, derive_trouble, has_succeeded
from gatewright.environments.keys import Ingredients, derive_key
from gatewright.environments.manifests import normalise_name, write_manifests
from gatewright.environments.overlay import packages_of
from gatewright.environments.recipes import Built, Recipe, Tell
from gatewright.environments.store import Site
from gatewright.model.digest import digest_of
from gatewright.model.project import Project, Stack
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import Environment, EnvironmentRequest

LINK_BYTES_MAX = 64 * 1024


@dataclass(frozen=True, slots=True)
class CommandProfile:
    """Makes recipes for environments that a command of the project builds."""

    runner: ErrandRunner
    program_folders: tuple[str, ...]  # absolute; python, uv and node for the command
    readable: tuple[str, ...]

    def recipe(self, request: EnvironmentRequest) -> Recipe:
        """Return how the project's own command makes its environment; without one, it is empty."""
        ingredients = Ingredients(
            profile="command",
            toolchain=(),
            manifests=request.sources,
            build=request.build,
            place=request.project.root,
        )

        def build(site: Site, tell: Tell) -> Built | Trouble:
            if not request.build:
                return Built("nothing to install")
            return self._build(request, site, tell)

        return Recipe("command", derive_key(ingredients), build)

    def _build(self, request: EnvironmentRequest, site: Site, tell: Tell) -> Built | Trouble:
        described = " ".join(request.build)
        tell(described)
        folder = write_manifests(f"{site.scratch}/tree", request.sources, request.project.root)
        for path in Path(f"{site.scratch}/tree").rglob("*"):
            path.chmod(0o755)  # the port hands over no modes; a build script must be runnable
        finished = self.runner.run(
            Errand(
                argv=tuple(part.replace("{env}", site.folder) for part in request.build),
                cwd=folder,
                scratch=site.scratch,
                writable=(site.folder,),
                readable=self.readable,
                program_folders=self.program_folders,
            ),
            tell,
        )
        if not has_succeeded(finished):
            return derive_trouble(
                finished,
                wanted=f"the environment built by {described}",
                way_out="Repair the command `build` of this environment in .gatewright/config.yaml;"
                " it sees only the files named in `from`.",
            )
        return Built(described)


def adopt(request: EnvironmentRequest) -> Environment | Trouble:
    """Return a folder of the person's own as environment; it is not sealed, and says so."""
    folder = request.adopt
    needed = "bin/python" if request.project.stack is Stack.PYTHON else ""
    if not os.path.isabs(folder) or not Path(folder, needed).exists():
        return Trouble(
            code="environment.adopted-missing",
            wanted=f"the folder {folder or '(none named)'}, to adopt as environment",
            found=f"there is no {needed} in it" if Path(folder).is_dir() else "it is not there",
            way_out="Name an existing folder in `path`, or choose another profile.",
        )
    elsewhere = find_editable(folder, request.project)
    if elsewhere is not None:
        return Trouble(
            code="environment.adopted-elsewhere",
            wanted=f"an environment without {request.project.name} in it",
            found=f"{folder} holds a link to another checkout of it: {elsewhere}",
            way_out="Adopt an environment that holds only the dependencies, or choose the profile"
            " uv or pip.",
        )
    key = digest_of({"profile": "adopt", "folder": folder})
    return Environment(
        profile="adopt",
        key=key,
        folder=folder,
        is_sealed=False,
        was_built=False,
        built_ms=0,
        described=f"adopted {folder}",
        notes=("adopted, not sealed: nobody knows what is in it",),
    )


def find_editable(environment: str, project: Project) -> str | None:
    """Return in words where `environment` links to a checkout of `project`; None if nowhere."""
    packages = packages_of(environment)
    if not packages.is_dir():
        return None
    own = {normalise_name(project.name), *(normalise_name(name) for name in project.packages)}
    return next(_editable_metadata(packages, own), None) or next(_links(packages, project), None)


def _editable_metadata(packages: Path, own: set[str]) -> Iterator[str]:
    """Yield where the metadata of a distribution of ours says that it is editable (PEP 610)."""
    for record in sorted(packages.glob("*.dist-info/direct_url.json")):
        if normalise_name(record.parent.name.split("-", 1)[0]) not in own:
            continue
        try:
            document = json.loads(record.read_bytes()[:LINK_BYTES_MAX])
            if document["dir_info"]["editable"]:
                yield str(document["url"])
        except (ValueError, KeyError, TypeError):
            continue


def _links(packages: Path, project: Project) -> Iterator[str]:
    """Yield the .pth lines, finders and egg links that lead to the project's modules."""
    for link in sorted((*packages.glob("*.pth"), *packages.glob("*.egg-link"))):
        for line in _lines(link):
            if any(_holds(line, name) for name in project.packages):
                yield f"{link.name} names {line}"
    for finder in sorted(packages.glob("__editable__*.py")):
        text = "\n".join(_lines(finder))
        for name in project.packages:
            if re.search(rf"['\"]{re.escape(name)}['\"]\s*:", text):
                yield f"{finder.name} redirects {name}"


def _lines(path: Path) -> list[str]:
    return path.read_bytes()[:LINK_BYTES_MAX].decode("utf-8", "replace").splitlines()


def _holds(line: str, package: str) -> bool:
    """Return whether a folder named in a .pth file holds the package or module."""
    folder = Path(line.strip())
    return folder.is_absolute() and (
        (folder / package).is_dir() or (folder / f"{package}.py").is_file()
    )
