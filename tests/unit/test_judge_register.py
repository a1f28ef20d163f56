"""What a gate demands of a register, and the words of conditions that speak of registers."""

import pytest

from gatewright.core.judges.judge_register import judge_register
from gatewright.core.judging.subject import Subject
from gatewright.core.registers.on_record import on_record, registers_in, with_words
from gatewright.core.registers.register_words import (
    registers_named,
    roles_named,
    speaks_of_registers,
    with_registers,
)
from gatewright.model.digest import digest_of
from gatewright.model.ids import TreeId
from gatewright.model.intake import Record
from gatewright.model.register_rules import RegisterRule
from gatewright.model.rules import AssertRule, CheckDefinition
from gatewright.model.verdicts import Status, Verdict
from gatewright.model.workflow import Doer, WorkerKind
from tests.unit.run_stories import AT, Story, path, step
from tests.unit.test_entries import say, write

SUBJECT = Subject(TreeId("t"), None, digest_of("x"))
LATER = "2026-01-09T03:04:05+00:00"


def told() -> Story:
    """Return a run with two entries of research, one of them of step a."""
    story = Story((step("a"), step("b", ["a"])))
    write(story, "a", {"register": "research", "kind": "code", "text": "x"})
    say(story, "research", kind="rules", text="y", source="z")
    return story


def judged(rule: RegisterRule, at: str = AT, step_: str = "a") -> Verdict:
    return judge_register("r", rule, on_record(told().state, path(step_), at), SUBJECT)


def test_enough_entries_hold() -> None:
    verdict = judged(RegisterRule("research", min=2))

    assert (verdict.status, verdict.headline) == (Status.PASS, "2 entries in research")
    assert verdict.kind == "register"


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (RegisterRule("research", min=3), "register.few"),
        (RegisterRule("lessons"), "register.few"),
        (RegisterRule("research", min=2, of_step=True), "register.few"),
        (RegisterRule("research", where="e.kind == 'docs'"), "register.few"),
        (RegisterRule("research", cover=(("kind", ("code", "docs")),)), "register.uncovered"),
        (RegisterRule("research", schema="deferred-item"), "register.unfit"),
        (RegisterRule("research", max_age_s=60), "register.old"),
    ],
)
def test_what_is_missing_is_told(rule: RegisterRule, code: str) -> None:
    verdict = judged(rule, LATER)

    assert verdict.status is Status.FAIL
    assert verdict.reasons[0].code == code


@pytest.mark.parametrize(
    "rule",
    [
        RegisterRule("research", of_step=True),
        RegisterRule("research", where="e.kind == 'rules' && e.author == 'person:ada'"),
        RegisterRule("research", cover=(("kind", ("code", "rules")),)),
        RegisterRule("research", schema="research-entry"),
        RegisterRule("research", max_age_s=8 * 86_400),
    ],
)
def test_what_is_there_holds(rule: RegisterRule) -> None:
    assert judged(rule, LATER).status is Status.PASS


def test_values_of_a_list_are_covered_one_by_one() -> None:
    story = told()
    say(story, "decisions", text="x", options="a, b")
    known = on_record(story.state, path("a"), AT)

    good = RegisterRule("decisions", cover=(("options", ("b", "a")),))
    bad = RegisterRule("decisions", cover=(("options", ("c",)),))

    assert judge_register("r", good, known, SUBJECT).status is Status.PASS
    assert judge_register("r", bad, known, SUBJECT).reasons[0].found == "a, b"


def test_age_of_nothing_is_not_told() -> None:
    verdict = judged(RegisterRule("lessons", max_age_s=1))

    assert [each.code for each in verdict.reasons] == ["register.few"]


def test_entry_that_follows_from_another_event_has_no_age() -> None:
    known = on_record(told().state, path("a"), LATER)
    for each in known.registers["research"]:
        each["at"] = ""

    verdict = judge_register("r", RegisterRule("research", max_age_s=1), known, SUBJECT)

    assert verdict.status is Status.PASS


def test_outside_of_a_run_there_is_nothing_to_look_at() -> None:
    verdict = judge_register("r", RegisterRule("research"), None, SUBJECT)

    assert (verdict.status, verdict.reasons[0].code) == (Status.ERROR, "register.no-run")


