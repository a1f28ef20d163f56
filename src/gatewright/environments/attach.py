"""Joining a checkout to its environment, and proving that the project is imported from it."""

import os
import shutil
from pathlib import Path

from gatewright.environments.editable import EditableInstall, ProvideTools
from gatewright.environments.errands import Errand, ErrandRunner
from gatewright.environments.node_links import link_node_modules
from gatewright.environments.origin import judge_origins, look_up, missing_names
from gatewright.environments.overlay import Overlay, add_source_roots, make_overlay
from gatewright.model.digest import digest_of
from gatewright.model.project import Project, Stack
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import Attachment, Environment

# The environment has its bytecode; nothing is to be added to it, nor left in the checkout.
ATTACHED_ENV = (("PYTHONDONTWRITEBYTECODE", "1"), ("PYTHONNOUSERSITE", "1"))


@dataclass(frozen=True, slots=True)
class Attacher:
    """Attaches checkouts of any stack."""

    runner: ErrandRunner
    uv: str
    provide_tools: ProvideTools
    node_folder: str | None  # absolute, of the node and npm programs
    node_prefix: str | None  # absolute; must be readable to run them

    def attach(
        self, environment: Environment, checkout: str, project: Project
    ) -> Attachment | Trouble:
        """Join `checkout` to `environment`; see the port."""
        if project.stack is Stack.PYTHON and Path(environment.folder, "bin", "python").exists():
            return self._attach_python(environment, checkout, project)
        if project.stack is Stack.NODE:
            return self._attach_node(environment, checkout, project)
        folder = environment.folder
        programs = (os.path.join(folder, "bin"), folder)
        return Attachment(environment, programs, (), (folder,), None)

    def _attach_python(
        self, environment: Environment, checkout: str, project: Project
    ) -> Attachment | Trouble:
        place = _place_beside(checkout, project)
        scratch = f"{place}-scratch"
        for folder in (place, scratch):
            shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(scratch)
        try:
            overlay = make_overlay(place, (environment.folder,))
            notes = self._join(overlay, checkout, project, scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        if isinstance(notes, Trouble):
            return notes
        return Attachment(
            environment,
            (os.path.join(place, "bin"), os.path.join(environment.folder, "bin")),
            (*ATTACHED_ENV, ("VIRTUAL_ENV", place)),
            (environment.folder, place, overlay.interpreter_prefix),
            overlay.python,
            notes,
        )

    def _join(
        self, overlay: Overlay, checkout: str, project: Project, scratch: str
    ) -> tuple[str, ...] | Trouble:
        """Put the project into the overlay, then ask the overlay where it finds it."""
        notes = self._install(overlay, checkout, project, scratch)
        errand = Errand(
            argv=(),
            cwd=scratch,
            scratch=scratch,
            readable=(checkout, overlay.folder, *overlay.layers, overlay.interpreter_prefix),
        )
        found = look_up(self.runner, overlay, errand, project.packages)
        if not isinstance(found, Trouble) and not notes and missing_names(found):
            lost = ", ".join(missing_names(found))
            notes = (f"{lost}: not part of what the project installs; source folders added",)
            add_source_roots(overlay, _absolute_roots(checkout, project))
            found = look_up(self.runner, overlay, errand, project.packages)
        if isinstance(found, Trouble):
            return found
        return judge_origins(found, checkout) or notes

    def _install(
        self, overlay: Overlay, checkout: str, project: Project, scratch: str
    ) -> tuple[str, ...]:
        """Install the project, or where that cannot be, put its folders on the import path."""
        roots = _absolute_roots(checkout, project)
        if not project.is_installable:
            add_source_roots(overlay, roots)
            return ("the project declares no build: its folders are on the import path",)
        install = EditableInstall(
            runner=self.runner,
            uv=self.uv,
            overlay=overlay,
            project_folder=os.path.join(checkout, project.root).rstrip(os.sep),
            checkout=checkout,
            scratch=scratch,
        )
        because = install.run(self.provide_tools)
        if because is None:
            return ()
        add_source_roots(overlay, roots)
        return (f"the project was not installed, only put on the import path: {because}",)

    def _attach_node(self, environment: Environment, checkout: str, project: Project) -> Attachment:
        notes, bins = link_node_modules(environment.folder, checkout, project.root)
        programs = (*bins, *((self.node_folder,) if self.node_folder else ()))
        readable = (environment.folder, *((self.node_prefix,) if self.node_prefix else ()))
        return Attachment(environment, programs, (), readable, None, notes)


def _place_beside(checkout: str, project: Project) -> str:
    """Return where the overlay of a project in `checkout` lies: beside it, never inside."""
    parent, name = os.path.split(checkout.rstrip(os.sep))
    part = f"-{digest_of(project.root)[:8]}" if project.root else ""
    return os.path.join(parent, f"overlay-{name}{part}")


def _absolute_roots(checkout: str, project: Project) -> tuple[str, ...]:
    roots = project.source_roots or (project.root,)
    return tuple(os.path.normpath(os.path.join(checkout, root)) for root in roots)
