"""Which key signs: as it was typed, or as the person said once for all."""

import os

from gatewright.cli.arguments import Typed


def signing_key(typed: Typed) -> str:
    """Return the absolute path of the key that signs; "" where nothing is signed."""
    given = typed.value("--sign-with") or ""
    return os.path.abspath(os.path.expanduser(given)) if given else ""
