"""Checkouts, environments and attachments of one judgement, each made once, when first needed.

Lives as long as the scratch folder it is given; nothing of it survives the judgement but the
sealed environments, which are shared.
"""

from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePosixPath

from gatewright.core.projects.pairing import ProjectKey, project_key
from gatewright.model.ids import Digest, TreeId
from gatewright.model.judgement import CHATTER, Doing, EnvironmentLine, EnvironmentReady, Progress
from gatewright.model.project import Project
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import Attachment, Environment
from gatewright.runtime.edges import Edges
from gatewright.runtime.matter import Matter
from gatewright.runtime.report_run import ReportRun
from gatewright.runtime.wanted_environment import wanted_environment


class Use(StrEnum):
    """What a checkout is for. Code that runs may write; what is read must not have been near it."""

    RUNNING = "running"
    READING = "reading"


class Workbench:
    """Makes what checks stand on."""

    def __init__(
        self,
        edges: Edges,
        folder: str,
        matter: Matter,
        tell: Callable[[Progress], None],
    ) -> None:
        """Keep what is made under `folder`; environments follow the head on all sides."""
        self._edges = edges
        self._folder = PurePosixPath(folder)
        self._matter = matter
        self.tell = tell
        self._checkouts: dict[tuple[TreeId, Use, str], str] = {}
        self._environments: dict[ProjectKey, Environment | Trouble] = {}
        self._tools: dict[tuple[str, ...], Environment | Trouble] = {}
        self._attachments: dict[tuple[TreeId, ProjectKey, Use, str], Attachment | Trouble] = {}
        self.lines: list[EnvironmentLine] = []
        self.report_runs: dict[tuple[TreeId, str], ReportRun | Trouble] = {}

    def aside(self, folder: str) -> "Workbench":
        """Return a bench of its own below `folder`, with the environments of this one."""
        other = Workbench(self._edges, folder, self._matter, self.tell)
        other._environments = self._environments
        other._tools = self._tools
        return other

    def checkout(self, tree: TreeId, use: Use, user: str = "") -> str:
        """Return the folder that holds the files of `tree`, apart for each use and user of them.

        Shape: `user` is who must not find what others left there; "" for the tests.
        """
        key = (tree, use, user)
        if key not in self._checkouts:
            folder = str(self._folder / f"{len(self._checkouts)}" / "tree")
            self._edges.trees.materialise(tree, folder)
            self._checkouts[key] = folder
        return self._checkouts[key]

    def home(self, checkout: str) -> str:
        """Return a HOME for what runs in `checkout`: nothing of the person's, nor of others."""
        return self._edges.make_folder(str(PurePosixPath(checkout).parent / "home"))

    def environment(self, project: Project) -> Environment | Trouble:
        """Return the environment of `project`, built from the head's manifests for every side."""
        key = project_key(project)
        if key not in self._environments:
            self._environments[key] = self._provide(project)
        return self._environments[key]

    def environment_key(self, project: Project) -> Digest | None:
        """Return the key of the environment of `project`, as far as one was built."""
        environment = self._environments.get(project_key(project))
        return environment.key if isinstance(environment, Environment) else None

    def attachment(
        self, tree: TreeId, project: Project, use: Use = Use.RUNNING, user: str = ""
    ) -> Attachment | Trouble:
        """Return the checkout of `tree` for `use` joined to the environment of `project`."""
        key = (tree, project_key(project), use, user)
        if key not in self._attachments:
            self._attachments[key] = self._attach(tree, project, use, user)
        return self._attachments[key]

    def _attach(self, tree: TreeId, project: Project, use: Use, user: str) -> Attachment | Trouble:
        """Join a checkout to its environment, and give it what is made or agreed to for it.

        Shape: a checkout for reading is joined and no more, for to make files is to run code.
        """
        environment = self.environment(project)
        if isinstance(environment, Trouble):
            return environment
        checkout = self.checkout(tree, use, user)
        attachment = self._edges.environments.attach(environment, checkout, project)
        if isinstance(attachment, Trouble) or use is Use.READING:
            return attachment
        self._edges.consent.hand_over(self._matter.repository.root, checkout)
        for definition in self._matter.configuration.prepare:
            self._doing(f"preparing {definition.name}")
            prepared = self._edges.preparation.prepare(definition, attachment, checkout)
            if isinstance(prepared, Trouble):
                return prepared
        return attachment

    def tools(self, requirements: tuple[str, ...]) -> Environment | Trouble:
        """Return the environment of static tools that holds `requirements`."""
        if requirements not in self._tools:
            self._tools[requirements] = self._edges.environments.tools(requirements, self._doing)
        return self._tools[requirements]

    def _provide(self, project: Project) -> Environment | Trouble:
        """Build, or find, the environment of `project`, and say so."""
        matter = self._matter
        request = wanted_environment(
            project,
            matter.configuration,
            matter.repository.root,
            lambda paths: self._edges.trees.read(matter.snapshot.tree, list(paths)),
        )
        provided = self._edges.environments.provide(request, self._doing)
        if isinstance(provided, Environment):
            line = EnvironmentLine(
                project_root=project.root,
                described=provided.described,
                built_ms=provided.built_ms if provided.was_built else None,
                is_sealed=provided.is_sealed,
                notes=provided.notes,
            )
            self.lines.append(line)
            self.tell(EnvironmentReady(line))
        return provided

    def _doing(self, what: str) -> None:
        """Say what is being done now, or what a program says that does it."""
        self.tell(Doing(what.removeprefix(CHATTER), is_chatter=what.startswith(CHATTER)))
