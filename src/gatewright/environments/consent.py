"""Ignored files that tests need, such as .env: handed to checks only after a person agreed.

The agreement is for one repository on this machine, by path. Nothing here reads a file that was
not agreed to, and nothing is written into the person's checkout.
"""

import json
import os
from pathlib import Path

from gatewright.environments.checkout_files import copy_file, is_inside
from gatewright.model.digest import digest_of, digest_of_bytes
from gatewright.model.ids import Digest
from gatewright.model.trouble import Mistake

FILE_BYTES_MAX = 1024 * 1024
PATHS_MAX = 100


class RememberedConsent:
    """The agreements of one repository, in one file."""

    def __init__(self, file: str) -> None:
        self._file = Path(file)

    def granted(self) -> tuple[str, ...]:
        """Return the repository paths that were agreed to, sorted."""
        try:
            paths = json.loads(self._file.read_bytes())["granted"]
        except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
            return ()
        if not isinstance(paths, list):
            return ()
        return tuple(sorted(path for path in paths if isinstance(path, str) and is_inside(path)))

    def grant(self, path: str) -> None:
        """Agree to `path`. Raises: Mistake `consent.path` -- the person's."""
        plain = os.path.normpath(path)
        if not is_inside(plain) or plain == "." or plain.split(os.sep)[0] == ".git":
            raise Mistake(
                "consent.path",
                f"{path} is not a file of this repository's folder.",
                hints=("Name it relative to the repository, for example .env.",),
            )
        self._keep({*self.granted(), plain})

    def revoke(self, path: str) -> bool:
        """Take the agreement back; return whether there was one."""
        plain, before = os.path.normpath(path), self.granted()
        self._keep({other for other in before if other != plain})
        return plain in before

    def fingerprint(self, repository_root: str) -> Digest:
        """Return the digest of what was agreed to, content included."""
        return digest_of(
            [[path, digest_of_bytes(_content(repository_root, path))] for path in self.granted()]
        )

    def hand_over(self, repository_root: str, checkout: str) -> tuple[str, ...]:
        """Copy what was agreed to into `checkout`; return the paths that were copied.

        Shape: a file that the judged tree has itself is left as it is.
        """
        return tuple(
            path
            for path in self.granted()
            if not os.path.lexists(os.path.join(checkout, path))
            and _is_small(os.path.join(repository_root, path))
            and copy_file(repository_root, path, checkout)
        )

    def _keep(self, paths: set[str]) -> None:
        """Write the agreements. Crash: the old ones stay, or the new ones are there."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".draft")
        draft.write_text(json.dumps({"granted": sorted(paths)[:PATHS_MAX]}, indent=1))
        draft.replace(self._file)


def _is_small(file: str) -> bool:
    return os.path.isfile(file) and os.path.getsize(file) <= FILE_BYTES_MAX


def _content(repository_root: str, path: str) -> bytes:
    """Return what an agreed file holds; nothing where it is gone or too large to be handed over."""
    file = os.path.join(repository_root, path)
    try:
        return Path(file).read_bytes() if _is_small(file) else b""
    except OSError:
        return b""
