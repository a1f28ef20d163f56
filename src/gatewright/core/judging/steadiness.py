"""What it means that the same content was looked at again, and came out differently.

To look again adds to what was seen and replaces nothing, so a second look can lose a pass and never
win one. A check whose answer hangs on when one looks is unstable, and fails.

Invariants: what differs on the base in the same way is not the change's doing, and is left alone;
what passed on the base at any time counts as passing there. A look that could not be had (Trouble)
is none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from gatewright.core.judging.cases import counted
from gatewright.model.change import Change
from gatewright.model.digest import digest_of
from gatewright.model.ids import Digest, TreeId
from gatewright.model.observations import CaseOutcome, FileCoverage, FindingsRun, TestCase, TestRun
from gatewright.model.records import dataclass, replace
from gatewright.model.verdicts import Place, Reason, Status, Verdict

__all__ = ["essence_of", "is_unstable", "judge_findings_steadiness", "judge_steadiness"]

CODE = "check.unstable"
PLACES_MAX = 50
BROKEN = (CaseOutcome.FAILED, CaseOutcome.ERRORED)
ABSENT = "not run"
PLANTED = "the planted tests"
Outcomes = dict[str, tuple[str, ...]]
"""By test, each outcome it had, in the order of the looks."""


def essence_of(run: TestRun | FindingsRun) -> Digest:
    """Return the name of what a run saw: not when, how long, in which folder or in which words."""
    if isinstance(run, FindingsRun):
        found = [[each.path, each.line, each.rule, each.level.value] for each in run.findings]
        read = [sorted(paths) for paths in (run.examined, run.excluded, run.missing)]
        return digest_of([sorted(found), read])
    cases = sorted([case.test_id, case.outcome.value] for case in run.cases)
    trouble = run.coverage_trouble.code if run.coverage_trouble else ""
    return digest_of([cases, run.canary.value, _lines_in(run.coverage), trouble])


def judge_steadiness(
    verdict: Verdict,
    looks: Sequence[Sequence[TestRun]],
    change: Change | None,
    *,
    may_differ: bool = False,
) -> Verdict:
    """Return `verdict` as all looks at what it rests on leave it.

    Shape: `looks` are, for each thing it rests on, all runs seen of it. `may_differ` says that the
           base wants several looks counted, and so expects them to differ.
    """
    if all(len(each) < 2 for each in looks):
        return verdict
    if verdict.kind == "coverage":
        lines = _unsteady_lines(looks, change)
        what = counted(len(lines), "changed line" if change is not None else "line")
        places = [Place(path, line, "ran in one look and not in another") for path, line in lines]
        return _unsteady(verdict, what, places, may_differ=may_differ)
    if verdict.kind not in ("tests", "proof", "expectations", "red"):
        return verdict
    told = _Sides.of(verdict, looks).told(verdict.kind)
    judged = _unsteady(
        verdict, counted(len(told.new), "test"), told.places(), may_differ=may_differ
    )
    if not told.old:
        return judged
    note = f"{counted(len(told.old), 'test')} unsteady on the base too, left alone"
    return replace(judged, notes=(*judged.notes, note))


def judge_findings_steadiness(
    verdict: Verdict, head: Sequence[FindingsRun], base: Sequence[FindingsRun]
) -> Verdict:
    """Return `verdict` as all looks of a static tool leave it."""
    known = {(path, rule) for path, rule, _ in _unsteady_findings(base)}
    new = [each for each in _unsteady_findings(head) if (each[0], each[1]) not in known]
    places = [
        Place(path, line, f"{rule} in one look and not in another") for path, rule, line in new
    ]
    return _unsteady(verdict, counted(len(new), "finding"), places, may_differ=False)


def is_unstable(verdict: Verdict) -> bool:
    """Return whether a verdict says that it hangs on when one looks."""
    return any(reason.code == CODE for reason in verdict.reasons)


@dataclass(frozen=True, slots=True)
class _Told:
    """Tests that came out differently."""

    new: Mapping[str, tuple[str, ...]]
    old: frozenset[str]
    cases: Mapping[str, TestCase]

    def places(self) -> list[Place]:
        """Return where they are, and how they came out."""
        return [self._place(name, outcomes) for name, outcomes in sorted(self.new.items())]

    def _place(self, name: str, outcomes: tuple[str, ...]) -> Place:
        case = self.cases.get(name)
        text = f"{name}: {', then '.join(outcomes)}"
        return Place(case.file, case.line, text) if case and case.file else Place(name, 0, text)


@dataclass(frozen=True, slots=True)
class _Sides:
    """All looks at the head, at the base, and at what is composed of both."""

    head: Sequence[TestRun]
    base: Sequence[TestRun]
    other: Sequence[Sequence[TestRun]]

    @classmethod
    def of(cls, verdict: Verdict, looks: Sequence[Sequence[TestRun]]) -> "_Sides":
        """Sort looks by the tree they were of; where nothing changed, it is the head's."""
        head_tree, base_tree = verdict.evidence.head_tree, verdict.evidence.base_tree
        by_tree: dict[TreeId, list[Sequence[TestRun]]] = {}
        for each in looks:
            if each:
                by_tree.setdefault(each[0].execution.tree, []).append(each)
        head = by_tree.pop(head_tree, [()])
        base = by_tree.pop(base_tree, [()]) if base_tree is not None else [()]
        return cls(head[0], base[0], [each for group in by_tree.values() for each in group])

    def told(self, kind: str) -> _Told:
        """Return what is unsteady for a check of `kind`, and not so on the base."""
        head, base = _outcomes(self.head), _outcomes(self.base)
        odd, old = _unsteady_of(head), _unsteady_of(base)
        other = {name: seen for each in self.other for name, seen in _differing(each).items()}
        cases = {case.test_id: case for run in self._all() for case in run.cases}
        if kind == "proof":
            fresh = {name: seen for name, seen in odd.items() if name not in base}
            return _Told(fresh | other, frozenset(), cases)
        if kind == "expectations":
            return _Told(other, frozenset(), cases)
        new = {name: seen for name, seen in odd.items() if name not in old}
        new |= {name: seen for name, seen in old.items() if self._is_lost(name, head, odd)}
        return _Told(new, frozenset(odd.keys() & old.keys()), cases)

    def _is_lost(self, name: str, head: Outcomes, odd: Mapping[str, object]) -> bool:
        """Return whether a test that passes on the base at times never does with the change."""
        passes = CaseOutcome.PASSED.value in _outcomes(self.base).get(name, ())
        return passes and name not in odd and set(head.get(name, ())) <= {*BROKEN, ABSENT}

    def _all(self) -> Iterable[TestRun]:
        for each in (*self.other, self.base, self.head):
            yield from each


