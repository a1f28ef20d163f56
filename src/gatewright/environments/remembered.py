"""What programs of this machine said of themselves, for as long as no file it rests on differs.

Only an answer is kept that cannot become another one unseen: with it stands the state of every file
that it rests on. What is not certain is asked again. The newest answers are kept, in one document.
"""

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress

from gatewright.model.digest import digest_of
from gatewright.ports.store import Records

FOLDER, NAME = "machine", "programs"
ANSWERS_MAX = 64
FILES_MAX = 500

Answers = dict[str, dict[str, object]]


class ProgramFacts:
    """Answers of programs by the question, with what they rest on."""

    def __init__(self, records: Records | None) -> None:
        """Take where to keep them; None keeps nothing."""
        self._records = records
        self._read: Answers | None = None

    def recall(self, question: Sequence[str]) -> object:
        """Return the answer to `question`; None where it is not kept, or may have changed."""
        entry = self._answers().get(digest_of(question))
        if not isinstance(entry, dict) or not isinstance(entry.get("files"), dict):
            return None
        files = entry["files"]
        assert isinstance(files, dict)
        is_same = all(_stat(path) == known for path, known in files.items())
        return entry.get("answer") if is_same and files else None

    def keep(self, question: Sequence[str], answer: object, files: Iterable[str]) -> None:
        """Keep `answer`, which is plain data and rests on nothing but `files`.

        Shape: a file that is not there is to stay away.
        """
        rests_on = {path: _stat(path) for path in dict.fromkeys(files)}
        if self._records is None or not 0 < len(rests_on) <= FILES_MAX:
            return
        answers = self._answers()
        answers.pop(digest_of(question), None)
        answers[digest_of(question)] = {"answer": answer, "files": rests_on}
        newest = dict(list(answers.items())[-ANSWERS_MAX:])
        self._read = newest
        self._records.write(FOLDER, NAME, json.dumps(newest).encode("utf-8", "surrogateescape"))

    def _answers(self) -> Answers:
        if self._read is None:
            self._read = _parse(self._records.read(FOLDER, NAME) if self._records else None)
        return self._read


def is_program(path: str) -> bool:
    """Return whether `path` is a program by itself: no script, which may lead to another one."""
    try:
        with open(path, "rb") as file:
            return file.read(2) not in (b"#!", b"")
    except OSError:
        return False


def _parse(document: bytes | None) -> Answers:
    with suppress(ValueError, RecursionError):
        read = json.loads(document or b"{}")
        return read if isinstance(read, dict) else {}
    return {}


def _stat(path: str) -> list[object]:
    """Return what differs where a file was changed or replaced; [] where there is none."""
    try:
        real = os.path.realpath(path)
        found = os.stat(real)
    except (OSError, ValueError):
        return []
    times = [found.st_mtime_ns, found.st_ctime_ns]
    return [real, found.st_dev, found.st_ino, found.st_size, found.st_mode, *times]
