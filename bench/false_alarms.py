"""How often honest work is refused: this project's own commits, and their reverts, judged again.

Each of the last COMMITS commits is judged against its parent, then its revert against it, by the
checks that are named. Heavy test folders are left out of both sides; with `--touched` all tests are
that the commit does not touch, so that what runs tests ends within the time. Every check that does
not pass is an alarm: printed as one line of JSON, to be looked at by a person. Nothing is judged in
this checkout; a clone in a temporary folder is.

    python bench/false_alarms.py --checks ruler,secrets,lint --seconds 1200
    python bench/false_alarms.py --checks tests,proof,expectations --touched --seconds 3600
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gatewright import bootstrap
from gatewright.model.judgement import CheckRequest
from gatewright.model.records import dataclass

COMMITS = 100
HEAVY = (
    "tests/adversary", "tests/contract", "tests/e2e", "tests/escapes", "tests/fuzz", "tests/golden",
    "tests/network", "tests/property", "tests/simulation", "tests/strangers",
)  # fmt: skip
IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")


@dataclass(frozen=True, slots=True)
class Change:
    """Two commits to be compared, and what they are."""

    name: str  # "1a2b3c4", "revert of 1a2b3c4"
    subject: str
    base: str
    head: str


def main() -> int:
    """Judge and print; ends with 0 whatever is found: a person decides what an alarm is worth."""
    typed = arguments()
    source = str(Path(__file__).resolve().parent.parent)
    with tempfile.TemporaryDirectory(prefix="gatewright-alarms-") as folder:
        os.environ["XDG_STATE_HOME"] = f"{folder}/state"
        clone = f"{folder}/clone"
        subprocess.run(("git", "clone", "-q", source, clone), check=True)
        listed = changes(clone, typed.commits, only_touched=typed.touched)
        report(clone, typed.checks.split(","), listed, time.monotonic() + typed.seconds)
    return 0


def arguments() -> argparse.Namespace:
    """Return what was typed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checks", default="ruler,secrets,lint")
    parser.add_argument("--commits", type=int, default=COMMITS)
    parser.add_argument("--touched", action="store_true")
    parser.add_argument("--seconds", type=float, default=1200.0)
    return parser.parse_args()


def report(clone: str, checks: list[str], listed: Iterator[Change], until: float) -> None:
    """Print each alarm, then what was looked at."""
    seen: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    judged = 0
    for change in listed:
        if time.monotonic() > until:
            print("the time is up", file=sys.stderr)
            break
        judged += 1
        for check, status, reasons in verdicts(clone, change, checks):
            seen[check] += 1
            if status in ("fail", "error"):
                alarms[check] += 1
                told = {"change": change.name, "subject": change.subject, "check": check}
                print(json.dumps(told | {"status": status, "reasons": reasons}), flush=True)
    print(f"{judged} changes: {judged - judged // 2} commits and {judged // 2} reverts")
    for check in sorted(seen):
        print(f"{check:14} {seen[check]:5} judged {alarms[check]:5} alarms")


def verdicts(
    clone: str, change: Change, checks: list[str]
) -> Iterator[tuple[str, str, list[dict[str, object]]]]:
    """Yield each check with what it came to and why."""
    request = CheckRequest(start=clone, base=change.base, from_ref=change.head, only=tuple(checks))
    for verdict in bootstrap.judge(request, lambda _: None).verdicts:
        reasons: list[dict[str, object]] = [
            {
                "code": reason.code,
                "found": reason.found[:300],
                "places": [f"{place} {place.text}"[:160] for place in reason.places[:4]],
            }
            for reason in verdict.reasons
        ]
        yield verdict.check, str(verdict.status), reasons


def changes(clone: str, count: int, *, only_touched: bool) -> Iterator[Change]:
    """Yield the last commits, newest first, each followed by its revert."""
    listed = git(clone, "log", "--no-merges", f"-{count}", "--format=%H %P %s").splitlines()
    for line in listed:
        commit, parent, subject = line.split(" ", 2)
        touched = git(clone, "diff", "--name-only", parent, commit).splitlines()
        left_out = untouched_tests(clone, (parent, commit), touched) if only_touched else ()
        base = slimmed(clone, parent, "", left_out)
        head = slimmed(clone, commit, base, left_out)
        yield Change(commit[:7], subject, base, head)
        back = committed(clone, git(clone, "rev-parse", f"{base}^{{tree}}").strip(), head)
        yield Change(f"revert of {commit[:7]}", subject, head, back)


def untouched_tests(clone: str, commits: tuple[str, str], touched: list[str]) -> tuple[str, ...]:
    """Return the tests of both commits that the change between them leaves as they are."""
    named = {
        path
        for commit in commits
        for path in git(clone, "ls-tree", "-r", "--name-only", commit, "tests").splitlines()
        if Path(path).name.startswith("test_")
    }
    return tuple(sorted(named - set(touched)))


def slimmed(clone: str, commit: str, parent: str, left_out: tuple[str, ...]) -> str:
    """Return a commit of the files of `commit` without heavy folders and what is `left_out`."""
    env = {**os.environ, "GIT_INDEX_FILE": f"{clone}/.git/slim-index"}
    git(clone, "read-tree", commit, env=env)
    git(
        clone,
        "rm",
        "-r",
        "-f",
        "-q",
        "--cached",
        "--ignore-unmatch",
        "--",
        *HEAVY,
        *left_out,
        env=env,
    )
    return committed(clone, git(clone, "write-tree", env=env).strip(), parent)


def committed(clone: str, tree: str, parent: str) -> str:
    """Return a commit of `tree`, with a branch that keeps it."""
    parents = ("-p", parent) if parent else ()
    made = git(clone, *IDENTITY, "commit-tree", tree, *parents, "-m", "slim").strip()
    git(clone, "update-ref", f"refs/heads/slim/{made}", made)
    return made


def git(clone: str, *arguments: str, env: dict[str, str] | None = None) -> str:
    """Return what git says."""
    done = subprocess.run(
        ("git", *arguments), cwd=clone, env=env, check=True, capture_output=True, text=True
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
