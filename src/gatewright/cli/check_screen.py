"""The `check` screen while it grows: each verdict is shown as it is judged."""

from collections.abc import Iterable

from gatewright.cli.check_end import end_rows
from gatewright.cli.check_rows import (
    name_width,
    notes_rows,
    project_rows,
    subject_rows,
    verdict_rows,
)
from gatewright.cli.progress import ProgressLine
from gatewright.cli.screen import Line, print_lines
from gatewright.model.judgement import Doing, EnvironmentReady, Judged, Opened, Progress
from gatewright.views.check import (
    CheckView,
    EnvironmentView,
    ProjectView,
    environment_view,
    project_view,
    subject_view,
)
from gatewright.views.terminal import Terminal
from gatewright.views.verdict import VerdictView, verdict_view


class CheckScreen:
    """Hears of progress and prints; holds nothing but what is still to be printed."""

    def __init__(
        self, terminal: Terminal, progress: ProgressLine, *, is_quiet: bool, is_verbose: bool
    ) -> None:
        self._terminal = terminal
        self._progress = progress
        self._is_quiet = is_quiet
        self._is_verbose = is_verbose
        self._waiting: dict[str, ProjectView] = {}  # by root; its environment is not there yet
        self._names = name_width(())
        self._has_rows = False

    def hear(self, event: Progress) -> None:
        """Print what `event` tells."""
        match event:
            case Opened():
                self._open(event)
            case Doing():
                self._do(event)
            case EnvironmentReady():
                self._environment(environment_view(event.line))
            case Judged():
                self._judged(verdict_view(event.verdict))

    def end(self, view: CheckView) -> None:
        """Print the answer."""
        self._settle_projects()
        if self._has_rows or not self._is_quiet:
            self._print([()])
        self._print(
            end_rows(view, self._terminal, is_brief=self._is_quiet, is_verbose=self._is_verbose)
        )

    def _open(self, opened: Opened) -> None:
        projects = [project_view(project) for project in opened.projects]
        self._names = name_width(projects)
        if not self._is_quiet:
            self._waiting = {project.root: project for project in projects}
            subject = subject_view(opened)
            self._print(subject_rows(subject, self._terminal))
            if self._is_verbose and subject.base:
                because = f"base: {subject.base.because} (another: --base REF)"
                self._print(notes_rows((because,), self._terminal))

    def _do(self, doing: Doing) -> None:
        if not self._is_quiet:
            self._progress.say(doing.what, is_chatter=doing.is_chatter)

    def _environment(self, environment: EnvironmentView) -> None:
        project = self._waiting.pop(environment.project_root, None)
        if project is not None:
            self._print(project_rows(project, environment, self._terminal))

    def _judged(self, verdict: VerdictView) -> None:
        self._settle_projects()
        if self._is_quiet and not verdict.is_bad:
            return
        if not self._has_rows and not self._is_quiet:
            self._print([()])
        self._has_rows = True
        self._print(verdict_rows(verdict, self._names, self._terminal, is_verbose=self._is_verbose))

    def _settle_projects(self) -> None:
        """Print the projects whose environment did not come before the first verdict."""
        for project in self._waiting.values():
            self._print(project_rows(project, None, self._terminal))
        self._waiting = {}

    def _print(self, rows: Iterable[Line]) -> None:
        self._progress.clear()
        print_lines(list(rows), self._terminal)
