"""Plants a change on a branch of its own: a function, a test that proves it, one that does not."""

from pathlib import Path

from tests.strangers.fetching import commit, git
from tests.strangers.running import Broken
from tests.strangers.shapes import Planted

BRANCH = "planted"


def plant(root: Path, planted: Planted) -> None:
    """Commit `planted` on a branch that starts at `main`."""
    git(root, "switch", "--quiet", "--create", BRANCH)
    for path, text in planted.appended.items():
        with (root / path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    for path, text in planted.files.items():
        _write_new(root / path, text)
    commit(root, "planted: a function with two tests")


def _write_new(path: Path, text: str) -> None:
    if path.exists():
        raise Broken(f"{path.name} is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
