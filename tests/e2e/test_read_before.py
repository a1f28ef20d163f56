"""A program of a kept environment is read again whenever it may be another one, and only then."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.environments.read_before import (
    FileDigests,
    known_from_bytes,
    known_to_bytes,
    tell_clock_ns,
)
from gatewright.environments.sealing import read_digest
from gatewright.environments.store import EnvironmentStore, Kept
from gatewright.model.ids import Digest
from gatewright.model.trouble import Trouble

KEY = Digest("ab" * 32)
GOOD, EVIL = "#!/bin/sh\necho good\n", "#!/bin/sh\necho evil\n"
SETTLE_S_MAX = 10


def sealed_program(root: Path) -> tuple[EnvironmentStore, Path]:
    """Return a store with one environment, and the program in it, whose content is known."""
    store = EnvironmentStore(str(root))
    with store.alone(KEY):
        program = Path(store.open_site(KEY).folder, "bin", "tool")
        program.parent.mkdir()
        program.write_text(GOOD)
        store.seal(KEY, "one tool", 1, ())
    given_up_s = time.monotonic() + SETTLE_S_MAX
    while b"tool" not in (root / KEY[:24] / "digests.json").read_bytes():
        assert store.verify(KEY) is None
        assert time.monotonic() < given_up_s
    program.parent.chmod(0o755)
    return store, program


def overwrite(program: Path) -> None:
    program.chmod(0o755)
    program.write_text(EVIL)


def overwrite_by_another_name(program: Path) -> None:
    other = program.parents[2] / "other"
    os.link(program, other)
    overwrite(other)
    other.unlink()


def put_another_in_place(program: Path) -> None:
    other = program.parents[2] / "other"
    other.write_text(EVIL)
    other.replace(program)


@pytest.mark.parametrize(
    "spoil", [overwrite, overwrite_by_another_name, put_another_in_place], ids=lambda f: f.__name__
)
def test_program_of_the_same_size_and_time_is_refused(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    store, program = sealed_program(tmp_path)
    before = program.stat()

    spoil(program)
    program.chmod(before.st_mode)
    os.utime(program, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert program.stat().st_size == before.st_size
    answers = [store.verify(KEY), store.verify(KEY)]
    for answer in answers:
        assert isinstance(answer, Trouble)
        assert answer.found == "bin/tool was changed"


def test_program_that_is_only_touched_on_the_way_is_what_it_was(tmp_path: Path) -> None:
    store, program = sealed_program(tmp_path)

    os.link(program, tmp_path / "other")

    assert isinstance(store.find(KEY), Kept)


def test_content_is_read_once_where_nothing_wrote_to_it(tmp_path: Path) -> None:
    path = tmp_path / "tool"
    path.write_text(GOOD)
    facts = path.stat()
    read: list[str] = []

    def reader(wanted: str) -> str:
        read.append(wanted)
        return read_digest(wanted)

    first = FileDigests({}, facts.st_ctime_ns + 1, reader)
    digest = first.of(str(path), facts)
    again = FileDigests(known_from_bytes(known_to_bytes(first.seen)), 0, reader)

    assert again.of(str(path), facts) == digest == read_digest(str(path))
    assert read == [str(path)]


def test_file_as_young_as_its_reading_is_not_known_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "tool"
    path.write_text(GOOD)
    facts = path.stat()
    digests = FileDigests({}, facts.st_ctime_ns, read_digest)

    assert digests.of(str(path), facts) == read_digest(str(path))
    assert digests.seen == {}


def test_clock_is_that_of_changes_and_never_goes_back(tmp_path: Path) -> None:
    mark, path = tmp_path / "mark", tmp_path / "tool"
    first = tell_clock_ns(mark)
    path.write_text(GOOD)

    assert 0 < first <= path.stat().st_ctime_ns <= tell_clock_ns(mark)
    assert mark.stat().st_mtime_ns == 0


@pytest.mark.parametrize("kept", [b"", b"[]", b'{"a": 1}', b'{"a": ["b"]}', b"\xff", b"[" * 10**6])
def test_record_that_cannot_be_read_knows_nothing(kept: bytes) -> None:
    assert known_from_bytes(kept) == {}
