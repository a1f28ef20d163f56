"""What a change does to the ruler it is measured with: settings, ignore files, test hooks, CI.

Invariants: compared, never overlaid; a ruler file that cannot be read is a difference, not a
crash; settings are compared by value, so that layout, order and comments never count.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import islice

from gatewright.core.ruler.package_scripts import checking_scripts
from gatewright.core.ruler.ruler_effects import Direction, judge_setting
from gatewright.core.ruler.ruler_files import RulerKind, classify
from gatewright.core.ruler.ruler_ignores import hidden_by, newly_veiled
from gatewright.core.ruler.ruler_settings import Setting, is_mixed, parse_settings
from gatewright.core.ruler.test_machinery import find_hooks, new_hooks
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Trouble

__all__ = ["Direction", "RulerArea", "RulerDifference", "compare_rulers"]

SHOWN_CHARS_MAX = 200
DIFFERENCES_MAX = 200


class RulerArea(StrEnum):
    """What kind of ruler a difference is about."""

    SETTINGS = "settings"
    TEST_MACHINERY = "test machinery"


@dataclass(frozen=True, slots=True)
class RulerDifference:
    """One way in which the change alters how it is judged."""

    path: str
    pointer: str  # "/tool/coverage/run/omit"; "" for the whole file
    line: int  # 1-based, in the head; 0 where there is none
    before: str
    after: str
    direction: Direction
    what: str  # "adds shortlink/alias.py to coverage omit"
    area: RulerArea = RulerArea.SETTINGS


@dataclass(frozen=True, slots=True)
class _Pair:
    """One ruler file before and after."""

    path: str
    before: bytes | None
    after: bytes | None
    added: tuple[Line, ...] = ()
    removed: tuple[Line, ...] = ()

    def difference(self, what: str, *, line: int = 0) -> RulerDifference:
        """Return an unclear difference of the whole file."""
        return RulerDifference(
            path=self.path,
            pointer="",
            line=line,
            before="",
            after="",
            direction=Direction.UNCLEAR,
            what=what,
        )


def compare_rulers(
    base_texts: Mapping[str, bytes],
    head_texts: Mapping[str, bytes],
    change: Change,
    head_paths: Sequence[str] = (),
    through: Iterable[str] = (),
) -> tuple[RulerDifference, ...]:
    """Return every difference that alters how the change is judged, in the order of the files.

    Shape: the texts hold at least `ruler_paths(change)`; `head_paths` are all files of the head,
           for ignore files; `through` are further files that a check goes through.
    """
    known = frozenset(through)
    paths = tuple(head_paths) or _paths_left(change)
    found: list[RulerDifference] = []
    for pair in _pairs(base_texts, head_texts, change, known):
        kind = classify(pair.path, known)
        if kind is not None and pair.before != pair.after:
            found.extend(_COMPARISONS[kind](pair, paths))
    return tuple(found[:DIFFERENCES_MAX])


def _paths_left(change: Change) -> tuple[str, ...]:
    return tuple(file.path for file in change.files if file.status is not FileStatus.DELETED)


def _pairs(
    base: Mapping[str, bytes], head: Mapping[str, bytes], change: Change, known: frozenset[str]
) -> list[_Pair]:
    """Pair each ruler file with its older self; a ruler that moved away is one that is gone."""
    pairs = []
    for file in change.files:
        if file.status is FileStatus.RENAMED and not _keeps_its_part(file, known):
            pairs.append(_Pair(file.old_path, base.get(file.old_path), None))
            pairs.append(_Pair(file.path, None, head.get(file.path), file.added))
            continue
        before = None if file.status is FileStatus.ADDED else base.get(file.old_path)
        after = None if file.status is FileStatus.DELETED else head.get(file.path)
        pairs.append(_Pair(file.path, before, after, file.added, file.removed))
    return pairs


def _keeps_its_part(file: ChangedFile, known: frozenset[str]) -> bool:
    """Return whether a renamed file is the same ruler of its folder as before."""
    same_name = file.path.rpartition("/")[2] == file.old_path.rpartition("/")[2]
    same_kind = classify(file.path, known) is classify(file.old_path, known)
    return same_name and same_kind and (is_mixed(file.path) or file.path.endswith("conftest.py"))


_Comparison = Callable[[_Pair, Sequence[str]], list[RulerDifference]]


def _compare_settings(pair: _Pair, _paths: Sequence[str]) -> list[RulerDifference]:
    before = parse_settings(pair.path, pair.before)
    after = parse_settings(pair.path, pair.after)
    if isinstance(after, Trouble):
        return [pair.difference(f"cannot be read any more: {after.found}")]
    if isinstance(before, Trouble):
        before = {}
    if pair.path.endswith("package.json"):
        before, after = checking_scripts(before, after)
    each = (
        _compare_setting(pair, key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
    )
    told = (difference for difference in each if difference)
    return [*_came_or_went(pair), *islice(told, DIFFERENCES_MAX)]


def _came_or_went(pair: _Pair) -> list[RulerDifference]:
    """Say that a whole settings file came or went: tools then read another one instead."""
    if is_mixed(pair.path) or (pair.before is not None and pair.after is not None):
        return []
    verb = "adds" if pair.before is None else "removes"
    return [pair.difference(f"{verb} {pair.path}, which decides which settings a tool reads")]


def _compare_setting(
    pair: _Pair, key: str, before: Setting | None, after: Setting | None
) -> RulerDifference | None:
    old = before.value if before else None
    new = after.value if after else None
    if _is_same(old, new):
        return None
    effect = judge_setting(key, old, new)
    if effect is None:
        return None
    named = after or before
    assert named is not None  # a key is there before or after
    return RulerDifference(
        path=pair.path,
        pointer=named.pointer,
        line=_line_of(pair, effect.needles, is_there=after is not None),
        before=_shown(old),
        after=_shown(new),
        direction=effect.direction,
        what=effect.what,
    )


def _is_same(old: object, new: object) -> bool:
    """Return whether two values are equal and of one type: `true` is not 1."""
    return type(old) is type(new) and old == new


def _line_of(pair: _Pair, needles: Sequence[str], *, is_there: bool) -> int:
    """Return the line of the head that a difference is about: an added one, if there is any."""
    lines = [(line.number, line.text) for line in pair.added]
    if is_there:
        text = (pair.after or b"").decode("utf-8", "replace")
        lines += list(enumerate(text.splitlines(), start=1))
    for needle in needles:
        for number, line in lines:
            if needle and needle in line:
                return number
    return pair.added[0].number if pair.added else 0


def _compare_text(pair: _Pair, _paths: Sequence[str]) -> list[RulerDifference]:
    """Compare line by line; blank lines and comments that start a line have no effect."""
    if _effective(pair.before) == _effective(pair.after):
        return []
    if pair.before is None or pair.after is None:
        verb = "adds" if pair.before is None else "removes"
        return [pair.difference(f"{verb} {pair.path}")]
    first = pair.added[0] if pair.added else Line(0, "")
    gone = pair.removed[0].text if pair.removed else ""
    whole = pair.difference(f"changes {pair.path}", line=first.number)
    return [replace(whole, before=_shown(gone), after=_shown(first.text))]


def _effective(content: bytes | None) -> list[str] | None:
    if content is None:
        return None
    lines = content.decode("utf-8", "replace").splitlines()
    return [line.rstrip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _compare_ignores(pair: _Pair, paths: Sequence[str]) -> list[RulerDifference]:
    before = hidden_by(pair.path, pair.before or b"", paths)
    after = hidden_by(pair.path, pair.after or b"", paths)
    return _veiled(pair, sorted(after - before))


def _compare_attributes(pair: _Pair, paths: Sequence[str]) -> list[RulerDifference]:
    return _veiled(
        pair, sorted(newly_veiled(pair.path, pair.before or b"", pair.after or b"", paths))
    )


def _veiled(pair: _Pair, hidden: Sequence[str]) -> list[RulerDifference]:
    if not hidden:
        return []
    more = f" and {len(hidden) - 1} more" if len(hidden) > 1 else ""
    needles = (hidden[0], hidden[0].rpartition("/")[2])
    whole = pair.difference(
        f"hides {hidden[0]}{more} from tools", line=_line_of(pair, needles, is_there=True)
    )
    return [replace(whole, direction=Direction.WEAKER)]


def _compare_test_machinery(pair: _Pair, _paths: Sequence[str]) -> list[RulerDifference]:
    before, after = find_hooks(pair.before), find_hooks(pair.after)
    if after is None:
        return [_machinery(pair, "cannot be read as Python", 0)]
    gone = [hook for hook in before or () if hook.what not in {new.what for new in after}]
    return [
        _machinery(pair, f"adds or changes {hook.what}", hook.line)
        for hook in new_hooks(before or (), after)
    ] + [_machinery(pair, f"removes {hook.what}", 0) for hook in gone]


def _compare_start_up(pair: _Pair, _paths: Sequence[str]) -> list[RulerDifference]:
    if pair.after is None:
        return []
    return [_machinery(pair, f"{pair.path} runs inside, or instead of, the test tool", 1)]


def _machinery(pair: _Pair, what: str, line: int) -> RulerDifference:
    return replace(pair.difference(what, line=line), area=RulerArea.TEST_MACHINERY)


def _compare_build_script(pair: _Pair, _paths: Sequence[str]) -> list[RulerDifference]:
    """Look for the name under which plug-ins of pytest are declared; all else is the build's."""
    name = "pytest11"
    if name.encode() not in (pair.after or b"") or name.encode() in (pair.before or b""):
        return []
    line = next((line.number for line in pair.added if name in line.text), 0)
    told = pair.difference("declares a plug-in of pytest", line=line)
    return [replace(told, area=RulerArea.TEST_MACHINERY)]


_COMPARISONS: Mapping[RulerKind, _Comparison] = {
    RulerKind.SETTINGS: _compare_settings,
    RulerKind.TEXT: _compare_text,
    RulerKind.IGNORES: _compare_ignores,
    RulerKind.ATTRIBUTES: _compare_attributes,
    RulerKind.TEST_MACHINERY: _compare_test_machinery,
    RulerKind.START_UP: _compare_start_up,
    RulerKind.BUILD_SCRIPT: _compare_build_script,
}


def _shown(value: object) -> str:
    """Return a value in one bounded line."""
    if value is None:
        return ""
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return " ".join(text.split())[:SHOWN_CHARS_MAX]
