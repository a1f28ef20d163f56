"""What a waiver lets through: exactly what was found, for as long as it says, by who may."""

import pytest

from gatewright.core.state.waivers import (
    FINGERPRINTS_MAX,
    MAY_BE_CUT,
    failing_line,
    fingerprints_of,
    with_waivers,
)
from gatewright.model.events import StepAccepted, StepJudged, StepRefused, VerdictLine
from gatewright.model.feature import People
from gatewright.model.ids import Digest, TreeId
from gatewright.model.intake import JudgingDone, Refusal, Submit, Take, Waive
from gatewright.model.records import replace
from gatewright.model.verdicts import Evidence, Examined, Place, Reason, Status, Verdict
from gatewright.model.waivers import JudgedAnew, Waived
from gatewright.model.workflow import Gate, InlineCheck, Move, NoGo, Product
from tests.unit.run_stories import AT, NOBODY, Story, approval, path, step

STEPS = (step("build", attempts_max=1), approval("look", ["build"], "build"))
PERSON = "person:dev"
OLD, NEW = Digest("old finding"), Digest("new finding")


def verdict(*places: Place, found: str = "something") -> Verdict:
    """Return a verdict with one reason."""
    return Verdict(
        check="tests",
        kind="tests",
        status=Status.FAIL,
        headline="it fails",
        examined=Examined(1, "tests"),
        evidence=Evidence(TreeId("t"), None, Digest("d"), 1),
        reasons=(Reason("tests.failed", "it fails", "no failure", found, places),),
    )


def given_up(*found: Digest) -> Story:
    """Return a run whose one attempt was refused for `found`."""
    story = Story(STEPS)
    story.work("build", "t1")
    judge(story, *found)
    assert story.states()["build"] == "GivenUp"
    return story


def judge(story: Story, *found: Digest, status: Status = Status.FAIL, check: str = "tests") -> None:
    """Have the gate judged with `found` against it."""
    judged = story.judgement("build")
    line = VerdictLine(check, status, "said", Digest("v"), ("tests.failed",), (), found)
    others = () if check == "tests" else judged.verdicts
    story.told(JudgingDone(replace(judged, verdicts=(line, *others))))


def waive(story: Story, **fields: str) -> object:
    """Waive what the tests found."""
    given = {"check": "tests", "person": PERSON, "because": "the rule is wrong here", **fields}
    return story.tell(Waive(None, **given))


def code_of(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_work_that_was_waived_is_judged_as_it_is_and_accepted() -> None:
    story = given_up(OLD)

    waive(story)

    assert story.states()["build"] == "Judging"
    judge(story, OLD)
    assert story.states()["build"] == "Accepted"
    accepted = next(each for each in story.events if isinstance(each, StepAccepted))
    assert (accepted.number, accepted.tree) == (1, "t1")
    assert any(isinstance(each, JudgedAnew) for each in story.events)


def test_what_is_found_anew_is_not_covered() -> None:
    story = given_up(OLD)
    waive(story)

    judge(story, OLD, NEW)

    assert story.states()["build"] == "GivenUp"
    assert isinstance(story.events[-2], StepRefused) or isinstance(story.events[-3], StepRefused)


def test_waiver_holds_for_a_later_attempt_and_for_this_check_alone() -> None:
    story = given_up(OLD)
    waive(story)
    judge(story, OLD, check="proof")

    assert story.states()["build"] == "GivenUp"


def test_waiver_runs_out() -> None:
    story = given_up(OLD)
    answer = waive(story, until="2026-01-02T03:04:06+00:00")
    assert not isinstance(answer, Refusal)
    story.at = "2026-01-02T03:04:06+00:00"

    judge(story, OLD)

    assert story.states()["build"] == "GivenUp"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"check": "proof"}, "waive.nothing"),
        ({"because": "  "}, "waive.reason"),
        ({"until": "2020-01-01T00:00:00+00:00"}, "waive.over"),
    ],
)
def test_waiver_that_says_too_little_is_refused(fields: dict[str, str], code: str) -> None:
    assert code_of(waive(given_up(OLD), **fields)) == code


