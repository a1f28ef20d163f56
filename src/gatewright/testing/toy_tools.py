"""Tools for a toy language, so that whole judgements can be told in a few words.

A test file is lines of `name: word`: the test passes when some source file holds the word, is
skipped when the word is `skip`, and passes always when it is `nothing`. A source line that some
test's word names has run. A line `bad` in a source file is a finding. A file `stop` in the tree
keeps the tool from starting.
"""

from dataclasses import dataclass, field
from pathlib import Path

from gatewright.model.digest import digest_of
from gatewright.model.ids import TreeId
from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.model.observations import (
    CanaryOutcome,
    CaseOutcome,
    Execution,
    FileCoverage,
    Finding,
    FindingLevel,
    FindingsRun,
    TestCase,
    TestRun,
)
from gatewright.model.project import Project
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import FindingsRequest, TestRequest

STOPPED = Trouble("tests.could-not-start", "a run", "the tool did not start", "remove `stop`")


@dataclass
class ToyTests:
    """A test tool; `asked` holds every request that reached it."""

    asked: list[TestRequest] = field(default_factory=list)

    def run(self, request: TestRequest) -> TestRun | Trouble:
        """Run the toy tests of a checkout."""
        self.asked.append(request)
        root = Path(request.checkout)
        if (root / "stop").exists():
            return STOPPED
        source = {path.name: path.read_text().split("\n") for path in root.glob("*.py")}
        words = {line.strip() for lines in source.values() for line in lines}
        cases = [
            _case(path.relative_to(root).as_posix(), number, line, words)
            for path in sorted(root.glob("tests/*.py"))
            if request.files is None or path.relative_to(root).as_posix() in request.files
            for number, line in enumerate(path.read_text().splitlines(), start=1)
        ]
        (root / "trace-of-a-run").touch()
        coverage = _coverage(source, {case.message for case in cases})
        return TestRun(
            _execution(request.tree, "toy"),
            tuple(cases),
            CanaryOutcome.REPORTED,
            coverage if request.measure_coverage else None,
        )


@dataclass
class ToyLinter:
    """A static tool; `met_a_run` says whether anything was run in a checkout it read."""

    met_a_run: bool = False
    runs: int = 0
    read: list[str] = field(default_factory=list)  # the checkouts, in turn

    def requirements(self, project: Project) -> tuple[str, ...]:
        """Return nothing: it needs no environment of its own."""
        return ()

    def run(self, request: FindingsRequest, program_folder: str) -> FindingsRun | Trouble:
        """Return a finding for each line `bad`."""
        self.runs += 1
        self.read.append(request.checkout)
        root = Path(request.checkout)
        self.met_a_run |= (root / "trace-of-a-run").exists()
        findings = tuple(
            Finding(
                "T1",
                FindingLevel.ERROR,
                path,
                number,
                "is bad",
                digest_of(["T1", path, line]),
            )
            for path in request.candidates
            for number, line in enumerate((root / path).read_text().splitlines(), start=1)
            if line == "bad"
        )
        return FindingsRun(_execution(request.tree, "toy-lint"), findings, request.candidates)


def _case(path: str, number: int, line: str, words: set[str]) -> TestCase:
    """Return how one toy test ends; its message is the word it looks for."""
    name, _, word = (part.strip() for part in line.partition(":"))
    if word == "skip":
        outcome = CaseOutcome.SKIPPED
    else:
        passes = word == "nothing" or word in words
        outcome = CaseOutcome.PASSED if passes else CaseOutcome.FAILED
    return TestCase(f"{path}::{name}", path, number, name, outcome, word)


def _coverage(source: dict[str, list[str]], ran: set[str]) -> tuple[FileCoverage, ...]:
    """Return which source lines some test named."""
    return tuple(
        FileCoverage(
            name,
            frozenset(number for number, line in enumerate(lines, start=1) if line in ran),
            frozenset(
                number for number, line in enumerate(lines, start=1) if line and line not in ran
            ),
        )
        for name, lines in sorted(source.items())
    )


def _execution(tree: TreeId, tool: str) -> Execution:
    """Return an execution of a toy tool."""
    return Execution(
        tool=tool,
        argv=(tool,),
        cwd="",
        exit_code=0,
        ending="exited",
        isolation=Isolation(IsolationLevel.NAMESPACES, Network.NONE),
        duration_ms=1,
        tree=tree,
        environment_key=None,
    )
