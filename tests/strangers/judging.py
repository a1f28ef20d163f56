"""Runs `gatewright check --json` and reads what was seen: the document, and each line that ran."""

import json
from pathlib import Path
from typing import Any

from gatewright.model.records import dataclass
from tests.strangers.running import Broken, own_program, run
from tests.strangers.shapes import Counts, Lines

EXITS = (0, 40, 41)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is what it is, as far as rows speak of it."""

    code: str
    way_out: str
    places: tuple[tuple[str, str], ...]  # file, and what stands there


@dataclass(frozen=True, slots=True)
class Seen:
    """What one `check` said."""

    exit_code: int
    statuses: dict[str, str]
    headlines: dict[str, str]
    reasons: dict[str, tuple[Reason, ...]]
    not_checked: dict[str, str]
    tests_ran: int | None
    runs: tuple[tuple[Counts, Lines], ...]  # of each project, with coverage, on the head
    seconds: float


def check(root: Path, state: Path, *arguments: str) -> Seen:
    """Return what `gatewright check --json` says of the checkout in `root`."""
    program = own_program("gatewright")
    said = run(
        (program, "check", "--json", *arguments), root, {"XDG_STATE_HOME": str(state)}, EXITS
    )
    document = json.loads(said)
    verdicts = {verdict["check"]: verdict for verdict in document["verdicts"]}
    tests = [verdict for verdict in document["verdicts"] if verdict["kind"] == "tests"]
    return Seen(
        exit_code=document["summary"]["exit_code"],
        statuses={name: verdict["status"] for name, verdict in verdicts.items()},
        headlines={name: verdict["headline"] for name, verdict in verdicts.items()},
        reasons={name: _reasons(verdict) for name, verdict in verdicts.items()},
        not_checked={each["name"]: each["because"] for each in document["not_checked"]},
        tests_ran=sum(each["examined"]["count"] for each in tests) if tests else None,
        runs=tuple(_runs_on(document["subject"]["tree"], state)),
        seconds=document["duration_ms"] / 1000,
    )


def _reasons(verdict: dict[str, Any]) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            reason["code"],
            reason["you"],
            tuple((place["path"], place["text"]) for place in reason["places"]),
        )
        for reason in verdict["reasons"]
    )


def _runs_on(tree: str, state: Path) -> list[tuple[Counts, Lines]]:
    """Return the counts and lines of every run of tests that was measured on `tree`."""
    found = []
    for path in sorted(state.glob("gatewright/*/records/seen-*/*")):
        run_seen = json.loads(path.read_bytes())["run"]
        measured = run_seen.get("coverage")
        if measured is not None and run_seen["execution"]["tree"] == tree:
            found.append((_counts(run_seen["cases"]), _lines(measured)))
    return found


def _counts(cases: list[dict[str, Any]]) -> Counts:
    outcomes = [case["outcome"] for case in cases]
    failed = outcomes.count("failed") + outcomes.count("errored")
    return outcomes.count("passed"), failed, outcomes.count("skipped")


def _lines(measured: list[dict[str, Any]]) -> Lines:
    return {file["path"]: (frozenset(file["ran"]), frozenset(file["missed"])) for file in measured}


def only_run(seen: Seen) -> tuple[Counts, Lines]:
    """Return the runs of all projects as one. Raises: Broken where no run was measured."""
    if not seen.runs:
        raise Broken("no run of tests with coverage was kept")
    passed, failed, skipped = (
        sum(counts) for counts in zip(*(run_seen[0] for run_seen in seen.runs), strict=True)
    )
    lines: Lines = {}
    for _, measured in seen.runs:
        lines |= measured
    return (passed, failed, skipped), lines
