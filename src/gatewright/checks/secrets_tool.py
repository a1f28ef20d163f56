"""detect-secrets: strings in files that look like keys and passwords.

Invariants: the tool reads copies of ours, with plain names and valid text, for it silently skips
names it takes for pictures or locks, and files that are not UTF-8. No baseline is read or written,
nothing is verified over the network, and no comment hides a line. A secret is never kept, only
the tool's hash of it. What is too large to be read and may be text is told as not read; only what
holds no text, and a lock file beside its manifest, is left out. Its exit code says nothing; that
it finds a planted key says that it works.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence

from gatewright.checks.checkout_text import (
    CheckoutText,
    fingerprint,
    is_plain,
    line_of,
    read_plain,
    text_of,
)
from gatewright.checks.tool_bench import Seat, ToolBench, absent, trouble_of
from gatewright.model.late_pattern import late_pattern
from gatewright.model.observations import Execution, Finding, FindingLevel, FindingsRun
from gatewright.model.project import Project
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import FindingsRequest

__all__ = ["SecretsTool"]

PIN = "detect-secrets==1.5.0"
FILE_BYTES_MAX = 5 * 1024 * 1024
FILES_PER_RUN = 400
BINARY_PROBE_BYTES = 8000
# Lock files hold a hash in every line; package managers write them, beside what they lock.
_LOCKS = {
    "uv.lock": "pyproject.toml",
    "poetry.lock": "pyproject.toml",
    "pdm.lock": "pyproject.toml",
    "pixi.lock": "pixi.toml",
    "Pipfile.lock": "Pipfile",
    "Cargo.lock": "Cargo.toml",
    "Gemfile.lock": "Gemfile",
    "composer.lock": "composer.json",
    "yarn.lock": "package.json",
    "bun.lock": "package.json",
    "flake.lock": "flake.nix",
    "package-lock.json": "package.json",
    "npm-shrinkwrap.json": "package.json",
    "pnpm-lock.yaml": "package.json",
    "go.sum": "go.mod",
}
_BINARY_PER_CENT = 30  # of bytes that no text has
_NO_TEXT = bytes(set(range(32)) - set(b"\t\n\r\f\b\x1b")) + b"\x7f"
_FILTERS = "detect_secrets.filters"
_FLAGS = (
    *("--all-files", "--no-verify", "--disable-plugin", "IPPublicDetector"),
    *("--disable-filter", f"{_FILTERS}.allowlist.is_line_allowlisted"),
    *("--disable-filter", f"{_FILTERS}.heuristic.is_swagger_file"),
    *("--disable-filter", f"{_FILTERS}.heuristic.is_lock_file"),
)
_PLANTED = "planted.txt"
_PLANTED_KEY = "AKIA" + "Q7RTZ2MNB4XWE6PL"  # no key of anyone


class SecretsTool:
    """Runs detect-secrets over the files it is given."""

    def __init__(self, bench: ToolBench) -> None:
        self._bench = bench

    def requirements(self, project: Project) -> tuple[str, ...]:
        """Return the scanner that we bring."""
        return (PIN,)

    def run(self, request: FindingsRequest, program_folder: str) -> FindingsRun | Trouble:
        """Copy the candidates, and scan the copies in as many runs as it takes."""
        with self._bench.seat(request, (program_folder,)) as seat:
            program = seat.program("detect-secrets")
            return absent("detect-secrets") if program is None else _gather(seat, program)


@dataclass(frozen=True, slots=True)
class _Copies:
    """Candidates by the name of their copy, and those that have none."""

    paths: Mapping[str, str]  # name of the copy -> repository path
    excluded: tuple[str, ...]
    missing: tuple[str, ...]


def _gather(seat: Seat, program: str) -> FindingsRun | Trouble:
    copies = _copy(seat)
    text = CheckoutText(os.path.dirname(seat.out("")))
    findings: list[Finding] = []
    execution: Execution | None = None
    names = list(copies.paths)
    for start in range(0, max(len(names), 1), FILES_PER_RUN):
        told = _scan(seat, program, names[start : start + FILES_PER_RUN])
        if isinstance(told, Trouble):
            return told
        execution, results = told
        findings += _findings(results, copies.paths, text)
    assert execution is not None  # there is always one run
    examined = tuple(sorted(copies.paths.values()))
    return FindingsRun(execution, tuple(findings), examined, copies.excluded, copies.missing)


def _copy(seat: Seat) -> _Copies:
    """Write a readable copy of each candidate; links, binaries, locks and giants have none.

    Shape: a giant that may hold text is missing, for nobody can say what is in it.
    """
    paths, excluded, missing = {}, [], []
    for number, path in enumerate(sorted(seat.request.candidates)):
        whole = os.path.join(seat.checkout, path)
        if not os.path.lexists(whole):
            missing.append(path)
            continue
        if _is_lock(whole) or not is_plain(whole):
            excluded.append(path)
            continue
        content = read_plain(whole, FILE_BYTES_MAX)
        text = None if content is None else _decoded(content)
        if text is None:
            (excluded if _is_binary(_start_of(whole)) else missing).append(path)
            continue
        name = f"{number:06}{_suffix(path)}"
        paths[name] = path
        _write(seat.out(name), text)
    _write(seat.out(_PLANTED), f'key = "{_PLANTED_KEY}"\n')
    return _Copies(paths, tuple(excluded), tuple(missing))


def _decoded(content: bytes) -> str | None:
    """Return text as well as it can be read; None for what holds none."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if _is_binary(content[:BINARY_PROBE_BYTES]):
        return None
    return content.decode("utf-8", "replace").replace("\0", " ")


