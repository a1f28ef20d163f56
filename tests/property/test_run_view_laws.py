"""Whatever workers, people and paths say, a view of a run stays on its line and acts on nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.events import (
    AttemptFinished,
    Ended,
    Event,
    HintGiven,
    RunBlocked,
    RunExited,
    StepRefused,
    StepTaken,
)
from gatewright.model.events import Exit as RunExit
from gatewright.model.ids import Digest, RunId, TreeId
from gatewright.model.questions import QuestionAsked
from gatewright.model.records import replace
from gatewright.model.told import Recorded
from gatewright.views.event_words import SAID_CHARS_MAX
from gatewright.views.quoting import plain
from gatewright.views.run import run_view
from gatewright.views.run_diff import diff_view, headings
from gatewright.views.run_end import end_view
from gatewright.views.run_event import event_view
from gatewright.views.run_stop import stop_view
from gatewright.views.why import why_view
from tests.unit.run_stories import AT, ISOLATED, Story, path

PIECES = ("\x1b[2J", "\x1b]0;t\x07", "\n", "\r", "\u202e", "\x00", "a", " ", "\u2028")
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=300)
STEP = path("write-plan")


def events(text: str) -> tuple[Event, ...]:
    return (
        AttemptFinished(STEP, 1, Ended.DONE, TreeId("t"), text, None, ISOLATED, 1, author=text),
        StepRefused(STEP, 1, Digest("s"), (text,), text),
        StepTaken(STEP, text, text),
        HintGiven(STEP, text, text, 1),
        QuestionAsked(STEP, text, text),
        RunBlocked(text, STEP),
        RunExited(RunExit.ABORTED, text, None),
    )


@given(HOSTILE)
def test_fact_is_one_line_of_plain_characters(text: str) -> None:
    for seq, event in enumerate(events(text), start=1):
        view = event_view(Recorded(RunId("1"), seq, AT, text, event))
        assert plain(view.says) == view.says
        assert plain(view.step) == view.step


@given(st.text("x", min_size=SAID_CHARS_MAX + 1, max_size=5000))
def test_words_of_a_worker_are_cut(text: str) -> None:
    view = event_view(Recorded(RunId("1"), 1, AT, "agent:a", events(text)[0]))

    assert len(view.says.partition("says")[2]) <= SAID_CHARS_MAX + 4


@given(HOSTILE)
@settings(max_examples=40)
def test_screens_of_a_run_hold_plain_characters_only(text: str) -> None:
    story = Story()
    feature = replace(story.state.started.feature, slug=text, idea=text)
    state = replace(story.state, started=replace(story.state.started, feature=feature))
    told = [Recorded(RunId("12"), n, AT, text, each) for n, each in enumerate(events(text), 1)]

    views = (
        run_view(state, told, AT),
        end_view(state, told),
        why_view(state, told, None, is_driven=False),
        stop_view(state, told),
    )
    shown = [repr_of(view) for view in views]

    assert all(plain(each) == each for view in shown for each in view)


@given(HOSTILE, st.sampled_from(FileStatus))
def test_difference_holds_plain_characters_only(text: str, status: FileStatus) -> None:
    file = ChangedFile(text, status, text, (Line(1, text),), (Line(4, text),))
    view = diff_view("12", Change(TreeId("a"), TreeId("b"), (file,)))

    for each in (*headings(view.files[0]), *view.files[0].lines):
        assert plain(each) == each


def repr_of(view: object) -> list[str]:
    """Return every text in a view, however deep."""
    if isinstance(view, str):
        return [view]
    if isinstance(view, tuple):
        return [text for each in view for text in repr_of(each)]
    names = getattr(type(view), "__dataclass_fields__", {})
    return [text for name in names for text in repr_of(getattr(view, name))]
