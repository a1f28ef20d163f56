"""A document as data, for expressions: whatever of it can be named.

JSON and YAML are what they say; of Markdown the front matter, and of a plan its tasks.
"""

from collections.abc import Mapping
from decimal import Decimal

from gatewright.core.documents.plan_document import read_plan_items
from gatewright.core.text.markdown import front_matter_of
from gatewright.core.text.plain_data import NotData, Plain, read_data

PLAN = "plan"
DATA = (".json", ".yaml", ".yml")


def data_of(content: bytes, path: str, schema: str = "") -> object | None:
    """Return a document as data; None for what cannot be read, and for what says nothing."""
    if path.lower().endswith(DATA):
        return _data(content, "data.json" if path.lower().endswith(".json") else "data.yaml")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
    matter = front_matter_of(text)
    front = _data(matter.encode(), "front-matter.yaml") if matter is not None else None
    tasks = _tasks(content) if schema == PLAN else {}
    return {"text": text, "front_matter": front if front is not None else {}, **tasks}


def _data(content: bytes, name: str) -> object | None:
    """Return data with numbers that an expression can reckon with."""
    try:
        return _plain(read_data(content, name).value)
    except NotData:
        return None


def _plain(value: Plain) -> object:
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case _:
            return value


def _tasks(content: bytes) -> Mapping[str, object]:
    """Return the tasks of a plan."""
    tasks = [
        {"key": item.key, "id": item.key, "title": item.title, "kind": str(item.kind)}
        for item in read_plan_items(content)
    ]
    return {"tasks": tasks}
