"""Stand between a driver and a hostile program. Stand-alone: `python -I -S supervisor.py FD MARK`.

FD is one end of a socket pair. The driver sends a length and a marshalled plan; after that its
end of file means "end everything", whoever closed it, `kill -9` included. The answer is one
marshalled pair of words and numbers, sent when nothing is left, and then the end of file.
MARK is not read here: others know by it, in the list of processes, what this one stands before.

Invariant: only the standard library is imported, and little of it: start-up is paid on each run.
Invariant: one thread. bubblewrap's --die-with-parent follows the thread that started it.
Invariant: the channel is a socket and this process is not dumpable: a child with the same user
    can neither inherit the channel nor open it through /proc, so it cannot write the answer.
"""

from __future__ import annotations

import ctypes
import marshal
import os
import resource
import select
import sys

TYPE_CHECKING = False  # `typing` itself would cost a third of the start-up
if TYPE_CHECKING:
    from typing import NoReturn, TypedDict

    class Plan(TypedDict):
        """What the driver sends."""

        argv: list[str]
        env: dict[str, str]
        cwd: str
        file_bytes_max: int
        open_files_max: int
        bubblewrap: list[str] | None  # its path, then its options
        landlock: tuple[list[str], list[str]] | None  # readable, writable

    Answer = tuple[str, int, str]  # what became of it, its number, words

_IS_LINUX = sys.platform == "linux"
_SIGKILL, _SIGPIPE, _SIGXFSZ = 9, 13, 25
_SET_DEATH_SIGNAL, _SET_DUMPABLE, _SET_SUBREAPER = 1, 4, 36
_POLL_MS = 20  # where the kernel has no pidfd
_REAP_MS = 1000  # how often orphans that ended are buried while the program runs
_PLAN_BYTES_MAX = 64 * 1024 * 1024
_ANSWER_BYTES_MAX = 4096
_SWEEPS_MAX = 5000  # at 2 ms: ten seconds for processes that the kernel will not let go


def main() -> None:
    """Run one plan to its end."""
    channel = int(sys.argv[1])
    os.set_inheritable(channel, False)
    libc = ctypes.CDLL(None, use_errno=True)
    _guard(libc)
    plan = _receive_plan(channel)
    if plan is None:
        return
    answer = _supervise(channel, plan, libc)
    os.write(channel, marshal.dumps(answer, 2)[:_ANSWER_BYTES_MAX])


def _guard(libc: ctypes.CDLL) -> None:
    """Adopt every orphan below this process, and close its memory and files to equals."""
    if _IS_LINUX:
        libc.prctl(_SET_SUBREAPER, 1, 0, 0, 0)
        libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def _receive_plan(channel: int) -> Plan | None:
    """Return what to run; None where the driver is gone before it said so."""
    head = _receive(channel, 8)
    if head is None:
        return None
    size = int.from_bytes(head, "big")
    body = _receive(channel, size) if size <= _PLAN_BYTES_MAX else None
    return None if body is None else _plan_of(body)


def _plan_of(body: bytes) -> Plan:
    """Return the plan that the driver, which is trusted, wrote."""
    plan: Plan = marshal.loads(body)
    return plan