def test_condition_that_cannot_be_decided_is_an_error() -> None:
    assert judged(RegisterRule("research", where="e.nothing == 1")).status is Status.ERROR


# Words of conditions


def test_words_are_found_outside_of_quotes_alone() -> None:
    text = "reg('log').size() > 0 && x == \"reg('no')\" && agreed('decisions', ['ux', \"qa\"])"

    assert registers_named(text) == ("log", "decisions", "opinions")
    assert roles_named(text + " && role_in_scope('dev')") == ("dev", "ux", "qa")
    assert speaks_of_registers("role_in_scope('dev')")
    assert not speaks_of_registers("facts.ui && '' == \"reg('x')\"")


def test_entries_stand_in_the_place_of_the_word() -> None:
    state = told().state

    text = with_registers("reg('log').all(e, true) || reg(\"log\").current().size() == 1", state)

    assert text == "reg['log'].all(e, true) || reg_current['log'].size() == 1"
    assert set(registers_in(state)) == {"reg", "reg_current"}


def consulted() -> Story:
    """Return a run with two consultants, who come one after the other."""
    ux, qa = (Doer(WorkerKind.AGENT, role, "judge") for role in ("ux", "qa"))
    story = Story((step("u", doer=ux), step("q", ["u"], doer=qa), step("s", ["q"])))
    return story


def test_roles_agree_to_each_entry_on_what_there_is_now() -> None:
    story = consulted()
    say(story, "decisions", text="x", key="d1")
    assert with_registers("agreed('decisions', ['ux'])", story.state) == "false"

    opinion = {"register": "opinions", "verdict": "agree", "about": ["d1"]}
    write(story, "u", opinion, tree="t0")
    assert with_registers("agreed('decisions', ['ux'])", story.state) == "true"
    assert with_registers("agreed('decisions', ['ux', 'qa'])", story.state) == "false"
    assert with_registers("agreed('opinions', ['ux'])", story.state) == "true"
    assert with_registers("agreed('opinions', ['qa'])", story.state) == "false"


@pytest.mark.parametrize("words", ["'decisions', ['nobody']", "'opinions', []", "'log', ['ux']"])
def test_nobody_agrees_to_nothing(words: str) -> None:
    story = consulted()
    say(story, "decisions", text="x", key="d1")

    assert with_registers(f"agreed({words})", story.state) == "false"


def test_objection_is_no_agreement() -> None:
    story = consulted()
    write(story, "u", {"register": "opinions", "verdict": "object"}, tree="t0")

    assert with_registers("agreed('opinions', ['ux'])", story.state) == "false"


def test_role_is_in_scope_while_a_step_of_it_applies() -> None:
    never = step("q", doer=Doer(WorkerKind.AGENT, "qa", "x"), when="1 > 2")
    story = Story((step("u", doer=Doer(WorkerKind.AGENT, "ux", "x")), never))

    assert with_registers("role_in_scope('ux')", story.state) == "true"
    assert with_registers("role_in_scope('qa')", story.state) == "false"


def test_condition_of_a_step_may_speak_of_registers() -> None:
    asking = step("b", ["a"], when="reg('decisions').exists(d, d.kind == 'go')")
    story = Story((step("a"), asking, step("c", ["b"])))
    story.tell(Record("decisions", (("text", "x"), ("kind", "go")), "person:ada"))
    story.good("a", "t1")
    assert story.states()["b"] == "Ready"

    other = Story((step("a"), asking, step("c", ["b"])))
    other.good("a", "t1")
    assert other.states()["b"] == "Skipped"


def test_check_is_made_ready_where_it_speaks_of_registers() -> None:
    state = told().state
    plain = CheckDefinition("x", AssertRule("1 < 2"))
    speaking = CheckDefinition("x", AssertRule("reg('log').size() == 0"), when="reg('log') == []")

    ready = with_words(speaking, state)

    assert with_words(plain, state) == plain
    assert ready.when == "reg['log'] == []"
    assert ready.rule == AssertRule("reg['log'].size() == 0")
