"""Entries of registers: what workers leave and people put on record, what closes, what holds."""

import json
from collections.abc import Sequence

import pytest

from gatewright.core.admit.admit_entries import why_held
from gatewright.core.course.decide import decide, waits_for_people
from gatewright.core.evolve.evolve import evolve
from gatewright.core.registers.entries import current, open_entries, views_of
from gatewright.core.registers.registers_asked import registers_for
from gatewright.model.brief import BriefRegister
from gatewright.model.effects import JudgeStep, StartAttempt
from gatewright.model.events import AttemptFinished, Ended, Event, StepRefused, WorkflowOutgrown
from gatewright.model.ids import Digest, EffectId, TreeId
from gatewright.model.intake import BeginAttempt, Record, Refusal, Take, WorkDone
from gatewright.model.records import replace
from gatewright.model.registers import (
    ENTRIES_MAX,
    LINES_MAX,
    EntryAdded,
    EntryField,
    EntryTurnedDown,
    FieldKind,
    Register,
)
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Gate, InlineCheck, Product
from tests.unit.run_stories import ISOLATED, NOBODY, Story, path, step

ADA = "person:ada"
STEPS = (
    step("a", produces=(Product("notes", "notes.md"),)),
    step("b", ["a"], reads=("notes",)),
    step("c", ["a"]),
)


def begin(story: Story, name: str) -> int:
    """Have an attempt begin; return its number."""
    number = story.state.record(path(name)).numbers_used + 1
    effect = EffectId(f"12/{name}/attempt/{number}")
    tree = story.state.tree
    story.told(BeginAttempt(path(name), number, effect, "agent:scripted", tree, Digest("b")))
    return number


def write(
    story: Story, name: str, *entries: object, tree: str = "t1", ended: Ended = Ended.DONE
) -> list[Event]:
    """Have an attempt write lines for the registers; return what became of them."""
    number = begin(story, name)
    finished = AttemptFinished(path(name), number, ended, TreeId(tree), "", None, ISOLATED, 1)
    lines = tuple(each if isinstance(each, str) else json.dumps(each) for each in entries)
    events = story.told(WorkDone(finished, lines=lines))
    return [each for each in events if isinstance(each, EntryAdded | EntryTurnedDown)]


def say(story: Story, register: str, **given: str) -> Refusal | tuple[Event, ...]:
    return story.tell(Record(register, tuple(given.items()), ADA))


def unfit_of(said: Refusal | tuple[Event, ...]) -> str:
    assert isinstance(said, Refusal)
    assert said.code == "record.unfit"
    return said.found


def keys(entries: Sequence[EntryAdded]) -> list[str]:
    return [each.key for each in entries]