def _receive(channel: int, size: int) -> bytes | None:
    """Return exactly `size` bytes, or None at the end of file."""
    parts = []
    while size:
        part = os.read(channel, min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _supervise(channel: int, plan: Plan, libc: ctypes.CDLL) -> Answer:
    """Start the program, wait for it or for the driver, then leave nothing."""
    status_read, status_write = os.pipe()
    trouble_read, trouble_write = os.pipe()
    child = os.fork()
    if child == 0:
        _become(plan, libc, status_write, trouble_write)
    os.close(status_write)
    os.close(trouble_write)
    _let_go_of_streams()
    trouble = os.read(trouble_read, 2000)  # ends when the program runs
    status = _wait(channel, child)
    left = _end_everything(child)
    if trouble:
        return ("not-started", 0, trouble.decode("utf-8", "replace"))
    return _answer(status, plan, os.read(status_read, 4096), left)


def _let_go_of_streams() -> None:
    """Leave the program's streams to the program, so that their end can be seen."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)


def _become(plan: Plan, libc: ctypes.CDLL, status: int, trouble: int) -> NoReturn:
    """Turn this child into the program; tell `trouble` where that fails."""
    what = "cannot be started"
    try:
        os.setsid()
        _limit(plan)
        for number in (_SIGPIPE, _SIGXFSZ):  # the interpreter ignores them, and exec keeps that
            libc.signal(number, None)
        if _IS_LINUX:
            libc.prctl(_SET_DEATH_SIGNAL, _SIGKILL, 0, 0, 0)
        what = plan["cwd"]
        os.chdir(plan["cwd"])
        what = "landlock"
        _confine(plan)
        argv = _argv(plan, status)
        what = argv[0]
        _execute(argv, plan["env"])
    except BaseException as error:  # noqa: BLE001 -- a child that returns would be a second supervisor
        reason = (error.strerror if isinstance(error, OSError) else None) or repr(error)
        os.write(trouble, f"{what}: {reason}".encode("utf-8", "replace"))
    os._exit(127)


def _execute(argv: list[str], env: dict[str, str]) -> None:
    """Replace this process by the program, looked up in the program's own PATH.

    `os.execvpe` imports a module first, which Landlock may refuse by then.
    Raises: OSError, the most telling of those that were met.
    """
    if "/" in argv[0]:
        os.execve(argv[0], argv, env)
    refusal: OSError = FileNotFoundError(2, "no such program")
    for folder in filter(None, env.get("PATH", "").split(":")):  # "" would be the hostile folder
        try:
            os.execve(f"{folder}/{argv[0]}", argv, env)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            refusal = error
    raise refusal


def _limit(plan: Plan) -> None:
    """Set what one process may use. Never RLIMIT_AS: node reserves more than there is."""
    wanted = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, plan["file_bytes_max"]),
        (resource.RLIMIT_NOFILE, plan["open_files_max"]),
    )
    for name, value in wanted:
        ceiling = resource.getrlimit(name)[1]
        bound = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
        resource.setrlimit(name, (bound, bound))


def _confine(plan: Plan) -> None:
    """Apply Landlock where the plan asks for it."""
    rules = plan["landlock"]
    if rules is None:
        return
    sys.path.append(os.path.dirname(os.path.abspath(__file__)))
    from landlock import restrict  # type: ignore[import-not-found]  # noqa: PLC0415 -- by path

    restrict(*rules)


def _argv(plan: Plan, status: int) -> list[str]:
    """Return the command line, behind bubblewrap's where the plan has one.

    Its options go through a file: environment values have no place on a command line.
    """
    options = plan["bubblewrap"]
    if options is None:
        return plan["argv"]
    told = os.memfd_create("options", 0)
    os.write(told, b"".join(os.fsencode(option) + b"\0" for option in options[1:]))
    os.lseek(told, 0, os.SEEK_SET)
    os.set_inheritable(status, True)
    return [options[0], "--args", str(told), "--json-status-fd", str(status), "--", *plan["argv"]]


def _wait(channel: int, child: int) -> int | None:
    """Return how the program ended; None where the driver wants the end, or is gone."""
    poll = select.poll()
    poll.register(channel, select.POLLIN)
    timeout_ms = _REAP_MS
    try:
        poll.register(os.pidfd_open(child), select.POLLIN)
    except (OSError, AttributeError):
        timeout_ms = _POLL_MS
    while True:
        ready = poll.poll(timeout_ms)
        status = _reap(child)
        if status is not None:
            return status
        if any(handle == channel for handle, _ in ready):
            return None


def _reap(child: int) -> int | None:
    """Bury adopted orphans that ended, and return the status of `child` once it has one."""
    found = None
    try:
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            found = ended[1] if ended[0] == child else found
    except ChildProcessError:
        pass
    return found


def _end_everything(child: int) -> int:
    """Kill whatever is below this process, again and again; return 1 where something is left.

    With a subreaper "no child" means "no descendant": every orphan becomes a child of this process.
    """
    pause = select.poll()
    for _ in range(_SWEEPS_MAX):
        for pid in _descendants() if _IS_LINUX else ():
            _kill(pid)
        if not _IS_LINUX:
            _kill(-child)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return 0
        pause.poll(2)
    return 1


def _kill(pid: int) -> None:
    """Kill one process, or with a negative number its group."""
    try:  # noqa: SIM105 -- contextlib costs start-up
        os.kill(pid, _SIGKILL)
    except OSError:
        pass


def _descendants() -> list[int]:
    """Return all that stems from this process, nearest first."""
    found = _children(os.getpid())
    for pid in found:
        found += _children(pid)
    return found


def _children(pid: int) -> list[int]:
    """Return the children of `pid`; [] where it is gone."""
    found: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as listing:
                found += map(int, listing.read().split())
    except OSError:
        return _children_by_search(pid) if os.path.isdir(f"/proc/{pid}") else []
    return found


def _children_by_search(parent: int) -> list[int]:
    """Return the children of `parent` on a kernel that keeps no list of them."""
    found = []
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{int(name)}/stat", "rb") as stat:
                fields = stat.read().rpartition(b")")[2].split()
        except (OSError, ValueError):
            continue
        if int(fields[1]) == parent:
            found.append(int(name))
    return found


def _answer(status: int | None, plan: Plan, told: bytes, left: int) -> Answer:
    """Return what to say of a program that was started."""
    words = "something could not be killed" if left else ""
    if status is None:
        return ("stopped", 0, words)
    if os.WIFSIGNALED(status):
        return ("killed", os.WTERMSIG(status), words)
    if plan["bubblewrap"] is None:
        return ("exited", os.WEXITSTATUS(status), words)
    return _answer_of_sandbox(os.WEXITSTATUS(status), told, words)


def _answer_of_sandbox(code: int, told: bytes, words: str) -> Answer:
    """Read a sandbox's end: it tells an exit code only where the program was really started.

    A signal arrives as 128 and its number, as in a shell.
    """
    if b'"exit-code"' not in told:
        return ("not-started", 0, "")
    if 128 < code <= 128 + 64:
        return ("killed", code - 128, words)
    return ("exited", code, words)


if __name__ == "__main__":
    main()
