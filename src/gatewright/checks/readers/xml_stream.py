"""Walks an XML report once, in constant memory beside the report itself.

A document type is refused before anything in it is read: without one there are no entities of the
document's own, so nothing can be expanded or fetched. The encoding is UTF-8, whatever is declared.
"""

from collections.abc import Callable, Mapping
from xml.parsers import expat

from gatewright.checks.readers.trouble import REPORT_BYTES_MAX, Unreadable

DEPTH_MAX = 64
ELEMENTS_MAX = 20_000_000

OnStart = Callable[[str, Mapping[str, str]], None]
OnEnd = Callable[[str], None]
OnText = Callable[[str], None]


def walk_xml(content: bytes, on_start: OnStart, on_end: OnEnd, on_text: OnText) -> None:
    """Call back for each element of `content`, in its order.

    Bounds: REPORT_BYTES_MAX bytes, DEPTH_MAX levels, ELEMENTS_MAX elements.
    Raises: Unreadable -- the report's; and what a callback raises.
    """
    if len(content) > REPORT_BYTES_MAX:
        raise Unreadable(f"it is larger than {REPORT_BYTES_MAX} bytes")
    parser = expat.ParserCreate("utf-8")
    gauge = _Gauge(on_start, on_end)
    parser.buffer_text = True
    parser.StartElementHandler = gauge.start
    parser.EndElementHandler = gauge.end
    parser.CharacterDataHandler = on_text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as problem:
        raise Unreadable(f"it is not well-formed XML: {problem}") from problem


def _refuse_doctype(*_: object) -> None:
    raise Unreadable("it declares a document type, which a report has no use for")


class _Gauge:
    """Counts levels and elements on the way to the reader."""

    def __init__(self, on_start: OnStart, on_end: OnEnd) -> None:
        self._on_start = on_start
        self._on_end = on_end
        self._depth = 0
        self._count = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > DEPTH_MAX:
            raise Unreadable(f"it is nested deeper than {DEPTH_MAX} levels")
        if self._count > ELEMENTS_MAX:
            raise Unreadable(f"it has more than {ELEMENTS_MAX} elements")
        self._on_start(name, attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._on_end(name)
