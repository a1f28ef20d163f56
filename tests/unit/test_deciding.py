"""Deciding: on what was shown, answered by a person, recorded or kept as a draft, never lost."""

import io
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from gatewright.cli.approve import approve, decide_here
from gatewright.cli.arguments import parse_arguments
from gatewright.cli.deciding import sit_down
from gatewright.cli.drafts import Drafts
from gatewright.cli.reject import reject
from gatewright.cli.verbs import APPROVE, REJECT
from gatewright.model.digest import digest_of_bytes
from gatewright.model.events import Choice, Decided
from gatewright.model.feature import People
from gatewright.model.ids import RunId, TreeId
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.views.terminal import Terminal
from tests.judgements import PIPE
from tests.story_desk import CODE, PLAN, StoryDesk, StoryDoor
from tests.unit.run_stories import FEATURE, Story, approval, step

SITTING = replace(PIPE, is_tty=True, can_ask=True)
ITEMS = ("Is this what you asked for?", "Is no rate limit acceptable?")
LISTED = (FEATURE[0], approval("may-code", ["write-plan"], "write-plan", items=ITEMS), step("go"))
RUN = RunId("12")


class Unread:
    """An input that nobody may read."""

    def readline(self) -> str:
        raise AssertionError("asked where nothing is to be asked")


def asking(*, items: bool = True, person: str = "person:dev", **fields: object) -> StoryDesk:
    """Return a desk on which a person is asked about a plan."""
    story = Story(LISTED if items else FEATURE)
    story.good("write-plan", "1" * 40, items=["1"])
    story.judge("may-code")
    return StoryDesk(story, person=person, **fields)  # type: ignore[arg-type]


def typed_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{each}\n" for each in lines)))


def do_approve(desk: StoryDesk, folder: Path, *words: str, terminal: Terminal = PIPE) -> int:
    return approve(parse_arguments(APPROVE, words), StoryDoor(desk, terminal, str(folder)))


def on(desk: StoryDesk) -> tuple[str, str]:
    """Return the words that name what is asked on."""
    asked = desk.asked(RUN)
    assert asked is not None
    return "--on", asked.bound[:7]


def decisions(desk: StoryDesk) -> list[Decided]:
    return [each for each in desk.story.events if isinstance(each, Decided)]


def test_what_is_recorded_is_bound_to_the_very_text_that_was_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    desk = asking()
    expected = desk.asked(RUN)
    assert expected is not None
    typed_in(monkeypatch, "y", "n", "limit it to 20 an hour", "s")

    assert do_approve(desk, tmp_path, terminal=SITTING) == 0

    shown = capsys.readouterr().out
    [decided] = decisions(desk)
    ends = [at for at in range(len(shown)) if shown[at] == "\n"]
    assert decided.shown in {digest_of_bytes(shown[: end + 1].encode()) for end in ends}
    assert digest_of_bytes(desk.kept_texts[decided.shown].encode()) == decided.shown
    assert (decided.bound, decided.head) == (expected.bound, expected.head)
    assert decided.choice is Choice.SEND_BACK
    assert decided.because == "limit it to 20 an hour"
    assert [each.is_yes for each in decided.answers] == [True, False]
    assert "Sent back by dev as approver (self, unsigned)." in shown


