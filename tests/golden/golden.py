"""Compares text with a file kept beside the tests; GATEWRIGHT_UPDATE_GOLDEN=1 rewrites the file."""

import difflib
import os
from pathlib import Path

FOLDER = Path(__file__).parent / "expected"


def agrees_with_file(name: str, text: str) -> bool:
    """Return whether `text` is what the file `name` holds; else show the difference."""
    path = FOLDER / name
    if os.environ.get("GATEWRIGHT_UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    kept = path.read_bytes().decode() if path.exists() else ""
    lines = difflib.unified_diff(
        kept.splitlines(), text.splitlines(), f"kept {name}", "now", lineterm=""
    )
    assert text == kept, "\n".join(lines) + "\nright so? then: make golden"
    return True
