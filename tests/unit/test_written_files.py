"""What Gatewright writes itself: rows from a register, a report, the plan; and when rows lack."""

import json

import pytest

from gatewright.core.registers.written_rows import lacking_rows, rows_count, rows_of, tree_of
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.ids import TreeId
from gatewright.model.intake import Record
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import (
    ApprovalRule,
    Doer,
    Gate,
    Product,
    StepDefinition,
    WorkerKind,
    Workflow,
)
from gatewright.views.written_files import written
from tests.unit.run_stories import NOBODY, Story, approval, path, step
from tests.unit.test_entries import say, write

OURS = Doer(WorkerKind.COMMAND)
LOG = Product("log", "docs/log.md", append_only=True, register="log")
SECTION = Product("log", "docs/plan.md", section="work-log", append_only=True, register="log")
WRITING = step("log", doer=OURS, action="write_section", produces=(LOG,))


def told(*steps: StepDefinition) -> Story:
    """Return a run whose workflow speaks of the log."""
    story = Story(steps or (WRITING, step("a", ["log"]), step("b", ["a"])))
    workflow = parse_workflow(
        "workflow: w\nversion: '1'\ntitle: W\nregisters: {log: log-entry}\n"
        "steps: {s: {gate: [tests]}}",
        "w",
    )
    assert isinstance(workflow, Workflow)
    own = replace(story.state.started.workflow, registers=workflow.registers)
    story.state = replace(story.state, started=replace(story.state.started, workflow=own))
    return story


def text_of(story: Story, product: Product, old: str | None = None) -> str:
    definition = replace(WRITING, produces=(product,))
    return written(story.state, definition, product, old.encode() if old else None).decode()


def log(text: str) -> dict[str, str]:
    return {"register": "log", "text": text}


def test_entry_is_a_row_once_its_step_has_held() -> None:
    story = told()
    story.good("log", "t1")
    write(story, "a", log("did it"), tree="t2")
    assert rows_of(story.state, "log") == []
    assert [each.key for each in rows_of(story.state, "log", path("a"))] == ["1"]

    story.judge("a")

    [row] = rows_of(story.state, "log")
    assert tree_of(story.state, row) == "t2"
    assert story.states()["log"] == "Ready"  # it lacks that row
    assert text_of(story, LOG) == (
        "# Log\n\nWritten by Gatewright from the register log.\n\n"
        "- 1 (a, agent:scripted, tree t2): did it\n"
    )


def test_word_of_a_person_is_a_row_at_once_and_of_the_content_there_was() -> None:
    story = told()
    story.good("log", "t1")

    say(story, "log", text="Seen.")

    assert story.states()["log"] == "Ready"
    assert "- 1 (ada, tree t1): Seen.\n" in text_of(story, LOG)


def test_rows_are_added_and_never_written_again() -> None:
    story = told()
    say(story, "log", text="one")
    old = text_of(story, LOG)
    say(story, "log", text="two")

    new = text_of(story, LOG, old)

    assert new.startswith(old)
    assert new.count("\n- ") == 2


@pytest.mark.parametrize(
    ("old", "kept"),
    [
        (None, ""),
        ("# Plan\n\nText.\n", "# Plan\n\nText.\n\n"),
        ("# Plan\n\n## Work log\n\n## Risks\n\nNone.\n", "# Plan\n\n"),
        ("# Plan\n\n## Work log\n\n- 0 (x): old\n\n## Risks\n\nNone.\n", "# Plan\n\n"),
    ],
)
def test_section_is_written_where_it_stands_and_all_else_is_left(
    old: str | None, kept: str
) -> None:
    story = told()
    say(story, "log", text="one")

    new = text_of(story, SECTION, old)

    assert new.startswith(kept)
    assert new.count("## Work log") == 1
    assert "- 1 (ada, tree t0): one\n" in new
    assert ("## Risks\n\nNone.\n" in new) == ("Risks" in (old or ""))
    assert text_of(story, SECTION, new) == new
    assert ("- 0 (x): old\n- 1 (" in new) == ("- 0" in (old or ""))


