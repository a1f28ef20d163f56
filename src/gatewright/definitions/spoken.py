"""What a check that a workflow defines speaks of: artifacts, schemas, words of conditions."""

import re
from collections.abc import Iterable, Iterator

from gatewright.core.documents.artifact_words import ROOTS
from gatewright.core.text.expressions import without_literals
from gatewright.core.text.yaml_nodes import Entries, Items, Node, Scalar
from gatewright.definitions.forms import is_word
from gatewright.definitions.named_content import NAMED_PATTERN
from gatewright.model.records import dataclass

CONDITIONS = ("when", "where", "assert")
_CALL = re.compile(r"\bart\(\s*(['\"])([a-z][a-z0-9-]*)\1\s*\)")
_WORD = re.compile(r"(?<![\w.'-])[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?![\w'-])")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one check speaks of, or all checks of a gate."""

    artifacts: tuple[str, ...] = ()  # "plan", "plan#risks"
    schemas: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # of conditions


def joined_words(many: Iterable[Spoken]) -> Spoken:
    """Return what several checks speak of."""
    many = tuple(many)
    return Spoken(
        tuple(dict.fromkeys(name for one in many for name in one.artifacts)),
        tuple(dict.fromkeys(name for one in many for name in one.schemas)),
        tuple(dict.fromkeys(name for one in many for name in one.words)),
    )


def spoken_in(node: Node) -> Spoken:
    """Return what a check speaks of, as its text has it."""
    artifacts: list[str] = []
    schemas: list[str] = []
    words: list[str] = []
    for kind, key, text in _texts(node, "", ""):
        if key in CONDITIONS:
            artifacts += called(text)
            words += words_of(text)
        elif kind in ("doc", "contract") and key == "artifact":
            artifacts.append(text)
        elif kind == "doc" and key in ("schema", "form") and is_word(text):
            schemas.append(text)
        elif kind == "trace" and key in ("from", "to") and _is_list(text):
            artifacts.append(text)
    return Spoken(tuple(artifacts), tuple(schemas), tuple(words))


def _is_list(text: str) -> bool:
    """Return whether a source of items is an artifact, or a list of one."""
    return text != "tests" and re.fullmatch(NAMED_PATTERN, text) is not None


def called(text: str) -> tuple[str, ...]:
    """Return the artifacts that a condition names as art('name')."""
    bare = without_literals(text)
    return tuple(match[2] for match in _CALL.finditer(text) if bare[match.start()] == "a")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a condition that may be artifacts."""
    found = _WORD.findall(without_literals(text))
    return tuple(dict.fromkeys(word for word in found if word not in ROOTS))


def _texts(node: Node, kind: str, key: str) -> Iterator[tuple[str, str, str]]:
    """Yield each text with the kind of check that it is of, and its key."""
    match node:
        case Scalar():
            yield kind, key, node.text
        case Items():
            for each in node.items:
                yield from _texts(each, kind, key)
        case Entries():
            is_register = any(name.text == "register" for name, _ in node.entries)
            kind = "register" if is_register else kind
            for name, each in node.entries:
                yield from _texts(each, kind or name.text, name.text)
