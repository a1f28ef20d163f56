from gatewright.core.code.suppressions import Suppression
from gatewright.core.judges.judge_ruler import judge_ruler
from gatewright.core.judging.subject import Subject
from gatewright.core.ruler.ruler import Direction, RulerArea, RulerDifference
from gatewright.model.ids import Digest, TreeId
from gatewright.model.verdicts import Status

SUBJECT = Subject(TreeId("head"), TreeId("base"), Digest("d"))


def difference(
    direction: Direction, area: RulerArea = RulerArea.SETTINGS, what: str = "adds a.py to omit"
) -> RulerDifference:
    return RulerDifference("pyproject.toml", "/tool", 38, "", "a.py", direction, what, area)


def test_weaker_setting_fails_with_its_place() -> None:
    verdict = judge_ruler([difference(Direction.WEAKER)], [], SUBJECT, 6)

    (reason,) = verdict.reasons
    assert verdict.status is Status.FAIL
    assert verdict.headline == "this change weakens a check"
    assert reason.code == "ruler.weakened"
    assert reason.found == "pyproject.toml:38 adds a.py to omit"


def test_unclear_setting_fails_as_altered() -> None:
    verdict = judge_ruler([difference(Direction.UNCLEAR)], [], SUBJECT, 6)

    assert verdict.status is Status.FAIL
    assert verdict.headline == "this change alters how it is judged"
    assert verdict.reasons[0].code == "ruler.altered"


def test_first_of_several_is_named_and_the_others_counted() -> None:
    two = [difference(Direction.WEAKER), difference(Direction.WEAKER, what="removes b.py")]

    assert judge_ruler(two[:1], [], SUBJECT, 6).reasons[0].found.endswith("to omit")
    assert judge_ruler(two, [], SUBJECT, 6).reasons[0].found.endswith("to omit, and 1 more")


def test_stronger_setting_passes_with_a_note() -> None:
    verdict = judge_ruler(
        [difference(Direction.STRONGER, what="adds B to ruff select")], [], SUBJECT, 6
    )

    assert verdict.status is Status.PASS
    assert verdict.notes == ("pyproject.toml adds B to ruff select, which is stricter",)


def test_stronger_setting_does_not_pay_for_a_weaker_one() -> None:
    both = [difference(Direction.STRONGER), difference(Direction.WEAKER)]

    assert judge_ruler(both, [], SUBJECT, 6).status is Status.FAIL


def test_suppression_and_test_machinery_fail_under_their_own_codes() -> None:
    mark = Suppression("a.py", 12, "type: ignore", "# type: ignore")
    hook = difference(Direction.UNCLEAR, RulerArea.TEST_MACHINERY)

    verdict = judge_ruler([hook], [mark], SUBJECT, 6)

    assert [reason.code for reason in verdict.reasons] == [
        "ruler.suppression",
        "ruler.test-infrastructure",
    ]
    assert verdict.reasons[0].places[0].text == 'adds "# type: ignore"'


def test_nothing_found_passes_and_says_how_much_was_looked_at() -> None:
    verdict = judge_ruler([], [], SUBJECT, 6)

    assert (verdict.status, verdict.headline) == (Status.PASS, "6 files changed, no check weakened")
    assert verdict.examined.count == 6


def test_nothing_changed_is_not_a_pass() -> None:
    assert judge_ruler([], [], SUBJECT, 0).status is Status.NOT_APPLICABLE
