"""A form that is entered in a register, as a line of a worker would say it."""

import json
from collections.abc import Mapping
from decimal import Decimal

from gatewright.core.registers.entry_values import REGISTER
from gatewright.core.text.plain_data import NotData, read_data
from gatewright.model.workflow import Product


def line_of_form(product: Product, content: bytes | None) -> str:
    """Return the line that enters a form; "" for one that is not entered, or that is no data."""
    if not product.entered or content is None:
        return ""
    try:
        said = read_data(content, product.path).value
    except NotData:
        return ""
    if not isinstance(said, Mapping):
        return ""
    plain = {name: _plain(value) for name, value in said.items()}
    return json.dumps({**plain, REGISTER: product.entered})


def _plain(value: object) -> object:
    """Return a value as an entry may hold it: a whole item of a list is said in words."""
    match value:
        case list():
            return [_words(each) for each in value]
        case Decimal():
            return str(value)
        case _:
            return value


def _words(value: object) -> str:
    """Return an item of a list in words."""
    return value if isinstance(value, str) else json.dumps(value, default=str)
