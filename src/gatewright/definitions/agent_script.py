"""Read the file that a scripted agent plays from: a script, or a mistake with its place.

agent: 1
steps:
  build/*/green:            # a path, the tail of one, or a pattern
    - [{lie: All done.}]    # the first attempt
    - - write: {path: app.py, text: "x = 1"}
      - say: Mended.        # the second, and each after it
"""

import re
from collections.abc import Callable
from typing import Any

from gatewright.core.text.yaml_nodes import Node, Scalar
from gatewright.definitions.fields import (
    ARGV,
    WORDS,
    Choice,
    FieldType,
    ListOf,
    NamedMap,
    Number,
    Record,
    Schema,
    Text,
)
from gatewright.definitions.problems import Problem
from gatewright.definitions.reporting import ABSENT, Reporter
from gatewright.definitions.root import read_root
from gatewright.model.agent_script import (
    Action,
    AgentScript,
    Ask,
    Delete,
    Die,
    Edit,
    Execute,
    Hang,
    Lie,
    Note,
    Part,
    Say,
    Sleep,
    Witness,
    Write,
)
from gatewright.model.trouble import Mistake

MALFORMED = "script.malformed"
FORMAT_VERSION = 1
SIGNALS = ("KILL", "TERM", "SEGV", "ABRT", "HUP", "INT")
_TEXT_CHARS_MAX = 200_000
_STEP_PATTERN = r"^[A-Za-z0-9*?_.\[\]-][A-Za-z0-9*?_.\[\]/-]{0,127}$"
_SECONDS = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?")
_HINTS_MAX = 5


class _Action:
    """One key and its value, or the bare word `hang`."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the action."""
        if isinstance(node, Scalar) and node.text == "hang":
            return Hang()
        return RECORD.read(node, report)

    def schema(self) -> Schema:
        """Return the schema of an action."""
        return {"anyOf": [{"const": "hang"}, RECORD.schema()]}


class _Content:
    """The content of a file: any text, none included."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the text."""
        if not isinstance(node, Scalar):
            return report.at(node, "the content of a file is expected here", hint="write text: |")
        if len(node.text) > _TEXT_CHARS_MAX:
            return report.at(node, f"a content has at most {_TEXT_CHARS_MAX} characters")
        return node.text

    def schema(self) -> Schema:
        """Return the schema of a content."""
        return {"type": "string", "maxLength": _TEXT_CHARS_MAX}


class _Seconds:
    """A time in seconds, with up to three decimals."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the seconds."""
        if isinstance(node, Scalar) and _SECONDS.fullmatch(node.text):
            return float(node.text)
        return report.at(node, "a time in seconds is expected here", hint="write 2 or 0.5")

    def schema(self) -> Schema:
        """Return the schema of a time."""
        return {"type": "number", "minimum": 0, "exclusiveMaximum": 10_000}


CONTENT = _Content()
FOUND = Text("the text to be found", chars_max=_TEXT_CHARS_MAX)


def _record(what: str, **fields: FieldType) -> Record:
    """Return a record whose keys are all needed."""
    return Record(what, fields, required=tuple(fields))


ACTIONS: dict[str, FieldType] = {
    "write": _record("a file to write", path=WORDS, text=CONTENT),
    "edit": _record("an edit", path=WORDS, find=FOUND, replace=CONTENT),
    "delete": WORDS,
    "run": ARGV,
    "say": WORDS,
    "lie": WORDS,
    "sleep": _Seconds(),
    "die": Choice(SIGNALS),
    "ask": WORDS,
    "record": WORDS,
    "witness": WORDS,
}


def _one_action(values: dict[str, Any]) -> str | None:
    """Return that an action is not exactly one thing."""
    return None if len(values) == 1 else f"an action is one of hang, {', '.join(ACTIONS)}"


def _action_of(values: dict[str, Any]) -> Action:
    """Return the action that one key and its value say."""
    ((name, value),) = values.items()
    match name:
        case "write":
            return Write(**value)
        case "edit":
            return Edit(**value)
        case "run":
            return Execute(value)
        case "sleep":
            return Sleep(value)
        case _:
            return _PLAIN[name](value)


_PLAIN: dict[str, Callable[[str], Action]] = {
    "delete": Delete,
    "say": Say,
    "lie": Lie,
    "die": Die,
    "ask": Ask,
    "record": Note,
    "witness": Witness,
}
RECORD = Record("an action", ACTIONS, problem=_one_action, build=_action_of)
SCRIPT = Record(
    "a script",
    {
        "agent": Number(FORMAT_VERSION, FORMAT_VERSION),
        "steps": NamedMap(ListOf(ListOf(_Action()), 1), "a step", _STEP_PATTERN),
    },
    required=("agent", "steps"),
)


def parse_agent_script(text: str, path: str) -> AgentScript:
    """Return the script that `text` says.

    Shape: `path` is what a mistake calls the text.
    Raises: Mistake `script.malformed`, with line and column of each problem.
    """
    root = read_root(text, path, f"agent: {FORMAT_VERSION}")
    if isinstance(root, Problem):
        raise _mistake((root,))
    report = Reporter(path)
    values = SCRIPT.read(root, report)
    if values is ABSENT or report.count:
        raise _mistake(report.problems())
    return AgentScript(tuple(Part(step, plays) for step, plays in values["steps"].items()))


def _mistake(problems: tuple[Problem, ...]) -> Mistake:
    """Return the first problem as a mistake; the next ones are its hints."""
    hints = tuple(str(one) for one in problems[1 : 1 + _HINTS_MAX])
    return Mistake(MALFORMED, str(problems[0]), found=problems[0].value, hints=hints)
