"""Signing with a person's own key, and checking what another person signed."""

from collections.abc import Callable
from typing import Protocol


class Signer(Protocol):
    """The keys that people have already. It knows no rule: who may sign is decided elsewhere."""

    def public_key(self, key: str) -> str:
        """Return the public half of the key at the absolute path `key`, as one line.

        Raises: Mistake `signing.*`.
        """
        ...

    def sign(self, text: bytes, key: str, tell: Callable[[str], None]) -> str:
        """Return the armoured signature of `text`; `tell` hears what the person is to do.

        Shape: `key` is a private key, or a public one whose other half an agent holds.
        Raises: Mistake `signing.*`.
        """
        ...

    def verify(self, text: bytes, signature: str, signers: str, name: str, at: str) -> str:
        """Return "" where `name` signed `text` with a key that `signers` has at `at`; else why not.

        Units: `at` is RFC 3339 in UTC. Raises: Mistake `signing.*` where nothing can be checked.
        """
        ...
