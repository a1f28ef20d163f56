"""Judge branch, commits and paths against what was agreed.

A rename touches both its paths. Merge commits are not asked for a message: git writes theirs.
"""

from collections.abc import Iterator, Sequence

from gatewright.core.content.path_sets import covers, shown
from gatewright.core.judges.conventional_commits import conventional_problem
from gatewright.core.judges.git_links import ALL_LINKED, uncommitted, unlinked
from gatewright.core.judging.cases import counted
from gatewright.core.judging.demand_words import (
    branch_wanted,
    lines_wanted,
    only_wanted,
    touched_wanted,
    unchanged_wanted,
)
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.core.text.globs import matches_glob
from gatewright.core.text.patterns import matching_lines, printable
from gatewright.model.change import Change, ChangedFile, Commit
from gatewright.model.records import dataclass
from gatewright.model.rules import GitRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Examined, Figure, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "git"
PLACES_MAX = 20
CONVENTIONAL = "conventional"
TEXT_CHARS_MAX = 200


@dataclass(frozen=True, slots=True)
class History:
    """What the branch is called, and the commits that it has and the base has not."""

    branch: str | None  # None: the head is detached
    commits: tuple[Commit, ...]
    uncommitted: tuple[str, ...] = ()  # files, or steps of a run, that no commit holds yet


def judge_git(
    name: str, rule: GitRule, change: Change | None, history: History, subject: Subject
) -> Verdict:
    """Return the verdict on a branch. Shape: `change` None: there is no base."""
    evidence = evidence_of(subject, JUDGE_VERSION)
    trouble = _trouble(rule, change, history)
    if trouble is not None:
        return judge_trouble(name, KIND, trouble, unit="files", evidence=evidence)
    files = change.files if change else ()
    authored = [one for one in history.commits if len(one.parents) < 2]
    reasons: list[Reason] = []
    for reason in _reasons(rule, change, history, authored):
        if isinstance(reason, Trouble):
            return judge_trouble(name, KIND, reason, unit="commits", evidence=evidence)
        reasons.append(reason)
    is_idle = _asks_only_for_messages(rule) and not authored
    return Verdict(
        check=name,
        kind=KIND,
        status=_status(reasons, is_idle=is_idle),
        headline=_headline(reasons, len(files), len(authored), is_idle=is_idle),
        examined=Examined(len(files), "files")
        if _asks_of_change(rule)
        else Examined(max(len(authored), 0 if is_idle else 1), "commits"),
        evidence=evidence,
        reasons=tuple(reasons),
        notes=tuple(_notes(rule, files, authored)),
        figures=_figures(rule, change),
    )


def _trouble(rule: GitRule, change: Change | None, history: History) -> Trouble | None:
    """Return what keeps the rule from being judged at all, or None."""
    if change is None and _asks_of_change(rule):
        return Trouble(
            code="check.nothing-examined",
            wanted="a change to look at",
            found="there is no base to compare with",
            way_out="gatewright check --base BRANCH",
        )
    if rule.branch is not None and history.branch is None:
        return Trouble(
            code="git.branch",
            wanted=branch_wanted(rule.branch),
            found="the head is on no branch",
            way_out="git switch -c NAME",
        )
    return None


def _reasons(
    rule: GitRule, change: Change | None, history: History, authored: Sequence[Commit]
) -> Iterator[Reason | Trouble]:
    """Yield what is not as agreed."""
    files, branch = change.files if change else (), history.branch
    if rule.branch is not None and branch is not None and not matches_glob(rule.branch, branch):
        yield _branch(rule.branch, branch)
    if rule.message is not None:
        yield from _messages(rule.message, authored)
    if rule.commits == ALL_LINKED:
        yield from unlinked(authored)
    if rule.clean and history.uncommitted:
        yield uncommitted(history.uncommitted)
    yield from _scope(rule, files)
    yield from _untouched(rule, files)
    yield from _size(rule, change)


def _branch(wanted: str, found: str) -> Reason:
    """Return the reason for a branch with another name."""
    return Reason(
        code="git.branch",
        headline=f"the branch is called {found}",
        wanted=branch_wanted(wanted),
        found=found,
        way_out=f"git branch -m {wanted.replace('**', 'NAME').replace('*', 'NAME')}",
    )


def _messages(wanted: str, commits: Sequence[Commit]) -> Iterator[Reason | Trouble]:
    """Yield the reason for messages that are not written as agreed."""
    odd: list[Place] = []
    for commit in commits:
        problem = _message_problem(wanted, commit.message)
        if isinstance(problem, Trouble):
            yield problem
        elif problem is not None:
            odd.append(Place(commit.commit_id[:12], 0, f"{_first(commit.message)!r}: {problem}"))
    if odd:
        is_grammar = wanted == CONVENTIONAL
        yield Reason(
            code="git.message",
            headline=f"{len(odd)} of {counted(len(commits), 'commit message')} not as agreed",
            wanted="Conventional Commits 1.0: type(scope): what"
            if is_grammar
            else f"a first line that matches {wanted}",
            found=f"{odd[0].path} {odd[0].text}",
            places=tuple(odd[:PLACES_MAX]),
            way_out="git rebase -i, and reword them",
        )


def _message_problem(wanted: str, message: str) -> str | Trouble | None:
    """Return what is wrong with one message, or None."""
    if wanted == CONVENTIONAL:
        return conventional_problem(message)
    found = matching_lines(wanted, [printable(message.split("\n", 1)[0])])
    if isinstance(found, Trouble):
        return found
    return None if found else "does not match"