def test_nobody_waives_where_the_workflow_says_so() -> None:
    story = Story(STEPS, waive=())
    story.work("build", "t1")
    judge(story, OLD)

    assert code_of(waive(story)) == "waive.role"


def with_check(waive: tuple[str, ...] | None) -> Story:
    """Return a run in which the tests of a step, which its gate defines, were refused."""
    defined = InlineCheck("tests", '{"tests": {"mode": "pass"}}', waive)
    build, *others = STEPS
    gate = replace(build.gate, defined=(defined,))
    story = Story((replace(build, gate=gate), *others), TEAM)
    story.work("build", "t1")
    judge(story, OLD)
    return story


TEAM = People((("approver", ("person:lead",)), ("guard", ("person:gus",))), is_solo=False)


@pytest.mark.parametrize(
    ("roles", "lead", "gus"), [(None, "", "waive.role"), (("guard",), "waive.role", "")]
)
def test_check_says_who_may_waive_it(roles: tuple[str, ...] | None, lead: str, gus: str) -> None:
    for person, code in (("person:lead", lead), ("person:gus", gus)):
        answer = waive(with_check(roles), person=person)
        assert (answer.code if isinstance(answer, Refusal) else "") == code


def test_check_that_nobody_may_waive_is_waived_by_nobody() -> None:
    for person in ("person:lead", "person:gus"):
        assert code_of(waive(with_check(()), person=person)) == "waive.role"


def test_waiver_counts_only_where_its_role_may_waive() -> None:
    story = with_check(("guard",))
    line = VerdictLine("tests", Status.FAIL, "said", Digest("v"), (), (), (OLD,))
    judged = replace(story.judgement("build"), verdicts=(line,))
    given = [
        Waived(path("build"), "tests", (OLD,), Digest("v"), PERSON, role, "so")
        for role in ("approver", "guard")
    ]

    left = [
        with_waivers(replace(story.state, waivers=(each,)), judged, AT).verdicts[0].status
        for each in given
    ]
    assert left == [Status.FAIL, Status.WAIVED]


def test_only_the_roles_that_approve_waive_and_not_their_own_work() -> None:
    people = People(is_solo=False, roles=(("approver", ("person:lead",)),))
    story = Story(STEPS, people)
    story.work("build", "t1")
    judge(story, OLD)

    assert code_of(waive(story)) == "waive.role"
    answer = waive(story, person="person:lead")
    assert not isinstance(answer, Refusal)
    waived = next(each for each in story.events if isinstance(each, Waived))
    assert (waived.role, waived.is_self, waived.fingerprints) == ("approver", False, (OLD,))


def test_what_could_not_be_judged_is_not_waived() -> None:
    story = Story(STEPS)
    story.work("build", "t1")
    for _ in range(5):
        if story.states()["build"] == "Judging" and not hasattr(story.state.phase, "because"):
            judge(story, OLD, status=Status.ERROR)

    assert code_of(waive(story)) == "waive.unjudged"


def test_law_of_every_step_is_not_waived() -> None:
    story = Story(STEPS)
    story.work("build", "t1")
    judge(story, OLD, check="work")

    assert code_of(waive(story, check="work")) == "waive.law"


def test_claim_of_the_shell_that_something_is_waived_is_not_believed() -> None:
    story = Story(STEPS)
    story.work("build", "t1")

    judge(story, OLD, status=Status.WAIVED)

    assert story.states()["build"] == "GivenUp"


def test_place_keeps_its_name_when_it_moves_and_another_text_is_another_finding() -> None:
    there = fingerprints_of(verdict(Place("a.py", 3, "x = 1")))

    assert there == fingerprints_of(verdict(Place("a.py", 9, "x = 1")))
    assert there != fingerprints_of(verdict(Place("a.py", 3, "x = 2")))
    assert there != fingerprints_of(verdict(Place("b.py", 3, "x = 1")))


