"""Where the code that a change adds knows of the tests, and did not before."""

from gatewright.core.code.framework_references import (
    Reference,
    added_references,
    families_declared,
    families_in,
    starts_every_interpreter,
)
from gatewright.core.projects.manifests import joined
from gatewright.core.projects.sorted_change import SortedChange
from gatewright.model.change import FileStatus
from gatewright.model.project import Project
from gatewright.runtime.hearing import Hearing

FILES_MAX = 2000


def find_references(hearing: Hearing, project: Project) -> tuple[Reference, ...]:
    """Return what added production code refers to, but for what the base's code refers to too.

    Bounds: FILES_MAX files are read of each side.
    """
    matter, trees = hearing.matter, hearing.edges.trees
    if matter.base_tree is None:
        return ()
    change = SortedChange(matter.change, project, matter.configuration)
    files = [
        file
        for file in change.files
        if file.status is not FileStatus.DELETED and not change.is_test(file.path)
        if change.is_source(file.path) or starts_every_interpreter(file.path)
    ][:FILES_MAX]
    head = trees.read(matter.snapshot.tree, [file.path for file in files])
    found = added_references(files, head)
    if not found:
        return ()
    paths = [file.path for file in matter.base_files if change.is_source(file.path)][:FILES_MAX]
    manifest = joined(project.root, "pyproject.toml")
    declared = trees.read(matter.base_tree, [manifest]).get(manifest)
    known = families_in(trees.read(matter.base_tree, paths)) | families_declared(declared)
    return tuple(each for each in found if each.family not in known)
