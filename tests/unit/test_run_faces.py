"""What `run`, `status` and `why` take words for, and what a screen may hold."""

import pytest

from gatewright.cli import run, status, why
from gatewright.cli.arguments import parse_arguments
from gatewright.cli.run_rows import live_rows
from gatewright.cli.run_screen import LiveScreen, Watching
from gatewright.cli.run_start import start_request
from gatewright.cli.runs_door import step_named, told_of
from gatewright.cli.verbs import RUN, STATUS, WHY
from gatewright.model.ids import CommitId, RunId
from gatewright.model.intake import Committed, Landed
from gatewright.model.records import replace
from gatewright.model.told import RunTold
from gatewright.model.trouble import Mistake
from gatewright.views.run import run_view
from gatewright.views.run_diff import diff_view
from gatewright.views.run_end import end_view
from gatewright.views.runs import command_of
from gatewright.views.spans_of_time import clock, seconds_between, span
from tests import driven_desk as made
from tests.judgements import PIPE
from tests.unit.run_stories import AT, Story

TTY = replace(PIPE, is_tty=True, progress_is_tty=True, width=80, height=12)


def built() -> made.DrivenDesk:
    story = Story()
    made.plan_it(story)
    made.build_it(story)
    return made.DrivenDesk(story)


def planned(count: int) -> Story:
    story = Story()
    story.good("write-plan", "t1", items=[str(each) for each in range(1, count + 1)])
    story.judge("may-code")
    story.decide("may-code")
    return story


def watching(desk: made.DrivenDesk) -> Watching:
    loaded = desk.load(RunId("12"))
    return Watching(loaded.state, told_of(RunId("12"), loaded.entries))


def test_sentence_is_an_idea_and_what_was_typed_is_asked_for() -> None:
    words = ["Add an alias", "-W", "quick", "-a", "x -y", "--fact", "ui=no", "--fact", "api=yes"]
    request = start_request(parse_arguments(RUN, [*words, "--from", "."]), "Add an alias")

    assert (request.workflow, request.agent, request.from_ref) == ("quick", "x -y", ".")
    assert request.facts == (("ui", "no"), ("api", "yes"))


@pytest.mark.parametrize("word", ["ui", "ui=", "=yes", "u-i=yes"])
def test_fact_without_a_name_or_a_word_is_a_mistake(word: str) -> None:
    with pytest.raises(Mistake) as caught:
        start_request(parse_arguments(RUN, ["Add it", "--fact", word]), "Add it")

    assert caught.value.code == "arguments.fact"


def test_flag_of_a_start_is_refused_where_nothing_starts() -> None:
    with pytest.raises(Mistake) as caught:
        run.run_feature(parse_arguments(RUN, ["12", "-W", "quick"]), made.DrivenDoor(built()))

    assert caught.value.code == "arguments.conflict"


def test_flag_of_a_start_without_an_idea_asks_for_one() -> None:
    with pytest.raises(Mistake) as caught:
        run.run_feature(parse_arguments(RUN, ["--from", "."]), made.DrivenDoor(built()))

    assert caught.value.code == "run.idea"


@pytest.mark.parametrize("answer", ["n\n", "no\n", "", "what?\n"])
def test_nothing_starts_where_the_person_does_not_say_yes(
    answer: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    desk = made.DrivenDesk(acts=(made.plan_it,))
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    door = made.DrivenDoor(desk, replace(PIPE, can_ask=True))

    assert run.run_feature(parse_arguments(RUN, ["Add an alias"]), door) == 0
    assert "Nothing was started." in capsys.readouterr().out
    assert desk.acts


def test_run_that_lost_its_driver_is_driven_on(capsys: pytest.CaptureFixture[str]) -> None:
    desk = made.DrivenDesk(acts=(), later=(made.plan_it,))

    assert run.run_feature(parse_arguments(RUN, ["12"]), made.DrivenDoor(desk)) == 10
    lines = capsys.readouterr().out.splitlines()
    assert len([row for row in lines if "write-plan attempt 1 accepted" in row]) == 1


def test_status_of_many_folds_nothing() -> None:
    """The journal of this door fails when it is read."""
    desk = made.DrivenDesk(listed=(made.row("1", "a", "moving"),))

    assert status.status(parse_arguments(STATUS, []), made.DrivenDoor(desk)) == 0


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("approve", "approve 3"),
        ("choose", "choose 3"),
        ("answer", "answer 3 TEXT"),
        ("", "status 3"),
    ],
)
def test_command_suits_what_is_asked(verb: str, expected: str) -> None:
    assert command_of("3", "waits", verb) == expected


