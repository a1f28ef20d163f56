"""Branches, commits and paths: what was agreed, and what is told when it is not kept."""

import pytest

from gatewright.core.judges.conventional_commits import conventional_problem
from gatewright.core.judges.judge_git import History, judge_git
from gatewright.model.change import Change, ChangedFile, Commit, FileStatus, Line
from gatewright.model.ids import CommitId
from gatewright.model.path_sets import PathSet
from gatewright.model.records import replace
from gatewright.model.rules import GitRule
from gatewright.model.verdicts import Status, Verdict
from tests.observed import BASE, HEAD, SUBJECT


def changed(path: str, added: int = 1, old: str = "", *, is_binary: bool = False) -> ChangedFile:
    lines = tuple(Line(number, "x") for number in range(1, added + 1))
    status = FileStatus.RENAMED if old else FileStatus.MODIFIED
    return ChangedFile(path, status, old or path, lines, is_binary=is_binary)


def commit(message: str, parents: int = 1) -> Commit:
    return Commit(CommitId("c" * 40), message, "A <a@b>", (CommitId("p" * 40),) * parents)


def judge(
    rule: GitRule, *files: ChangedFile, branch: str | None = "feature/a", messages: str = ""
) -> Verdict:
    commits = tuple(commit(message) for message in messages.split("|") if message)
    change = Change(BASE, HEAD, files)
    return judge_git("agreed", rule, change, History(branch, commits), SUBJECT)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (GitRule(branch="feature/*"), []),
        (GitRule(branch="fix/**"), ["git.branch"]),
        (GitRule(only=("src/**", "docs/**")), []),
        (GitRule(only=("src/**",)), ["git.scope"]),
        (GitRule(unchanged=("vendor/**",)), []),
        (GitRule(unchanged=("docs/**",)), ["git.scope"]),
        (GitRule(must_touch=("docs/**", "src/*")), []),
        (GitRule(must_touch=("CHANGELOG.md",)), ["git.untouched"]),
        (GitRule(max_changed_lines=2), []),
        (GitRule(max_changed_lines=1), ["git.too-large"]),
        (GitRule(message="conventional"), []),
        (GitRule(message="^feat"), []),
        (GitRule(message="^[A-Z]+-[0-9]+ "), ["git.message"]),
    ],
    ids=str,
)
def test_rule_is_kept_or_the_reason_is_told(rule: GitRule, expected: list[str]) -> None:
    verdict = judge(rule, changed("src/a.py"), changed("docs/a.md"), messages="feat: add a")

    assert codes(verdict) == expected
    assert verdict.status is (Status.FAIL if expected else Status.PASS)
    assert all(reason.wanted and reason.found for reason in verdict.reasons)


def test_all_that_is_not_agreed_is_told_at_once() -> None:
    rule = GitRule("fix/*", "conventional", ("a/**",), ("b/**",), ("c/**",), 0)

    verdict = judge(rule, changed("b/x"), messages="oops")

    assert codes(verdict) == [
        "git.branch",
        "git.message",
        "git.scope",
        "git.scope",
        "git.untouched",
        "git.too-large",
    ]


@pytest.mark.parametrize("rule", [GitRule(only=("src/**",)), GitRule(unchanged=("old/**",))])
def test_rename_touches_both_its_paths(rule: GitRule) -> None:
    verdict = judge(rule, changed("src/a.py", old="old/a.py"))

    assert codes(verdict) == ["git.scope"]
    assert verdict.reasons[0].places[0].text == "renamed, was old/a.py"


def test_files_in_the_wrong_place_are_counted() -> None:
    verdict = judge(GitRule(only=("src/**",)), changed("a"), changed("b"))

    assert verdict.reasons[0].found == "a and 1 more"
    assert verdict.headline == "2 files changed outside what was agreed"


def test_rule_on_files_without_a_base_is_an_error() -> None:
    verdict = judge_git("a", GitRule(only=("a",)), None, History("main", ()), SUBJECT)

    assert verdict.status is Status.ERROR
    assert verdict.reasons[0].code == "check.nothing-examined"


def test_rule_on_a_branch_without_a_base_is_judged() -> None:
    verdict = judge_git("a", GitRule(branch="main"), None, History("main", ()), SUBJECT)

    assert verdict.status is Status.PASS


