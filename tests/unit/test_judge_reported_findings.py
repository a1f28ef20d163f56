"""Findings that a command reports: how many of each level, and which are new."""

import pytest

from gatewright.core.judges.judge_reported_findings import judge_reported_findings
from gatewright.model.digest import digest_of
from gatewright.model.observations import Finding, FindingLevel, FindingsRun
from gatewright.model.records import replace
from gatewright.model.reported_rules import LevelsMax, ReportedFindingsRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status, Verdict
from tests.observed import LOST_TOOL, SUBJECT, execution

RULE = ReportedFindingsRule(("lint",), "out.sarif")
ERROR, WARNING, NOTE = FindingLevel.ERROR, FindingLevel.WARNING, FindingLevel.NOTE


def run(*levels: FindingLevel, first: int = 0, **more: tuple[str, ...]) -> FindingsRun:
    """Return a run that finds one thing of each level; what is found is told by its place."""
    found = tuple(
        Finding("R1", level, "a.py", line, "so", digest_of(line))
        for line, level in enumerate(levels, start=first)
    )
    return FindingsRun(execution(), found, more.pop("examined", ("a.py",)), **more)


def judge(
    head: FindingsRun | Trouble,
    base: FindingsRun | Trouble | None = None,
    rule: ReportedFindingsRule = RULE,
) -> Verdict:
    return judge_reported_findings("lint", head, base, rule, SUBJECT)


@pytest.mark.parametrize(
    ("at_most", "levels", "status"),
    [
        (LevelsMax(), (), Status.PASS),
        (LevelsMax(), (ERROR,), Status.FAIL),
        (LevelsMax(error=1), (ERROR,), Status.PASS),
        (LevelsMax(error=1), (ERROR, ERROR), Status.FAIL),
        (LevelsMax(warning=1), (WARNING,), Status.PASS),
        (LevelsMax(warning=1), (WARNING, WARNING), Status.FAIL),
        (LevelsMax(note=0), (NOTE,), Status.FAIL),
    ],
)
def test_there_may_be_so_many_of_each_level(
    at_most: LevelsMax, levels: tuple[FindingLevel, ...], status: Status
) -> None:
    assert judge(run(*levels), rule=replace(RULE, at_most=at_most)).status is status


def test_what_the_base_has_too_is_left_alone_and_counted() -> None:
    verdict = judge(run(ERROR, ERROR, first=1), run(ERROR, ERROR))

    assert verdict.status is Status.FAIL
    assert verdict.headline == "pytest 9, 1 file, 1 new finding, 1 old left alone"
    assert judge(run(ERROR, ERROR), run(ERROR, ERROR)).status is Status.PASS
    every = judge(run(ERROR), run(ERROR), replace(RULE, new_only=False))
    assert every.headline == "pytest 9, 1 file, 1 finding"


def test_base_that_could_not_be_looked_at_is_told_where_it_mattered() -> None:
    assert len(judge(run(ERROR), LOST_TOOL).notes) == 1
    assert judge(run(), LOST_TOOL).notes == ()
    assert judge(run(ERROR), run()).notes == ()
    assert judge(run(ERROR)).notes == ()


def test_finding_that_names_no_file_shows_no_file_that_was_looked_at() -> None:
    found = run(ERROR, examined=())
    placeless = replace(found, findings=tuple(replace(one, path="") for one in found.findings))

    assert judge(placeless).reasons[0].code == "check.nothing-examined"
    assert judge(found).examined.count == 1


def test_tool_of_which_nothing_shows_that_it_looked_is_an_error() -> None:
    unseen, some = judge(run(examined=())), judge(run(missing=("b.py",)))

    assert (unseen.status, some.status) == (Status.ERROR, Status.ERROR)
    assert [one.reasons[0].code for one in (unseen, some)] == [
        "check.nothing-examined",
        "check.not-all-examined",
    ]
    assert some.headline == "could not judge: 1 file not looked at that was on the base"
    assert judge(LOST_TOOL).status is Status.ERROR
    assert judge(LOST_TOOL, run()).status is Status.FAIL