def test_list_that_may_be_cut_is_bound_to_what_it_counts() -> None:
    places = [Place("a.py", line, f"x{line}") for line in range(MAY_BE_CUT)]

    assert fingerprints_of(verdict(*places)) != fingerprints_of(verdict(*places, found="51"))


def test_reason_without_places_is_bound_to_what_was_found() -> None:
    assert fingerprints_of(verdict(found="54 %")) != fingerprints_of(verdict(found="53 %"))


def test_many_findings_come_to_few_names() -> None:
    reasons = tuple(Reason(f"c{number}", "h", "w", "f") for number in range(FINGERPRINTS_MAX + 1))

    assert len(fingerprints_of(replace(verdict(), reasons=reasons))) == 1


def test_step_that_is_to_be_judged_again_anyway_is_left_as_it_is() -> None:
    again = NoGo(Move.REWORK, at_most=3)
    story = Story((step("build", doer=NOBODY, no_go=(again,), attempts_max=9),))
    judge(story, OLD)
    assert story.states()["build"] == "Ready"

    answer = waive(story)

    assert isinstance(answer, tuple)
    assert [type(each) for each in answer] == [Waived]
    judge(story, OLD)
    assert story.states()["build"] == "Accepted"


def test_judgement_that_does_not_hold_makes_no_items() -> None:
    story = Story((step("plan", produces=(Product("plan", "p.md", "plan"),)),))
    story.work("plan", "t1")

    story.judge("plan", Status.FAIL, code="tests.failed", items=["1"])
    story.work("plan", "t2")
    story.judge("plan", items=["1"])

    judged = [each for each in story.events if isinstance(each, StepJudged)]
    assert [[item.key for item in each.items] for each in judged] == [[], ["1"]]


def test_as_many_things_as_are_kept_by_themselves_are_named_by_themselves() -> None:
    def found(count: int) -> tuple[Digest, ...]:
        reasons = tuple(Reason(f"code.{n}", "it fails", "none", "some") for n in range(count))
        return fingerprints_of(replace(verdict(), reasons=reasons))

    assert len(found(FINGERPRINTS_MAX)) == FINGERPRINTS_MAX
    assert len(found(FINGERPRINTS_MAX + 1)) == 1


def test_check_is_meant_by_the_name_of_its_kind_where_that_is_one_alone() -> None:
    def line(check: str, status: Status = Status.FAIL) -> VerdictLine:
        return VerdictLine(check, status, "said", Digest("v"))

    one, other = line("tests (api)"), line("tests (web)")
    good = line("tests (web)", Status.PASS)

    assert failing_line([one, good], "tests") is one
    assert failing_line([one, other], "tests") is None
    assert failing_line([one, other], "tests (web)") is other
    assert failing_line([one], "lint") is None
    assert failing_line([good], "tests") is None


@pytest.mark.parametrize("is_alone", [True, False])
def test_who_wrote_it_waives_only_where_nobody_else_is_there(is_alone: bool) -> None:
    people = People((("approver", (PERSON,)),), is_solo=is_alone)
    story = Story(STEPS, people)
    story.told(Take(path("build"), PERSON, "/lane"))
    story.told(Submit(path("build"), PERSON, TreeId("t1")))
    judge(story, OLD)

    answer = waive(story)

    assert (isinstance(answer, Refusal) and answer.code == "waive.author") is not is_alone


def test_what_stands_in_the_way_is_named_where_something_else_is_waived() -> None:
    story = Story((step("build", gate=Gate(("tests", "lint")), attempts_max=1),))
    story.work("build", "t1")
    judged = story.judgement("build")
    lines = [VerdictLine("lint", Status.PASS, "said", Digest("v"))]
    lines.append(VerdictLine("tests", Status.FAIL, "said", Digest("v"), ("x",), (), (OLD,)))
    story.told(JudgingDone(replace(judged, verdicts=tuple(lines))))

    answer = waive(story, check="lint")

    assert isinstance(answer, Refusal)
    assert (answer.code, answer.found) == ("waive.nothing", "tests")
