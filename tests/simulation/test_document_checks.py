"""Contracts, numbers and traces of whole judgements, over fakes; and the example of their page."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gatewright.checks.examiners import migration_examiner
from gatewright.model.examinations import Examination
from gatewright.ports.examiners import ExaminationRequest
from gatewright.ports.processes import Command, Exited, Finished
from gatewright.testing.scripted_processes import ScriptedProcesses
from tests.observed import ISOLATION, execution
from tests.simulation.door import Door, reason_codes, statuses, verdict_of
from tests.static_tools import bench_in

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "contracts.md"
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
CONFIGURATION = ".gatewright/config.yaml"
USERS = {
    "db/001_users.up.sql": "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);",
    "db/001_users.down.sql": "DROP TABLE users;",
}


@dataclass
class Content:
    """An examiner that finds every document good."""

    asked: list[ExaminationRequest] = field(default_factory=list)

    def requirements(self) -> tuple[str, ...]:
        """Return what it would need."""
        return ("validator==1",)

    def examine(self, request: ExaminationRequest, program_folder: str) -> Examination:
        """Complain of nothing."""
        self.asked.append(request)
        return Examination(execution(), (), 1)


def configured(check: str, **files: str) -> dict[str, str]:
    return {CONFIGURATION: f"gatewright: 1\nchecks:\n  it: {{{check}}}\n", **files}


def codes(door: Door, base: Mapping[str, str], head: Mapping[str, str]) -> tuple[str, list[str]]:
    judgement = door.judge(base, head, only=("it",))
    return statuses(judgement)["it"], reason_codes(judgement, "it")


def test_example_of_the_page_is_judged_as_the_page_says() -> None:
    configuration, before, after = BLOCKS
    examiner = Content()
    door = Door(examiners={"openapi": examiner})
    judgement = door.judge(
        {CONFIGURATION: configuration, "api/openapi.yaml": before},
        {CONFIGURATION: configuration, "api/openapi.yaml": after},
        only=("api",),
    )
    named = set(re.findall(r"`(contract\.[a-z-]+)`", PAGE.read_text().split("##")[0]))

    assert set(reason_codes(judgement, "api")) == named
    assert len(named) == 4
    assert b'"/links/{alias}"' in examiner.asked[0].document


def test_contract_is_compared_with_the_base_and_never_with_itself() -> None:
    door = Door(examiners={"openapi": Content()})
    _, before, after = BLOCKS
    base = configured("contract: {openapi: a.yaml}", **{"a.yaml": before})

    assert codes(door, base, base)[0] == "pass"
    assert codes(door, base, {**base, "a.yaml": after})[0] == "fail"
    gone = {CONFIGURATION: base[CONFIGURATION]}
    assert codes(door, base, gone) == ("fail", ["contract.missing"])
    assert codes(door, gone, base)[0] == "pass"


def test_contract_without_its_validator_is_an_error() -> None:
    base = configured("contract: {openapi: a.yaml}", **{"a.yaml": BLOCKS[1]})

    assert codes(Door(), base, base) == ("error", ["check.tool-absent"])


def test_second_tool_is_asked_where_it_is_there() -> None:
    asked: list[Command] = []

    def oasdiff(command: Command) -> Finished:
        asked.append(command)
        said = b'[{"id": "x", "text": "it breaks", "level": 3}]'
        return Finished(Exited(1), said, b"", 1, ISOLATION)

    door = Door(
        examiners={"openapi": Content()}, processes=ScriptedProcesses({("oasdiff",): oasdiff})
    )
    base = configured("contract: {openapi: a.yaml}", **{"a.yaml": BLOCKS[1]})

    assert codes(door, base, base) == ("fail", ["contract.oasdiff"])
    (command,) = asked
    assert not set(command.confinement.writable) & set(command.confinement.readable)


@pytest.mark.parametrize(
    ("new", "status", "expected"),
    [
        ({}, "pass", []),
        (
            {"db/2_x.sql": "-- migrate:up\nDROP TABLE users;\n-- migrate:down\nSELECT 1;\n"},
            "fail",
            ["contract.migration-not-reversed", "contract.migration-failed"],
        ),
        (
            {
                "db/2_x.sql": "-- migrate:up\nDELETE FROM users;\n-- migrate:down\nSELECT 1;\n",
            },
            "fail",
            ["contract.migration-data-lost"],
        ),
        (
            {"db/001_users.up.sql": "CREATE TABLE users (id);"},
            "fail",
            ["contract.migration-edited"],
        ),
    ],
)
def test_migrations_are_rehearsed(
    tmp_path: Path, new: dict[str, str], status: str, expected: list[str]
) -> None:
    examiner = migration_examiner(bench_in(tmp_path), sys.executable)
    base = configured("contract: {migrations: db}", **USERS)

    assert codes(Door(examiners={"migrations": examiner}), base, {**base, **new}) == (
        status,
        expected,
    )


def writer(content: str, *, exit_code: int = 0) -> ScriptedProcesses:
    """Return processes whose `load` writes `content`; with what the tree says in its place."""

    def load(command: Command) -> Finished:
        said = Path(command.cwd, "speed.txt")
        text = content.replace("SPEED", said.read_text() if said.exists() else "none")
        if text:
            Path(command.cwd, "out.json").write_text(text)
        return Finished(Exited(exit_code), b"", b"", 1, ISOLATION)

    return ScriptedProcesses({("load",): load})


METRIC = 'metric: {run: [load], report: out.json, pointer: /ms, operator: "<=", '


@pytest.mark.parametrize(
    ("rule", "content", "speeds", "expected"),
    [
        ('threshold: "5"}', '{"ms": SPEED}', ("9", "5"), ("pass", [])),
        ('threshold: "5"}', '{"ms": SPEED}', ("1", "5.1"), ("fail", ["metric.limit"])),
        ("relative_to: base}", '{"ms": SPEED}', ("9", "9"), ("pass", [])),
        ("relative_to: base}", '{"ms": SPEED}', ("9", "9.1"), ("fail", ["metric.limit"])),
        ('relative_to: base, tolerance: "2"}', '{"ms": SPEED}', ("9", "9.1"), ("pass", [])),
        ('threshold: "5"}', '{"ms": NaN}', ("1", "1"), ("error", ["metric.unreadable"])),
        ('threshold: "5"}', "", ("1", "1"), ("error", ["report.missing"])),
        ('threshold: "5"}', '{"ms": SPEED}', ("1", "x"), ("fail", ["metric.unreadable"])),
    ],
)
def test_number_is_measured_where_it_is_needed(
    rule: str, content: str, speeds: tuple[str, str], expected: tuple[str, list[str]]
) -> None:
    base, head = (configured(METRIC + rule, **{"speed.txt": one}) for one in speeds)

    assert codes(Door(processes=writer(content)), base, head) == expected


def test_report_that_lay_there_before_measures_nothing() -> None:
    base = configured(METRIC + 'threshold: "5"}', **{"out.json": '{"ms": 1}'})

    status, found = codes(Door(processes=writer("")), base, base)
    assert (status, found) == ("error", ["report.missing"])


def test_failing_command_measures_nothing() -> None:
    base = configured(METRIC + 'threshold: "5"}')

    assert codes(Door(processes=writer('{"ms": 1}', exit_code=3)), base, base) == (
        "error",
        ["metric.command"],
    )


TRACE = "trace: {from: {markdown: spec.md}, to: {files: ['tests/**']}}"
SPEC = "- R1: short\n- R2: quick\n"


@pytest.mark.parametrize(
    ("spec", "test", "expected"),
    [
        (SPEC, "# R1 R2\n", ("pass", [])),
        (SPEC, "# R1\n", ("fail", ["trace.uncovered"])),
        ("nothing\n", "# R1\n", ("error", ["trace.empty"])),
    ],
)
def test_requirements_are_traced_to_files(
    spec: str, test: str, expected: tuple[str, list[str]]
) -> None:
    base = configured(TRACE)
    head = {**base, "spec.md": spec, "tests/test_a.py": test}

    assert codes(Door(), base, head) == expected
    if expected[0] != "pass":
        assert verdict_of(Door().judge(base, head, only=("it",)), "it").reasons[0].places


def test_requirements_that_are_gone_fail() -> None:
    assert codes(Door(), configured(TRACE), configured(TRACE)) == ("fail", ["trace.source"])


def test_data_without_items_is_an_empty_set() -> None:
    base = configured("trace: {from: {data: a.json, items: /*}, to: {files: ['**']}}")

    assert codes(Door(), base, {**base, "a.json": "[]"}) == ("error", ["trace.empty"])


def test_requirements_are_traced_to_tests_that_pass() -> None:
    base = configured("trace: {from: {markdown: spec.md}, to: {tests: true}}")
    tests = "test_R1: one\ntest_R2: {}\n"
    head = {**base, "spec.md": SPEC, "src.py": "one"}

    passing, failing = ({**head, "tests/test_a.py": tests.format(one)} for one in ("one", "two"))
    assert codes(Door(), base, passing) == ("pass", [])
    assert codes(Door(), base, failing) == ("fail", ["trace.uncovered"])
