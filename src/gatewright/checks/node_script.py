"""Reads how `package.json` starts Node's own test runner: which options, which files.

The script is read, never run: a shell would let it do anything beside the tests.
"""

import json
import os
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from gatewright.checks.readers.trouble import REPORT_BYTES_MAX
from gatewright.checks.test_process import read_report

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
        data = json.loads(content)
        words = shlex.split(data["scripts"]["test"][:10_000])[:WORDS_MAX]
    except (ValueError, KeyError, TypeError, RecursionError):
        return NodeScript()
    return parse_node_script(words)


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
    wanted = [re.compile(_expression(pattern)) for pattern in patterns if _is_bounded(pattern)]
    return tuple(file for file in files if any(each.fullmatch(file) for each in wanted))


def _is_bounded(pattern: str) -> bool:
    return len(pattern) <= PATTERN_CHARS_MAX and pattern.count("*") <= 12


def _expression(pattern: str) -> str:
    """Return a regular expression for a glob; a plain name stands for a folder as well."""
    pieces = re.split(r"(\*\*/|\*\*|\*|\?|\{[^{}]*\})", pattern.removeprefix("./").rstrip("/"))
    whole = "".join(map(_piece, pieces))
    is_glob = any(sign in pattern for sign in "*?{")
    return whole if is_glob else rf"{whole}(?:/.*\.[cm]?js)?"


def _piece(piece: str) -> str:
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if piece.startswith("{") and piece.endswith("}"):
        return "(?:" + "|".join(map(re.escape, piece[1:-1].split(","))) + ")"
    return known.get(piece) or re.escape(piece)