def test_entry_says_who_wrote_it_on_what_and_when() -> None:
    story = Story(STEPS)
    story.good("a", "t1")

    [added] = write(story, "b", {"register": "decisions", "text": "One table", "kind": "x"})

    digest = story.state.artifacts["notes"]
    assert added == EntryAdded(
        register="decisions",
        key="1",
        step=path("b"),
        number=1,
        values=(("text", "One table"), ("kind", "x")),
        author="agent:scripted",
        role="developer",
        tree=TreeId("t1"),
        at=story.at,
        read=(("notes", digest),),
    )


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("not json", "it is no JSON object"),
        ("[" * 100_000, "it has more than"),
        ("[" * 3900, "it is no JSON object"),
        ('{"register": "decisions", "text": NaN}', "it is no JSON object"),
        ('["register"]', 'it does not say "register"'),
        ({"register": 1}, 'it does not say "register"'),
        ({"register": "nowhere", "text": "x"}, 'no register is called "nowhere"'),
        ({"register": "decisions"}, 'it does not say "text"'),
        ({"register": "decisions", "text": " "}, '"text" is empty'),
        ({"register": "decisions", "text": "a\u202eb"}, '"text" has a character that cannot'),
        ({"register": "decisions", "text": ["x"]}, '"text" is text'),
        ({"register": "decisions", "text": "x", "odd": 1}, 'has no field "odd"'),
        ({"register": "decisions", "text": "x", "blocks": ["b"]}, "are not open or closed"),
        ({"register": "decisions", "text": "x", "options": 3}, '"options" is a list'),
        ({"register": "decisions", "text": "x", "options": ["x"] * 21}, '"options" is a list'),
        ({"register": "decisions", "text": "x", "key": "k" * 65}, '"key" is a word'),
        ({"register": "unknowns", "text": "x", "blocks": ["no"]}, 'no step is called "no"'),
        ({"register": "unknowns", "closes": "1"}, 'no open entry is called "1"'),
        ({"register": "unknowns", "closes": "1", "blocks": ["b"]}, "blocks nothing"),
        ({"register": "opinions", "verdict": "maybe"}, '"verdict" is one of agree, object'),
        ({"register": "pulls", "url": "u", "merged": 1}, '"merged" is true or false'),
        ({"register": "context", "text": "x", "importance": "high"}, "is a number"),
        ({"register": "context", "text": "x", "importance": True}, "is a number"),
        ({"register": "decisions", "text": "x", "because": 1}, '"because" is text'),
        ({"register": "decisions", "text": "x", "about": [1]}, '"about" is text'),
    ],
)
def test_line_that_is_no_entry_is_told_as_such(line: object, because: str) -> None:
    story = Story(STEPS)

    [told] = write(story, "a", line)

    assert isinstance(told, EntryTurnedDown)
    assert because in told.because
    assert len(told.line) <= 120
    assert not story.state.entries


def test_values_are_typed_by_their_fields_whoever_writes_them() -> None:
    story = Story(STEPS)
    own = Register("r", (EntryField("n", FieldKind.INT), EntryField("f", FieldKind.NUMBER)))
    workflow = replace(story.state.started.workflow, registers=(own,))
    story.state = replace(story.state, started=replace(story.state.started, workflow=workflow))

    merged = {"register": "pulls", "url": "u", "merged": True}
    write(story, "a", {"register": "r", "n": 7, "f": 0.5, "key": 3}, merged)
    say(story, "r", n="-12", f="-1.25")
    say(story, "pulls", url="u", merged="yes")
    say(story, "generators", relevant="no", argv="mix, gen")

    assert [(each["key"], each["n"], each["f"]) for each in views_of(story.state, "r")] == [
        ("3", 7, 0.5),
        ("2", -12, -1.25),
    ]
    assert views_of(story.state, "pulls")[0]["merged"] is True
    assert views_of(story.state, "generators")[0]["argv"] == ["mix", "gen"]
    assert unfit_of(say(story, "r", n="1.5")) == '"n" is a whole number'
    assert unfit_of(say(story, "r", n="1" * 13)) == '"n" is a whole number'
    assert unfit_of(say(story, "pulls", url="u", merged="maybe")) == '"merged" is true or false'


def test_what_nobody_said_is_empty() -> None:
    story = Story(STEPS)
    say(story, "decisions", text="x")
    say(story, "context", text="x")

    [decision] = views_of(story.state, "decisions")
    assert (decision["options"], decision["kind"], decision["state"]) == ([], "", "noted")
    assert views_of(story.state, "context")[0]["importance"] == 0.0
    assert views_of(story.state, "nowhere") == ()


def test_keys_are_given_once_and_numbers_go_around_them() -> None:
    story = Story(STEPS)

    first = {"register": "decisions", "text": "x", "key": "2"}
    told = write(story, "a", first, {"register": "decisions", "text": "y"}, first)

    assert [each.key for each in told if isinstance(each, EntryAdded)] == ["2", "3"]
    assert isinstance(told[-1], EntryTurnedDown)


