"""A run takes a signed decision once, and only by a key that asks as much as is demanded."""

import pytest

from gatewright.core.rehearse.played_endings import Ending
from gatewright.core.rehearse.rehearsal import rehearse
from gatewright.model.events import Answer, Choice, Decided, Event
from gatewright.model.feature import People
from gatewright.model.ids import CommitId, Digest
from gatewright.model.intake import Decide, NamePeople, Refusal
from gatewright.model.signing import Grade, Signed
from gatewright.model.standing import PeopleChanged
from gatewright.views.standing_words import standing_says
from tests.unit.run_stories import AT, Story, approval, path, start_of, step

LEADS = (("approver", ("person:ada", "person:bo")),)


def signed(grade: Grade = Grade.SILENT, name: str = "1") -> Signed:
    return Signed(
        Digest(name * 64), Digest("2" * 64), "SHA256:k", "ssh-ed25519", grade, CommitId("c")
    )


def story(project: Grade | None = None, rule: Grade | None = None, **fields: object) -> Story:
    people = People(LEADS, is_solo=False, grade=project)
    made = Story((step("a"), approval("gate", ["a"], "a", grade=rule, **fields)), people)
    made.work("a", "t1")
    made.judge("a")
    made.judge("gate")
    return made


def said(
    made: Story, by: Signed | None, choice: Choice = Choice.APPROVE, person: str = "person:ada"
) -> Refusal | tuple[Event, ...]:
    asked = made.asked("gate")
    answers = tuple(Answer(item, is_yes=True) for item in asked.rule.items)
    return made.tell(
        Decide(
            path("gate"), asked.nonce, asked.bound, choice, person, answers, "so",
            Digest("s"), Digest("h"), by,
        )
    )  # fmt: skip


def code_of(answer: Refusal | tuple[Event, ...]) -> str:
    return answer.code if isinstance(answer, Refusal) else ""


def test_unsigned_decision_is_taken_where_nothing_is_demanded() -> None:
    [decided, *_] = taken(said(story(), None))

    assert isinstance(decided, Decided)
    assert (decided.is_signed, decided.signed) == (False, None)


def taken(answer: Refusal | tuple[Event, ...]) -> tuple[Event, ...]:
    assert not isinstance(answer, Refusal), answer
    return answer


@pytest.mark.parametrize("grade", Grade)
@pytest.mark.parametrize("choice", Choice)
@pytest.mark.parametrize("is_of_project", [True, False])
def test_unsigned_decision_is_refused_where_any_grade_is_demanded(
    grade: Grade, choice: Choice, is_of_project: bool
) -> None:
    made = story(grade if is_of_project else None, None if is_of_project else grade)

    assert code_of(said(made, None, choice)) == "approval.unsigned"


@pytest.mark.parametrize("demanded", Grade)
@pytest.mark.parametrize("grade", Grade)
def test_key_has_to_ask_as_much_as_is_demanded(demanded: Grade, grade: Grade) -> None:
    answer = said(story(demanded), signed(grade))

    assert code_of(answer) == ("" if grade.reaches(demanded) else "approval.grade")


def test_signature_stands_in_the_record() -> None:
    [decided, *_] = taken(said(story(Grade.TOUCH), signed(Grade.TOUCH)))

    assert isinstance(decided, Decided)
    assert (decided.is_signed, decided.signed) == (True, signed(Grade.TOUCH))


def test_role_is_asked_for_before_the_key_is_looked_at() -> None:
    assert code_of(said(story(Grade.TOUCH), None, person="person:eve")) == "approval.role"


def test_statement_counts_once_also_after_its_yes_ran_out() -> None:
    made = story(voices_min=2, expires_s=60)
    taken(said(made, signed()))
    assert code_of(said(made, signed())) == "approval.replayed"

    made.at = "2026-01-02T04:04:05+00:00"
    taken(said(made, signed(name="3"), person="person:bo"))  # the first yes is too old by then
    assert made.asked("gate").said_yes == ("person:bo",)

    assert code_of(said(made, signed())) == "approval.replayed"
    taken(said(made, signed(name="4")))
    assert made.states()["gate"] == "Accepted"


def test_statement_that_was_taken_is_told_as_such_when_other_things_are_asked() -> None:
    made = story()
    taken(said(made, signed(), Choice.SEND_BACK))
    made.work("a", "t2")
    made.judge("a")
    made.judge("gate")

    assert code_of(said(made, signed())) == "approval.replayed"


def test_grade_is_demanded_as_the_branch_says_by_now() -> None:
    made = story()
    told = People(LEADS, is_solo=False, grade=Grade.CONFIRM)
    taken(made.tell(NamePeople(told, "main", CommitId("c9"))))

    [changed] = [each for each in made.events if isinstance(each, PeopleChanged)]
    assert (
        standing_says(changed)
        .partition("; ")[2]
        .startswith("decisions want a signature by a key that asks each time")
    )
    assert code_of(said(made, None)) == "approval.unsigned"
    assert code_of(said(made, signed())) == "approval.grade"
    assert code_of(said(made, signed(Grade.CONFIRM))) == ""


def test_workflow_that_demands_signatures_is_played_with_them() -> None:
    steps = (step("a"), approval("gate", ["a"], "a", grade=Grade.TOUCH))

    plays = {each.script.name: each.ending for each in rehearse(start_of(steps), AT)}

    assert plays["all is good"] is Ending.COMPLETED
    assert plays["gate is sent back once"] is Ending.COMPLETED
