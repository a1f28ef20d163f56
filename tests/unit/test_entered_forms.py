"""Forms that are entered in a register once they hold; entries as a trace takes them."""

import pytest

from gatewright.core.admit.admit_entries import entries_of_forms
from gatewright.core.documents.register_items import items_of_register
from gatewright.core.registers.form_lines import line_of_form
from gatewright.core.registers.on_record import on_record
from gatewright.core.text.yaml_nodes import Scalar
from gatewright.definitions.reporting import Reporter
from gatewright.definitions.run_checks import SourceOfRun
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.document_rules import ItemSource
from gatewright.model.ids import TreeId
from gatewright.model.intake import JudgingDone, Submit, Take
from gatewright.model.registers import EntryAdded, EntryTurnedDown
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Product, Workflow
from tests.unit.run_stories import AT, Story, path, step
from tests.unit.test_entries import say

FORM = Product("opinion", "docs/opinion.yaml", "opinion", entered="opinions")
STEPS = (step("u", produces=(FORM,)), step("next", ["u"]))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"verdict: agree\nreason: It is fine.\n", '"verdict": "agree", "reason": "It is fine."'),
        (b"conditions: [a, {b: 1}]\n", '"conditions": ["a", "{\\"b\\": \\"1\\"}"]'),
        (b"n: 3\n", '"n": "3"'),
        (b"- a list\n", ""),
        (b"a: [\n", ""),
        (None, ""),
    ],
)
def test_form_is_said_as_a_line(content: bytes | None, line: str) -> None:
    made = line_of_form(FORM, content)

    assert line in made
    assert bool(made) == bool(line)


def test_form_that_is_not_entered_says_nothing() -> None:
    assert line_of_form(Product("x", "x.yaml"), b"verdict: agree\n") == ""


def judged(story: Story, *lines: str, status: Status = Status.PASS) -> list[object]:
    events = story.told(JudgingDone(story.judgement("u", status), None, lines))
    return [each for each in events if isinstance(each, EntryAdded | EntryTurnedDown)]


def test_form_is_entered_once_it_holds_with_its_role_and_reason() -> None:
    story = Story(STEPS)
    story.work("u", "t1")

    [entry] = judged(
        story, '{"verdict": "agree", "reason": "fine", "other": 1, "register": "opinions"}'
    )

    assert isinstance(entry, EntryAdded)
    assert dict(entry.values) == {"verdict": "agree", "reason": "fine"}
    assert (entry.role, entry.because, entry.author) == ("developer", "fine", "agent:scripted")


def test_form_is_of_who_handed_it_in_and_of_nobody_who_worked_before() -> None:
    story = Story(STEPS)
    story.work("u", "t1")
    story.judge("u", Status.FAIL, code="x")
    story.told(Take(path("u"), "person:ada", "/x"))
    story.told(Submit(path("u"), "person:zoe", TreeId("t2")))
    [entry] = judged(story, '{"verdict": "agree", "register": "opinions"}')

    assert isinstance(entry, EntryAdded)
    assert entry.author == "person:zoe"


def test_form_that_is_refused_or_no_entry_is_not_entered() -> None:
    story = Story(STEPS)
    line = '{"verdict": "agree", "register": "opinions"}'
    story.work("u", "t1")
    assert judged(story, line, status=Status.FAIL) == []

    story.work("u", "t2")
    unfit = judged(story, '{"verdict": "maybe", "register": "opinions"}', "?", '{"register": "x"}')
    assert [type(each) for each in unfit] == [EntryTurnedDown] * 3


def test_same_form_of_one_attempt_is_entered_once() -> None:
    story = Story(STEPS)
    line = '{"verdict": "agree", "register": "opinions"}'
    story.work("u", "t1")

    event = story.judgement("u")
    assert len(judged(story, line)) == 1
    assert entries_of_forms(story.state, event, (line,), AT) == ()  # judged again on the head


# Sources of a trace


def test_entries_mention_the_words_of_their_fields() -> None:
    story = Story(STEPS)
    say(story, "research", kind="docs", text="Looked at phoenix, and ecto.", about="plan")
    known = on_record(story.state, path("u"), AT)

    items = items_of_register(ItemSource(register="research"), known)

    assert not isinstance(items, Trouble)
    [item] = items
    assert item.id == "1"
    assert {"phoenix", "ecto", "plan", "docs"} <= item.refs
    assert "person" not in " ".join(item.refs)
    assert items_of_register(ItemSource(register="research", is_current=True), known) == (item,)
    assert items_of_register(ItemSource(register="log"), known) == ()


def test_outside_of_a_run_there_are_no_entries() -> None:
    assert isinstance(items_of_register(ItemSource(register="research"), None), Trouble)


def test_source_names_a_register() -> None:
    def read(text: str) -> object:
        return SourceOfRun().read(Scalar(text, 1, 1, is_plain=True), Reporter("w"))

    assert read("reg('research')") == ItemSource(register="research")
    assert read("reg('log').current()") == ItemSource(register="log", is_current=True)


def test_product_that_is_entered_is_a_form() -> None:
    text = (
        "workflow: w\nversion: '1'\ntitle: W\nroles: [r]\nsteps:\n"
        "  s: {by: r, brief: B, produces: {x: {path: x.md, register: opinions}}, gate: [tests]}\n"
    )

    problems = parse_workflow(text, "w")

    assert not isinstance(problems, Workflow)
    assert '"register" needs "form"' in str(problems[0])
