"""Hints, answers, work by hand, the end and the taking of a run; and what waits for whom."""

import io
import json
import sys
from collections.abc import Callable

import pytest

from gatewright.cli.abort import abort
from gatewright.cli.answer import answer
from gatewright.cli.approve import approve
from gatewright.cli.arguments import Typed, Verb, parse_arguments
from gatewright.cli.checkout import checkout
from gatewright.cli.clean import clean
from gatewright.cli.inbox import inbox
from gatewright.cli.land import land
from gatewright.cli.reject import reject
from gatewright.cli.retry import retry
from gatewright.cli.runs_door import listed
from gatewright.cli.said import WORDS_BYTES_MAX, said_in
from gatewright.cli.submit import submit
from gatewright.cli.verbs import (
    ABORT,
    ANSWER,
    APPROVE,
    CHECKOUT,
    CLEAN,
    INBOX,
    LAND,
    REJECT,
    RETRY,
    SUBMIT,
)
from gatewright.journal.codec import encode
from gatewright.model.events import (
    Answer,
    AttemptFinished,
    Choice,
    Decided,
    Ended,
    HintGiven,
)
from gatewright.model.feature import People
from gatewright.model.ids import Digest, EffectId, Nonce, RunId, StepPath, TreeId
from gatewright.model.intake import BeginAttempt, WorkDone
from gatewright.model.leftovers import Cleaned, Leftover
from gatewright.model.questions import QuestionAnswered
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.model.verdicts import Status
from gatewright.ports.journal import RunRow
from gatewright.ports.lanes import MustBeTyped
from gatewright.runtime.run_row import row_of
from gatewright.views.inbox import InboxRowView, InboxView, inbox_view
from gatewright.views.wanted import wants_of
from gatewright.views.wants import (
    QUESTION_CHARS_MAX,
    asked_of,
    parse_wants,
    rows_for,
    wants_text,
)
from tests.judgements import PIPE
from tests.story_desk import StoryDesk, StoryDoor
from tests.unit.run_stories import AT, ISOLATED, Story, path, step

SITTING = replace(PIPE, is_tty=True, can_ask=True)
Face = Callable[[Typed, StoryDoor], int]


def blocked() -> StoryDesk:
    """Return a run whose only step was refused to the end."""
    story = Story((step("build"),))
    while story.states()["build"] == "Ready":
        story.work("build", "1" * 40)
        story.judge("build", Status.FAIL, code="proof.vacuous")
    return StoryDesk(story)


def asking(*questions: str) -> StoryDesk:
    """Return a run in which an agent asked `questions`."""
    story = Story((step("build"),))
    tree = TreeId("t0")
    story.told(
        BeginAttempt(
            path("build"), 1, EffectId("12/build/attempt/1"), "agent:scripted", tree, Digest("b")
        )
    )
    finished = AttemptFinished(path("build"), 1, Ended.DONE, tree, "", None, ISOLATED, 5)
    story.told(WorkDone(finished, questions))
    return StoryDesk(story)


def say(face: Face, verb: Verb, desk: StoryDesk, *words: str) -> int:
    return face(parse_arguments(verb, words), StoryDoor(desk))


def code_of(face: Face, verb: Verb, desk: StoryDesk, *words: str) -> str:
    before = list(desk.story.events)
    with pytest.raises(Mistake) as caught:
        say(face, verb, desk, *words)
    assert desk.story.events == before
    return caught.value.code


def test_hint_frees_what_is_stuck_and_says_what_follows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk = blocked()

    assert code_of(retry, RETRY, desk, "12") == "retry.hint"
    assert code_of(retry, RETRY, desk, "12", "bild", "-m", "x") == "step.unknown"
    say(retry, RETRY, desk, "12", "build", "-m", "assert the\x07 stored value\nnot the lookup")

    given = [each for each in desk.story.events if isinstance(each, HintGiven)]
    assert [each.text for each in given] == ["assert the stored value\nnot the lookup"]
    shown = capsys.readouterr().out
    assert "build is tried again with your words" in shown
    assert shown.endswith("gatewright run 12\n")


def test_words_are_bounded_as_read_and_as_kept() -> None:
    assert code_of(retry, RETRY, blocked(), "-m", "x" * 4001) == "arguments.long"
    assert code_of(retry, RETRY, blocked(), "-m", "\N{GRINNING FACE}" * 1500) == "arguments.long"


