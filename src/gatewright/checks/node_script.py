"""Reads how `package.json` starts Node's own test runner: which options, which files.

The script is read, never run: a shell would let it do anything beside the tests.
"""

import json
import os
import re
import shlex
from collections.abc import Callable, Iterable, Iterator

from gatewright.checks.readers.trouble import REPORT_BYTES_MAX
from gatewright.checks.test_process import read_report
from gatewright.model.records import dataclass

WORDS_MAX = 200
PATTERN_CHARS_MAX = 300
_TAKES_VALUE = (
    "--import",
    "--require",
    "-r",
    "--loader",
    "--experimental-loader",
    "--conditions",
    "-C",
)
_PIECES = re.compile(r"(\*\*/|\*\*|\*|\?|\{[^{}]*\})")
_BELOW = (".js", ".cjs", ".mjs")
_ENDS = ("&&", "||", ";", "|", "&")
_OURS = (
    "--test-reporter",
    "--test-reporter-destination",
    "--watch",
    "--test-only",
    "--test-name-pattern",
)


@dataclass(frozen=True, slots=True)
class NodeScript:
    """What the test script says beside `node --test`."""

    options: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()  # files, folders and globs, relative to the project


def read_node_script(folder: str) -> NodeScript:
    """Return how the project in `folder` starts its tests; nothing where that cannot be told."""
    content = read_report(os.path.join(folder, "package.json"))
    if content is None or len(content) > REPORT_BYTES_MAX:
        return NodeScript()
    try:
        script = json.loads(content)["scripts"]["test"]
        words = shlex.split(script[:10_000]) if isinstance(script, str) else []
    except (ValueError, KeyError, TypeError, RecursionError):
        return NodeScript()
    return parse_node_script(words[:WORDS_MAX])


def parse_node_script(words: Iterable[str]) -> NodeScript:
    """Return the options and patterns of the first `node ... --test` among `words`."""
    command: list[str] = []
    for word in (*words, "&&"):
        if word not in _ENDS:
            command.append(word)
        elif "--test" in command and "node" in command:
            return _of_command(command[command.index("node") + 1 :])
        else:
            command = []
    return NodeScript()


def _of_command(words: list[str]) -> NodeScript:
    options: list[str] = []
    patterns: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in _TAKES_VALUE:
            options += [word, next(rest, "")]
        elif word in _OURS:
            next(rest, "")
        elif not word.startswith("-"):
            patterns.append(word)
        elif word != "--test" and not word.startswith((*_OURS, "--experimental-test-coverage")):
            options.append(word)
    return NodeScript(tuple(options), tuple(patterns))


def match_patterns(patterns: Iterable[str], files: Iterable[str]) -> tuple[str, ...]:
    """Return those of `files` that a pattern names: itself, its folder, or a glob."""
    wanted = [pattern for pattern in patterns if len(pattern) <= PATTERN_CHARS_MAX]
    fitting = [_fitting(pattern.removeprefix("./").rstrip("/")) for pattern in wanted]
    return tuple(file for file in files if any(fits(file) for fits in fitting))


def _fitting(pattern: str) -> Callable[[str], bool]:
    """Return what says whether a path fits; a plain name stands for a folder as well."""
    if any(sign in pattern for sign in "*?{"):
        pieces = [piece for piece in _PIECES.split(pattern) if piece]
        plain = [piece for piece in pieces if not _PIECES.fullmatch(piece)]
        return lambda path: all(piece in path for piece in plain) and _fits(pieces, path)
    below = f"{pattern}/"
    return lambda path: path == pattern or (path.startswith(below) and path.endswith(_BELOW))


def _fits(pieces: Iterable[str], path: str) -> bool:
    """Return whether `pieces` cover the whole of `path`. Bounds: pieces x characters steps."""
    reached = {0}
    for piece in pieces:
        reached = _after(piece, path, reached)
        if not reached:
            return False
    return len(path) in reached


def _after(piece: str, path: str, reached: set[int]) -> set[int]:
    """Return where `piece` may end that starts at one of `reached`."""
    match piece:
        case "**":
            return set(range(min(reached), len(path) + 1))
        case "**/":
            first = min(reached)
            return reached | {at + 1 for at in range(first, len(path)) if path[at] == "/"}
        case "*":
            return set(_in_folder(path, reached))
        case "?":
            return {at + 1 for at in reached if at < len(path) and path[at] != "/"}
        case _:
            options = piece[1:-1].split(",") if _PIECES.fullmatch(piece) else [piece]
            return {
                at + len(option)
                for at in reached
                for option in options
                if path.startswith(option, at)
            }


def _in_folder(path: str, reached: set[int]) -> Iterator[int]:
    """Yield every place from one of `reached` on, up to the end of its folder's name."""
    is_open = False
    for at in range(len(path) + 1):
        is_open = is_open or at in reached
        if is_open:
            yield at
        if path[at : at + 1] == "/":
            is_open = False
