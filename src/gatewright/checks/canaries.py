"""Two tests that Gatewright plants in a run: one passes, one fails, and a report must say so.

A test run happens in one process with code that may cheat. A blanket cheat -- all failures turned
into passes, an early exit, a report replaced -- cannot leave both canaries as they are. A cheat
that knows which tests to touch can; what answers that is the comparison with the base.
Names are random and say nothing of their purpose. Canaries never reach an observation.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from gatewright.model.observations import CanaryOutcome, CaseOutcome, TestCase
from gatewright.model.records import dataclass

CANARIES_MAX = 32

_LAST = "zzz"
"""Sorts a canary behind its neighbours: what an earlier test does to the process, it shows."""


@dataclass(frozen=True, slots=True)
class PlantedCanary:
    """One file with two tests, and what a true report says of them."""

    path: str  # repository path
    passing: str  # name of the test that passes
    failing: str
    secret: str  # stands in the message of the failing test
    text: str


def plan_python_canary(
    token: str, folder: str, file_pattern: str, function_pattern: str
) -> PlantedCanary:
    """Return a canary for `folder` that a project with these patterns collects."""
    name, passing, failing, secret = _names(token, folder)
    stem = file_pattern.rpartition("/")[2].removesuffix(".py")
    file = _shaped(stem, _LAST + name, "test_") + ".py"
    good, bad = (_shaped(function_pattern, each, "test_") for each in (passing, failing))
    text = (
        f'def {good}():\n    assert True\n\n\ndef {bad}():\n    raise AssertionError("{secret}")\n'
    )
    return PlantedCanary(f"{folder}/{file}".strip("/"), good, bad, secret, text)


def plan_node_canary(token: str, folder: str, suffix: str, imports: str) -> PlantedCanary:
    """Return a canary for `folder`; `imports` is the line that makes `test` known."""
    name, passing, failing, secret = _names(token, folder)
    text = (
        f'{imports}test("{passing}", () => {{}});\n'
        f'test("{failing}", () => {{ throw new Error("{secret}"); }});\n'
    )
    return PlantedCanary(f"{folder}/{name}{suffix}".strip("/"), passing, failing, secret, text)


def _names(token: str, folder: str) -> tuple[str, str, str, str]:
    """Return four names that nobody can guess without `token`."""
    digest = hashlib.sha256(f"{token}\x00{folder}".encode("utf-8", "surrogateescape")).hexdigest()
    name, passing, failing, secret = (digest[start : start + 12] for start in (0, 12, 24, 36))
    return f"c{name}", f"c{passing}", f"c{failing}", f"c{secret}"


def _shaped(pattern: str, name: str, otherwise: str) -> str:
    """Return a name that matches the glob `pattern` and is an identifier."""
    before, _, after = pattern.partition("*")
    shaped = "_".join(part for part in (before.rstrip("_"), name, after.strip("_*")) if part)
    return shaped if shaped.isidentifier() and fnmatchcase(shaped, pattern) else otherwise + name


def plant_canaries(checkout: str, canaries: Sequence[PlantedCanary]) -> None:
    """Write each canary to its place. Raises: FileExistsError -- nobody's: names are random."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    for canary in canaries:
        path = os.path.join(checkout, canary.path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with os.fdopen(os.open(path, flags, 0o644), "w") as file:
            file.write(canary.text)


def remove_canaries(checkout: str, canaries: Sequence[PlantedCanary]) -> None:
    """Remove what was planted, as far as the run left it there."""
    for canary in canaries:
        try:
            os.unlink(os.path.join(checkout, canary.path))
        except OSError:
            continue


def compare_canaries(
    canaries: Sequence[PlantedCanary], cases: Sequence[TestCase], exit_code: int | None
) -> tuple[CanaryOutcome, tuple[TestCase, ...]]:
    """Return how the canaries fared, and the cases without them.

    Shape: a run that holds a failing canary cannot honestly exit with 0.
    """
    planted = {name for canary in canaries for name in (canary.passing, canary.failing)}
    own = {_plain(case.name): case for case in cases if _plain(case.name) in planted}
    others = tuple(case for case in cases if _plain(case.name) not in planted)
    outcomes = {_outcome(canary, own) for canary in canaries}
    if CanaryOutcome.ALTERED in outcomes:
        return CanaryOutcome.ALTERED, others
    if CanaryOutcome.MISSING in outcomes or not canaries:
        return CanaryOutcome.MISSING, others
    return (CanaryOutcome.ALTERED if exit_code == 0 else CanaryOutcome.REPORTED), others


def _plain(name: str) -> str:
    """Return a test's name without the parameters that a plug-in may have added."""
    return name.partition("[")[0]


def _outcome(canary: PlantedCanary, own: Mapping[str, TestCase]) -> CanaryOutcome:
    passing, failing = own.get(canary.passing), own.get(canary.failing)
    if passing is None or failing is None:
        return CanaryOutcome.MISSING
    is_true = (
        passing.outcome is CaseOutcome.PASSED
        and failing.outcome in (CaseOutcome.FAILED, CaseOutcome.ERRORED)
        and canary.secret in failing.message
    )
    return CanaryOutcome.REPORTED if is_true else CanaryOutcome.ALTERED