def _scope(rule: GitRule, files: Sequence[ChangedFile]) -> Iterator[Reason]:
    """Yield the reasons for files that this change must leave alone."""
    outside = [one for one in files if rule.only and not _all_inside(rule, rule.only, one)]
    if outside:
        yield _scope_reason(outside, only_wanted(_names(rule, rule.only)), "outside")
    inside = [one for one in files if _any_inside(rule, rule.unchanged, one)]
    if inside:
        yield _scope_reason(inside, unchanged_wanted(_names(rule, rule.unchanged)), "inside")


def _scope_reason(files: Sequence[ChangedFile], wanted: str, where: str) -> Reason:
    """Return the reason that names files in the wrong place."""
    named = files[0].path + (f" and {len(files) - 1} more" if len(files) > 1 else "")
    return Reason(
        code="git.scope",
        headline=f"{counted(len(files), 'file')} changed {where} what was agreed",
        wanted=wanted,
        found=named,
        places=tuple(_place(one) for one in files[:PLACES_MAX]),
        way_out="git restore --source BASE -- PATH, or a change of its own",
    )


def _untouched(rule: GitRule, files: Sequence[ChangedFile]) -> Iterator[Reason]:
    """Yield the reason for paths that every change touches."""
    left = [
        shown(entry, rule.sets)
        for entry in rule.must_touch
        if not any(_any_inside(rule, (entry,), one) for one in files)
    ]
    if left:
        yield Reason(
            code="git.untouched",
            headline=f"nothing in {', '.join(left)} was touched",
            wanted=touched_wanted(rule.must_touch),
            found=f"{counted(len(files), 'file')} changed, none of them there",
            way_out=f"say there what this change does: {left[0]}",
        )


def _size(rule: GitRule, change: Change | None) -> Iterator[Reason]:
    """Yield the reason for a change that is too large to be read."""
    count = _lines_changed(change)
    if rule.max_changed_lines is not None and count > rule.max_changed_lines:
        largest = sorted(change.files if change else (), key=_weight, reverse=True)
        yield Reason(
            code="git.too-large",
            headline=f"{count} lines changed, {rule.max_changed_lines} allowed",
            wanted=lines_wanted(rule.max_changed_lines),
            found=f"{count} lines in {counted(len(largest), 'file')}",
            places=tuple(Place(one.path, 0, f"{_weight(one)} lines") for one in largest[:5]),
            way_out="split it: one change, one purpose",
        )


def _status(reasons: Sequence[Reason], *, is_idle: bool) -> Status:
    """Return what the reasons come to."""
    if reasons:
        return Status.FAIL
    return Status.NOT_APPLICABLE if is_idle else Status.PASS


def _headline(reasons: Sequence[Reason], files: int, commits: int, *, is_idle: bool) -> str:
    """Return the one clause of the screen."""
    if reasons:
        return reasons[0].headline
    if is_idle:
        return "no commit on this branch yet"
    return f"{counted(files, 'file')}, {counted(commits, 'commit')}: as agreed"


def _notes(
    rule: GitRule, files: Sequence[ChangedFile], authored: Sequence[Commit]
) -> Iterator[str]:
    """Yield what the numbers leave out."""
    binary = sum(one.is_binary for one in files)
    if binary and rule.max_changed_lines is not None:
        yield f"{counted(binary, 'binary file')} counted as no line"
    if rule.message is not None and not authored and not _asks_only_for_messages(rule):
        yield "no commit yet, so no message was looked at"


def _figures(rule: GitRule, change: Change | None) -> tuple[Figure, ...]:
    """Return the size against its limit."""
    if rule.max_changed_lines is None:
        return ()
    required = f"<= {rule.max_changed_lines}"
    return (Figure("git.changed-lines", str(_lines_changed(change)), required),)


def _asks_of_change(rule: GitRule) -> bool:
    """Return whether `rule` speaks of files or lines."""
    of_paths = bool(rule.only or rule.unchanged or rule.must_touch)
    return of_paths or rule.max_changed_lines is not None


def _asks_only_for_messages(rule: GitRule) -> bool:
    """Return whether `rule` speaks of commit messages and of nothing else."""
    asks_of_messages = rule.message is not None or bool(rule.commits)
    return asks_of_messages and rule.branch is None and not rule.clean and not _asks_of_change(rule)


def _lines_changed(change: Change | None) -> int:
    """Return how many lines were added and removed."""
    return change.added_count + change.removed_count if change else 0


def _weight(file: ChangedFile) -> int:
    """Return how many lines of `file` changed."""
    return len(file.added) + len(file.removed)


def _names(rule: GitRule, entries: Sequence[str]) -> list[str]:
    """Return which paths are meant, in words."""
    return [shown(entry, rule.sets) for entry in entries]


def _all_inside(rule: GitRule, entries: Sequence[str], file: ChangedFile) -> bool:
    """Return whether all paths of `file` lie in `entries`."""
    paths = (file.path, file.old_path)
    return all(covers(entries, path, rule.sets) for path in paths)


def _any_inside(rule: GitRule, entries: Sequence[str], file: ChangedFile) -> bool:
    """Return whether one path of `file` lies in `entries`."""
    paths = (file.path, file.old_path)
    return any(covers(entries, path, rule.sets) for path in paths)


def _place(file: ChangedFile) -> Place:
    """Return a file with what became of it."""
    was = f", was {file.old_path}" if file.old_path != file.path else ""
    return Place(file.path, 0, f"{file.status}{was}")


def _first(message: str) -> str:
    """Return the first line of a message, cut."""
    return printable(message.split("\n", 1)[0][:TEXT_CHARS_MAX])