def test_step_in_hand_is_told_with_folder_and_bounds_and_not_taken_twice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk = blocked()

    say(checkout, CHECKOUT, desk, "12")
    first = capsys.readouterr().out
    say(checkout, CHECKOUT, desk, "12")

    assert desk.taken == 1
    assert capsys.readouterr().out == first
    assert "cd '/lanes/12 hand'" in first
    assert "a change anywhere else is refused" in first
    assert "gatewright submit 12" in first


def test_work_by_hand_is_judged_like_any_work(capsys: pytest.CaptureFixture[str]) -> None:
    desk = blocked()
    assert code_of(submit, SUBMIT, desk) == "submit.nothing"
    say(checkout, CHECKOUT, desk)

    say(submit, SUBMIT, desk)

    assert desk.story.states()["build"] == "Judging"
    assert "build is handed in as tree 555555555555" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [("12", "per user"), ("per user",), ("alias", "per user")], ids=["run", "none", "slug"]
)
def test_answer_reaches_the_question(words: tuple[str, ...]) -> None:
    desk = asking("per user or per address?")

    say(answer, ANSWER, desk, *words)

    [given] = [each for each in desk.story.events if isinstance(each, QuestionAnswered)]
    assert given.text == "per user"
    assert desk.story.states()["build"] == "Ready"


def test_question_is_asked_of_the_person_who_sits_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = asking("per user\x1b[2J or per address?")
    assert code_of(answer, ANSWER, desk, "12") == "answer.empty"
    monkeypatch.setattr(sys, "stdin", io.StringIO("\nper user\n"))

    answer(parse_arguments(ANSWER, []), StoryDoor(desk, SITTING))

    assert "per user or per address?" in capsys.readouterr().out
    assert not desk.story.state.questions


def test_one_of_several_questions_is_named() -> None:
    desk = asking("which one?", "how many?")
    ids = sorted(desk.story.state.questions)

    assert code_of(answer, ANSWER, desk, "12", "two") == "answer.which"
    assert code_of(answer, ANSWER, desk, "12", "two", "--question", "q9") == "answer.which"
    say(answer, ANSWER, desk, "12", "two", "--question", ids[1])
    assert sorted(desk.story.state.questions) == ids[:1]


def test_run_that_asks_nothing_takes_no_answer() -> None:
    assert code_of(answer, ANSWER, blocked(), "12", "two") == "answer.unasked"


def test_aborted_run_is_over_and_its_branch_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    desk = blocked()

    say(abort, ABORT, desk, "12", "-m", "not worth it")

    shown = capsys.readouterr().out
    assert "branch and its record are kept" in shown
    assert shown.endswith("12 is over: aborted.\n")


def test_landing_says_where_it_is_or_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    desk = StoryDesk()
    assert say(land, LAND, desk, "12") == 0
    assert "12 is in main now, at cccccccccccc." in capsys.readouterr().out

    desk.landing = MustBeTyped("git merge --ff-only gw/12-alias", "main is checked out here")
    assert say(land, LAND, desk, "12") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("main is checked out here, so you take it yourself;")
    assert shown.endswith("  git merge --ff-only gw/12-alias\n")


LEFT = Cleaned(
    (Leftover(RunId("12"), "lane", "12-build"),),
    (Leftover(RunId("12"), "branch", "gw/12-alias", "holds 2 commits", ("git x", "gatewright y")),),
)


def test_clean_says_what_is_gone_what_stays_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert say(clean, CLEAN, StoryDesk(cleaned=LEFT), "12") == 0
    say(clean, CLEAN, StoryDesk())
    say(clean, CLEAN, StoryDesk(cleaned=replace(LEFT, removed=())))

    stays = "Kept    branch gw/12-alias: it holds 2 commits\n  git x\n  gatewright y\n"
    told = capsys.readouterr().out
    assert told == (
        f"Removed lane 12-build\n{stays}Nothing was left behind.\n{stays}Nothing was removed.\n"
    )


def test_clean_has_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    say(clean, CLEAN, StoryDesk(cleaned=LEFT), "--json")

    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "gatewright.clean/1"
    assert [each["name"] for each in document["removed"]] == ["12-build"]
    assert document["kept"][0]["ways_out"] == ["git x", "gatewright y"]


