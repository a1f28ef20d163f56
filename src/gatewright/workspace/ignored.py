"""Names the files of a checkout that git leaves out: never judged, handed to checks by consent.

Nothing is opened here. The user's index and ignore files are read from copies, as for a snapshot.
"""

import os
import stat

from gatewright.model.change import Repository
from gatewright.model.trouble import Mistake
from gatewright.workspace.git import Git, GitCall
from gatewright.workspace.listing import (
    LISTING_S_MAX,
    exclude_options,
    list_checkout,
    read_tracked,
)
from gatewright.workspace.objects import to_text
from gatewright.workspace.shown import shown
from gatewright.workspace.vault import open_vault

NAMES_MAX = 1000
NAMES_BYTES_MAX = 1024 * 1024
FILE_BYTES_MAX = 1024 * 1024


class CheckoutIgnored:
    """The ignored files of one checkout. Implements `ports.workspace.IgnoredFiles`."""

    def __init__(
        self, state_folder: str, git: Git, repository: Repository, user_ignores: str | None
    ) -> None:
        """Take what a snapshot is taken with."""
        self._state_folder = state_folder
        self._git = git
        self._repository = repository
        self._user_ignores = user_ignores

    def names(self) -> tuple[str, ...]:
        """Return the repository paths of ignored files, sorted.

        Shape: folders that are ignored whole, such as node_modules, are not looked into.
        Bounds: at most NAMES_MAX, fewer where the listing is cut.
        """
        vault = open_vault(self._git, self._state_folder, self._repository)
        with vault.scratch() as scratch:
            index = os.path.join(scratch, "user-index")
            read_tracked(vault, self._repository, index)
            excludes = exclude_options(self._repository, scratch, self._user_ignores)
            kinds = ("--others", "--ignored", "--directory")
            call = GitCall(
                git_dir=vault.git_dir,
                args=("ls-files", "-z", *kinds, "--exclude-per-directory=.gitignore", *excludes),
                work_tree=self._repository.root,
                index=index,
                stdout_bytes_max=NAMES_BYTES_MAX,
                timeout_s=LISTING_S_MAX,
            )
            listed = vault.git.ask(call).stdout.split(b"\0")[:-1]
        names = sorted(to_text(name) for name in listed if not name.endswith(b"/"))
        return tuple(name for name in names if self._is_file(name))[:NAMES_MAX]

    def name(self, path: str) -> str:
        """Return the absolute `path` as a path of this checkout; it need not be there.

        Shape: links on the way are resolved, the last part is not.
        Raises: Mistake `consent.path` where it lies outside, or in a git folder.
        """
        folder, name = os.path.split(os.path.normpath(path))
        real = os.path.join(os.path.realpath(folder), name)
        inside = os.path.relpath(real, self._repository.root)
        parts = inside.split(os.sep)
        if parts[0] in (os.curdir, os.pardir) or ".git" in parts:
            raise _not_ours(path, "it does not lie in this checkout")
        return inside

    def find(self, path: str) -> str:
        """Return the repository path of the ignored file `path`, which is absolute.

        Raises: Mistake `consent.path` where it is not one that may be handed to checks.
        """
        inside = self.name(path)
        self._require_file(inside)
        vault = open_vault(self._git, self._state_folder, self._repository)
        with vault.scratch() as scratch:
            listing = list_checkout(vault, self._repository, scratch, self._user_ignores)
        if inside in listing.tracked or inside in listing.untracked:
            known = "tracked" if inside in listing.tracked else "new and not ignored"
            raise Mistake(
                "consent.path",
                f"{shown(inside)} is {known}: checks have it already.",
                hints=("gatewright check",),
            )
        return inside

    def _is_file(self, name: str) -> bool:
        """Return whether there is a plain file of that name."""
        try:
            return stat.S_ISREG(os.lstat(os.path.join(self._repository.root, name)).st_mode)
        except OSError:
            return False

    def _require_file(self, inside: str) -> None:
        """Raise Mistake where `inside` is no plain file of a size that can be handed over."""
        try:
            status = os.lstat(os.path.join(self._repository.root, inside))
        except OSError:
            near = [name for name in self.names() if os.path.basename(name).startswith(".env")]
            raise _not_ours(inside, "there is no such file", *near[:3]) from None
        if stat.S_ISLNK(status.st_mode):
            raise _not_ours(inside, "it is a link; put the file itself there")
        if stat.S_ISDIR(status.st_mode):
            raise _not_ours(inside, "it is a folder; name each file that checks need")
        if not stat.S_ISREG(status.st_mode):
            raise _not_ours(inside, "it is no plain file")
        if status.st_size > FILE_BYTES_MAX:
            raise _not_ours(inside, f"it is larger than {FILE_BYTES_MAX // 1024} KiB")


def _not_ours(path: str, found: str, *names: str) -> Mistake:
    what = f"{shown(path)} cannot be handed to checks."
    return Mistake("consent.path", what, found=found, hints=tuple(map(shown, names)))
