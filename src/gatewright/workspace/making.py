"""Makes a repository where there is none: one commit of what a folder holds, under its own name.

Invariant: nothing of the machine goes in, neither templates nor a configured name nor a hook; the
identity it is given stays with the repository.
"""

import os

from gatewright.workspace.git import Git, GitCall

BRANCH = "main"


def make_repository(git: Git, folder: str, *, name: str, mail: str, message: str) -> None:
    """Make `folder` a repository with all its files in one commit on `main`.

    Shape: `folder` is absolute and holds no repository yet.
    Raises: FileExistsError where it does; GitFailed where git cannot.
    Crash: the folder holds part of a repository and is of no use.
    """
    git_dir = os.path.join(folder, ".git")
    os.mkdir(git_dir)
    steps = (
        ("init", "--quiet", "--template=", f"--initial-branch={BRANCH}"),
        ("config", "user.name", name),
        ("config", "user.email", mail),
        ("add", "--all"),
        ("commit", "--quiet", "--no-verify", "--message", message),
    )
    for args in steps:
        git.run(GitCall(git_dir=git_dir, work_tree=folder, args=args))
