"""Work that clashes with what became of the head: each place, and what stands there."""

from gatewright.core.judges.judge_merge import HUNKS_CHARS_MAX, PLACES_MAX, judge_merge
from gatewright.model.change import Clash
from gatewright.model.verdicts import Place, Status
from gatewright.model.workflow import MERGE_CHECK
from tests.observed import SUBJECT

SAME = Clash("a.py", "both changed the same lines", 3, "<<< one\n>>> other\n")
GONE = Clash("b.py", "one took it away")


def test_each_clash_is_a_place() -> None:
    verdict = judge_merge([SAME, GONE], SUBJECT)
    (reason,) = verdict.reasons

    assert (verdict.check, verdict.status) == (MERGE_CHECK, Status.FAIL)
    assert verdict.examined.count == 2
    assert reason.places == (Place("a.py", 3, SAME.says), Place("b.py", 0, GONE.says))
    assert reason.found == "a.py: both changed the same lines"
    assert reason.tail == f"a.py\n{SAME.hunks}"


def test_clash_alone_is_told_as_one() -> None:
    assert judge_merge([GONE], SUBJECT).headline.startswith("1 place was")
    assert judge_merge([GONE, SAME], SUBJECT).headline.startswith("2 places were")


def test_many_clashes_are_told_in_bounds() -> None:
    large = Clash("a.py", "both", 1, "x" * HUNKS_CHARS_MAX)
    (reason,) = judge_merge([large] * (PLACES_MAX + 1), SUBJECT).reasons

    assert len(reason.places) == PLACES_MAX
    assert len(reason.tail) == HUNKS_CHARS_MAX
