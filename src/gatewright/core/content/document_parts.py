"""Parts of a document: a section of Markdown, what a pointer leads to in data.

A section is named by the words of its heading, "Risks & mitigations" as `risks-mitigations`; one
inside another as `research/packages`. Lines that live on are cut out before a digest is taken.
"""

import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from gatewright.core.text.json_pointer import ABSENT, follow_steps, steps_of
from gatewright.core.text.markdown import Heading, read_markdown
from gatewright.core.text.plain_data import NotData, read_data
from gatewright.model.workflow import Product

DATA = (".yaml", ".yml", ".json")
_BOX = re.compile(r"^(\s*(?:[-*+]|[0-9]{1,9}[.)])\s+)\[[ xX]\](?=\s)", re.MULTILINE)
_OTHER = re.compile("[^a-z0-9]+")
_NUMBER = re.compile("^[0-9]+(-[0-9]+)*-")


def content_of(product: Product, content: bytes | None) -> bytes | None:
    """Return what a product is of the file at its path: its section, or all that does not live on.

    Shape: where it has sections that live on, marks of what is done do not count either.
    """
    if content is None:
        return None
    if product.section:
        found = find_part(content, product.path, product.section)
        return found if found is not None and has_body(found) else None
    if not product.living:
        return content
    rest = _text(content)
    for section in product.living:
        rest = without_part(rest, section)
    return _BOX.sub(r"\1[ ]", rest).rstrip("\n").encode() + b"\n"


def find_part(content: bytes, path: str, part: str) -> bytes | None:
    """Return one part of a document; None where it is not there, or nothing can be read."""
    if path.endswith(DATA):
        return _of_data(content, path, part)
    text = _text(content)
    lines = _range(text, part)
    if lines is None:
        return None
    found = text.split("\n")[slice(*lines)]
    return "\n".join(line.rstrip() for line in found).rstrip("\n").encode() + b"\n"


def without_part(text: str, part: str) -> str:
    """Return a Markdown text without one of its sections; as it is where that is not there."""
    lines = _range(text, part)
    if lines is None:
        return text
    before, after = text.split("\n")[: lines[0]], text.split("\n")[lines[1] :]
    return "\n".join([*before, *after])


def outside_of(content: bytes | None, path: str, parts: Iterable[str]) -> bytes:
    """Return what is left of a document without `parts`: equal where nothing else was changed."""
    if content is None:
        return b""
    if path.endswith(DATA):
        return _data_without(content, path, parts)
    text = _text(content)
    for part in parts:
        text = without_part(text, part)
    return "\n".join(line.rstrip() for line in text.split("\n") if line.strip()).encode()


def grows(before: bytes | None, after: bytes | None) -> bool:
    """Return whether `after` is `before` with lines put at its end, if any."""
    old, new = ([*_lines(each)] for each in (before, after))
    return new[: len(old)] == old


def has_body(section: bytes) -> bool:
    """Return whether there is anything below the heading of a section."""
    return bool(section.partition(b"\n")[2].strip())


def slug(words: str) -> str:
    """Return how a part with this heading is named."""
    return _OTHER.sub("-", words.lower()).strip("-")


def _lines(content: bytes | None) -> Sequence[str]:
    """Return the lines of a text without the empty ones at its end."""
    text = _text(content or b"").rstrip()
    return [line.rstrip() for line in text.split("\n")] if text else []


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def section_lines(text: str, part: str) -> tuple[int, int] | None:
    """Return where a section of Markdown begins and ends, in lines from 0; None for none."""
    return _range(text, part)


def _range(text: str, part: str) -> tuple[int, int] | None:
    """Return where a section begins and ends, in lines from 0; None where it is not there."""
    if part.startswith("/"):
        return None
    headings = read_markdown(text).headings
    first, end = 0, text.count("\n") + 1
    for word in part.split("/"):
        inside = [one for one in headings if first < one.line <= end]
        found = next((one for one in inside if _is_called(one, word)), None)
        if found is None:
            return None
        behind = (o.line for o in inside if o.line > found.line and o.level <= found.level)
        first, end = found.line, min(next(behind, end + 1) - 1, end)
    return first - 1, end


def _is_called(heading: Heading, word: str) -> bool:
    """Return whether a heading is meant by `word`; a number before it may be left out."""
    name = slug(heading.text)
    return word in (name, _NUMBER.sub("", name))


def _of_data(content: bytes, path: str, part: str) -> bytes | None:
    """Return what a pointer, or the names of keys, lead to."""
    try:
        value = read_data(content, path).value
    except NotData:
        return None
    found = follow_steps(value, _steps(part))
    return None if found is ABSENT else _canonical(found)


def _steps(part: str) -> Sequence[str]:
    return steps_of(part) if part.startswith("/") else part.split("/")


def _canonical(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, default=_number)
    return text.encode("utf-8", "replace") + b"\n"


def _number(value: object) -> object:
    """Return a decimal as text with its mark: 1 and "1" are not the same."""
    assert isinstance(value, Decimal), f"BUG: no plain data: {value!r}"
    return {"number": f"{value.normalize()}"}


def _data_without(content: bytes, path: str, parts: Iterable[str]) -> bytes:
    """Return data without what some pointers lead to; unreadable data as it is."""
    try:
        value = read_data(content, path).value
    except NotData:
        return content
    for part in parts:
        *above, last = _steps(part)
        holder = follow_steps(value, above)
        if isinstance(holder, dict):
            holder.pop(last, None)
        elif isinstance(holder, list) and follow_steps(value, (*above, last)) is not ABSENT:
            holder[int(last)] = None
    return _canonical(value)
