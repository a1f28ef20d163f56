"""SARIF 2.1.0: each place of each reason is a result; each code is a rule.

Source: OASIS SARIF 2.1.0, sections 3.14 (run), 3.27 (result), 3.20 (invocation).
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from gatewright import __version__
from gatewright.views.check import CheckView
from gatewright.views.places import Stretch, join_places
from gatewright.views.quoting import bytes_of, plain
from gatewright.views.refusal import RefusalView
from gatewright.views.verdict import VerdictView

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"fail": "error", "waived": "note"}
BROKEN = ("error", "pending")  # could not judge: told as a notification, not as a finding


def render_sarif(view: CheckView) -> str:
    """Return the whole document."""
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(view)]}
    return json.dumps(document, ensure_ascii=True, indent=2) + "\n"


def _run(view: CheckView) -> dict[str, Any]:
    failed = [verdict for verdict in view.verdicts if verdict.status in ("fail", "waived")]
    codes = sorted({reason.code for verdict in failed for reason in verdict.reasons})
    return {
        "tool": {
            "driver": {
                "name": "gatewright",
                "semanticVersion": __version__,
                "rules": [{"id": plain(code)} for code in codes],
            }
        },
        "invocations": [_invocation(view)],
        "columnKind": "unicodeCodePoints",
        "results": [
            result
            for verdict in failed
            for reason in verdict.reasons
            for result in _results(verdict, reason)
        ],
        "properties": {"tree": view.subject.tree, "goodFor": view.summary.good_for},
    }


def _invocation(view: CheckView) -> dict[str, Any]:
    """Return what could not be judged: a reader must not take an empty run for a clean one."""
    broken = [verdict for verdict in view.verdicts if verdict.status in BROKEN]
    return {
        "executionSuccessful": not any(verdict.is_blocking for verdict in broken)
        and bool(view.verdicts),
        "exitCode": view.summary.exit_code,
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": f"{plain(verdict.check)}: {plain(verdict.headline)}"},
            }
            for verdict in broken
        ],
    }


def _results(verdict: VerdictView, reason: RefusalView) -> Iterator[dict[str, Any]]:
    if not reason.places:
        yield _result(verdict, reason, None)
    for place in join_places(reason.places):
        yield _result(verdict, reason, place)


def _result(verdict: VerdictView, reason: RefusalView, place: Stretch | None) -> dict[str, Any]:
    said = f"{reason.headline}: {place.text}" if place and place.text else reason.headline
    text = f"{said}. Wanted: {reason.wanted}. Found: {reason.found}."
    result: dict[str, Any] = {
        "ruleId": plain(reason.code),
        "level": "note" if verdict.is_advisory else LEVELS[verdict.status],
        "message": {"text": plain(text)},
        "properties": {"check": plain(verdict.check), "verdict": verdict.id},
    }
    if place is not None:
        result["locations"] = [{"physicalLocation": _physical(place)}]
    if verdict.status == "waived":
        result["suppressions"] = [{"kind": "external"}]
    return result


def _physical(place: Stretch) -> dict[str, Any]:
    """Return a place; its path is relative to the checkout, as a reader resolves it."""
    uri = quote(bytes_of(place.path), safe="/")
    told: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if place.first:
        told["region"] = {"startLine": place.first, "endLine": place.last}
    return told