def test_clean_by_force_wants_to_know_of_which_feature() -> None:
    desk = StoryDesk()
    assert code_of(clean, CLEAN, desk, "--force") == "clean.which"
    assert desk.insisted == []
    say(clean, CLEAN, desk, "12", "--force")
    assert desk.insisted == [True]


@pytest.mark.parametrize(
    ("face", "verb", "words"),
    [
        (approve, APPROVE, ("12", "--item=1=yes")),
        (reject, REJECT, ("12", "-m", "no")),
        (answer, ANSWER, ("12", "yes")),
    ],
    ids=["approve", "reject", "answer"],
)
def test_worker_that_poses_as_a_person_is_refused_before_anything_is_said(
    face: Face, verb: Verb, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    desk = replace(asking("which?"), worker=True)

    assert code_of(face, verb, desk, *words) == "decision.from-worker"

    assert desk.people_wanted_for == [verb.name]
    assert capsys.readouterr().out == ""


def waiting(*stories: Story, person: str = "person:dev") -> InboxView:
    numbered = {str(number): story for number, story in enumerate(stories, start=12)}
    rows = [
        replace(row_of(each.state, AT), run_id=RunId(number)) for number, each in numbered.items()
    ]
    waits = [row for row in rows if row.state == "waits"]
    others = [row for row in rows if row.state != "waits"]
    wanted = {str(row.run_id): _rows_of(row, person) for row in waits}
    return inbox_view(listed(others, person), wanted, person)


def _rows_of(row: RunRow, person: str) -> list[InboxRowView]:
    asked = asked_of(parse_wants(row.wants) or (), person)
    return rows_for(asked, row.run_id, row.slug, row.updated_at)


def deciding(people: People | None = None) -> Story:
    story = Story(people=people)
    story.good("write-plan", "1" * 40, items=["1"])
    story.judge("may-code")
    return story


def test_inbox_comes_in_the_order_of_effort() -> None:
    view = waiting(blocked().story, asking("which?").story, deciding())

    assert [(row.kind, row.command[0]) for row in view.rows] == [
        ("decide", "approve"),
        ("answer", "answer"),
        ("do", "why"),
    ]


def test_inbox_holds_nothing_of_others() -> None:
    story = deciding(People((("approver", ("person:sec",)),), is_solo=False))

    assert waiting(story).rows == ()
    assert waiting(story).others == ("12",)
    assert [row.role for row in waiting(story, person="person:sec").rows] == ["approver"]


def test_inbox_holds_nothing_that_moves_by_itself() -> None:
    assert waiting(Story()).rows == ()
    assert waiting(Story()).others == ()


def test_finished_result_waits_to_be_taken_until_it_landed() -> None:
    story = Story((step("build"),))
    story.good("build", "1" * 40)

    assert [row.command for row in waiting(story).rows] == [("land", "12")]


def test_inbox_of_a_new_repository_says_how_to_begin(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = StoryDesk()
    monkeypatch.setattr(StoryDesk, "rows", lambda _: [])

    assert say(inbox, INBOX, desk) == 0

    shown = capsys.readouterr().out
    assert shown.startswith("Nothing waits for you: no run was started.\n")
    assert "gatewright run IDEA" in shown


def test_longest_words_for_every_item_of_a_decision_can_be_kept() -> None:
    words = said_in("\N{GRINNING FACE}" * (WORDS_BYTES_MAX // 12))
    answers = tuple(Answer(f"item {number}", is_yes=True, because=words) for number in range(5))
    decided = Decided(
        StepPath("look"), Nonce("n"), Digest("b"), Choice.APPROVE, "person:dev", "approver",
        answers, words, Digest("s"), Digest("h"),
    )  # fmt: skip

    assert encode(decided).type_name == "Decided"


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"kind": "do"}]', '[{"kind": "do", "of": 1}]'])
def test_row_that_does_not_say_what_it_wants_is_told_apart(text: str) -> None:
    assert parse_wants(text) is None


def test_what_a_row_says_is_bounded_and_read_back_as_it_was() -> None:
    story = asking("x" * 5000).story
    wants = wants_of(story.state)

    assert parse_wants(wants_text(wants)) == wants
    assert [len(each.question) for each in wants] == [QUESTION_CHARS_MAX]
