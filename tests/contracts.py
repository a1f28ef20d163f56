"""OpenAPI documents in few words, and their comparison."""

import json
from typing import Any

from gatewright.core.contracts.contract_difference import Difference
from gatewright.core.contracts.openapi_compare import compare_apis
from gatewright.core.contracts.openapi_document import Api, read_api
from gatewright.core.text.plain_data import read_data

Json = dict[str, Any]


def api_of(
    operation: Json | None = None,
    *,
    path: str = "/users/{id}",
    method: str = "post",
    version: str = "3.1.0",
    **top: Any,
) -> Json:
    """Return a document with one operation."""
    given: Json = {"responses": {"200": {"description": "fine"}}, **(operation or {})}
    document = {"openapi": version, "info": {"title": "Users", "version": "1.0.0"}}
    return {**document, "paths": {path: {method: given}}, **top}


def takes(schema: Any, media: str = "application/json", **more: Any) -> Json:
    """Return an operation that takes a body."""
    return {"requestBody": {"content": {media: {"schema": schema}}, **more}}


def gives(schema: Any, media: str = "application/json", **more: Any) -> Json:
    """Return an operation that answers with a body."""
    content = {media: {"schema": schema}}
    return {"responses": {"200": {"description": "fine", "content": content, **more}}}


def asks(**parameter: Any) -> Json:
    """Return an operation with one parameter."""
    return {"parameters": [{"in": "query", "name": "q", "schema": {}, **parameter}]}


def read(document: Json) -> Api:
    """Return what a document publishes."""
    return read_api(read_data(json.dumps(document).encode(), "api.json"))


def differences(old: Json, new: Json) -> tuple[Difference, ...]:
    """Return what breaks between two documents."""
    return compare_apis(read(old), read(new))


def rules(old: Json, new: Json) -> set[str]:
    """Return the rules that are broken between two documents."""
    return {one.rule for one in differences(old, new)}
