"""Compare two versions of an OpenAPI document: what breaks a client of the first.

A contract is held to its words, not to what a lenient server would do with a request. Texts,
examples and defaults are not compared; what can be neither cleared nor called a break is
undecidable, and said.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from gatewright.core.contracts.contract_difference import UNDECIDABLE, Counter, Difference, Way
from gatewright.core.contracts.openapi_document import Api, Operation, part_of, parts_of
from gatewright.core.contracts.schema_compare import SchemaComparison
from gatewright.core.contracts.schema_parts import Located
from gatewright.core.contracts.schema_same import Sameness
from gatewright.core.text.json_pointer import escape
from gatewright.core.text.plain_data import canonical

_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def compare_apis(old: Api, new: Api) -> tuple[Difference, ...]:
    """Return what breaks a client of `old`, each place once. Raises: TooMuch."""
    comparison = _Comparison(old, new)
    return tuple(dict.fromkeys(comparison.differences()))


class _Comparison:
    """One comparison; schemas that many operations use are compared once for each way."""

    def __init__(self, old: Api, new: Api) -> None:
        self._old, self._new = old, new
        self._counter = Counter()
        self._requests = SchemaComparison(old.side, new.side, Way.REQUEST, self._counter)
        self._responses = SchemaComparison(old.side, new.side, Way.RESPONSE, self._counter)

    def differences(self) -> Iterator[Difference]:
        """Yield every difference."""
        for name, before in self._old.operations.items():
            after = self._new.operations.get(name)
            if after is None:
                yield Difference("operation-removed", before.pointer, name, is_on_base=True)
            else:
                yield from self._operation(before, after)
        yield from self._unread("webhooks", Located(self._old.side.root, ""), self._top())
        yield from self._servers(Located(self._old.side.root, ""), self._top())

    def _top(self) -> Located:
        return Located(self._new.side.root, "")

    def _operation(self, old: Operation, new: Operation) -> Iterator[Difference]:
        """Yield what breaks in one operation."""
        yield from self._parameters(old, new)
        yield from self._body(old, new)
        yield from self._all_responses(old, new)
        yield from self._security(old, new)
        yield from self._unread("callbacks", Located(old.raw, old.pointer), _of(new))
        yield from self._servers(Located(old.raw, old.pointer), _of(new))

    def _parameters(self, old: Operation, new: Operation) -> Iterator[Difference]:
        """Yield what breaks in what is sent beside a body."""
        for key, after in new.parameters.items():
            before = old.parameters.get(key)
            is_required = after.schema.get("required") is True
            if before is not None:
                if is_required and before.schema.get("required") is not True:
                    yield Difference("parameter-became-required", after.pointer, _named(key))
                yield from self._parameter(key, before, after)
            elif is_required and key[0] != "path":
                yield Difference("required-parameter-added", after.pointer, _named(key))
        for key, before in old.parameters.items():
            if key not in new.parameters:
                what = f"{_named(key)} is gone"
                yield Difference(UNDECIDABLE, before.pointer, what, is_on_base=True)

    def _parameter(self, key: tuple[str, str], old: Located, new: Located) -> Iterator[Difference]:
        """Yield what breaks in one parameter."""
        if _written(key[0], old.schema) != _written(key[0], new.schema):
            yield Difference(UNDECIDABLE, new.pointer, f"{_named(key)} is written otherwise")
        if "content" in old.schema or "content" in new.schema:
            yield from self._contents(old, new, Way.REQUEST)
        else:
            yield from self._requests.compare(old.below("schema"), new.below("schema"))

    def _body(self, old: Operation, new: Operation) -> Iterator[Difference]:
        """Yield what breaks in the body of a request."""
        if new.body is None:
            if old.body is not None:
                what = "the body is gone"
                yield Difference(UNDECIDABLE, old.body.pointer, what, is_on_base=True)
            return
        was_required = old.body is not None and old.body.schema.get("required") is True
        if new.body.schema.get("required") is True and not was_required:
            yield Difference("request-body-became-required", new.body.pointer, new.name)
        if old.body is not None:
            yield from self._contents(old.body, new.body, Way.REQUEST)

    def _all_responses(self, old: Operation, new: Operation) -> Iterator[Difference]:
        """Yield what breaks in the responses."""
        for status, before in old.responses.items():
            after = new.responses.get(status)
            if after is None:
                what = f"{status} of {old.name}"
                yield Difference("response-removed", before.pointer, what, is_on_base=True)
            else:
                yield from self._contents(before, after, Way.RESPONSE)
                yield from self._headers(before, after)

    def _contents(self, old: Located, new: Located, way: Way) -> Iterator[Difference]:
        """Yield what breaks in what a body may be."""
        after = _media_types(new)
        for name, before in _media_types(old).items():
            found = after.get(name) or after.get(name.split("/")[0] + "/*") or after.get("*/*")
            if found is None:
                rule = f"{way}-media-type-removed"
                yield Difference(rule, before.pointer, name[:60], is_on_base=True)
                continue
            schemas = self._requests if way is Way.REQUEST else self._responses
            yield from schemas.compare(before.below("schema"), found.below("schema"))
            yield from self._unread("encoding", before, found)

    def _headers(self, old: Located, new: Located) -> Iterator[Difference]:
        """Yield what breaks in the headers of a response."""
        sides = self._old.side, self._new.side
        after = dict(parts_of(sides[1], new.below("headers", default=None), str.lower))
        for name, before in parts_of(sides[0], old.below("headers", default=None), str.lower):
            found = after.get(name)
            if found is None:
                what = f"header {name[:60]} is gone"
                rule = "response-property-removed"
                yield Difference(rule, before.pointer, what, is_on_base=True)
                continue
            if before.schema.get("required") is True is not found.schema.get("required"):
                rule = "response-property-became-optional"
                yield Difference(rule, found.pointer, f"header {name[:60]}")
            yield from self._responses.compare(before.below("schema"), found.below("schema"))

    def _security(self, old: Operation, new: Operation) -> Iterator[Difference]:
        """Yield that an operation asks for other credentials, or for none."""
        before = _credentials(self._old, old.security)
        after = _credentials(self._new, new.security)
        if before != after:
            yield Difference("security-changed", new.pointer, new.name)

    def _servers(self, old: Located, new: Located) -> Iterator[Difference]:
        """Yield that a server a client may call is not named any more."""
        named = _server_urls(new)
        lost = [url for url in _server_urls(old) if url not in named]
        if lost:
            what = f"server {lost[0][:60]} is gone"
            yield Difference(UNDECIDABLE, new.pointer, what)

    def _unread(self, key: str, old: Located, new: Located) -> Iterator[Difference]:
        """Yield that a part differs that is compared word by word only."""
        before, after = old.below(key, default=None), new.below(key, default=None)
        same = Sameness(self._old.side, self._new.side, self._counter, set())
        if before.schema is not None and not same.are_same(before, after):
            yield Difference(UNDECIDABLE, after.pointer, f"{key} differ")


def _of(operation: Operation) -> Located:
    """Return an operation as a part of its document."""
    return Located(operation.raw, operation.pointer)


def _named(key: tuple[str, str]) -> str:
    """Return a parameter in words."""
    place, name = key
    return f"path parameter {name}" if place == "path" else f'{place} parameter "{name[:60]}"'


def _written(place: str, parameter: Mapping[str, Any]) -> object:
    """Return how the value of a parameter is put into the request."""
    style = parameter.get("style", _STYLES.get(place))
    explode = parameter.get("explode", style == "form")
    is_content = "content" in parameter
    return canonical([style, explode, parameter.get("allowReserved", False), is_content])


def _media_types(holder: Located) -> dict[str, Located]:
    """Return what stands under `content`, by the type in lower case without blanks."""
    content = holder.below("content", default=None)
    if not isinstance(content.schema, dict):
        return {}
    return {
        "".join(name.lower().split()): content.below(name)
        for name, one in content.schema.items()
        if isinstance(one, dict)
    }


def _credentials(api: Api, security: object) -> frozenset[object]:
    """Return the ways to be let in, each with the schemes it names as they are defined."""
    ways = [one for one in security if isinstance(one, dict)] if isinstance(security, list) else []
    if not ways:
        return frozenset({canonical({})})
    return frozenset(
        canonical({name: [_scheme(api, name), _scopes(asked)] for name, asked in way.items()})
        for way in ways
    )


def _scopes(asked: object) -> list[str]:
    """Return the scopes that a scheme is asked for, in an order of their own."""
    return sorted(str(one) for one in asked) if isinstance(asked, list) else []


def _scheme(api: Api, name: str) -> object:
    """Return how a security scheme is defined; its texts do not count."""
    pointer = f"/components/securitySchemes/{escape(name)}"
    here = Located(api.side.root, "").below("components", "securitySchemes", name, default=None)
    found = part_of(api.side, Located(here.schema, pointer))
    if found is None:
        return None
    return {key: one for key, one in found.schema.items() if key != "description"}


def _server_urls(holder: Located) -> tuple[str, ...]:
    """Return the servers that stand at a document or an operation."""
    listed = holder.schema.get("servers") if isinstance(holder.schema, dict) else None
    servers = listed if isinstance(listed, list) else []
    return tuple(str(one.get("url")) for one in servers if isinstance(one, dict))
