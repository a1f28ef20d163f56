"""Open the matter under judgement: which content, against what, under whose configuration.

Nothing is run here and nothing is written outside the state folder.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from gatewright.core.judging.drafts import derive_draft
from gatewright.core.projects.pairing import judged_projects
from gatewright.core.projects.recognition import manifests_of, recognise
from gatewright.model.change import Base, Change, Repository, Snapshot, TreeFile
from gatewright.model.configuration import Configuration
from gatewright.model.ids import TreeId
from gatewright.model.judgement import CheckRequest, ConfigurationSource
from gatewright.model.project import Project
from gatewright.model.records import dataclass, replace
from gatewright.model.register_rules import OnRecord
from gatewright.model.run_documents import NO_DOCUMENTS, RunDocuments
from gatewright.model.trouble import Mistake
from gatewright.ports.workspace import Repositories, Trees

CONFIGURATION_PATH = ".gatewright/config.yaml"
NO_BASE = "none"
GITLINK = "160000"


@dataclass(frozen=True, slots=True)
class Matter:
    """What is judged, whole and frozen before anything runs."""

    request: CheckRequest
    repository: Repository
    base: Base | None
    snapshot: Snapshot
    change: Change | None
    whole: Change | None  # all that a run changes, where `change` is what one step of it did
    head_files: tuple[TreeFile, ...]
    base_files: tuple[TreeFile, ...]
    projects: tuple[Project, ...]  # of the head, and those of the base that the head hides
    base_projects: tuple[Project, ...]
    configuration: Configuration
    configuration_source: ConfigurationSource
    on_record: OnRecord | None = None  # what the run has in its registers; None outside of runs
    artifacts: RunDocuments = NO_DOCUMENTS  # of a run: what checks of its gate speak of

    @property
    def base_tree(self) -> TreeId | None:
        """Return the tree that the head is compared with."""
        return self.base.tree if self.base is not None else None


def open_matter(
    repositories: Repositories, trees: Trees, repository: Repository, request: CheckRequest
) -> Matter:
    """Return what `request` asks to judge.

    Raises: Mistake for an unknown ref, unsafe content or a malformed configuration -- the person's.
    """
    snapshot = repositories.snapshot(repository, request.from_ref)
    repository = _judged_branch(repository, request, snapshot)
    base = _base(repositories, repository, request)
    named = _configured_base(trees, base, request)
    if named is not None:
        base = repositories.find_base(repository, named)
    return matter_of(trees, repository, request, base, snapshot)


def matter_of(
    trees: Trees,
    repository: Repository,
    request: CheckRequest,
    base: Base | None,
    snapshot: Snapshot,
    origin: TreeId | None = None,
) -> Matter:
    """Return the matter of two known trees.

    Shape: `origin` is what a run started from, where `base` is what one step of it began from: a
           run is judged by the rules of its origin, never by those that an earlier step wrote.
    Raises: Mistake for a malformed configuration, or a submodule that the base has not.
    """
    head_files = tuple(trees.files(snapshot.tree))
    base_files = tuple(trees.files(base.tree)) if base is not None else ()
    if base is not None:
        refuse_new_submodules(base_files, head_files)
    # first: it reads all there is, and what is asked of either tree below is known then
    change = trees.compare(base.tree, snapshot.tree) if base is not None else None
    ruling = origin or (base.tree if base is not None else None)
    configuration, source = _configuration(trees, snapshot.tree, ruling)
    base_projects = _projects(trees, base.tree, base_files) if base is not None else ()
    return Matter(
        request=request,
        repository=repository,
        base=base,
        snapshot=snapshot,
        change=change,
        whole=change if origin is None else trees.compare(origin, snapshot.tree),
        head_files=head_files,
        base_files=base_files,
        projects=judged_projects(_projects(trees, snapshot.tree, head_files), base_projects),
        base_projects=base_projects,
        configuration=configuration,
        configuration_source=source,
    )


def refuse_new_submodules(base: Sequence[TreeFile], head: Sequence[TreeFile]) -> None:
    """Refuse a submodule that the base has not: nobody would look at what it brings.

    Raises: Mistake `snapshot.new-submodule`.
    """
    known = {file.path for file in base if file.mode == GITLINK}
    new = [file.path for file in head if file.mode == GITLINK and file.path not in known]
    if new:
        raise Mistake(
            "snapshot.new-submodule",
            "a submodule that the base has not cannot be judged",
            found=new[0] + (f" and {len(new) - 1} more" if len(new) > 1 else ""),
            hints=("bring it to the base on its own first, or copy its files",),
        )


def _judged_branch(repository: Repository, request: CheckRequest, snapshot: Snapshot) -> Repository:
    """Return the repository as if what is judged were checked out: its base is found from there."""
    if request.from_ref is None or snapshot.commit is None:
        return repository
    branch = request.from_ref.removeprefix("refs/heads/")
    return replace(repository, head=snapshot.commit, branch=branch)


def _base(repositories: Repositories, repository: Repository, request: CheckRequest) -> Base | None:
    """Return what to compare with; None when the person asked for no base, or there is none."""
    if request.base == NO_BASE:
        return None
    return repositories.find_base(repository, request.base)


def read_configuration(trees: Trees, tree: TreeId) -> Configuration:
    """Return the configuration that `tree` holds. Raises: Mistake for one that is malformed."""
    found = trees.read(tree, [CONFIGURATION_PATH])
    return _parsed(found[CONFIGURATION_PATH]) if found else Configuration()


def _configured_base(trees: Trees, base: Base | None, request: CheckRequest) -> str | None:
    """Return the base that the configuration names, where the person named none."""
    if base is None or request.base is not None:
        return None
    found = trees.read(base.tree, [CONFIGURATION_PATH])
    return _parsed(found[CONFIGURATION_PATH]).base if found else None


def projects_of(trees: Trees, tree: TreeId) -> tuple[Project, ...]:
    """Return the projects of `tree`."""
    return _projects(trees, tree, trees.files(tree))


def _projects(trees: Trees, tree: TreeId, files: Sequence[TreeFile]) -> tuple[Project, ...]:
    """Return the projects of `tree`, recognised from a bounded set of its files."""
    paths = tuple(file.path for file in files)
    texts: Mapping[str, bytes] = trees.read(tree, list(manifests_of(paths)))
    return _recognised(paths, tuple(texts.items()))


@lru_cache(maxsize=4)  # head and base, and those of the next step, are mostly alike
def _recognised(
    paths: tuple[str, ...], texts: tuple[tuple[str, bytes], ...]
) -> tuple[Project, ...]:
    """Return the projects in a tree of these `paths`, whose manifests are `texts`."""
    return recognise(paths, dict(texts))


def _configuration(
    trees: Trees, head: TreeId, base: TreeId | None
) -> tuple[Configuration, ConfigurationSource]:
    """Return the team's word from the base; else the head's as a draft; else the defaults."""
    if base is not None:
        found = trees.read(base, [CONFIGURATION_PATH])
        if found:
            return _parsed(found[CONFIGURATION_PATH]), ConfigurationSource.BASE
    draft = trees.read(head, [CONFIGURATION_PATH])
    if draft:
        return derive_draft(_parsed(draft[CONFIGURATION_PATH])), ConfigurationSource.DRAFT
    return Configuration(), ConfigurationSource.NONE


@lru_cache(maxsize=4)  # each step of a run is judged by the same one, and nobody alters it
def _parsed(content: bytes) -> Configuration:
    """Return the configuration. Raises: Mistake naming every problem with line and column."""
    # late: many projects have none
    from gatewright.definitions.configuration import parse_configuration  # noqa: PLC0415

    parsed = parse_configuration(content.decode("utf-8", "replace"), CONFIGURATION_PATH)
    if isinstance(parsed, Configuration):
        return parsed
    first, *others = parsed
    raise Mistake(
        first.code,
        f"{CONFIGURATION_PATH} cannot be read.",
        found=str(first),
        hints=tuple(str(problem) for problem in others),
    )