def test_closed_entry_has_the_last_word_of_what_closes_it() -> None:
    story = Story(STEPS)
    say(story, "pulls", url="u", key="p")

    say(story, "pulls", closes="p", merged="true", because="green")

    [pull] = views_of(story.state, "pulls")
    assert (pull["state"], pull["merged"], pull["url"]) == ("closed", True, "u")
    assert (pull["closed_by"], pull["because"]) == (ADA, "green")
    assert open_entries(story.state, "pulls") == ()


def test_worker_closes_only_what_it_wrote_itself() -> None:
    story = Story(STEPS)
    say(story, "unknowns", text="Which?", key="u")

    told = write(
        story,
        "a",
        {"register": "unknowns", "closes": "u"},
        {"register": "unknowns", "text": "mine", "key": "m"},
        {"register": "unknowns", "closes": "m"},
        {"register": "unknowns", "closes": "m"},
    )

    assert [type(each) for each in told] == [
        EntryAdded,
        EntryAdded,
        EntryTurnedDown,
        EntryTurnedDown,
    ]
    assert keys(open_entries(story.state, "unknowns")) == ["u"]


@pytest.mark.parametrize(("closer", "became"), [("a", EntryAdded), ("b", EntryTurnedDown)])
def test_one_agent_in_another_role_closes_nothing_of_the_first(closer: str, became: type) -> None:
    reviewer = replace(step("a").doer, role="reviewer")
    story = Story((step("a", doer=reviewer), step("b")))
    write(story, "a", {"register": "issues", "text": "a hole", "key": "i"})
    story.judge("a", Status.FAIL)

    told = write(story, closer, {"register": "issues", "closes": "i"})

    assert [type(each) for each in told] == [became]
    assert bool(open_entries(story.state, "issues")) is (became is EntryTurnedDown)


def test_open_entry_holds_the_steps_it_links_and_no_other() -> None:
    story = Story(STEPS)
    say(story, "unknowns", text="Which database?", key="u", blocks="b")
    story.good("a", "t1")

    assert {each.step for each in decide(story.state) if isinstance(each, StartAttempt)} == {"c"}
    assert "b" in [each.definition.path for each in waits_for_people(story.state)]
    assert why_held(story.state, path("b")) == "entry u of unknowns is open: Which database?"
    assert why_held(story.state, path("c")) == ""
    assert isinstance(story.tell(Take(path("b"), ADA, "/")), Refusal)

    say(story, "unknowns", closes="u")
    assert {each.step for each in decide(story.state) if isinstance(each, StartAttempt)} == {
        "b",
        "c",
    }


def test_entry_on_a_whole_holds_what_stands_within_it() -> None:
    story = Story((step("a"), step("b/1", ["a"]), step("b", ["b/1"], doer=NOBODY)))
    say(story, "pulls", url="u", blocks="b")
    story.good("a", "t1")

    assert not any(isinstance(each, StartAttempt) for each in decide(story.state))
    assert why_held(story.state, path("b/1")) == "entry 1 of pulls is open"


def test_work_of_which_nothing_is_known_leaves_nothing_on_record() -> None:
    story = Story(STEPS)

    entry = {"register": "decisions", "text": "x"}

    for ended in (Ended.FAILED, Ended.ABSENT, Ended.BUSY):
        assert write(story, "a", entry, ended=ended) == []
    assert len(write(story, "a", entry, ended=Ended.TIMED_OUT)) == 1
    assert any(isinstance(each, StepRefused) for each in story.events)


