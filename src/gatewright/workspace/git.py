"""The one place that starts git: every command line, sealed the same way.

Invariants: no configuration but ours and that of the git folder named; no discovery; no hook, no
file system monitor, no transport, no prompt, no lock taken for convenience; every run is bounded
in time and output. Nothing here decides anything.
"""

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO

from gatewright.model.records import dataclass
from gatewright.model.trouble import Mistake

TIMEOUT_S = 600.0
STDOUT_BYTES_MAX = 512 * 1024 * 1024
SAID_CHARS_MAX = 300
PIECE_BYTES = 1024 * 1024
ABOVE_ALL = "/"
"""Where git stands to look at a work tree. Inside one, paths would count from there: a vault that
lies in the checkout it judges would see nothing of it."""

SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.untrackedCache=false",
    "core.splitIndex=false",
    "core.trustctime=true",
    "core.attributesFile=/dev/null",
    "core.excludesFile=/dev/null",
    "core.commitGraph=false",  # a cache of the user's, which could lie about parents
    "core.multiPackIndex=false",
    "core.protectHFS=true",
    "core.protectNTFS=true",
    "core.quotePath=true",
    "core.bigFileThreshold=16m",  # larger files are streamed, not held in memory
    "protocol.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
    "submodule.recurse=false",
    "diff.ignoreSubmodules=all",
    "advice.detachedHead=false",
)


class GitFailed(Mistake):
    """Raised where git could not read what is there: the repository's state, not our bug."""

    def __init__(self, args: tuple[str, ...], said: str) -> None:
        super().__init__(
            "repository.unreadable",
            "git could not read this repository",
            found=f"git {args[0]}: {said}",
            hints=("git fsck    says what is broken",),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GitCall:
    """One git command. Paths are absolute; `args` starts with the subcommand."""

    git_dir: str
    args: tuple[str, ...]
    work_tree: str | None = None
    index: str | None = None
    objects: str | None = None  # where objects are read and written, instead of the git folder's
    settings: tuple[str, ...] = ()  # "name=value", after ours
    stdin: bytes = b""
    stdout_bytes_max: int = STDOUT_BYTES_MAX
    timeout_s: float = TIMEOUT_S
    reaching: tuple[tuple[str, str], ...] = ()  # variables, for a command that reaches a remote


@dataclass(frozen=True, slots=True)
class Answer:
    """What git said. `is_cut`: it said more than was asked for, and was ended."""

    code: int
    stdout: bytes
    said: str  # the last line of stderr, printable
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Git:
    """A git program of this machine."""

    program: str  # absolute
    path: str  # PATH for git's own helpers; absolute folders only

    def run(self, call: GitCall) -> bytes:
        """Return stdout. Raises: GitFailed where git fails or says too much."""
        answer = self.ask(call)
        if answer.is_cut:
            raise GitFailed(call.args, f"more than {call.stdout_bytes_max} bytes of answer")
        if answer.code != 0:
            raise GitFailed(call.args, answer.said or f"ended with {answer.code}")
        return answer.stdout

    def ask(self, call: GitCall) -> Answer:
        """Return stdout with the exit code, for commands that answer by it."""
        with self._started(call) as (process, errors):
            assert process.stdout is not None
            stdout = _read_at_most(process.stdout, call.stdout_bytes_max + 1)
            is_cut = len(stdout) > call.stdout_bytes_max
            if is_cut:
                process.kill()
            code = process.wait()
            return Answer(code, stdout[: call.stdout_bytes_max], _last_line(errors), is_cut)

    @contextmanager
    def stream(self, call: GitCall) -> Iterator[IO[bytes]]:
        """Give stdout to be read piece by piece; what is not read is dropped."""
        with self._started(call) as (process, _):
            assert process.stdout is not None
            yield process.stdout

    @contextmanager
    def _started(self, call: GitCall) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as errors:
            given.write(call.stdin)
            given.seek(0)
            process = self._start(call, given, errors)
            end = threading.Timer(call.timeout_s, process.kill)
            end.daemon = True
            end.start()
            try:
                yield process, errors
            finally:
                end.cancel()
                process.kill()
                process.wait()
                if process.stdout is not None:
                    process.stdout.close()

    def _start(self, call: GitCall, stdin: IO[bytes], stderr: IO[bytes]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                command_line(self.program, call),
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                cwd=call.git_dir if call.work_tree is None else ABOVE_ALL,
                env=sealed_environment(self.path, call),
            )
        except FileNotFoundError as error:
            raise Mistake(
                "git.missing",
                "git is needed and could not be started",
                found=str(error.filename),
                hints=("install git 2.38 or newer",),
            ) from error


def command_line(program: str, call: GitCall) -> list[str]:
    """Return the argv of `call`."""
    argv = [program, "--no-pager", "--literal-pathspecs", f"--git-dir={call.git_dir}"]
    if call.work_tree is not None:
        argv.append(f"--work-tree={call.work_tree}")
    for setting in (*SETTINGS, *call.settings):
        argv += ["-c", setting]
    return [*argv, *call.args]


def sealed_environment(path: str, call: GitCall) -> Mapping[str, str]:
    """Return the whole environment of `call`: nothing is inherited."""
    env = {
        "PATH": path,
        "HOME": "/nonexistent",
        "LC_ALL": "C",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "",  # none
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
    }
    if call.index is not None:
        env["GIT_INDEX_FILE"] = call.index
    if call.objects is not None:
        env["GIT_OBJECT_DIRECTORY"] = call.objects
    env.update(call.reaching)
    return env


def _read_at_most(stdout: IO[bytes], size_bytes_max: int) -> bytes:
    """Return all of `stdout`, or its first part; one large read would reserve the whole bound."""
    pieces = []
    left_bytes = size_bytes_max
    while left_bytes and (piece := stdout.read(min(left_bytes, PIECE_BYTES))):
        pieces.append(piece)
        left_bytes -= len(piece)
    return b"".join(pieces)


def _last_line(errors: IO[bytes]) -> str:
    """Return the end of what was said, fit for a screen: a repository chose part of it."""
    size_bytes = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size_bytes - 4096))
    lines = errors.read().decode("utf-8", "replace").splitlines()
    last = next((line for line in reversed(lines) if line.strip()), "")
    said = "".join(c if c.isprintable() else "?" for c in last)
    if len(said) <= SAID_CHARS_MAX:
        return said
    half = SAID_CHARS_MAX // 2
    return f"{said[:half]} ... {said[-half:]}"  # the reason stands at the end, behind the path
