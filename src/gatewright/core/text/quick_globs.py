"""The usual forms of a glob, told by looking at the text of a path: a set is held against each file
of a tree, and there may be very many."""

from collections.abc import Callable
from functools import lru_cache

from gatewright.core.text.globs import ANY_DEPTH, matches_glob

WILD = "*?"
Test = Callable[[str], bool]


def matches_quickly(glob: str, path: str) -> bool:
    """Return whether `glob` matches the whole of `path`, as `matches_glob` does."""
    return _test_of(glob)(path)


@lru_cache(maxsize=1024)
def _test_of(glob: str) -> Test:
    """Return what tells whether a path matches `glob`."""
    whole = glob + ANY_DEPTH if glob.endswith("/") else glob
    segments = whole.split("/")
    match segments:
        case ["**"]:
            return lambda path: True
        case ["**", name, "**"] if _is_plain(name):
            return lambda path: f"/{name}/" in f"/{path}/"
        case ["**", name] if _is_plain(name):
            return lambda path: path == name or path.endswith(f"/{name}")
        case ["**", name] if name.startswith("*") and _is_plain(name[1:]):
            return lambda path: path.endswith(name[1:])
        case [*above, "**"] if all(map(_is_plain, above)):
            return lambda path: f"{path}/".startswith("/".join(above) + "/")
        case _:
            return lambda path: matches_glob(whole, path)


def _is_plain(segment: str) -> bool:
    """Return whether a segment stands for itself."""
    return not any(sign in segment for sign in WILD)