def test_lines_are_bounded_for_an_attempt_and_entries_for_a_run() -> None:
    story = Story(STEPS)
    line = {"register": "lessons", "text": "x"}

    assert len(write(story, "a", *["?"] * 20)) == 10
    story.judge("a")
    assert len(write(story, "c", *[line] * (LINES_MAX + 5), tree="t2")) == LINES_MAX

    whole = (story.state.entries["lessons"] * (ENTRIES_MAX // LINES_MAX))[:ENTRIES_MAX]
    full = story.state.entries.set("lessons", whole)
    story.state = replace(story.state, entries=full)
    assert unfit_of(say(story, "lessons", text="x")) == f"a run has at most {ENTRIES_MAX} entries"


def test_entry_of_a_worker_is_of_today_while_what_it_read_is_there() -> None:
    story = Story(STEPS)
    story.good("a", "t1")
    write(story, "b", {"register": "decisions", "text": "x"}, tree="t1")
    say(story, "decisions", text="of the tree", key="tree")

    assert keys(current(story.state, "decisions")) == ["1", "tree"]
    other = story.state.artifacts.set("notes", Digest("n2"))
    assert keys(current(replace(story.state, artifacts=other), "decisions")) == ["tree"]
    moved = replace(story.state, tree=TreeId("t9"))
    assert keys(current(moved, "decisions")) == ["1"]


def test_objection_stays_until_its_role_takes_it_back_with_a_reason_or_on_another_content() -> None:
    story = Story(STEPS)
    no = {"register": "opinions", "verdict": "object", "text": "unsafe"}
    story.good("a", "t1")
    write(story, "b", no, tree="t1")

    other = story.state.artifacts.set("notes", Digest("n2"))
    assert keys(current(replace(story.state, artifacts=other), "opinions")) == ["1"]


@pytest.mark.parametrize(
    ("second", "is_taken"),
    [
        ({"verdict": "agree"}, False),
        ({"verdict": "agree", "because": "it is behind a flag"}, True),
        ({"verdict": "object"}, True),
    ],
)
def test_second_opinion_on_the_same_content(second: dict[str, str], is_taken: bool) -> None:
    story = Story(STEPS)
    first = {"register": "opinions", "verdict": "object"}

    told = write(story, "a", first, tree="t1")
    story.judge("a")
    told += write(story, "b", {"register": "opinions", "verdict": "agree"}, tree="t1")

    assert isinstance(told[-1], EntryAdded)  # it read something that the first did not
    say_one = say(story, "opinions", verdict="object")
    assert not isinstance(say_one, Refusal)
    said = say(story, "opinions", **second)
    assert isinstance(said, Refusal) is not is_taken


def test_worker_is_told_of_the_registers_of_its_gate_first() -> None:
    document = InlineCheck("d", '{"doc": {"register": "log", "min": "1"}}')
    asserted = InlineCheck("e", '{"assert": "reg(\'research\').size() > 0"}')
    other = InlineCheck("f", '{"doc": {"path": "x.md"}}')
    gate = Gate(("d", "e", "f"), defined=(document, asserted, other))
    story = Story((step("a", gate=gate),))
    known = tuple(Register(name, (EntryField("text"),)) for name in ("lessons", "log", "research"))
    workflow = replace(story.state.started.workflow, registers=known)
    state = replace(story.state, started=replace(story.state.started, workflow=workflow))

    told = registers_for(state, state.record(path("a")).definition)

    assert told == (
        BriefRegister(known[1], True),
        BriefRegister(known[2], True),
        BriefRegister(known[0], False),
    )


def test_held_step_is_not_judged_either() -> None:
    story = Story((step("a", doer=NOBODY),))
    assert any(isinstance(each, JudgeStep) for each in decide(story.state))

    say(story, "blockers", text="wait", blocks="a")

    assert decide(story.state) == ()


def test_entry_of_a_workflow_that_was_outgrown_can_be_closed_in_the_next_one() -> None:
    own = Register("worries", (EntryField("text", FieldKind.TEXT),), has_state=True)
    story = Story(STEPS)
    larger = story.state.started.workflow
    started = replace(story.state.started, workflow=replace(larger, registers=(own,)))
    story.state = replace(story.state, started=started)
    say(story, "worries", text="Is it safe?", key="w", blocks="b")
    story.state = evolve(story.state, WorkflowOutgrown(larger, "too large", TreeId("t1")))
    assert why_held(story.state, path("b"))

    assert not isinstance(say(story, "worries", closes="w"), Refusal)
    assert not why_held(story.state, path("b"))