def test_branch_rule_on_a_detached_head_is_an_error() -> None:
    assert judge(GitRule(branch="a"), branch=None).status is Status.ERROR


def test_message_rule_without_a_commit_does_not_apply() -> None:
    verdict = judge(GitRule(message="conventional"), changed("a"))

    assert verdict.status is Status.NOT_APPLICABLE
    assert verdict.headline == "no commit on this branch yet"
    assert verdict.examined.count == 0


def test_message_rule_beside_another_says_that_there_was_no_commit() -> None:
    verdict = judge(GitRule(message="conventional", branch="feature/*"))

    assert verdict.status is Status.PASS
    assert verdict.notes == ("no commit yet, so no message was looked at",)


def test_merge_commit_is_not_asked_for_a_message() -> None:
    history = History("main", (commit("Merge branch 'x'", parents=2), commit("fix: a")))

    verdict = judge_git(
        "a", GitRule(message="conventional"), Change(BASE, HEAD, ()), history, SUBJECT
    )

    assert verdict.status is Status.PASS
    assert verdict.examined.count == 1


def test_pattern_that_cannot_be_searched_for_is_an_error() -> None:
    assert judge(GitRule(message="("), messages="a").status is Status.ERROR


def test_binary_file_is_said_to_count_as_no_line() -> None:
    verdict = judge(GitRule(max_changed_lines=5), changed("a.png", 0, is_binary=True))

    assert verdict.status is Status.PASS
    assert verdict.notes == ("1 binary file counted as no line",)
    assert verdict.figures[0].required == "<= 5"


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        ("fix: a", None),
        ("feat(parser)!: a\n\nbody\n\nBREAKING CHANGE: b\nReviewed-by: Z\n", None),
        ("a: b\n\nBREAKING-CHANGE: c", None),
        ("add a thing", "the first line does not start with a type"),
        ("", "the first line does not start with a type"),
        ("fix:a", "one space stands after the colon"),
        ("fix:  a", "one space stands after the colon"),
        ("fix: ", "nothing is said after the colon"),
        ("fix(): a", "the part before the colon is no type"),
        ("fix!(a): a", "the part before the colon is no type"),
        ("fix: a\nbody", "no blank line after the first line"),
        ("fix: a\n\nbreaking change: b", '"BREAKING CHANGE" is written in capitals'),
    ],
)
def test_conventional_message(message: str, problem: str | None) -> None:
    """Source: conventionalcommits.org 1.0.0."""
    said = conventional_problem(message)

    assert said == problem if problem is None else (said or "").startswith(problem)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (GitRule(only=("tree:source",)), ""),
        (GitRule(unchanged=("tree:source",)), "1 file changed inside what was agreed"),
        (GitRule(must_touch=("tree:source",)), ""),
        (GitRule(must_touch=("tree:docs",)), "nothing in docs (docs/**) was touched"),
    ],
)
def test_paths_may_be_those_of_a_set(rule: GitRule, expected: str) -> None:
    sets = (PathSet("source", ("src/**",)), PathSet("docs", ("docs/**",)))
    verdict = judge(replace(rule, sets=sets), changed("src/a.py"))
    assert "".join(reason.headline for reason in verdict.reasons) == expected


LINKED = "feat: a\n\nGatewright-Run: 12\nGatewright-Step: build\n"


def test_each_commit_is_linked_to_a_step_of_a_run() -> None:
    rule = GitRule(commits="all_linked")

    assert judge(rule, messages=LINKED).status is Status.PASS
    assert judge(rule).status is Status.NOT_APPLICABLE
    odd = judge(rule, messages=f"{LINKED}|fix: by hand\n\nGatewright-Run: 12\n")
    assert codes(odd) == ["git.unlinked"]
    assert odd.headline == "1 of 2 commits not linked to a step"


@pytest.mark.parametrize(("left", "expected"), [((), []), (("a.py",), ["git.uncommitted"])])
def test_clean_is_where_commits_hold_all(left: tuple[str, ...], expected: list[str]) -> None:
    history = History("feature/a", (commit(LINKED),), left)
    verdict = judge_git("agreed", GitRule(clean=True), Change(BASE, HEAD, ()), history, SUBJECT)

    assert codes(verdict) == expected
