"""What is read again from our own store, and what git and a worker tell."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from gatewright.bootstrap.agent_profiles import known_agents
from gatewright.core.registers.entry_values import line_as_mapping
from gatewright.environments.consent import RememberedConsent
from gatewright.environments.read_before import known_from_bytes
from gatewright.environments.sealing import entries_from_bytes
from gatewright.journal.chain import Stored, row_digest
from gatewright.journal.codec import Newer, Undecodable, decode, encode
from gatewright.journal.database import Odd
from gatewright.journal.heads import NotedHeads
from gatewright.journal.rows import parse_row, row_document
from gatewright.model.events import Event, RunStarted, StepJudged
from gatewright.model.ids import CommitId
from gatewright.model.judgement import Judgement
from gatewright.model.observations import FindingsRun, TestRun
from gatewright.ports.processes import Exited, Finished
from gatewright.runtime.documents import from_document, to_document
from gatewright.workers.agent_output import hear, trouble_in
from gatewright.workers.words import last_words, read_entries, read_questions, transcript
from gatewright.workspace.difference import parse_difference
from gatewright.workspace.pointers import parse_pointer
from gatewright.workspace.refs import Ref, find_ref, nearest_names
from gatewright.workspace.repositories import parse_commit
from tests.fuzz.reading import Reading
from tests.journals import decided, row_of, some_events
from tests.observed import ISOLATION, run_of

EVENTS: tuple[Event, ...] = (*some_events(2), decided("a" * 40))
ROW = row_document(row_of("12"))
ZEROS, ONES = b"0" * 40, b"1" * 40
DIFFERENCE = (
    b":100644 100644 %b %b M\0a.py\0:000000 100644 %b %b A\0b \xff.py\0"
    b":100644 100644 %b %b R090\0c.py\0d.py\0:100644 120000 %b %b T\0e\0\0"
    % ((ZEROS, ONES) * 4)
    + b"diff --git a/a.py b/a.py\n@@ -1,2 +1 @@\n-old\n-older\n+new\n\\ No newline at end of file\n"
    b"diff --git a/b b/b\nBinary files /dev/null and b/b differ\n"
    b"diff --git a/c.py b/d.py\n@@ -3,0 +4 @@ def f():\n+@@ -1 +1 @@\n"
    b"diff --git a/e b/e\n@@ -1 +0,0 @@\n-a\ndiff --git a/e b/e\n@@ -0,0 +1 @@\n+b\n"
)
COMMIT = (
    b"tree %b\nparent %b\nauthor A <a@b> 1700000000 +0000\ncommitter A <a@b> 1 +0000\n"
    b"gpgsig -----BEGIN\n x\n\nfix: a\n\nbody\n" % (ZEROS, ONES),
)
POINTER = (
    b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 12345\n",
)
REFS = {
    name: Ref(name, "1" * 40)
    for name in ("refs/heads/main", "refs/heads/feature/a", "refs/remotes/origin/main")
}


def _event(type_name: str) -> Callable[[bytes], object]:
    return lambda content: decode(Stored(type_name, 1, content))


def _row(content: bytes) -> object:
    return parse_row("run/12", content, row_digest("run/12", content))


def _on_disk(name: str, read: Callable[[Path], object]) -> Callable[[bytes], object]:
    def from_file(content: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, name).write_bytes(content)
            return read(Path(folder))

    return from_file


def _difference(content: bytes) -> object:
    """Read git's records as they are, behind them a patch of any content, whole and cut."""
    records, _, _ = DIFFERENCE.partition(b"\0\0")
    whole = records + b"\0\0" + content
    return parse_difference(whole, False), parse_difference(whole[: len(whole) * 2 // 3], True)


def _words(content: bytes) -> object:
    finished = Finished(Exited(0), content, content[::-1], 1, ISOLATION)
    return last_words(finished, "note"), transcript(finished, "note")


AGENT_LINES = (
    b'{"type": "system", "subtype": "api_retry", "error_status": 429}\n'
    b'{"type": "result", "usage": {"input_tokens": 5, "output_tokens": 7}, "result": "Made it.",'
    b' "total_cost_usd": 0.25, "session_id": "s-1", "permission_denials": [{"tool_name": "A"}]}\n'
)


def _heard(content: bytes) -> object:
    """Hear a whole output, by the profile that looks for most, and its trouble."""
    output = known_agents()["claude"].output
    assert output is not None
    return hear(output, content), trouble_in(content[-16_384:].decode("utf-8", "replace"))


def _ref(content: bytes) -> object:
    wanted = content.decode("utf-8", "replace")[:5000]  # what a person types
    return find_ref(REFS, CommitId("1" * 40), wanted), nearest_names(REFS, wanted)


READINGS = (
    *(
        Reading(f"event {type(event).__name__}", _event(type(event).__name__),
                (encode(event).payload,), ("json",), documented=(Newer, Undecodable))
        for event in EVENTS
    ),
    *(
        Reading(f"event {shape.__name__}", _event(shape.__name__), (b"{}",), ("json",),
                documented=(Newer, Undecodable))
        for shape in (RunStarted, StepJudged)
    ),
    Reading("event of an unknown type", _event("Nobody"), (b"{}",), documented=(Newer,)),
    Reading("row of a run", _row, (ROW,), ("json",), documented=(Odd,)),
    Reading("notes of heads", _on_disk("run-12", lambda folder: NotedHeads(folder).read()),
            (b"%18d %b\n" % (12, b"a" * 64),)),
    Reading("kept observation", lambda content: from_document(content, TestRun),
            (to_document(run_of(a=".", b="F")),), ("json",)),
    Reading("kept judgement", lambda content: from_document(content, Judgement)
            or from_document(content, FindingsRun), (b'{"verdicts": []}',), ("json",)),
    Reading("seal of an environment", entries_from_bytes, (b'{"a": ["file", 1, 2, "b"]}',),
            ("json",), documented=(ValueError,)),
    Reading("digests of an environment", known_from_bytes,
            (b'{"/bin/a": ["0f", [1, 2, 3, 4, 5]]}',), ("json",)),
    Reading("what was agreed to", _on_disk("a.json", lambda folder: RememberedConsent(
            str(folder / "a.json")).granted()), (b'{"granted": [".env"]}',), ("json",)),
    Reading("questions of a worker", _on_disk("q", lambda folder: read_questions(
            str(folder / "q"))), (b"May I?\n\x1b[31mred\x1b[0m\n",), (), {
                "titles": b"\x1b]" * 100_000, "colours": b"\x1b[" * 100_000}),
    Reading("entries of a worker", _on_disk("e", lambda folder: read_entries(
            str(folder / "e"))), (b'{"register": "log", "text": "x"}\n',), ("json",), {
                "lines": b"{}\n" * 100_000, "a line": b"[" * 900_000}),
    Reading("an entry", lambda content: line_as_mapping(content.decode("utf-8", "replace")),
            (b'{"register": "log", "text": "x"}',), ("json",), {
                "deep": b"[" * 3_900, "digits": b'{"register": "a", "n": ' + b"9" * 3_900 + b"}"}),
    Reading("words of a worker", _words, (b"done\x1b]0;title\x07\n\x9b31m",), (), {
        "titles": b"\x1b]" * 100_000, "a title": b"\x1b]" + b"a" * 900_000}),
    Reading("output of an agent", _heard, (AGENT_LINES,), ("json",), {
        "lines": b'{"type": "result", "result": "x"}\n' * 50_000, "deep": b'{"a":' * 200_000,
        "a large line": b'{"type": "' + b"a" * 900_000 + b'"}',
        "digits": b'{"type": "result", "total_cost_usd": ' + b"9" * 5000 + b"}",
        "a large number": b'{"type": "result", "total_cost_usd": 1e999999999}',
    }),
    Reading("git: difference", _difference, (DIFFERENCE.partition(b"\0\0")[2],), (), {
        "hunks": b"diff --git a b\n" + b"@@ -1 +1 @@\n" * 100_000,
        "a large hunk": b"diff --git a b\n@@ -1,99999999999999999999 +1 @@\n-a\n",
        "digits": b"diff --git a b\n@@ -" + b"9" * 5000 + b" +1 @@\n-a\n",
        "sections": b"diff --git a b\n" * 60_000,
    }),
    Reading("git: commit", lambda content: parse_commit("1" * 40, content), COMMIT),
    Reading("git: pointer", parse_pointer, POINTER, (), {
        "keys": b"version https://git-lfs.github.com/spec/v1\n" + b"a b\n" * 240}),
    Reading("git: name of a base", _ref, (b"feature/a~2^1", b"HEAD^", b"1111")),
)  # fmt: skip
