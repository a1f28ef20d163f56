"""What reads the runs of a repository: the journal, and the rest only when it is asked for."""

from functools import partial
from typing import TYPE_CHECKING

from gatewright.bootstrap.surroundings import (
    make_folder,
    program,
    state_folder,
    tool_path,
    user_ignores,
)

if TYPE_CHECKING:
    from gatewright.journal.evidence import FolderEvidence
    from gatewright.model.judgement import Judgement, Recalled
    from gatewright.ports.journal import Journal
    from gatewright.ports.store import Records
    from gatewright.runtime.run_reader import RunReader
    from gatewright.workspace.discovery import Found
    from gatewright.workspace.git import Git
    from gatewright.workspace.repositories import GitRepositories
    from gatewright.workspace.trees import GitTrees


def person() -> str:
    """Return who sits here, as a principal."""
    import getpass

    return f"person:{getpass.getuser()}"


def reader(start: str) -> "RunReader":
    """Return what reads the runs of the repository around `start`. Raises: Mistake."""
    from gatewright.runtime.run_reader import RunReader
    from gatewright.workspace.current_branch import current_branch

    found = located(start)
    return RunReader(
        journal=journal(start),
        person=person(),
        branch=partial(current_branch, found),
        store=partial(evidence_of, found),
        trees=partial(_trees, start),
    )


def journal(start: str) -> "Journal":
    """Return the journal of the repository around `start`. Raises: Mistake."""
    from gatewright.journal.sqlite_journal import SqliteJournal

    folder = folder_of(located(start))
    return SqliteJournal(f"{folder}/journal.sqlite", f"{folder}/locks")


def latest(start: str) -> "Judgement | None":
    """Return the last judgement of the repository around `start`."""
    from gatewright.runtime.remembering import latest as latest_in

    return latest_in(records_of(located(start)))


def has_letters(start: str) -> bool:
    """Return whether anybody ever looked for what other clones ask. Raises: Mistake."""
    import os

    return os.path.isdir(f"{folder_of(located(start))}/records/asked-elsewhere")


def recall(start: str, name: str) -> "Recalled":
    """Return what is left of a verdict, by any of its names. Raises: Mistake."""
    from gatewright.runtime.run_verdicts import RunVerdicts
    from gatewright.runtime.showing import recall_any

    found = located(start)
    verdicts = RunVerdicts(journal(start), evidence_of(found))
    return recall_any(records_of(found), verdicts, reader(start).find, name)


def records_of(found: "Found") -> "Records":
    """Return the records of a repository."""
    from gatewright.journal.records import FolderRecords

    return FolderRecords(f"{folder_of(found)}/records")


def evidence_of(found: "Found") -> "FolderEvidence":
    """Return the evidence of a repository."""
    from gatewright.journal.evidence import FolderEvidence

    return FolderEvidence(f"{folder_of(found)}/evidence")


def folder_of(found: "Found") -> str:
    """Return the folder where what is ours of a repository is kept."""
    return f"{state_folder()}/{found.repository_id}"


def located(start: str) -> "Found":
    """Return where the repository around `start` is: nothing of it is read, and git is not run.

    Raises: Mistake `repository.none`, `repository.unreadable`.
    """
    from gatewright.workspace.discovery import find_checkout

    return find_checkout(start)


def git() -> "Git":
    """Return the git of this machine. Raises: Mistake where there is none."""
    from gatewright.workspace.git import Git

    return Git(program("git"), tool_path())


def repositories() -> "GitRepositories":
    """Return the repositories of this machine."""
    from gatewright.workspace.repositories import GitRepositories

    return GitRepositories(make_folder(state_folder()), git(), user_ignores())


def _trees(start: str) -> "GitTrees":
    """Return the content of the repository around `start`. Raises: Mistake."""
    known = repositories()
    return known.trees(known.open(start))
