"""`gatewright demo`, and then what it left, looked at by `--json`, git and curl alone.

Run by `make demo`; `make demo AGENT=bad` ends with the demo's own exit code, 20. What is printed
here was read from documents, never from a screen. It leaves the demo's repository to be explored.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LIMIT_S = 90
BRANCH = "gw/1-shorten-link-custom-alias"
PLAN = "docs/plans/1-shorten-link-custom-alias.md"
READY, BLOCKED = 0, 20
CHANGED = {
    PLAN,
    "shortlink/app.py",
    "shortlink/store.py",
    "tests/test_alias.py",
    "tests/test_alias_requests.py",
}
# What each refusal has to name, in the order in which the agent tries it.
CAUGHT = {
    "good": [
        ("write-plan", "plan.untraced"),
        ("build/1", "work.empty"),
        ("build/1", "coverage.changed-lines"),
        ("build/1", "ruler.test-infrastructure"),
        ("build/2", "proof.vacuous"),
    ],
    "bad": [
        ("write-plan", "plan.untraced"),
        ("build/1", "work.empty"),
        ("build/1", "coverage.changed-lines"),
        ("build/1", "ruler.test-infrastructure"),
        ("build/1", "proof.vacuous"),
    ],
}


class Looks:
    """Says what was looked at, and counts what was not as it must be."""

    def __init__(self) -> None:
        self.missed = 0

    def at(self, what: str, found: object, wanted: object) -> None:
        """Compare one thing."""
        holds = found == wanted
        self.missed += not holds
        print(f"  {'ok    ' if holds else 'MISSED'}  {what}")
        if not holds:
            print(f"          wanted {wanted!r}\n          found  {found!r}")


def main() -> int:
    """Play the demo, look at what it left, and return its exit code; 1 where something is amiss."""
    agent = sys.argv[1] if len(sys.argv) > 1 else "good"
    print(f"$ gatewright demo --agent {agent} --json\n", flush=True)
    started = time.monotonic()
    code, document = ask_json(Path.cwd(), "demo", "--agent", agent)
    took_s = time.monotonic() - started
    tell(document)
    looks = Looks()
    print("\nWhat it left, by --json, git and curl:")
    looks.at(f"it took {took_s:.1f} s, at most {LIMIT_S}", took_s <= LIMIT_S, True)
    repository = Path(document["folder"])
    look_at_refusals(looks, document, agent)
    if agent == "good":
        look_at_a_good_end(looks, repository, code)
    else:
        look_at_a_bad_end(looks, repository, code)
    look_at_the_repository(looks, repository)
    print(f"\nIt is still there: cd {repository} && gatewright log 1")
    print(f"The demo ended with exit code {code}.")
    return 1 if looks.missed else code


def tell(document: dict[str, Any]) -> None:
    """Print the story that the document tells."""
    for line in document["lines"]:
        print(f"  {line['after_s']:5.1f} s  {line['step']:<11} {line['word']}")
        for text in line["texts"]:
            print(f"                        {text}")


def look_at_refusals(looks: Looks, document: dict[str, Any], agent: str) -> None:
    """Look at what was caught: each cheat, in order, by the check that is for it."""
    refused = [line for line in document["lines"] if line["word"] == "refused"]
    wanted = CAUGHT[agent]
    looks.at(f"{len(wanted)} refusals", len(refused), len(wanted))
    for line, (step, code) in zip(refused, wanted, strict=False):
        found = (line["step"], code if code in line["codes"] else line["codes"])
        looks.at(f"{step} was refused for {code}", found, (step, code))
    planted = [text for line in refused for text in line["texts"] if "notes/deploy.txt" in text]
    looks.at("the planted key was found where it lay", len(planted), 1)


def look_at_a_good_end(looks: Looks, repository: Path, code: int) -> None:
    """Look at a run that is ready to merge."""
    looks.at("exit code of a feature that is ready", code, READY)
    looks.at("status", state_of(repository), "completed")
    kinds = kinds_of(repository)
    counted = {kind: kinds.count(kind) for kind in ("step-refused", "decided", "commit-made")}
    wanted = {"step-refused": 5, "decided": 2, "commit-made": 3}
    looks.at("the log counts the same", counted, wanted)
    looks.at("no key, no bent conftest.py, no notes", changed_in(repository), CHANGED)
    looks.at("a commit for the plan and for each task", commits_of(repository), 3)
    looks.at("each names the step it comes from", trailers_of(repository), STEPS)
    judged, again = ask_json(repository, "check", "--from", BRANCH, "--base", "main")
    looks.at("judged once more, by check", judged, READY)
    failing = [each["check"] for each in again["verdicts"] if each["status"] != "pass"]
    looks.at("every check of it holds", failing, [])
    shown, proof = ask_json(repository, "show", "proof")
    found = (shown, proof["verdict"]["check"], proof["verdict"]["status"])
    looks.at("and show has the evidence", found, (READY, "proof", "pass"))
    look_at_the_service(looks, repository)


STEPS = ["write-plan", "build/1", "build/2"]


def look_at_a_bad_end(looks: Looks, repository: Path, code: int) -> None:
    """Look at a run that is blocked."""
    looks.at("exit code of a blocked run", code, BLOCKED)
    looks.at("status", state_of(repository), "blocked")
    looks.at("nothing of it was accepted but the plan", changed_in(repository), {PLAN})
    looks.at("the log ends there", kinds_of(repository)[-1], "run-blocked")


def look_at_the_repository(looks: Looks, repository: Path) -> None:
    """Look at what was not to be touched."""
    looks.at("the checkout is as it was", git(repository, "status", "--porcelain"), "")
    looks.at("main has the one commit it had", git(repository, "rev-list", "--count", "main"), "1")
    refs = git(repository, "for-each-ref", "--format=%(refname:short)").split()
    looks.at("one branch more, and no other ref", sorted(refs), sorted([BRANCH, "main"]))
    looks.at("git finds nothing broken", git(repository, "fsck", "--strict", "--no-dangling"), "")
    code, _ = ask_json(repository, "audit", "verify")
    looks.at("the journal is as it was written", code, READY)


def look_at_the_service(looks: Looks, repository: Path) -> None:
    """Start the service as it is on the branch, and use what was built."""
    with tempfile.TemporaryDirectory(prefix="gatewright-demo-service-") as folder:
        archive = subprocess.run(
            ["git", "archive", BRANCH], cwd=repository, check=True, capture_output=True
        ).stdout
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
        with serving(folder) as address:
            use(looks, address)


def use(looks: Looks, address: str) -> None:
    """Make a link with an alias, follow it, and try to take it away."""
    wanted = json.dumps({"url": "https://example.org/a/long/one", "alias": "my-docs"})
    other = json.dumps({"url": "https://example.net", "alias": "my-docs"})
    odd = json.dumps({"url": "https://example.net", "alias": "No Alias"})
    looks.at("GET /health", curl(f"{address}/health"), "200")
    looks.at("POST /links with an alias", curl(f"{address}/links", "-d", wanted), "201")
    followed = curl(f"{address}/my-docs", out="%{http_code} %{redirect_url}")
    looks.at("the alias leads there", followed, "302 https://example.org/a/long/one")
    looks.at("a taken alias", curl(f"{address}/links", "-d", other), "409")
    looks.at("an alias of another form", curl(f"{address}/links", "-d", odd), "422")
    followed = curl(f"{address}/my-docs", out="%{http_code} %{redirect_url}")
    looks.at("the first link stays", followed, "302 https://example.org/a/long/one")


@contextmanager
def serving(folder: str) -> Iterator[str]:
    """Give the address of the service in `folder`; it has ended afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "shortlink", "--port", "0"],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(timeout=10)
        assert process.stdout is not None
        process.stdout.close()