@pytest.mark.parametrize(
    "lines",
    [(), ("", "", "a"), ("", "maybe", "yep"), ("y",), ("y", "y"), ("y", "y", "", "ok"), ("y", "n")],
    ids=["gone", "enter", "guesses", "half", "no-choice", "enter-at-choice", "no-reason"],
)
def test_only_words_that_are_meant_decide(
    lines: Iterable[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk = asking()
    typed_in(monkeypatch, *lines)

    do_approve(desk, tmp_path, terminal=SITTING)

    assert decisions(desk) == []


def test_answers_of_an_interrupted_person_are_kept_and_not_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    desk = asking()
    typed_in(monkeypatch, "y")
    do_approve(desk, tmp_path, terminal=SITTING)
    assert "Your answer is kept." in capsys.readouterr().out
    typed_in(monkeypatch, "y", "a")

    do_approve(desk, tmp_path, terminal=SITTING)

    assert "1  answered before: yes" in capsys.readouterr().out
    assert [each.choice for each in decisions(desk)] == [Choice.APPROVE]
    assert list((tmp_path / "drafts").iterdir()) == []


def test_content_that_changed_while_reading_is_told_and_nothing_is_recorded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    desk = asking()

    def change() -> None:
        desk.story.decide("may-code", Choice.SEND_BACK, because="somebody else was quicker")
        desk.story.good("write-plan", "2" * 40, items=["1"])
        desk.story.judge("may-code")
        desk.files = (PLAN, replace(CODE, removed=()))

    desk.before_admit = change
    typed_in(monkeypatch, "y", "y", "a")

    with pytest.raises(Mistake) as caught:
        do_approve(desk, tmp_path, terminal=SITTING)

    assert caught.value.code == "approval.stale"
    assert caught.value.found.startswith("shop/refund.py (tree 1111111 -> 2222222)")
    assert [each.choice for each in decisions(desk)] == [Choice.SEND_BACK]
    typed_in(monkeypatch)
    do_approve(desk, tmp_path, terminal=SITTING)
    shown = capsys.readouterr().out
    assert "before it changed you said: yes" in shown
    assert "answered before" not in shown


def test_question_that_was_settled_meanwhile_is_not_decided_twice(tmp_path: Path) -> None:
    desk = asking(items=False)
    desk.before_admit = lambda: desk.story.decide("may-code")

    with pytest.raises(Mistake) as caught:
        do_approve(desk, tmp_path, *on(desk))

    assert caught.value.code == "approval.unasked"
    assert len(decisions(desk)) == 1


def test_script_answers_every_item_or_decides_nothing(tmp_path: Path) -> None:
    desk = asking()

    with pytest.raises(Mistake) as caught:
        do_approve(desk, tmp_path, "--item", "1=yes")
    assert caught.value.code == "approval.unanswered"
    assert caught.value.hints[-1] == "gatewright approve 12 --item 1=yes --item 2=yes"
    assert decisions(desk) == []

    do_approve(desk, tmp_path, "12", "--item", "1=yes", "--item", "2=yes:20 an hour: at most")
    [decided] = decisions(desk)
    assert decided.choice is Choice.APPROVE
    assert decided.answers[1].because == "20 an hour: at most"


@pytest.mark.parametrize("words", [("--item=1=no:a 'b'",), ("--item=1=no", "-m", "a 'b'")])
def test_item_answered_with_no_is_no_approval_of_a_script(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    desk = asking()

    with pytest.raises(Mistake) as caught:
        do_approve(desk, tmp_path, *words, "--item=2=yes", *on(desk))

    assert caught.value.code == "approval.no"
    assert shlex.split(caught.value.hints[0]) == ["gatewright", "reject", "12", "-m", "a 'b'"]
    assert decisions(desk) == []


def test_item_answered_with_no_in_a_terminal_is_asked_about(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk = asking()
    words = ("--item=1=no:later", "--item=2=yes")
    typed_in(monkeypatch, "l")
    do_approve(desk, tmp_path, *words, terminal=SITTING)
    assert decisions(desk) == []
    typed_in(monkeypatch, "a")

    do_approve(desk, tmp_path, *words, terminal=SITTING)

    assert [(each.choice, each.because) for each in decisions(desk)] == [(Choice.APPROVE, "later")]


def test_approval_that_names_nothing_is_none_in_a_script(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", Unread())
    desk = asking(items=False)

    with pytest.raises(Mistake) as caught:
        do_approve(desk, tmp_path)

    assert caught.value.code == "approval.unnamed"
    assert caught.value.hints == (f"gatewright approve 12 --on {on(desk)[1]}",)
    assert f"content {on(desk)[1]}" in capsys.readouterr().out
    assert decisions(desk) == []


@pytest.mark.parametrize("items", [True, False])
@pytest.mark.parametrize("named", ["b1f05", "0000000", "g" * 7, "0" * 64])
def test_approval_of_other_content_than_is_asked_is_refused(
    named: str, items: bool, tmp_path: Path
) -> None:
    desk = asking(items=items)
    answers = ("--item=1=yes", "--item=2=yes") if items else ()

    with pytest.raises(Mistake) as caught:
        do_approve(desk, tmp_path, *answers, f"--on={named}")

    assert caught.value.code == "approval.stale"
    assert decisions(desk) == []


def test_content_that_is_named_in_a_terminal_is_not_asked_about(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", Unread())
    desk = asking(items=False)

    do_approve(desk, tmp_path, *on(desk), terminal=SITTING)

    assert len(decisions(desk)) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1", "items.form"),
        ("1=", "items.form"),
        ("=yes", "items.form"),
        ("1=maybe", "items.form"),
        ("-1=yes", "items.form"),
        ("²=yes", "items.form"),
        ("0=yes", "items.unknown"),
        ("3=yes", "items.unknown"),
        ("99999999999999999999=yes", "items.unknown"),
        ("1=no:again", "items.twice"),
    ],
)
def test_answer_that_cannot_be_meant_is_a_mistake(text: str, code: str, tmp_path: Path) -> None:
    desk = asking()

    with pytest.raises(Mistake) as caught:
        do_approve(desk, tmp_path, "--item", "1=yes", f"--item={text}")

    assert caught.value.code == code
    assert decisions(desk) == []


def test_pipe_without_items_says_exactly_what_was_approved(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", Unread())
    desk = asking(items=False)
    asked = desk.asked(RUN)
    assert asked is not None

    assert do_approve(desk, tmp_path, *on(desk)) == 0

    shown = capsys.readouterr().out
    assert f"tree {asked.tree}" in shown
    assert f"sha256 {asked.bound}" in shown
    assert shown.endswith("but nothing is driving it.\n  gatewright run 12\n")


def test_run_that_is_driven_is_said_to_go_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    desk = asking(items=False, is_driven=True)
    do_approve(desk, tmp_path, *on(desk))

    assert capsys.readouterr().out.endswith("12 goes on at build/1. Runner: alive.\n")


def test_nothing_to_decide_is_a_mistake_that_says_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(Mistake) as caught:
        do_approve(StoryDesk(), tmp_path)

    assert caught.value.code == "approval.unasked"
    assert "gatewright inbox" in caught.value.hints


def test_decision_of_somebody_else_is_not_called_self(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    desk = asking(items=False, person="person:sec")
    do_approve(desk, tmp_path, *on(desk))

    shown = capsys.readouterr().out
    assert "Approved by sec as approver (unsigned)." in shown
    assert "will be shown as: unsigned" in shown


def test_person_without_the_role_reads_it_and_decides_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    story = Story(people=People((("approver", ("person:sec",)),), is_solo=False))
    story.good("write-plan", "1" * 40, items=["1"])
    story.judge("may-code")

    desk = StoryDesk(story)

    with pytest.raises(Mistake) as caught:
        do_approve(desk, tmp_path, *on(desk))

    assert caught.value.code == "approval.role"
    assert "not yours to decide" in capsys.readouterr().out


@pytest.mark.parametrize("key", ["o", "?"])
def test_change_and_what_is_known_can_be_opened_before_answering(
    key: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    desk = asking()
    typed_in(monkeypatch, key, "y", "y", key, "a")

    do_approve(desk, tmp_path, terminal=SITTING)

    expected = "   42 + if amount <= 0:" if key == "o" else "nothing here was said by an agent"
    assert capsys.readouterr().out.count(expected) == 2
    assert len(decisions(desk)) == 1


def test_decision_is_offered_in_the_terminal_of_the_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, drafts = asking(), Drafts(tmp_path)
    monkeypatch.setattr(sys, "stdin", Unread())
    assert not decide_here(desk, RUN, PIPE, drafts)
    assert not decide_here(StoryDesk(), RUN, SITTING, drafts)
    typed_in(monkeypatch, "y", "l", "a")
    assert not decide_here(desk, RUN, SITTING, drafts)
    assert "Your answer is kept." in capsys.readouterr().out
    typed_in(monkeypatch, "y", "l")
    assert not decide_here(desk, RUN, SITTING, drafts)
    typed_in(monkeypatch, "a")
    assert decide_here(desk, RUN, SITTING, drafts)
    assert "nothing is driving it" not in capsys.readouterr().out  # the run goes on by itself


def test_send_back_needs_a_reason_and_brings_the_work_back(tmp_path: Path) -> None:
    desk = asking()
    door = StoryDoor(desk, folder=str(tmp_path))

    with pytest.raises(Mistake) as caught:
        reject(parse_arguments(REJECT, ["12"]), door)
    assert caught.value.code == "approval.reason"

    reject(parse_arguments(REJECT, ["12", "-m", "limit\x1b[2J it"]), door)
    [decided] = decisions(desk)
    assert (decided.choice, decided.because) == (Choice.SEND_BACK, "limit it")
    assert desk.story.states()["write-plan"] == "Ready"


def test_what_was_decided_before_is_shown_with_what_it_weighs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    desk = asking(items=False)
    desk.story.decide("may-code", Choice.SEND_BACK, because="no limit")
    desk.story.good("write-plan", "2" * 40, items=["1"])
    desk.story.judge("may-code")

    text = sit_down(desk, RUN, PIPE, Drafts(tmp_path)).text

    assert 'dev sent back (self, unsigned): "no limit"' in text
    assert "since then  1 file, +1 -0" in text
    assert TreeId("2" * 7) in text
