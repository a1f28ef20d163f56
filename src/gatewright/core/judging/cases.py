"""Compare the cases of two test runs: what is new, what is lost, what failed before already."""

from collections import Counter
from collections.abc import Iterable, Sequence

from gatewright.model.observations import CaseOutcome, TestCase, TestRun
from gatewright.model.records import dataclass
from gatewright.model.verdicts import Place

BROKEN = (CaseOutcome.FAILED, CaseOutcome.ERRORED)


def has_run(case: TestCase) -> bool:
    """Return whether `case` says anything: a skipped test looked at nothing."""
    return case.outcome is not CaseOutcome.SKIPPED


def is_broken(case: TestCase) -> bool:
    """Return whether `case` failed or could not be built."""
    return case.outcome in BROKEN


def place_of(case: TestCase) -> Place:
    """Return where `case` stands, with its name beside it."""
    return Place(case.file or case.test_id, case.line, case.name)


def function_of(test_id: str) -> str:
    """Return the id of the function a case belongs to: without its parameters.

    Parameters are data of a test. Renaming one is no loss of the test.
    """
    return test_id.partition("[")[0]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Head against control. Each case of the head falls in at most one of the first three."""

    broken_new: tuple[TestCase, ...]  # broken now, not broken on the base
    broken_old: tuple[TestCase, ...]  # broken on both
    fresh: tuple[TestCase, ...]  # ids that the base does not have
    lost: tuple[TestCase, ...]  # cases of the base that passed there and do not run now
    gone_broken: tuple[TestCase, ...]  # cases of the base that were broken there and are gone


def compare_cases(control: Sequence[TestCase], head: Sequence[TestCase]) -> Comparison:
    """Return what became of the tests of the base."""
    was_broken = {case.test_id for case in control if is_broken(case)}
    known = {case.test_id for case in control}
    present = {case.test_id for case in head}
    broken = [case for case in head if is_broken(case)]
    return Comparison(
        broken_new=tuple(case for case in broken if case.test_id not in was_broken),
        broken_old=tuple(case for case in broken if case.test_id in was_broken),
        fresh=tuple(case for case in head if case.test_id not in known),
        lost=_lost(control, head),
        gone_broken=tuple(
            case for case in control if is_broken(case) and case.test_id not in present
        ),
    )


def _lost(control: Sequence[TestCase], head: Sequence[TestCase]) -> tuple[TestCase, ...]:
    """Return the cases that passed in `control` and that no case of `head` stands for.

    A case may move to another file: the same name, not known before, that runs there, stands in.
    """
    running = {case.test_id for case in head if has_run(case)}
    missing = [
        case
        for case in control
        if case.outcome is CaseOutcome.PASSED and case.test_id not in running
    ]
    known = {case.test_id for case in control}
    spare = Counter(
        function_of(case.name) for case in head if has_run(case) and case.test_id not in known
    )
    lost = []
    for case in missing:
        name = function_of(case.name)
        if spare[name] > 0:
            spare[name] -= 1
        else:
            lost.append(case)
    return tuple(lost)


def ran(run: TestRun) -> tuple[TestCase, ...]:
    """Return the cases of `run` that were not skipped."""
    return tuple(case for case in run.cases if has_run(case))


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """Return `1 test` or `3 tests`."""
    return f"{count} {singular if count == 1 else plural or singular + 's'}"


def places_of(cases: Iterable[TestCase]) -> tuple[Place, ...]:
    """Return the places of `cases`, in order."""
    return tuple(place_of(case) for case in cases)
