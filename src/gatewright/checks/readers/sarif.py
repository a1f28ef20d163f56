"""SARIF 2.1 as plain results: the standard report of static tools.

Invariants: ends for any bytes; what is no SARIF is Trouble. Suppressed results count like others:
who wrote the code also wrote the suppression. A level is the result's, else its rule's, else
"warning".
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from gatewright.model.observations import MESSAGE_CHARS_MAX, FindingLevel
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
    return SarifReport(_tool(runs[0]), results)


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
        rule = _text(_at(result, "ruleId")) or _text(_at(result, "rule", "id"))
        place = _at(_first(_at(result, "locations")), "physicalLocation")
        line = _number(_at(place, "region", "startLine"))
        yield SarifResult(
            rule=rule[:RULE_CHARS_MAX],
            level=_level(_at(result, "level")) or levels.get(rule) or FindingLevel.WARNING,
            path=_path(_text(_at(place, "artifactLocation", "uri")), root),
            line=line,
            line_end=max(line, _number(_at(place, "region", "endLine"))),
            column=_number(_at(place, "region", "startColumn")),
            message=_text(_at(result, "message", "text"))[:MESSAGE_CHARS_MAX],
        )


def _rule_levels(run: Mapping[str, object]) -> dict[str, FindingLevel]:
    rules = _at(run, "tool", "driver", "rules")
    levels = {}
    for rule in rules if isinstance(rules, list) else []:
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


def _first(plain: object) -> object:
    return plain[0] if isinstance(plain, list) and plain else None


def _text(plain: object) -> str:
    return plain if isinstance(plain, str) else ""


def _number(plain: object) -> int:
    is_line = isinstance(plain, int) and not isinstance(plain, bool) and 0 < plain <= LINE_MAX
    return plain if is_line and isinstance(plain, int) else 0
