"""Compares text with a file kept beside the tests; GATEWRIGHT_UPDATE_GOLDEN=1 rewrites the file."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "expected"


def agrees_with_file(name: str, text: str) -> bool:
    """Return whether `text` is what the file `name` holds."""
    path = FOLDER / name
    if os.environ.get("GATEWRIGHT_UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    kept = path.read_bytes().decode() if path.exists() else ""
    assert text == kept  # here, where pytest shows the difference
    return True