def _outcomes(looks: Sequence[TestRun]) -> Outcomes:
    """Return how each test came out in each look."""
    seen = [{case.test_id: case.outcome.value for case in run.cases} for run in looks]
    for names, run in zip(seen, looks, strict=True):
        names[PLANTED] = run.canary.value
    every = dict.fromkeys(name for names in seen for name in names)
    return {name: tuple(names.get(name, ABSENT) for names in seen) for name in every}


def _unsteady_of(outcomes: Outcomes) -> Outcomes:
    return {name: seen for name, seen in outcomes.items() if len(set(seen)) > 1}


def _differing(looks: Sequence[TestRun]) -> Outcomes:
    return _unsteady_of(_outcomes(looks))


def _unsteady_lines(
    looks: Sequence[Sequence[TestRun]], change: Change | None
) -> list[tuple[str, int]]:
    """Return the lines that ran in one look and not in another; of a change, those it added."""
    added = None
    if change is not None:
        added = {(file.path, line.number) for file in change.files for line in file.added}
    odd: set[tuple[str, int]] = set()
    for each in looks:
        ran = [{(file.path, n) for file in run.coverage or () for n in file.ran} for run in each]
        odd |= set().union(*ran) - (ran[0].intersection(*ran) if ran else set())
    return sorted(odd if added is None else odd & added)


def _unsteady_findings(looks: Sequence[FindingsRun]) -> list[tuple[str, str, int]]:
    """Return what some looks found more often than others: path, rule, line."""
    counts = [Counter((each.path, each.rule, each.line) for each in run.findings) for run in looks]
    every = set().union(*counts)
    odd = {each for each in every if len({count[each] for count in counts}) > 1}
    read = [set(run.examined) for run in looks]
    unread = set().union(*read) - (read[0].intersection(*read) if read else set())
    return sorted(odd | {(path, "was read", 0) for path in unread})


def _unsteady(verdict: Verdict, what: str, places: Sequence[Place], *, may_differ: bool) -> Verdict:
    """Return `verdict` with what came out differently: as a note where it may, else a failure."""
    if not places or verdict.status is Status.NOT_APPLICABLE:
        return verdict
    found = f"{what} came out differently on the same content"
    if may_differ:
        return replace(verdict, notes=(*verdict.notes, f"{found}; `repeats` counts the looks"))
    reason = Reason(
        code=CODE,
        headline=found,
        wanted="one answer for one content, however often it is looked at",
        found=f"{places[0].text or places[0]}",
        places=tuple(places[:PLACES_MAX]),
        way_out="Make it independent of time, chance, order and of what runs beside it.",
    )
    is_pass = verdict.status is Status.PASS
    return replace(
        verdict,
        status=Status.FAIL if is_pass else verdict.status,
        headline=f"unstable: {found}" if is_pass else verdict.headline,
        reasons=(*verdict.reasons, reason),
    )


def _lines_in(coverage: tuple[FileCoverage, ...] | None) -> object:
    if coverage is None:
        return None
    return sorted([file.path, sorted(file.ran), sorted(file.missed)] for file in coverage)
