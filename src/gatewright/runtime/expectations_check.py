"""Whether the tests that a change edited still hold as they were: the fourth run."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gatewright.model.change import ChangedFile
from gatewright.model.observations import TestRun
from gatewright.model.records import replace
from gatewright.model.rules import ExpectationsRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import NotChecked
from gatewright.runtime.hearing import Answer, since
from gatewright.runtime.test_runs import Sides, TestRuns

if TYPE_CHECKING:
    from gatewright.core.judging.weakening import Weakening

EXPECTATIONS = "expectations"
FILES_MAX = 200


def check_expectations(runs: TestRuns, sides: Sides) -> Iterator[Answer]:
    """Yield whether old expectations hold; nothing where none was touched and nobody asks."""
    hearing = runs.hearing
    name = hearing.name_of(EXPECTATIONS, runs.project)
    edited = runs.sorted_change.edited_tests()
    if sides.control is not None and not edited:
        if hearing.matter.request.only:
            yield NotChecked(name, "no test of the base was edited", is_void=True)
        return
    yield _check(runs, sides, edited, name)


def _check(runs: TestRuns, sides: Sides, edited: tuple[ChangedFile, ...], name: str) -> Answer:
    """Return whether the tests of the `edited` files hold as they were."""
    # late: most changes edit no test of the base
    from gatewright.core.judges.judge_expectations import (  # noqa: PLC0415
        judge_expectations,
        old_expectations,
    )

    if sides.control is None:
        return NotChecked(name, "there is no base to compare with")
    head, control = sides.head.seen, sides.control.seen
    if isinstance(head, Trouble) or isinstance(control, Trouble):
        return NotChecked(name, "the tests could not be run on both sides")
    files = _files_to_run(edited, control)
    expected = old_expectations(control, head, files)
    if not expected:
        return NotChecked(name, "no edited test passed on the base", is_void=True)
    old = runs.run_with_old_tests(runs.sorted_change.test_side(), files)
    rule = ExpectationsRule()
    subject = runs.hearing.subject(name, rule, runs.project)
    weakened = tuple(_weakened(runs, edited, head))
    verdict = judge_expectations(name, expected, old.seen, weakened, subject)
    return since(replace(verdict, is_advisory=True), old)


def _files_to_run(edited: tuple[ChangedFile, ...], control: TestRun) -> tuple[str, ...] | None:
    """Return the edited test files of the base; None for all where tests may read what was edited.

    A fixture, a snapshot or a helper holds expectations of any test.
    """
    known = {case.file for case in control.cases}
    paths = {file.old_path for file in edited}
    return tuple(sorted(paths)) if paths <= known else None


def _weakened(
    runs: TestRuns, edited: tuple[ChangedFile, ...], head: TestRun
) -> "Iterator[Weakening]":
    """Yield the tests that demand less and have run. Bounds: FILES_MAX files are read."""
    from gatewright.core.judging.weakening import find_weakened  # noqa: PLC0415

    matter, trees = runs.hearing.matter, runs.hearing.edges.trees
    assert matter.base_tree is not None, "BUG: old tests asked for without a base"
    few = edited[:FILES_MAX]
    before = trees.read(matter.base_tree, [file.old_path for file in few])
    after = trees.read(matter.snapshot.tree, [file.path for file in few])
    have_run = {case.file for case in head.cases}
    for file in few:
        if file.path in have_run:
            yield from find_weakened(file.path, before.get(file.old_path), after.get(file.path))
