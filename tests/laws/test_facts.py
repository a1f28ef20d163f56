"""What is known of a feature, under any order of what evidence and people say of it."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.admit.admit import admit
from gatewright.core.course.decide import decide
from gatewright.core.state.run_state import Deciding, RunState
from gatewright.model.effects import JudgeStep, StartAttempt
from gatewright.model.events import Choice, Ended
from gatewright.model.facts import (
    CHANGED,
    DIFF,
    FactRule,
    FactSeen,
    FactSettled,
    FactType,
    FactValue,
)
from gatewright.model.feature import Facts, People
from gatewright.model.ids import Digest, TreeId
from gatewright.model.intake import AskChange, Refusal, Reply, Start
from gatewright.model.questions import QuestionAnswered
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Product
from tests.laws.seen import Seen, as_many, drawn
from tests.property.run_worlds import beginning, judgement_of, work_of, working
from tests.unit.run_stories import AT, Story, start_of, step

Pair = tuple[str, FactValue]
Turn = tuple[str, list[Pair], Pair]
ADA = "person:ada"
RULES = (
    FactRule("route", "A route?", source="diff.lines > 1", is_of_diff=True),
    FactRule("lines", type=FactType.INT, source="diff.lines", is_of_diff=True),
    FactRule("api", "An API?", source="notes.api", reads=(("notes", "notes"),)),
    FactRule("large", source="facts.lines > 1"),
)
ANSWERS = {"fact.lines": "2"}
NOTES = Product("notes", "notes.yaml")
STEPS = (
    step("look", produces=(NOTES,)),
    step("draw", ["look"], when="facts.route"),
    step("write", ["draw"], when="facts.api", reads=("facts",)),
    step("split", ["write"], when="facts.large && !facts.route"),
    step("build", ["split"], reads=("notes",)),
    step("check", ["build"], when="facts.api || facts.route"),
)
KNOWN = st.lists(
    st.sampled_from([("route", False), ("api", True), ("api", False), ("lines", 1)]),
    max_size=3,
    unique_by=lambda pair: pair[0],
)
SEEN = st.lists(
    st.sampled_from(
        [
            *((name, value) for name in ("route", "api") for value in (True, False)),
            *(("lines", number) for number in range(4)),
        ]
    ),
    max_size=3,
    unique_by=lambda pair: pair[0],
)
TURN = st.tuples(
    st.sampled_from(["go on", "go on", "go on", "go on", "want", "agree", "object"]),
    SEEN,
    st.sampled_from([("route", False), ("route", True), ("api", True), ("api", False)]),
)


def played(known: Sequence[Pair], turns: Sequence[Turn]) -> Story:
    """Return a run in which evidence and people say what `turns` say."""
    people = People((("owner", (ADA,)),), is_solo=True)
    started = start_of(STEPS, people)
    workflow = replace(started.workflow, facts=RULES)
    story = Story(STEPS, people=people)
    first = admit(None, Start(replace(started, workflow=workflow, facts=Facts(tuple(known)))), AT)
    assert not isinstance(first, Refusal)
    story.state, story.events = first.state, list(first.events)
    for what, found, wanted in turns:
        match what:
            case "go on":
                go_on(story, found)
            case "want":
                story.tell(AskChange((), ADA, "it is so", (wanted,)))
            case _:
                decide_on(story, Choice.APPROVE if what == "agree" else Choice.SEND_BACK)
    return story


def go_on(story: Story, found: Sequence[Pair]) -> None:
    """Have happen what is wanted next; what is judged says what was `found`."""
    for question in sorted(story.state.questions):
        story.tell(Reply(question, ADA, ANSWERS.get(question, "yes")))
    record = working(story.state)
    if record is not None:
        story.tell(work_of(record, TreeId(f"{len(story.events):040x}"), Ended.DONE))
    for effect in decide(story.state):
        match effect:
            case StartAttempt():
                story.tell(beginning(effect))
            case JudgeStep():
                done = judgement_of(story.state, effect, Status.PASS)
                facts = tuple(
                    FactSeen(name, value, "notes" if name == "api" else DIFF, Digest("d"))
                    for name, value in found
                )
                story.tell(replace(done, judged=replace(done.judged, facts=facts)))
            case _:
                pass


def decide_on(story: Story, choice: Choice) -> None:
    for name in sorted(story.state.active):
        if isinstance(story.state.record(name).state, Deciding):
            story.decide(name, choice, ADA, "as said")
            return


def states_of(story: Story, known: Sequence[Pair]) -> list[dict[str, FactValue]]:
    """Return what was known after each event, by the events alone."""
    now: dict[str, FactValue] = dict(known)
    found = [dict(now)]
    for event in story.events:
        match event:
            case FactSettled(name, value):
                now[name] = value
            case QuestionAnswered(question_id):
                now[question_id.removeprefix("fact.")] = 2 if question_id in ANSWERS else True
            case _:
                continue
        found.append(dict(now))
    return found


def test_what_the_diff_showed_stays(seen: Seen) -> None:
    """What the diff showed stays known: a yes becomes no no, and a number no smaller one."""

    @drawn(as_many(150))
    @given(KNOWN, st.lists(TURN, min_size=12, max_size=40))
    def law(known: list[Pair], turns: list[Turn]) -> None:
        shown: dict[str, FactValue] = {}
        for event in played(known, turns).events:
            if not isinstance(event, FactSettled):
                continue
            if event.name in shown:
                assert int(event.value) >= int(shown[event.name]), event
                seen.counts["shown again"] += 1
            if event.source == DIFF:
                shown[event.name] = event.value
                seen.counts["shown"] += 1

    law()
    seen.at_least(shown=40, shown_again=5)


def test_what_people_said_only_people_change(seen: Seen) -> None:
    """What a person said, and no diff shows, changes by a change request alone."""

    @drawn(as_many(150))
    @given(KNOWN, st.lists(TURN, min_size=12, max_size=40))
    def law(known: list[Pair], turns: list[Turn]) -> None:
        said = {name for name, _ in known}
        for event in played(known, turns).events:
            match event:
                case QuestionAnswered(question_id):
                    said.add(question_id.removeprefix("fact."))
                    seen.counts["said"] += 1
                case FactSettled("api", _, source):
                    assert source == CHANGED or "api" not in said, event
                    said |= {"api"} if source == CHANGED else set()
                    seen.counts["changed"] += source == CHANGED
                case _:
                    pass

    law()
    seen.at_least(said=20, changed=5)


def test_what_is_known_is_what_events_say(seen: Seen) -> None:
    """What is known is what the events say; what follows from it is known with it."""

    @drawn(as_many(150))
    @given(KNOWN, st.lists(TURN, min_size=12, max_size=40))
    def law(known: list[Pair], turns: list[Turn]) -> None:
        story = played(known, turns)
        last = states_of(story, known)[-1]
        assert dict(story.state.facts) == last
        _follows(story.state)
        seen.counts["known"] += len(last)
        seen.counts["follows"] += "large" in last

    law()
    seen.at_least(known=100, follows=20)


def _follows(state: RunState) -> None:
    lines = state.facts.get("lines")
    assert state.facts.get("large") == (None if lines is None else int(lines) > 1)
