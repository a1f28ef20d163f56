"""Lay out YAML the same way each time: indentation, long one-liners broken, questions in quotes.

Invariants: what comes out says what went in, comments among it, or it is what went in; laid out
again, it stays as it is.
"""

from typing import Any

from gatewright.core.text.yaml_nodes import Entries, Items, Node, Scalar, Unreadable, read_yaml

COLUMNS_MAX = 100
INDENT = 2


def format_yaml(text: str) -> str:
    """Return `text` laid out. Raises: Unreadable, the writer's."""
    said, after = (_meaning(read_yaml(text)), _comments(text)), _laid_out(text)
    try:
        is_same = (_meaning(read_yaml(after)), _comments(after)) == said
    except Unreadable:  # the library has words of its own for what says nothing
        return text
    return after if is_same and _laid_out(after) == after else text


def _meaning(node: Node | None) -> object:
    """Return what `node` says, without places; whether a word stands in quotes is no meaning.

    Shape: but for what is nothing without them.
    """
    match node:
        case Scalar():
            return node.text, node.is_plain and not node.text
        case Items():
            return [_meaning(each) for each in node.items]
        case Entries():
            return [(key.text, _meaning(value)) for key, value in node.entries]
        case _:
            return None


def _comments(text: str) -> list[str]:
    """Return the comments of `text`, in no order."""
    from ruamel.yaml.tokens import CommentToken  # noqa: PLC0415

    found: list[str] = []
    for token in _yaml().scan(text):
        for each in _flat(getattr(token, "_comment", None)):
            if isinstance(each, CommentToken):
                lines = str(each.value).split("\n")
                found += [line.strip() for line in lines if line.strip()]
    return sorted(found)


def _flat(value: Any) -> Any:
    """Yield everything in lists of lists."""
    if isinstance(value, list | tuple):
        for each in value:
            yield from _flat(each)
    else:
        yield value


def _yaml() -> Any:
    """Return a reader and writer that keeps comments and takes every scalar for text."""
    from ruamel.yaml import YAML  # noqa: PLC0415
    from ruamel.yaml.nodes import ScalarNode  # noqa: PLC0415
    from ruamel.yaml.resolver import VersionedResolver  # noqa: PLC0415

    class AllIsText(VersionedResolver):
        """Takes every scalar for text but the empty one."""

        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            if kind is ScalarNode and implicit[0] and value:
                return self.DEFAULT_SCALAR_TAG
            return super().resolve(kind, value, implicit)

    yaml: Any = YAML(typ="rt", pure=True)
    yaml.Resolver = AllIsText
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.encoding = None
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=INDENT, sequence=2 * INDENT, offset=INDENT)
    return yaml


class _Written:
    """Takes what the library writes."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, part: str) -> None:
        """Keep one piece of text."""
        self.parts.append(part)


def _laid_out(text: str) -> str:
    """Return `text` written anew."""
    yaml, out = _yaml(), _Written()
    data = yaml.load(text)
    yaml.dump(_arranged(data, 0), out)
    lines = (line.rstrip() for line in "".join(out.parts).split("\n"))
    return "\n".join(lines).rstrip("\n") + "\n"


def _arranged(data: Any, column: int) -> Any:
    """Return `data` with long one-liners broken and questions in quotes. Shape: it is changed."""
    if isinstance(data, dict):
        _break_long(data, column)
        for key, value in data.items():
            below = column + INDENT if _is_block(value) else column + len(str(key)) + 2
            data[key] = _arranged(value, below)
        return data
    if isinstance(data, list):
        _break_long(data, column)
        for index, value in enumerate(data):
            data[index] = _arranged(value, column + INDENT)
        return data
    return _quoted(data)


def _is_block(value: Any) -> bool:
    is_nested = isinstance(value, dict | list)
    return is_nested and _style(value).flow_style() is not True


def _style(data: Any) -> Any:
    """Return how something nested is written."""
    return data.fa


def _break_long(data: Any, column: int) -> None:
    """Have a one-liner that is too long stand in lines of its own."""
    if data and data.fa.flow_style() is True and column + _length(data) > COLUMNS_MAX:
        data.fa.set_block_style()


def _length(data: Any) -> int:
    """Return how many columns something takes on one line."""
    if isinstance(data, dict):
        pairs = (len(str(key)) + 2 + _length(value) + 2 for key, value in data.items())
        return max(2, sum(pairs))
    if isinstance(data, list):
        return max(2, sum(_length(value) + 2 for value in data))
    is_quoted = type(data).__name__ in ("DoubleQuotedScalarString", "SingleQuotedScalarString")
    return len(str(data)) + 2 * (is_quoted or "?" in str(data))


def _quoted(scalar: Any) -> Any:
    """Return a plain scalar with a question mark in quotes: without, it may be no text."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString  # noqa: PLC0415

    is_plain = type(scalar).__name__ in ("str", "PlainScalarString")
    return DoubleQuotedScalarString(scalar) if is_plain and "?" in scalar else scalar