def test_step_is_found_by_an_unambiguous_tail() -> None:
    state = planned(2).state

    assert step_named(state, "2") == "build/2"
    assert step_named(state, "build") == "build"
    with pytest.raises(Mistake) as caught:
        step_named(state, "finsh")
    assert caught.value.hints[0] == "did you mean  finish"


def test_word_alone_is_a_step_where_no_feature_has_that_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Strict(made.DrivenDesk):
        def find(self, name: str | None) -> RunId:
            if name not in (None, "12", "alias"):
                raise Mistake("run.unknown", "no")
            return RunId("12")

    story = planned(2)
    assert why.why(parse_arguments(WHY, ["finish"]), made.DrivenDoor(Strict(story))) == 0
    assert "12 finish" in capsys.readouterr().out
    with pytest.raises(Mistake) as caught:
        why.why(parse_arguments(WHY, ["nothing"]), made.DrivenDoor(Strict(story)))
    assert caught.value.code == "run.unknown"


@pytest.mark.parametrize("count", [1, 5, 60])
def test_live_frame_fits_one_screen_whatever_the_size(count: int) -> None:
    story = planned(count)
    desk = made.DrivenDesk(story)
    told = told_of(RunId("12"), desk.load(RunId("12")).entries)

    rows = live_rows(run_view(story.state, told, AT), "tests", TTY)

    assert len(rows) + 2 <= TTY.height


def test_live_frame_is_drawn_over_the_one_before_and_stays(
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk = made.DrivenDesk(planned(2))
    door = made.DrivenDoor(desk, TTY)
    with LiveScreen(watching(desk), TTY, door.now) as screen:
        first = capsys.readouterr().out
        desk.acts = (lambda story: story.good("build/1", "t2"),)
        desk.drive(RunId("12"), screen.hear)
    last = capsys.readouterr().out

    assert "Ctrl-C stops" in first
    assert last.count("\x1b[2J") == 0  # of the worker: nothing of it survives
    assert f"\x1b[{first.count(chr(10))}A" in last
    assert last.rstrip().splitlines()[-1].find("Ctrl-C") == -1


def test_fact_that_is_told_twice_is_taken_once() -> None:
    desk = built()
    watched = watching(desk)
    count = len(watched.told)

    def hear(told: RunTold) -> None:
        watched.hear(told)

    desk.drive(RunId("12"), hear)

    assert len(watched.told) == count


def test_hunks_are_numbered_as_diff_does() -> None:
    view = diff_view("12", built().change(RunId("12")))

    assert [row for file in view.files for row in file.lines if row.startswith("@@")] == [
        "@@ -0,0 +1,1 @@",
        "@@ -41,1 +41,2 @@",
    ]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-3, "0 s"), (59.9, "59 s"), (61, "1 m"), (7500, "2 h 05 m"), (100_800, "1 d 4 h")],
)
def test_span_has_at_most_two_units(seconds: float, expected: str) -> None:
    assert span(seconds) == expected


def test_time_that_is_none_is_told_as_none() -> None:
    assert (clock("soon"), seconds_between("soon", AT)) == ("", 0.0)


def test_run_that_never_moves_is_let_go() -> None:
    desk = made.DrivenDesk()

    assert run.run_feature(parse_arguments(RUN, ["12"]), made.DrivenDoor(desk)) == 10


def test_interrupted_run_says_how_it_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(story: Story) -> None:
        raise KeyboardInterrupt

    desk = made.DrivenDesk(acts=(interrupt,))

    with pytest.raises(KeyboardInterrupt):
        run.run_feature(parse_arguments(RUN, ["12"]), made.DrivenDoor(desk))

    assert "gatewright run 12" in capsys.readouterr().err


def test_result_that_landed_is_not_offered_again() -> None:
    story = built().story
    made.merge_it(story)
    for unit in story.state.to_commit:
        story.told(Committed(unit.step, CommitId(f"5c21d0b{unit.tree}"), unit.tree))
    ready = end_view(story.state, [])
    story.told(Landed(story.state.commits[-1], "main", "person:dev"))
    landed = end_view(story.state, [])

    assert (ready.says, landed.says) == ("ready to merge", "landed as 5c21d0b")
    assert [each.arguments[0] for each in ready.take_it] == ["diff", "land", "log"]
    assert [each.arguments[0] for each in landed.take_it] == ["diff", "log"]
