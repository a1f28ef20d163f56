"""Path sets: which paths one covers, and the digest of all content that it covers."""

from collections.abc import Iterable, Mapping, Sequence

from gatewright.core.content.content_names import is_region, set_of
from gatewright.core.text.globs import lies_within, may_meet
from gatewright.core.text.quick_globs import matches_quickly
from gatewright.model.change import TreeFile
from gatewright.model.digest import digest_of
from gatewright.model.ids import Digest
from gatewright.model.path_sets import EVERYTHING, PathSet

ALL = PathSet(EVERYTHING, ("**",))
OUT = "!"
SHOWN_MAX = 3


def by_name(sets: Iterable[PathSet]) -> Mapping[str, PathSet]:
    """Return `sets` by their names, and that of everything."""
    return {EVERYTHING: ALL, **{each.name: each for each in sets}}


def is_in(path: str, globs: Sequence[str]) -> bool:
    """Return whether `globs` cover `path`: the last one that matches says."""
    for glob in reversed(globs):
        if matches_quickly(glob.removeprefix(OUT), path):
            return not glob.startswith(OUT)
    return False


def covers(entries: Iterable[str], path: str, sets: Iterable[PathSet] = ()) -> bool:
    """Return whether one of `entries` covers `path`. Shape: each is a glob or "tree:SET"."""
    known = by_name(sets)
    return any(is_in(path, globs_of(entry, known)) for entry in entries)


def globs_of(entry: str, known: Mapping[str, PathSet]) -> tuple[str, ...]:
    """Return the globs of an entry; of a set that there is not, none."""
    if not is_region(entry):
        return (entry,)
    found = known.get(set_of(entry))
    return found.globs if found is not None else ()


def may_overlap(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether a path may be in both of two sets; yes where that cannot be told."""
    return any(
        may_meet(a, b) and not (_is_out(a, other, b) or _is_out(b, one, a))
        for a in _kept(one)
        for b in _kept(other)
    )


def digest_of_region(region: PathSet, files: Iterable[TreeFile]) -> Digest:
    """Return the digest of all content that `region` covers, paths and modes among it."""
    return digest_of(
        [[one.path, one.mode, one.blob] for one in files if is_in(one.path, region.globs)]
    )


def shown(entry: str, sets: Iterable[PathSet] = ()) -> str:
    """Return an entry as people read it: a set by its name, with its first few globs."""
    if not is_region(entry):
        return entry
    globs = globs_of(entry, by_name(sets))
    out = tuple(glob.removeprefix(OUT) for glob in globs if glob.startswith(OUT))
    said = _first(_kept(globs)) + (f", not {_first(out)}" if out else "")
    return set_of(entry) + (f" ({said})" if said else "")


def _first(globs: Sequence[str]) -> str:
    return ", ".join(globs[:SHOWN_MAX]) + (" ..." if len(globs) > SHOWN_MAX else "")


def _kept(globs: Sequence[str]) -> tuple[str, ...]:
    return tuple(glob for glob in globs if not glob.startswith(OUT))


def _is_out(glob: str, others: Sequence[str], kept: str) -> bool:
    """Return whether `others` take out all of `glob`, after what `kept` let in."""
    later = others[others.index(kept) + 1 :]
    return any(
        other.startswith(OUT) and lies_within(glob, other.removeprefix(OUT)) for other in later
    )
