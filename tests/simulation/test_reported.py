"""Reports of any command: what they come to, and every way in which they show nothing."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gatewright.model.judgement import Judgement
from gatewright.model.verdicts import Stage, Verdict
from gatewright.ports.processes import Command, Finished, Killed
from gatewright.testing.scripted_processes import ScriptedProcesses, exited
from tests.simulation.door import Door, reason_codes, statuses, verdict_of

Files = Mapping[str, str]
HEADER = "gatewright: 1\npaths: {source: ['src/**']}\nchecks:\n"
UNIT = "  unit: {tests: {run: [unit], junit: out/t.xml%s}}\n"
COVERED = "  covered: {coverage: {run: [unit], lcov: out/l.info, %s}}\n"
VET = "  vet: {findings: {run: [unit], sarif: out/v.sarif%s}}\n"
BASE = {"src/a.x": "one\n", "step": "base"}
HEAD = {"src/a.x": "one\ntwo\n", "step": "head"}


def junit(**outcomes: str) -> str:
    """Return a report; "." passes, "F" fails, "s" is skipped."""
    inner = {".": "", "F": "<failure message='no'/>", "s": "<skipped/>"}
    cases = "".join(
        f"<testcase name='{name}'>{inner[one]}</testcase>" for name, one in outcomes.items()
    )
    return f"<testsuite tests='99' failures='0'>{cases}</testsuite>"


def sarif(*results: tuple[str, str, int], artifacts: tuple[str, ...] = (), **run: object) -> str:
    """Return a report of results: level, path and line."""
    return json.dumps({
        "runs": [{
            "tool": {"driver": {"name": "vet"}},
            "artifacts": [{"location": {"uri": path}} for path in artifacts],
            "results": [
                {
                    "ruleId": "R",
                    "level": level,
                    "message": {"text": "bad"},
                    "locations": [{
                        "physicalLocation": {
                            "artifactLocation": {"uri": path},
                            "region": {"startLine": line},
                        }
                    }],
                }
                for level, path, line in results
            ],
            **run,
        }]
    })  # fmt: skip


def writing(head: Files, base: Files | None = None, *, code: int = 0) -> ScriptedProcesses:
    """Return a command that writes files, by what stands in the file `step` of its checkout."""

    def run(command: Command) -> Finished:
        root = Path(command.cwd)
        files = head if base is None or (root / "step").read_text() == "head" else base
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return exited(code)

    return ScriptedProcesses({("unit",): run})


def judge(
    checks: str, processes: ScriptedProcesses, head: Files = HEAD, *, has_base: bool = True
) -> Judgement:
    """Return the judgement of the check that `checks` ends with."""
    config = {".gatewright/config.yaml": HEADER + checks}
    name = checks.strip().splitlines()[-1].strip().partition(":")[0]
    base = {**BASE, **config} if has_base else None
    return Door(processes=processes).judge(base, {**head, **config}, only=(name,))


def last(judgement: Judgement) -> Verdict:
    return judgement.verdicts[-1]


def told(judgement: Judgement) -> tuple[str, list[str]]:
    verdict = last(judgement)
    return str(verdict.status), [reason.code for reason in verdict.reasons]


GOOD = {"out/t.xml": junit(a=".", b=".")}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (GOOD, ("pass", [])),
        ({"out/t.xml": junit(a=".", b="F")}, ("fail", ["tests.failed"])),
        ({"out/t.xml": junit(a=".")}, ("fail", ["tests.lost"])),
        ({"out/t.xml": junit(a=".", b="s")}, ("fail", ["tests.lost"])),
        ({"out/t.xml": junit()}, ("fail", ["tests.none-ran"])),
        ({"out/t.xml": "<testsuite"}, ("fail", ["check.broken-by-change"])),
        ({}, ("fail", ["check.broken-by-change"])),
    ],
    ids=["good", "failed", "gone", "skipped", "empty", "cut", "none"],
)
def test_tests_of_a_report_are_judged_beside_the_base(
    head: Files, expected: tuple[str, list[str]]
) -> None:
    assert told(judge(UNIT % "", writing(head, GOOD))) == expected


@pytest.mark.parametrize(
    ("both", "code"),
    [
        ({}, "report.missing"),
        ({"out/t.xml": ""}, "report.unreadable"),
        ({"out/t.xml": "<testsuites/>"}, "tests.none-ran"),
        ({"out/t.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><testsuite/>"}, "report.unreadable"),
        ({"out/t.xml": junit(a="s")}, "tests.none-ran"),
        ({"out/t.xml": junit(a="F")}, "tests.none-pass"),
    ],
)
def test_report_that_shows_nothing_on_both_sides_is_an_error(both: Files, code: str) -> None:
    assert told(judge(UNIT % "", writing(both))) == ("error", [code])


def test_report_that_lies_there_already_is_not_read() -> None:
    head = {**HEAD, "out/t.xml": junit(a=".", b=".", c=".")}

    assert told(judge(UNIT % "", writing({}), head)) == ("error", ["report.missing"])


def test_report_that_is_a_copy_is_not_believed() -> None:
    head = {**HEAD, "kept.xml": GOOD["out/t.xml"]}

    judgement = judge(UNIT % "", writing(GOOD), head, has_base=False)

    assert told(judgement) == ("error", ["report.copied"])


def test_report_behind_a_link_is_neither_cleared_nor_read(tmp_path: Path) -> None:
    kept = tmp_path / "t.xml"
    kept.write_text(GOOD["out/t.xml"])

    def link(command: Command) -> Finished:
        os.symlink(tmp_path, Path(command.cwd) / "out")
        return exited(0)

    assert told(judge(UNIT % "", ScriptedProcesses({("unit",): link}))) == (
        "error",
        ["report.path"],
    )
    assert kept.exists()


def test_report_that_is_a_link_or_a_pipe_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "t.xml").write_text(GOOD["out/t.xml"])
    makers: list[Callable[[Path], None]] = [
        lambda at: os.symlink(tmp_path / "t.xml", at),
        os.mkfifo,
    ]
    for make in makers:

        def run(command: Command, make: Callable[[Path], None] = make) -> Finished:
            (Path(command.cwd) / "out").mkdir()
            make(Path(command.cwd) / "out" / "t.xml")
            return exited(0)

        judgement = judge(UNIT % "", ScriptedProcesses({("unit",): run}))
        assert told(judgement) == ("error", ["report.path"])


def test_command_that_fails_beside_a_good_report_is_an_error() -> None:
    assert told(judge(UNIT % "", writing(GOOD, code=2))) == ("error", ["report.exit"])


def test_command_that_is_cut_off_has_no_report() -> None:
    def killed(command: Command) -> Finished:
        (Path(command.cwd) / "out").mkdir()
        (Path(command.cwd) / "out/t.xml").write_text(GOOD["out/t.xml"])
        done = exited(0)
        return Finished(Killed(9), done.stdout, done.stderr, done.duration_ms, done.isolation)

    judgement = judge(UNIT % "", ScriptedProcesses({("unit",): killed}))

    assert told(judgement) == ("error", ["command.unfinished"])


def test_mode_pass_leaves_no_old_failure_alone_and_runs_nothing_on_the_base() -> None:
    processes = writing({"out/t.xml": junit(a=".", b="F")})

    judgement = judge(UNIT % ", mode: pass", processes)

    assert told(judgement) == ("fail", ["tests.failed"])
    assert len(processes.commands) == 1
    assert told(judge(UNIT % "", writing({"out/t.xml": junit(a=".", b="F")}))) == ("pass", [])


def test_tests_are_chosen_by_id_and_by_tag() -> None:
    tagged = "<testcase name='b'><properties><property name='tag' value='slow'/></properties>"
    report = {
        "out/t.xml": f"<testsuite name='s'><testcase name='a'/>{tagged}</testcase></testsuite>"
    }

    for choice in ("tags: [slow]", "ids: ['**b']"):
        judgement = judge(UNIT % f", {choice}", writing(report))
        assert last(judgement).examined.count == 1
    assert told(judge(UNIT % ", tags: [none]", writing(report))) == ("error", ["tests.none-ran"])


@pytest.mark.parametrize(
    ("unsteady", "passes", "expected"),
    [("b", 2, "pass"), ("b", 3, "fail"), ("a", 2, "fail")],
)
def test_test_that_is_known_to_be_unsteady_passes_often_enough(
    unsteady: str, passes: int, expected: str
) -> None:
    turn = {"head": 0, "base": 0}

    def run(command: Command) -> Finished:
        step = (Path(command.cwd) / "step").read_text()
        turn[step] += 1
        outcome = "F" if step == "head" and turn[step] == 2 else "."
        (Path(command.cwd) / "out").mkdir()
        (Path(command.cwd) / "out/t.xml").write_text(junit(a=".", b=outcome))
        return exited(1 if outcome == "F" else 0)

    more = f", repeats: {{of: 3, pass_at_least: {passes}, tests: ['**{unsteady}']}}"

    assert str(last(judge(UNIT % more, ScriptedProcesses({("unit",): run}))).status) == expected
    assert turn == {"head": 3, "base": 3}


def lcov(*lines: str, path: str = "src/a.x") -> Files:
    return {"out/l.info": "\n".join((f"SF:{path}", *lines, "LF:9", "LH:9", "end_of_record"))}


@pytest.mark.parametrize(
    ("demand", "head", "expected"),
    [
        ("line: 50", lcov("DA:1,1", "DA:2,0"), ("pass", [])),
        ("line: 51", lcov("DA:1,1", "DA:2,0"), ("fail", ["coverage.line"])),
        ("changed_lines: 1", lcov("DA:1,1", "DA:2,0"), ("fail", ["coverage.changed-lines"])),
        ("per_file: 60", lcov("DA:1,1", "DA:2,0"), ("fail", ["coverage.file"])),
        ("branch: 50", lcov("DA:1,1", "BRDA:1,0,0,3", "BRDA:1,0,1,-"), ("pass", [])),
        (
            "branch: 51",
            lcov("DA:1,1", "BRDA:1,0,0,3", "BRDA:1,0,1,0"),
            ("fail", ["coverage.branch"]),
        ),
        ("branch: 1", lcov("DA:1,1"), ("error", ["coverage.no-branches"])),
        ("line: 1", {}, ("error", ["report.missing"])),
        ("line: 1", {"out/l.info": "\n"}, ("error", ["check.nothing-examined"])),
        ("line: 1", lcov("DA:1,1", path="else/a.x"), ("error", ["check.nothing-examined"])),
        ("line: 1", lcov(), ("error", ["check.nothing-examined"])),
        ("line: 1", lcov("DA:one,1"), ("error", ["report.unreadable"])),
    ],
)
def test_coverage_of_a_report_is_recounted(
    demand: str, head: Files, expected: tuple[str, list[str]]
) -> None:
    assert told(judge(COVERED % demand, writing(head))) == expected


def test_source_file_that_a_report_leaves_out_counts_as_not_run() -> None:
    head = {**HEAD, "src/new.x": "three\n\n# a word\nfour\n"}

    judgement = judge(
        COVERED % "line: 60, changed_lines: 60", writing(lcov("DA:1,1", "DA:2,1")), head
    )

    assert told(judgement) == (
        "fail",
        ["coverage.line", "coverage.changed-lines", "coverage.absent-file"],
    )
    assert last(judgement).reasons[0].found == "2 of 4 ran"


def test_coverage_is_taken_from_the_run_of_the_tests() -> None:
    processes = writing({**GOOD, **lcov("DA:1,1", "DA:2,1")})
    checks = (
        UNIT % ", mode: pass" + "  covered: {coverage: {from: unit, lcov: out/l.info, line: 90}}\n"
    )
    config = {".gatewright/config.yaml": HEADER + checks}

    judgement = Door(processes=processes).judge(
        {**BASE, **config}, {**HEAD, **config}, only=("unit", "covered")
    )

    assert statuses(judgement) == {"unit": "pass", "covered": "pass"}
    assert len(processes.commands) == 1


def test_coverage_of_tests_none_of_which_ran_is_an_error() -> None:
    files = {"out/t.xml": junit(a="s"), **lcov("DA:1,1", "DA:2,1")}
    checks = UNIT % "" + "  covered: {coverage: {from: unit, lcov: out/l.info, line: 90}}\n"

    assert told(judge(checks, writing(files))) == ("error", ["tests.none-ran"])


def vetted(*results: tuple[str, str, int], **more: object) -> Files:
    return {"out/v.sarif": sarif(*results, artifacts=("src/a.x",), **more)}


OLD = ("warning", "src/a.x", 1)
NEW = ("warning", "src/a.x", 2)


@pytest.mark.parametrize(
    ("more", "head", "expected"),
    [
        ("", vetted(OLD), ("pass", [])),
        ("", vetted(OLD, NEW), ("fail", ["findings.level"])),
        (", max: {warning: 1}", vetted(OLD, NEW), ("pass", [])),
        (", max: {warning: 1}, new_only: false", vetted(OLD, NEW), ("fail", ["findings.level"])),
        ("", vetted(("note", "src/a.x", 2)), ("pass", [])),
        (", max: {note: 0}", vetted(("note", "src/a.x", 2)), ("fail", ["findings.level"])),
        ("", {"out/v.sarif": sarif()}, ("error", ["check.nothing-examined"])),
        ("", {"out/v.sarif": sarif(artifacts=("gone.x",))}, ("error", ["check.nothing-examined"])),
        ("", {"out/v.sarif": sarif(artifacts=("step",))}, ("error", ["check.not-all-examined"])),
        ("", {"out/v.sarif": '{"runs": []}'}, ("fail", ["check.broken-by-change"])),
        (
            "",
            vetted(invocations=[{"executionSuccessful": False}]),
            ("fail", ["check.broken-by-change"]),
        ),
    ],
)
def test_findings_of_a_report_are_judged_beside_the_base(
    more: str, head: Files, expected: tuple[str, list[str]]
) -> None:
    assert told(judge(VET % more, writing(head, vetted(OLD)))) == expected


def test_suppressed_finding_counts() -> None:
    report = json.loads(vetted(NEW)["out/v.sarif"])
    report["runs"][0]["results"][0]["suppressions"] = [{"kind": "inSource"}]

    judgement = judge(VET % "", writing({"out/v.sarif": json.dumps(report)}, vetted()))

    assert told(judgement) == ("fail", ["findings.level"])


@pytest.mark.parametrize(
    ("looks", "expected"), [(True, ("pass", [])), (False, ("error", ["findings.planted"]))]
)
def test_fault_that_was_planted_must_be_found_and_is_left_out(
    looks: bool, expected: tuple[str, list[str]]
) -> None:
    def look(command: Command) -> Finished:
        root = Path(command.cwd)
        planted = sorted(path.name for path in (root / "src").glob("bad_*"))
        (root / "out").mkdir()
        results = [("error", f"src/{name}", 1) for name in planted if looks]
        (root / "out/v.sarif").write_text(sarif(*results))
        return exited(1 if results else 0)

    plant = ", plant: {path: 'src/bad_{token}.x', text: 'a {token}'}"

    assert told(judge(VET % plant, ScriptedProcesses({("unit",): look}))) == expected


def test_report_in_the_place_of_a_built_in_check_takes_it() -> None:
    door = Door(processes=writing(GOOD))
    config = {".gatewright/config.yaml": HEADER + UNIT.replace("  unit:", "  tests:") % ""}

    judgement = door.judge({**BASE, **config}, {**HEAD, **config})

    assert [verdict.check for verdict in judgement.verdicts].count("tests") == 1
    assert verdict_of(judgement, "tests").examined.count == 2
    assert reason_codes(judgement, "tests") == []


def test_reported_coverage_counts_for_what_a_change_is_good_for() -> None:
    config = {".gatewright/config.yaml": HEADER + COVERED % "line: 90"}
    good, bad = lcov("DA:1,1", "DA:2,1"), lcov("DA:1,1", "DA:2,0")

    stages = [
        Door(processes=writing(report))
        .judge({**BASE, **config}, {**HEAD, **config}, only=("covered",))
        .good_for
        for report in (good, bad)
    ]

    assert stages == [Stage.DEVELOPMENT, None]


def test_file_that_a_command_goes_through_is_part_of_the_ruler() -> None:
    check = "  unit: {tests: {run: [ci/unit], junit: out/t.xml}}\n"
    config = {".gatewright/config.yaml": HEADER + check, "ci/unit": "look\n"}

    judgement = Door().judge(
        {**BASE, **config}, {**HEAD, **config, "ci/unit": "do not\n"}, only=("ruler",)
    )

    assert statuses(judgement) == {"ruler": "fail"}