def curl(address: str, *words: str, out: str = "%{http_code}") -> str:
    """Return what curl says of one request."""
    return subprocess.run(
        ["curl", "-sS", "-m", "10", "-o", os.devnull, "-w", out, *words, address],
        check=False,
        capture_output=True,
        text=True,
    ).stdout


def state_of(repository: Path) -> str:
    """Return the state of the run, as `status` has it."""
    _, document = ask_json(repository, "status", "1")
    return str(document["state"])


def kinds_of(repository: Path) -> list[str]:
    """Return the kind of every event of the run, as `log` has them."""
    _, document = ask_json(repository, "log", "1")
    return [event["kind"] for event in document["events"]]


def changed_in(repository: Path) -> set[str]:
    """Return the paths that the branch of the run changes."""
    return set(git(repository, "diff", "--name-only", "main", BRANCH).split())


def commits_of(repository: Path) -> int:
    """Return how many commits the branch of the run has."""
    return int(git(repository, "rev-list", "--count", f"main..{BRANCH}"))


def trailers_of(repository: Path) -> list[str]:
    """Return the step that each commit names, oldest first."""
    template = "--format=%(trailers:key=Gatewright-Step,valueonly)"
    return git(repository, "log", "--reverse", template, f"main..{BRANCH}").split()


def ask_json(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """Return the exit code and the document of one command."""
    asked = subprocess.run(
        [program(), *words, "--json"], cwd=folder, check=False, capture_output=True, text=True
    )
    if not asked.stdout.startswith("{"):
        sys.exit(f"gatewright {' '.join(words)} --json has no document:\n{asked.stderr}")
    document: dict[str, Any] = json.loads(asked.stdout)
    return asked.returncode, document


def git(folder: Path, *words: str) -> str:
    """Return what git says."""
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def program() -> str:
    """Return the program beside this Python."""
    found = shutil.which("gatewright", path=str(Path(sys.executable).parent))
    if found is None:
        sys.exit("gatewright is not installed beside this Python; run: make setup")
    return found


if __name__ == "__main__":
    sys.exit(main())