def test_first_row_stands_apart_from_the_words_before_it() -> None:
    story = told()
    empty = text_of(story, LOG)
    say(story, "log", text="one")

    new = text_of(story, LOG, empty)

    assert new == empty + "\n- 1 (ada, tree t0): one\n"


def test_section_that_holds_all_rows_is_not_written_again() -> None:
    story = told()
    say(story, "log", text="one")
    story.good("log", "t1")

    assert list(lacking_rows(story.state, None)) == []
    assert rows_count(story.state, story.state.record(path("log"))) == 1


def test_what_rests_on_the_section_does_not_have_it_written_again() -> None:
    story = told(WRITING, step("a", ["log"], reads=("log",)))
    story.good("log", "t1")
    write(story, "a", log("did it"), tree="t2")

    story.judge("a")

    assert story.states() == {"log": "Accepted", "a": "Accepted"}


def test_run_without_registers_has_no_sections() -> None:
    story = Story((step("a"),))
    story.tell(Record("log", (("text", "x"),), "person:ada"))

    assert list(lacking_rows(story.state, None)) == []


def test_row_of_a_step_that_went_away_names_what_it_was_written_on() -> None:
    story = told()
    story.good("log", "t1")
    write(story, "a", log("did it"), tree="t2")
    [entry] = story.state.entries["log"]
    gone = replace(entry, step=path("other"), tree=TreeId("t7"))
    story.state = replace(story.state, entries=story.state.entries.set("log", (gone,)))

    assert rows_of(story.state, "log") == []
    assert tree_of(story.state, gone) == "t7"


# Reports and plans


def test_report_says_what_was_seen_by_the_record_alone() -> None:
    story = told(step("a"), step("b", ["a"], when="1 > 2"), step("c", ["b"]))
    story.good("a", "t1")
    say(story, "log", text="x")
    report = Product("report", "docs/report.md")
    definition = step("r", doer=OURS, action="write_report", produces=(report,))

    text = written(story.state, definition, report, None).decode()

    assert "- a: holds, tree t1, attempts 1\n" in text
    assert "- b: left out: does not apply: 1 > 2\n" in text
    assert "- c: not done yet\n" in text
    assert "- a: tests: pass, said\n" in text
    assert "- log: 1, not closed 1\n" in text


def test_report_of_what_was_given_up_and_of_nothing() -> None:
    story = Story((step("a"), step("b", ["a"])))
    report = Product("report", "report.md")
    definition = step("r", doer=OURS, action="write_report", produces=(report,))
    empty = written(story.state, definition, report, None).decode()
    assert ("- none was judged yet\n" in empty, "- nothing\n" in empty) == (True, True)

    for _ in range(2):
        story.work("a", "t1")
        story.judge("a", Status.FAIL, code="x.y")

    assert "- a: given up: " in written(story.state, definition, report, None).decode()


def test_report_may_be_data() -> None:
    story = Story((step("a"),))
    report = Product("report", "report.yaml")
    definition = step("r", doer=OURS, action="write_report", produces=(report,))

    data = json.loads(written(story.state, definition, report, None))

    assert (data["feature"], data["steps"]) == ("alias", {"a": "not done yet"})


