"""SARIF 2.1 as plain results: the standard report of static tools.

Invariants: ends for any bytes; what is no SARIF is Trouble. Suppressed results count like others:
who wrote the code also wrote the suppression. A level is the result's, else its rule's, else
"warning"; a result that says of itself that it is no failure is a note.
"""

import json
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from gatewright.model.observations import MESSAGE_CHARS_MAX, FindingLevel
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble

__all__ = ["SarifReport", "SarifResult", "read_sarif"]

SIZE_BYTES_MAX = 64 * 1024 * 1024
RESULTS_MAX = 100_000
RULE_CHARS_MAX = 200
LINE_MAX = 10_000_000


@dataclass(frozen=True, slots=True)
class SarifResult:
    """One result at its first place."""

    rule: str
    level: FindingLevel
    path: str  # relative to the root; "" where it names no file below it
    line: int  # 1-based; 0 where it names none
    line_end: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class SarifReport:
    """A whole report."""

    tool: str  # "ruff 0.17.5"
    results: tuple[SarifResult, ...]
    artifacts: tuple[str, ...] = ()  # files it says it looked at, like `SarifResult.path`
    was_cut_short: bool = False  # by its own word


def read_sarif(content: bytes, root: str) -> SarifReport | Trouble:
    """Return the results of a report on the files below the absolute folder `root`."""
    if len(content) > SIZE_BYTES_MAX:
        return _unreadable(f"{len(content)} bytes; at most {SIZE_BYTES_MAX} are read")
    try:
        plain = json.loads(content)
    except (ValueError, RecursionError) as error:
        return _unreadable(f"no JSON: {str(error)[:120]}")
    runs = plain.get("runs") if isinstance(plain, dict) else None
    if not isinstance(runs, list) or not runs:
        return _unreadable("it has no runs")
    if not all(isinstance(run, dict) and isinstance(run.get("results"), list) for run in runs):
        return _unreadable("a run has no results")
    if sum(len(run["results"]) for run in runs) > RESULTS_MAX:
        return _unreadable(f"more than {RESULTS_MAX} results")
    results = tuple(result for run in runs for result in _results(run, root.rstrip("/")))
    artifacts = {path for run in runs for path in _artifacts(run, root.rstrip("/"))}
    was_cut_short = any(_was_cut_short(run) for run in runs)
    return SarifReport(_tool(runs[0]), results, tuple(sorted(artifacts)), was_cut_short)


def _artifacts(run: Mapping[str, object], root: str) -> Iterator[str]:
    """Yield the files that a run lists. Bounds: RESULTS_MAX."""
    listed = _at(run, "artifacts")
    for artifact in listed[:RESULTS_MAX] if isinstance(listed, list) else ():
        path = _place_path(run, _at(artifact, "location"), root)
        if path:
            yield path


def _was_cut_short(run: Mapping[str, object]) -> bool:
    """Return whether a run says that it did not come to its end."""
    told = _at(run, "invocations")
    return any(
        _at(one, "executionSuccessful") is False
        for one in (told[:RESULTS_MAX] if isinstance(told, list) else ())
    )


def _unreadable(found: str) -> Trouble:
    return Trouble("report.unreadable", "a SARIF 2.1 report", found, "")


def _tool(run: Mapping[str, object]) -> str:
    driver = _at(run, "tool", "driver")
    version = _text(_at(driver, "version")) or _text(_at(driver, "semanticVersion"))
    return f"{_text(_at(driver, 'name'))} {version}".strip()[:RULE_CHARS_MAX]


def _results(run: Mapping[str, object], root: str) -> Iterator[SarifResult]:
    levels = _rule_levels(run)
    results = run["results"]
    assert isinstance(results, list)
    for result in results:
        rule = _rule_of(run, result)
        place = _at(_first(_at(result, "locations")), "physicalLocation")
        line = _number(_at(place, "region", "startLine"))
        yield SarifResult(
            rule=rule[:RULE_CHARS_MAX],
            level=_level_of(result, levels.get(rule)),
            path=_place_path(run, _at(place, "artifactLocation"), root),
            line=line,
            line_end=max(line, _number(_at(place, "region", "endLine"))),
            column=_number(_at(place, "region", "startColumn")),
            message=_text(_at(result, "message", "text"))[:MESSAGE_CHARS_MAX],
        )


def _rule_of(run: Mapping[str, object], result: object) -> str:
    """Return the rule of a result: named, or by its place in the list of rules."""
    named = _text(_at(result, "ruleId")) or _text(_at(result, "rule", "id"))
    if named:
        return named
    index = _at(result, "ruleIndex")
    index = _at(result, "rule", "index") if index is None else index
    return _text(_at(_item(_at(run, "tool", "driver", "rules"), index), "id"))


def _level_of(result: object, of_rule: FindingLevel | None) -> FindingLevel:
    """Return the level of a result; what is of another kind than a failure is a note."""
    kind = _text(_at(result, "kind")) or "fail"
    own = _level(_at(result, "level"))
    if own is None and kind != "fail":
        return FindingLevel.NOTE
    return own or of_rule or FindingLevel.WARNING


def _rule_levels(run: Mapping[str, object]) -> dict[str, FindingLevel]:
    extensions = _at(run, "tool", "extensions")
    parts = [_at(run, "tool", "driver"), *(extensions if isinstance(extensions, list) else ())]
    rules = [
        rule for part in parts if isinstance(each := _at(part, "rules"), list) for rule in each
    ]
    levels = {}
    for rule in rules:
        level = _level(_at(rule, "defaultConfiguration", "level"))
        if level is not None:
            levels[_text(_at(rule, "id"))] = level
    return levels


def _level(plain: object) -> FindingLevel | None:
    """Return a level; "none" is information and is read as a note."""
    match plain:
        case "error" | "warning" | "note":
            return FindingLevel(plain)
        case "none":
            return FindingLevel.NOTE
        case _:
            return None


def _place_path(run: Mapping[str, object], location: object, root: str) -> str:
    """Return the path of an artifact location: its own, or that of the artifact it points at."""
    if not _text(_at(location, "uri")):
        location = _at(_item(_at(run, "artifacts"), _at(location, "index")), "location")
    uri = _text(_at(location, "uri"))
    base = _at(run, "originalUriBaseIds", _text(_at(location, "uriBaseId")), "uri")
    if uri and "://" not in uri and not uri.startswith("/"):
        folder = _text(base).removeprefix("file://")
        uri = f"{folder.rstrip('/')}/{uri}" if folder.startswith("/") else uri
    return _path(uri, root)


def _path(uri: str, root: str) -> str:
    path = unquote(uri.removeprefix("file://"))
    if path.startswith("/"):
        return path.removeprefix(root + "/") if path.startswith(root + "/") else ""
    path = path.removeprefix("./")
    return "" if ".." in path.split("/") else path


def _at(plain: object, *keys: str) -> object:
    for key in keys:
        plain = plain.get(key) if isinstance(plain, dict) else None
    return plain


def _item(plain: object, index: object) -> object:
    """Return an item of a list; None where there is none."""
    is_index = isinstance(plain, list) and type(index) is int and 0 <= index < len(plain)
    return plain[index] if is_index else None  # type: ignore[index]


def _first(plain: object) -> object:
    return plain[0] if isinstance(plain, list) and plain else None


def _text(plain: object) -> str:
    return plain if isinstance(plain, str) else ""


def _number(plain: object) -> int:
    is_line = isinstance(plain, int) and not isinstance(plain, bool) and 0 < plain <= LINE_MAX
    return plain if is_line and isinstance(plain, int) else 0
