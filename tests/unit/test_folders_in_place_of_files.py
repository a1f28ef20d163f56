"""Where a file is expected, a stranger may have made a folder, a pipe or a link."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.checks.checkout_text import read_plain
from gatewright.checks.test_process import read_report
from gatewright.workers.words import read_entries, read_questions
from gatewright.workspace.listing import read_copy
from gatewright.workspace.pointers import Pointer, stands_for

READERS: dict[str, Callable[[str], object]] = {
    "source": read_plain,
    "report": read_report,
    "questions": read_questions,
    "entries": read_entries,
    "copy": lambda path: read_copy(path, 100),
    "pointer": lambda path: stands_for(Pointer("a" * 64, os.lstat(path).st_size), path),
}


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo], ids=["folder", "pipe"])
@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_what_is_no_file_is_read_as_nothing_and_left_open_nowhere(
    tmp_path: Path, read: Callable[[str], object], make: Callable[[str], None]
) -> None:
    path = str(tmp_path / "here")
    make(path)
    before = os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else []

    assert not read(path)

    after = os.listdir("/proc/self/fd") if before else []
    assert len(after) == len(before)