def test_plan_says_who_works_after_what_and_who_decides() -> None:
    story = Story(
        (
            step("a", doer=OURS, action="write_plan"),
            step("b", ["a"], doer=OURS, when="facts.x"),
            step("c", ["b"], phase="q"),
            step("d", ["c"], doer=NOBODY, gate=Gate(approvals=(ApprovalRule(("owner",), "?"),))),
            approval("e", ["d"], "c"),
        )
    )
    own = replace(story.state.started.workflow, uses=(("cycle", "cycle.yaml"),))
    state = replace(story.state, started=replace(story.state.started, workflow=own))
    plan = Product("plan", "docs/plan.json")
    definition = step("a", doer=OURS, action="write_plan", produces=(plan,))

    text = json.loads(written(state, definition, plan, None))["text"]

    assert "- a: by Gatewright; checks tests\n" in text
    assert "- b: by a command; after a; where facts.x; checks tests\n" in text
    assert "## q\n\n- c: by developer; after b; checks tests\n" in text
    assert "- d: after c; asks owner\n" in text
    assert text.endswith("- uses cycle from cycle.yaml")


# How they are written in a workflow


@pytest.mark.parametrize(
    ("step_", "said"),
    [
        ("{action: write_report}", 'needs "produces"'),
        ("{action: write_report, by: r, brief: B, produces: {x: {path: x.md}}}", '"by" does not'),
        ("{action: write_section, produces: {x: {path: x.md}}}", 'a register: "from"'),
        ("{action: write_plan, produces: {x: {path: x, section: s}}}", "writes whole files"),
        (
            "{by: r, brief: B, produces: {x: {path: x.md, from: \"reg('log')\"}}, gate: [tests]}",
            '"from" needs action: write_section',
        ),
        ("{action: write_section, produces: {x: {path: x, from: log}}}", "a register is expected"),
        (
            "{action: write_section, produces: {x: {path: x, from: []}}}",
            "a register is expected",
        ),
        (
            "{action: write_section, produces: {x: {path: x.md, from: \"reg('nowhere')\"}}}",
            "speaks of a register that is not declared: nowhere",
        ),
    ],
)
def test_what_does_not_go_with_an_action_is_told(step_: str, said: str) -> None:
    text = f"workflow: w\nversion: '1'\ntitle: W\nroles: [r]\nsteps:\n  s: {step_}\n"

    problems = parse_workflow(text, "w")

    assert not isinstance(problems, Workflow)
    assert said in str(problems[0])


def test_action_is_read_with_what_it_writes() -> None:
    text = (
        "workflow: w\nversion: '1'\ntitle: W\nroles: [r]\nsteps:\n"
        "  s: {action: write_section, produces: {x: {path: x.md, from: \"reg('log')\"}}}\n"
        '  t: {by: r, brief: B, writes: ["src/**"], gate: [tests]}\n'
    )

    workflow = parse_workflow(text, "w")

    assert isinstance(workflow, Workflow), workflow
    first, second = workflow.steps
    assert (first.action, first.produces[0].register, first.may_be_empty) == (
        "write_section", "log", True,
    )  # fmt: skip
    assert second.reads == ()  # a section that goes on is read by who names it
    assert [each.name for each in workflow.registers] == ["log"]


def test_step_whose_gate_asks_for_entries_need_change_no_file() -> None:
    text = (
        "workflow: w\nversion: '1'\ntitle: W\nroles: [r]\nsteps:\n"
        "  s: {{by: r, brief: B, writes: [], gate: [{gate}]}}\n"
    )

    asked = parse_workflow(text.format(gate="doc: {register: research, min: 1}"), "w")
    unasked = parse_workflow(text.format(gate="tests"), "w")

    assert isinstance(asked, Workflow), asked
    assert asked.steps[0].may_be_empty
    assert not isinstance(unasked, Workflow)
    assert "may change nothing" in str(unasked[0])


@pytest.mark.parametrize(("is_retired", "lacking"), [(False, ["log"]), (True, [])])
def test_section_of_a_remedy_that_is_over_lacks_nothing(
    is_retired: bool, lacking: list[str]
) -> None:
    story = told()
    story.good("log", "t1")
    held = story.state.record(path("log"))
    say(story, "log", text="done")

    record = replace(held, is_retired=is_retired)
    state = replace(story.state, steps=story.state.steps.put(path("log"), record))

    assert [each.step for each in lacking_rows(state, None)] == lacking
