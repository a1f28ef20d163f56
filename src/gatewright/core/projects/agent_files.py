"""Which files tell a coding agent of Gatewright: put in, brought up to date, taken out again.

What somebody else wrote stays as it is, byte for byte. What was altered since we wrote it is theirs
now: it is told, and neither replaced nor removed unless they insist.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from gatewright.core.text.json_members import (
    Unreadable,
    find_member,
    plainly,
    put_member,
    take_member,
)
from gatewright.core.text.marked_block import (
    BEGIN,
    END,
    Found,
    find_block,
    put_block,
    replace_block,
    take_block,
)
from gatewright.model.agent_files import (
    Edit,
    Manifest,
    Marks,
    Piece,
    Plan,
    Registration,
    Way,
    Written,
)
from gatewright.model.digest import digest_of
from gatewright.model.ids import Digest
from gatewright.model.records import replace

Files = Mapping[str, bytes | None]  # what is there now, by path; None for nothing
ALTERED = "it was altered since; it stays as it is"
Key = tuple[str, tuple[str, ...]]


class Left(Exception):
    """A piece is not written, or not taken away; the words say why."""


def add(
    registration: Registration,
    files: Files,
    folders: frozenset[str],
    manifest: Manifest,
    *,
    with_optional: bool,
    is_insisted: bool = False,
) -> Plan:
    """Return what is written for an agent. Shape: `folders` are those that are there."""
    work = _Work(files, folders, manifest, is_insisted)
    for piece in registration.pieces:
        if with_optional or not piece.is_optional:
            work.attempt(piece.path, partial(work.put, piece, registration.name))
    return work.plan()


def remove(names: Sequence[str], files: Files, manifest: Manifest, *, is_insisted: bool) -> Plan:
    """Return what is taken away so that nothing is there for those agents."""
    work = _Work(files, frozenset(), manifest, is_insisted)
    for written in reversed(manifest.written):
        others = tuple(name for name in written.agents if name not in names)
        if len(others) == len(written.agents):
            continue
        if others:
            work.keep(replace(written, agents=others))
        else:
            work.attempt(written.path, partial(work.take, written))
    return work.plan()


class _Work:
    """Files as they become, piece by piece."""

    def __init__(
        self, files: Files, folders: frozenset[str], manifest: Manifest, is_insisted: bool
    ) -> None:
        self._before = {path: _text(content) for path, content in files.items()}
        self._now = dict(self._before)
        self._folders = set(folders)
        self._written = {_key(each): each for each in manifest.written}
        self._is_insisted = is_insisted
        self._left: list[tuple[str, str]] = []
        self._gone: dict[str, tuple[str, ...]] = {}

    def attempt(self, path: str, act: Callable[[], None]) -> None:
        """Do one thing; where it cannot be done, say why and go on."""
        try:
            act()
        except Left as left:
            self._left.append((path, str(left)))
        except Unreadable as unreadable:
            self._left.append((path, f"{unreadable}; it stays as it is"))

    def keep(self, written: Written) -> None:
        """Note a piece as written."""
        self._written[_key(written)] = written

    def put(self, piece: Piece, agent: str) -> None:
        """Write a piece, or bring it up to date. Raises: Left."""
        text = self._now.get(piece.path)
        earlier = self._written.get((piece.path, piece.at))
        if earlier is None and piece.unless and piece.unless in (text or ""):
            return
        made, written = _put(piece, text, earlier, self._is_insisted)
        if text is None:
            written = replace(written, is_new=True, folders=tuple(self._make_folders(piece.path)))
        agents = tuple(sorted({agent, *(earlier.agents if earlier is not None else ())}))
        self._now[piece.path] = made
        self.keep(replace(written, agents=agents))

    def take(self, written: Written) -> None:
        """Take a piece away. Raises: Left."""
        text = self._now.get(written.path)
        del self._written[_key(written)]
        if text is None:
            return
        try:
            rest = _taken(written, text, self._is_insisted)
        except (Left, Unreadable):
            self.keep(written)
            raise
        is_gone = rest is None or (written.is_new and rest.strip() in ("", "{}"))
        self._now[written.path] = None if is_gone else rest
        if is_gone:
            self._gone[written.path] = written.folders
            self._hand_on(written.folders)

    def _hand_on(self, folders: Sequence[str]) -> None:
        """Let folders that are not empty go with another file of ours in them."""
        for folder in folders:
            under = (e for e in self._written.values() if e.path.startswith(f"{folder}/"))
            heir = next(under, None)
            if heir is not None:
                self.keep(replace(heir, folders=tuple(sorted({*heir.folders, folder}))))

    def _make_folders(self, path: str) -> Iterator[str]:
        """Yield the folders that a new file needs, the outermost first."""
        for folder in folders_of(path):
            if folder not in self._folders:
                self._folders.add(folder)
                yield folder

    def plan(self) -> Plan:
        """Return what all of it comes to."""
        edits = tuple(
            Edit(path, None if text is None else _bytes(text), self._gone.get(path, ()))
            for path, text in self._now.items()
            if text != self._before.get(path)
        )
        return Plan(edits, Manifest(tuple(self._written.values())), tuple(self._left))


def _put(
    piece: Piece, text: str | None, earlier: Written | None, is_insisted: bool
) -> tuple[str, Written]:
    """Return a file with a piece in it, and what was written. Raises: Left."""
    written = earlier or Written(path=piece.path, way=piece.way, digest=piece.digest, at=piece.at)
    written = replace(written, digest=piece.digest, marks=piece.marks)
    match piece.way:
        case Way.FILE:
            return _put_file(piece, text, earlier, is_insisted), written
        case Way.BLOCK:
            return _put_block(piece, text or "", earlier, written, is_insisted)
        case _:
            return _put_member(piece, text, earlier, written, is_insisted)


def _put_file(piece: Piece, text: str | None, earlier: Written | None, is_insisted: bool) -> str:
    """Return a file of its own. Raises: Left."""
    if text is not None and earlier is None and _digest(text) != piece.digest:
        raise Left("there is such a file already, and it is not ours")
    if text is not None and earlier is not None and _digest(text) != earlier.digest:
        _insist(is_insisted)
    return piece.text


def _put_block(
    piece: Piece, text: str, earlier: Written | None, written: Written, is_insisted: bool
) -> tuple[str, Written]:
    """Return a file with a block. Raises: Left."""
    found = _found(text, piece.marks)
    if found is None:
        made, glue = put_block(text, piece.text, marks_of(piece.marks))
        return made, replace(written, glue=glue)
    is_ours = earlier is not None and digest_of(found.body) == earlier.digest
    if not is_ours and found.body != piece.text:
        _insist(is_insisted)
    return replace_block(text, found, piece.text, marks_of(piece.marks)), written


def _put_member(
    piece: Piece, text: str | None, earlier: Written | None, written: Written, is_insisted: bool
) -> tuple[str, Written]:
    """Return a file of JSON with a member. Raises: Left, Unreadable."""
    there = text if text is not None else "{}\n"
    value = plainly(piece.text)
    old = earlier.value if earlier is not None else value
    found = find_member(there, piece.at, old)
    written = replace(written, value=value)
    if found == value:
        if earlier is None:
            raise Left("it is registered there already, by somebody else")
        return there, written
    if found is not None:
        if found != old or earlier is None:
            _insist(is_insisted)
        there = take_member(there, piece.at, old, 0)
    try:
        made, around = put_member(there, piece.at, piece.text)
    except KeyError as taken:
        raise Left(f"{taken.args[0]} is something else there") from None
    return made, replace(written, made=written.made if found is not None else around)


def _taken(written: Written, text: str, is_insisted: bool) -> str | None:
    """Return a file without a piece; None for no file any more. Raises: Left, Unreadable."""
    match written.way:
        case Way.FILE:
            if _digest(text) != written.digest:
                _insist(is_insisted)
            return None
        case Way.BLOCK:
            found = _found(text, written.marks)
            if found is None:
                return text
            if digest_of(found.body) != written.digest:
                _insist(is_insisted)
            return take_block(text, found, written.glue)
        case _:
            return _without_member(written, text, is_insisted)


def _without_member(written: Written, text: str, is_insisted: bool) -> str:
    """Return a file of JSON without a member. Raises: Left, Unreadable."""
    found = find_member(text, written.at, written.value)
    if found is None:
        return text
    if found != written.value:
        _insist(is_insisted)
    return take_member(text, written.at, written.value, written.made)


def _insist(is_insisted: bool) -> None:
    """Raise Left unless somebody insists."""
    if not is_insisted:
        raise Left(ALTERED)


def _found(text: str, marks: Marks) -> Found | None:
    """Return where a block is. Raises: Left."""
    found = find_block(text, marks_of(marks))
    if isinstance(found, str):
        raise Left(found)
    return found


def marks_of(marks: Marks) -> tuple[str, str]:
    """Return the lines before and behind a block."""
    if marks is Marks.HASH:
        return f"# {BEGIN}", f"# {END}"
    return f"<!-- {BEGIN} -->", f"<!-- {END} -->"


def paths_of(registrations: Iterable[Registration]) -> tuple[str, ...]:
    """Return every path that may be written to."""
    pieces = (piece for each in registrations for piece in each.pieces)
    return tuple(dict.fromkeys(piece.path for piece in pieces))


def folders_of(path: str) -> tuple[str, ...]:
    """Return the folders above a path of a repository, the outermost first."""
    names = path.split("/")[:-1]
    return tuple("/".join(names[: count + 1]) for count in range(len(names)))


def _digest(text: str) -> Digest:
    """Return the digest of a file, however its lines end."""
    return digest_of(text.replace("\r\n", "\n"))


def _key(written: Written) -> Key:
    return written.path, written.at


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
