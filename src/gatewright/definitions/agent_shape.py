"""The table of an agent's profile: its keys, their types, and which holes its command may have."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from gatewright.core.text.json_pointer import pointer_problem
from gatewright.core.text.yaml_nodes import Node, Scalar
from gatewright.definitions.budget_shape import TOKENS_MAX, Money
from gatewright.definitions.fields import (
    NAME,
    Choice,
    Duration,
    FieldType,
    Flag,
    ListOf,
    NamedMap,
    Record,
    Schema,
    Text,
)
from gatewright.definitions.fields import Number as WholeNumber
from gatewright.definitions.reporting import Reporter
from gatewright.model.agent_profile import (
    MISSABLE,
    OPTIONS,
    PLACES,
    TOOL_KINDS,
    AcpTalk,
    AgentOutput,
    Home,
    PromptBy,
    Spot,
    Versions,
)
from gatewright.model.records import dataclass

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
OURS = ("HOME", "PATH", "TMPDIR")  # and all that begins with GATEWRIGHT_ or LD_
_HOLE = re.compile(r"\{[a-z_]+\}")
_VERSION = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){0,3}")
_WORD_CHARS_MAX = 2000


def _program_problem(text: str) -> str | None:
    """Return why `text` is no program of a PATH, or None."""
    is_plain = "/" not in text and not text.startswith("-")
    return None if is_plain else "the name of a program of the PATH is expected here"


def _variable_problem(text: str) -> str | None:
    """Return why `text` is no variable that a profile may pass on, or None."""
    if not VARIABLE.fullmatch(text):
        return "the name of a variable is expected here"
    is_ours = text in OURS or text.startswith(("GATEWRIGHT_", "LD_", "DYLD_"))
    return f"{text} is not a profile's to say" if is_ours else None


def _login_problem(text: str) -> str | None:
    """Return why `text` is no path below a home folder, or None."""
    parts = text.split("/")
    is_below = not text.startswith("/") and all(part not in ("", ".", "..") for part in parts)
    return None if is_below else "a path below the home folder is expected here"


def _version_problem(text: str) -> str | None:
    """Return why `text` is no version, or None."""
    return None if _VERSION.fullmatch(text) else "a version is expected here: 2.1.30"


@dataclass(frozen=True, slots=True)
class _Variables:
    """Variables with their values; a value is any text."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the values by name; a name that is not a profile's to say is reported."""
        kind = NamedMap(Text("a value"), "a variable", VARIABLE.pattern)
        found = kind.read(node, report)
        for name in tuple(found) if isinstance(found, dict) else ():
            wrong = _variable_problem(name)
            if wrong:
                report.at(node, wrong)
        return found

    def schema(self) -> Schema:
        """Return the schema of variables."""
        return NamedMap(Text("a value"), "a variable", f"^{VARIABLE.pattern}$").schema()


@dataclass(frozen=True, slots=True)
class _Group:
    """Words of a command that stand and fall together."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the words; one by itself is a group of one."""
        items = (node,) if isinstance(node, Scalar) else None
        if items is None:
            return _WORDS.read(node, report)
        word = _WORD.read(items[0], report)
        return (word,) if isinstance(word, str) else word

    def schema(self) -> Schema:
        """Return the schema of words, or of one."""
        return {"anyOf": [_WORD.schema(), _WORDS.schema()]}


def _word_problem(text: str) -> str | None:
    """Return which hole of a word nobody fills, or None."""
    known = {OPTIONS, *(f"{{{name}}}" for name in (*PLACES, *MISSABLE))}
    wrong = [hole for hole in _HOLE.findall(text) if hole not in known]
    if wrong:
        return f"nothing is called {wrong[0]} here; known: {', '.join(sorted(known))}"
    return "{options} is a word by itself" if OPTIONS in text and text != OPTIONS else None


_WORD = Text("a word of the command", _word_problem, _WORD_CHARS_MAX)
_WORDS = ListOf(_WORD, 1)
_POINTER = Text("a JSON pointer", pointer_problem, 200)
SPOT = Record(
    "a place in the output",
    {
        "at": ListOf(_POINTER, 1),
        "of": ListOf(Text("a type", chars_max=80), 1),
        "each": Flag(),
        "whole_session": Flag(),
    },
    required=("at",),
    build=lambda values: Spot(**values),
)
OUTPUT = Record(
    "what the output tells",
    {name: SPOT for name in ("session", "tokens", "money", "said", "denied", "trouble", "works")},
    build=lambda values: AgentOutput(**values),
)
ACP = Record(
    "how an agent is met that speaks the Agent Client Protocol",
    {
        "mode": Text("the mode of its sessions", chars_max=80),
        "auth": Text("a method of its own", chars_max=80),
        "permits": ListOf(Choice(TOOL_KINDS)),
    },
    build=lambda values: AcpTalk(**values),
)
_VERSION_TEXT = Text("a version", _version_problem)
PROFILE_FIELDS: dict[str, FieldType] = {
    "like": NAME,
    "program": Text("a program", _program_problem, 200),
    "argv": ListOf(_Group(), 1),
    "options": ListOf(Text("a word of the command", chars_max=_WORD_CHARS_MAX)),
    "prompt": Choice(tuple(PromptBy)),
    "output": OUTPUT,
    "acp": ACP,
    "env": _Variables(),
    "keys": ListOf(Text("a variable", _variable_problem)),
    "home": Choice(tuple(Home)),
    "login": ListOf(Text("a path", _login_problem)),
    "model": Text("the name of a model", chars_max=200),
    "idle": Duration(),
    "cap": Record("what counts where nothing is said", {
        "tokens": WholeNumber(1, TOKENS_MAX), "money": Money(),
    }),
    "version": ListOf(Text("a word of the command", chars_max=200), 1),
    "tried": Record(
        "the versions that were tried",
        {"from": _VERSION_TEXT, "below": _VERSION_TEXT},
        required=("from", "below"),
        build=lambda values: Versions(values["from"], values["below"]),
    ),
}  # fmt: skip


def _profile_problem(values: dict[str, Any]) -> str | None:
    """Return what is missing of a profile that is like no other, or does not go together."""
    if "acp" in values and {"output", "prompt"} & values.keys():
        return "an agent that is spoken with (acp) has no output to read, and takes no prompt"
    if "like" in values:
        return None
    lacking = [key for key in ("program", "argv") if key not in values]
    return f'an agent needs "{lacking[0]}", or another one that it is "like"' if lacking else None


PERSONAL = ("keys", "login", "home", "env")
"""What only a person says of an agent, in a file of their own."""
HARMLESS = ("like", "model", "idle", "cap", "tried")
"""What a project may say of an agent that goes on having a person's keys and login."""
PROFILE = Record("an agent", PROFILE_FIELDS, problem=_profile_problem)
PROJECT_AGENT = Record(
    "an agent of a project",
    {key: kind for key, kind in PROFILE_FIELDS.items() if key not in PERSONAL},
    problem=_profile_problem,
)
AGENTS = NamedMap(PROFILE, "an agent")


def words_of(argv: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield all words of a command."""
    for group in argv:
        yield from group