def _is_binary(start: bytes) -> bool:
    """Return whether a file that starts so holds no text; one NUL byte alone does not say so."""
    if b"\0" not in start:
        return False
    strange = len(start) - len(start.translate(None, _NO_TEXT))
    strange += start.decode("utf-8", "replace").count("\ufffd")
    return strange * 100 > len(start) * _BINARY_PER_CENT


def _start_of(path: str) -> bytes:
    """Return the first bytes of a file that is too large to be read; none where it is not."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            return stream.read(BINARY_PROBE_BYTES)
    except OSError:
        return b""


def _is_lock(path: str) -> bool:
    """Return whether a file is what a package manager writes beside its manifest."""
    folder, name = os.path.split(path)
    return name in _LOCKS and is_plain(os.path.join(folder, _LOCKS[name]))


def _suffix(path: str) -> str:
    """Return a file's ending where the scanner reads by it, else one that it never skips."""
    ending = os.path.splitext(path)[1].lower()
    known = (".py", ".js", ".ts", ".yaml", ".yml", ".ini", ".cfg", ".toml", ".json", ".xml", ".go")
    return ending if ending in known else ".txt"


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", errors="replace", newline="") as stream:
        stream.write(text)


def _scan(
    seat: Seat, program: str, names: Sequence[str]
) -> tuple[Execution, Mapping[str, object]] | Trouble:
    argv = (program, "--cores", "1", "scan", *_FLAGS, "--", _PLANTED, *names)
    finished = seat.run(argv, cwd=os.path.dirname(seat.out("")))
    if trouble := trouble_of("detect-secrets", finished):
        return trouble
    report = _parse(finished.stdout)
    if report is None:
        return Trouble("report.unreadable", "a report of detect-secrets", "no JSON of its kind", "")
    version, results = report
    if not _has(results, _PLANTED):
        found = "a planted key was not found: it does not look"
        return Trouble("check.tool-failed", "detect-secrets to find a key", found, "")
    return seat.execution(f"detect-secrets {version}", argv[:7], finished), results


def _parse(content: bytes) -> tuple[str, Mapping[str, object]] | None:
    try:
        plain = json.loads(content)
    except (ValueError, RecursionError):
        return None
    results = plain.get("results") if isinstance(plain, dict) else None
    return (text_of(plain.get("version"), 40), results) if isinstance(results, dict) else None


def _has(results: Mapping[str, object], name: str) -> bool:
    return bool(results.get(name))


_QUOTED = late_pattern(r"[\"']([^\"']+)[\"']")
_DIGEST_CHARS = (40, 64, 96, 128)


def _level(kind: str, line: str) -> FindingLevel:
    """Return a note for the two guesses that are nearly always wrong: digests, and plain words."""
    quoted = _QUOTED.findall(line)
    if kind == "Hex High Entropy String":
        lengths = [len(each) for each in quoted if re.fullmatch(r"[0-9a-fA-F]{8,}", each)]
        is_guess = bool(lengths) and all(length in _DIGEST_CHARS for length in lengths)
    else:
        is_guess = kind == "Secret Keyword" and not re.search(r"\d", "".join(quoted) or "0")
    return FindingLevel.NOTE if is_guess else FindingLevel.ERROR


def _findings(
    results: Mapping[str, object], paths: Mapping[str, str], text: CheckoutText
) -> Iterator[Finding]:
    for name, entries in sorted(results.items()):
        for entry in entries if name in paths and isinstance(entries, list) else []:
            if not isinstance(entry, dict):
                continue
            kind = text_of(entry.get("type"), 100, "secret")
            line = line_of(entry.get("line_number"))
            yield Finding(
                rule=kind,
                level=_level(kind, text.line(name, line)),
                path=paths[name],
                line=line,
                message="looks like a secret",
                fingerprint=fingerprint(kind, text_of(entry.get("hashed_secret"), 200)),
            )
