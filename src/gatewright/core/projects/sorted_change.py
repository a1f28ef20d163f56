"""The files of a change, sorted for one project: its tests, its code, or neither."""

from gatewright.core.projects.sides import is_source_file, is_test_file
from gatewright.core.text.globs import matches_any
from gatewright.model.change import Change, ChangedFile, FileStatus
from gatewright.model.configuration import Configuration
from gatewright.model.project import Project
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class SortedChange:
    """A change as one project sees it: by its configured paths, else as recognised."""

    change: Change | None  # None: there is no base
    project: Project
    configuration: Configuration

    @property
    def files(self) -> tuple[ChangedFile, ...]:
        """Return every file of the change."""
        return self.change.files if self.change is not None else ()

    def is_test(self, path: str) -> bool:
        """Return whether `path` is on the test side."""
        globs = self.configuration.test_paths
        return matches_any(globs, path) if globs else is_test_file(path, self.project)

    def is_source(self, path: str) -> bool:
        """Return whether tests should run the lines of `path`."""
        globs = self.configuration.source_paths
        if globs:
            return matches_any(globs, path) and not self.is_test(path)
        return is_source_file(path, self.project)

    def test_side(self) -> tuple[str, ...]:
        """Return every changed path of the test side, gone ones included."""
        paths = {path for file in self.files for path in (file.path, file.old_path)}
        return tuple(sorted(path for path in paths if self.is_test(path)))

    def edited_tests(self) -> tuple[ChangedFile, ...]:
        """Return the files of the test side that the base has, and the head has not as they were.

        A file that only moved is as it was.
        """
        return tuple(
            file
            for file in self.files
            if file.status is not FileStatus.ADDED and self.is_test(file.old_path)
            if file.added or file.removed or file.is_binary or file.status is FileStatus.DELETED
        )

    def source_paths(self) -> tuple[str, ...]:
        """Return every changed path of code, gone ones included."""
        paths = {path for file in self.files for path in (file.path, file.old_path)}
        return tuple(sorted(path for path in paths if self.is_source(path)))

    def sources(self) -> tuple[ChangedFile, ...]:
        """Return the changed files of code that the head has."""
        return tuple(
            file
            for file in self.files
            if file.status is not FileStatus.DELETED and self.is_source(file.path)
        )
