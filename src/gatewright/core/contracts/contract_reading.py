"""Read a contract from the content of a file, and compare two of the same format."""

from collections.abc import Iterator, Mapping

from gatewright.core.contracts.contract_difference import Counter, Difference, Way
from gatewright.core.contracts.contract_words import reason_of
from gatewright.core.contracts.openapi_compare import compare_apis
from gatewright.core.contracts.openapi_document import bad_references, read_api, version_problem
from gatewright.core.contracts.schema_compare import SchemaComparison
from gatewright.core.contracts.schema_parts import ANNOTATIONS, NAMED, Located, Side
from gatewright.core.text.plain_data import DataDocument, NotData, read_data
from gatewright.model.document_rules import OPENAPI, ContractRule
from gatewright.model.records import dataclass, field
from gatewright.model.verdicts import Place, Reason

PLACES_MAX = 20
_WAYS = {
    "reader": (Way.REQUEST,),
    "writer": (Way.RESPONSE,),
    "both": (Way.REQUEST, Way.RESPONSE),
}
_VALUES = frozenset({"const", "enum"})


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract that could be read."""

    format: str
    document: DataDocument
    size: int  # operations, or constraints of a schema
    version: str  # of an API `info.version`, of a schema its `$id`; "" where it has none
    bad_references: Mapping[str, list[Place]] = field(default_factory=dict)  # by code
    twice: tuple[str, ...] = ()


def read_contract(rule: ContractRule, content: bytes | None) -> Contract | Reason:
    """Return the contract that `content` holds. Shape: None: there is no such plain file."""
    if content is None:
        headline = f"{rule.path} is missing"
        place = Place(rule.path)
        return reason_of("contract.missing", headline, "there is no such plain file", [place])
    try:
        document = read_data(content, rule.path)
    except NotData as problem:
        place = Place(rule.path, problem.line, problem.what)
        return reason_of(
            "contract.unreadable", f"{rule.path} cannot be read", problem.what, [place]
        )
    if rule.format == OPENAPI:
        return _api(rule, document)
    if not isinstance(document.value, dict | bool):
        found = "a schema is a mapping"
        return reason_of("contract.invalid", f"{rule.path} is no JSON Schema", found)
    return Contract(
        rule.format,
        document,
        sum(1 for _ in _constraints(document.value)),
        str(document.value.get("$id", "")) if isinstance(document.value, dict) else "",
        _bad_references(document),
    )


def compare_contracts(rule: ContractRule, base: Contract, head: Contract) -> tuple[Difference, ...]:
    """Return what breaks who relies on `base`. Raises: TooMuch."""
    if rule.format == OPENAPI:
        return compare_apis(read_api(base.document), read_api(head.document))
    counter = Counter()
    old, new = base.document.value, head.document.value
    found = (
        difference
        for way in _WAYS[rule.side or "both"]
        for difference in SchemaComparison(Side(old), Side(new), way, counter).compare(
            Located(old, ""), Located(new, "")
        )
    )
    return tuple(dict.fromkeys(found))


def _api(rule: ContractRule, document: DataDocument) -> Contract | Reason:
    """Return an OpenAPI document as a contract."""
    problem = version_problem(document)
    if problem is not None:
        return reason_of("contract.invalid", f"{rule.path} is no OpenAPI document", problem)
    api = read_api(document)
    value = document.value
    info = value.get("info") if isinstance(value, dict) else None
    version = info.get("version") if isinstance(info, dict) else None
    return Contract(
        rule.format,
        document,
        len(api.operations),
        str(version) if version is not None else "",
        _bad_references(document),
        api.twice,
    )


def _bad_references(document: DataDocument) -> dict[str, list[Place]]:
    """Return the references that lead nowhere, by code."""
    found: dict[str, list[Place]] = {}
    for pointer, reference, is_remote in bad_references(document):
        code = "contract.reference-remote" if is_remote else "contract.reference-broken"
        line = document.line_of(pointer)
        found.setdefault(code, []).append(Place(document.path, line, f"{pointer}: {reference}"))
    return found


def _constraints(value: object, *, is_names: bool = False) -> Iterator[str]:
    """Yield each keyword of a schema that may keep a value out."""
    if isinstance(value, list):
        for one in value:
            yield from _constraints(one)
    if not isinstance(value, dict):
        if value is False:
            yield "false"
        return
    for key, one in value.items():
        if is_names:
            yield from _constraints(one)
        elif key in NAMED:
            yield from _constraints(one, is_names=True)
        elif key not in ANNOTATIONS and key[:2] != "x-":
            yield key
            if key not in _VALUES:
                yield from _constraints(one)
