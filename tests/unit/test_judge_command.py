"""Commands: how they must end, and what they must and must not print."""

import pytest

from gatewright.core.judges.judge_command import OUTPUT_BYTES_MAX, CommandRun, judge_command
from gatewright.core.text.patterns import matching_lines, pattern_problem
from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.model.records import replace
from gatewright.model.rules import CommandRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status, Verdict
from tests.observed import BASE, ISOLATION, SUBJECT, execution

RULE = CommandRule(("make", "build"))
UNCONFINED = Isolation(IsolationLevel.NONE, Network.OPEN)
ABSENT = Trouble("check.tool-absent", "make", "there is no make here", "install make", "tail")


def run_of(output: bytes = b"", exit_code: int | None = 0, ending: str = "exited") -> CommandRun:
    return CommandRun(replace(execution(), exit_code=exit_code, ending=ending), output)


def judge(
    run: CommandRun | Trouble,
    rule: CommandRule = RULE,
    control: CommandRun | Trouble | None = None,
) -> Verdict:
    return judge_command("build", rule, run, control, SUBJECT)


def test_command_that_ends_as_it_must_passes() -> None:
    verdict = judge(run_of(b"done\n"), control=CommandRun(execution(BASE), b""))

    assert verdict.status is Status.PASS
    assert verdict.headline == "make build ended with 0"
    assert (verdict.examined.count, verdict.examined.unit) == (1, "commands")
    assert len(verdict.evidence.executions) == 2


def test_verdict_is_worth_as_much_as_its_weakest_isolation() -> None:
    bare = replace(run_of(), execution=replace(execution(BASE), isolation=UNCONFINED))

    assert judge(run_of(), control=bare).evidence.isolation == UNCONFINED
    assert judge(run_of()).evidence.isolation == ISOLATION
    assert judge(ABSENT).evidence.isolation is None


def test_command_that_ends_otherwise_fails_with_its_last_lines() -> None:
    verdict = judge(run_of(b"one\r\ntwo\n", 2), control=run_of(exit_code=0))

    assert verdict.status is Status.FAIL
    assert verdict.headline == "make build ended with 2"
    assert verdict.reasons[0].tail == "one\ntwo"
    assert verdict.notes == ("on the base it ended with 0",)


def test_command_that_fails_on_the_base_too_says_so() -> None:
    verdict = judge(run_of(exit_code=2), control=run_of(exit_code=3))

    assert verdict.status is Status.FAIL
    assert verdict.notes == ("on the base it ended with 3",)
    endless = judge(run_of(exit_code=2), control=run_of(exit_code=None, ending="timed out"))
    assert endless.notes == ("on the base it did not end: timed out",)


@pytest.mark.parametrize(
    ("control", "status"),
    [(None, Status.ERROR), (run_of(), Status.FAIL), (run_of(exit_code=1), Status.ERROR)],
    ids=["no base", "ends there", "fails there"],
)
def test_command_without_an_end_is_an_error_unless_the_change_did_it(
    control: CommandRun | None, status: Status
) -> None:
    verdict = judge(run_of(exit_code=None, ending="timed out"), control=control)

    assert verdict.status is status
    assert verdict.reasons[0].code == "command.unfinished"
    assert verdict.headline == "make build did not end: timed out"


@pytest.mark.parametrize(
    ("control", "status", "code"),
    [
        (None, Status.ERROR, "check.tool-absent"),
        (ABSENT, Status.ERROR, "check.tool-absent"),
        (run_of(), Status.FAIL, "check.broken-by-change"),
    ],
    ids=["no base", "nor there", "ran there"],
)
def test_command_that_cannot_run_is_an_error_unless_the_change_did_it(
    control: CommandRun | Trouble | None, status: Status, code: str
) -> None:
    verdict = judge(ABSENT, control=control)

    assert verdict.status is status
    assert [reason.code for reason in verdict.reasons] == [code]


def test_forbidden_line_is_named_with_its_number() -> None:
    rule = CommandRule(("make",), forbid_output=("^warning:",))
    verdict = judge(run_of(b"a warning: no\nwarning: yes\nb\r\nwarning: again"), rule)

    assert verdict.status is Status.FAIL
    assert [place.line for place in verdict.reasons[0].places] == [2, 4]
    assert verdict.headline == "make printed 2 lines that must not be there"
    assert verdict.examined.count == 4


def test_one_forbidden_line_reads_well() -> None:
    verdict = judge(run_of(b"x\n"), CommandRule(("make",), forbid_output=("x",)))

    assert verdict.headline == "make printed 1 line that must not be there"


def test_required_line_that_is_absent_fails() -> None:
    rule = CommandRule(("make",), require_output=("^[0-9]+ passed", "ok"))
    verdict = judge(run_of(b"\xff\nok\n0x passed\n"), rule)

    assert [reason.wanted for reason in verdict.reasons] == ["a line that matches ^[0-9]+ passed"]


@pytest.mark.parametrize(
    "run", [replace(run_of(b"x\n"), is_whole=False), run_of(b"x\n" * OUTPUT_BYTES_MAX)]
)
def test_output_that_was_not_searched_whole_is_an_error(run: CommandRun) -> None:
    verdict = judge(run, CommandRule(("make",), forbid_output=("warning",)))

    assert verdict.status is Status.ERROR
    assert verdict.reasons[0].code == "check.not-all-examined"


def test_failure_counts_more_than_output_that_was_cut() -> None:
    run = replace(run_of(b"warning\n"), is_whole=False)

    verdict = judge(run, CommandRule(("make",), forbid_output=("warning",)))

    assert verdict.status is Status.FAIL


@pytest.mark.parametrize("key", ["forbid_output", "require_output"])
def test_pattern_that_cannot_be_searched_for_is_an_error(key: str) -> None:
    rule = CommandRule(("make",), **{key: ("(",)})  # type: ignore[arg-type]

    assert judge(run_of(b"x\n"), rule).status is Status.ERROR


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("warning:", None),
        ("^(a+)+$", None),
        ("(", "unclosed group"),
        ("(?=a)", "look-around, including look-ahead and look-behind, is not supported"),
        ("a*", "this pattern matches every line, the empty one too"),
        ("\\Aa", "lines are searched one by one: write ^ and $ for their ends"),
        ("", "a pattern has 1 to 1000 characters"),
        ("(a{1000}){1000}", "Compiled regex exceeds size limit of 10485760 bytes"),
    ],
)
def test_pattern_is_looked_at_when_it_is_loaded(pattern: str, problem: str | None) -> None:
    assert pattern_problem(pattern) == problem


def test_hostile_output_cannot_make_a_search_endless() -> None:
    """A backtracking engine takes longer than the universe has for this one."""
    assert matching_lines("^(a+)+$", ["a" * 100_000 + "b", "aa"]) == [2]


def test_match_across_lines_is_no_match_of_a_line() -> None:
    assert matching_lines("a\\sb", ["a", "b", "a b"]) == [3]


def test_matches_are_bounded() -> None:
    assert len(matching_lines("x", ["x"] * 1000)) == 50  # type: ignore[arg-type]
