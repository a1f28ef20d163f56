"""Failure rules that have a procedure done first: as a workflow says it, and as it is played."""

import pytest

from gatewright.core.rehearse.played_endings import Ending
from gatewright.core.rehearse.rehearsal import Played, rehearse
from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.commit_policy import CommitPolicy
from gatewright.model.facts import FactValue
from gatewright.model.feature import Facts
from gatewright.model.records import replace
from gatewright.model.workflow import Move, StepDefinition, WorkerKind, Workflow
from gatewright.views.rehearsal import rehearsal_view
from tests.unit.run_stories import AT, start_of

HEAD = 'workflow: {name}\nversion: "1"\ntitle: T of {name}\nroles: [developer, lead]\n'
MEND = """
inputs: {outline: {}, hints: {optional: true}}
facts: [ui]
steps:
  look: {by: developer, brief: L., reads: [outline, hints], may_be_empty: true, gate: [tests]}
  repair:
    by: developer
    brief: R.
    writes: ["src/**"]
    when: facts.ui
    produces: {notes: {path: notes.md}}
    gate: [tests]
outputs: [notes]
"""
SHORT = """
steps:
  only: {by: developer, brief: R., writes: ["src/**"], gate: [tests]}
"""
MAIN = """
commit: on_approval
facts: {{ui: {{ask: Is it shown?, by: lead}}}}
steps:
  outline: {{by: developer, brief: O., produces: {{outline: {{path: p.md}}}}, gate: [tests]}}
  build: {{by: developer, brief: B., writes: ["src/**"], gate: [tests]{build}}}
  use: {{uses: short, gate: [lint]{use}}}
  check:
    gate: [tests, lint, {{approval: {{roles: [lead]}}}}]
    no_go: {rules}
"""
SHIPPED = {"mend": MEND, "short": SHORT}


def parse(
    rules: str, build: str = "", use: str = "", **procedures: str
) -> Workflow | tuple[str, ...]:
    """Return the workflow whose gate has these failure rules, or its problems."""
    known = {name: HEAD.format(name=name) + text for name, text in (SHIPPED | procedures).items()}
    library = Library(
        lambda name: (known[name], f"{name}.yaml") if name in known else None, tuple(known)
    )
    text = HEAD.format(name="main") + MAIN.format(rules=rules, build=build, use=use)
    answer = parse_workflow(text, "w.yaml", library=library)
    return answer if isinstance(answer, Workflow) else tuple(str(one) for one in answer)


def parsed(rules: str, build: str = "", use: str = "", **procedures: str) -> Workflow:
    answer = parse(rules, build, use, **procedures)
    assert isinstance(answer, Workflow), answer
    return answer


def step_of(workflow: Workflow, path: str) -> StepDefinition:
    return next(step for step in workflow.all_steps if step.path == path)


def plays_of(
    workflow: Workflow, *known: tuple[str, FactValue]
) -> tuple[dict[str, Played], tuple[str, ...], tuple[str, ...]]:
    """Return the plays of a workflow by name, with its problems and remarks."""
    started = replace(start_of(workflow.steps), workflow=workflow, facts=Facts(known))
    plays = tuple(rehearse(started, AT))
    view = rehearsal_view(started, plays)
    return {each.script.name: each for each in plays}, view.problems, view.remarks


# As it is said


def test_remedy_stands_below_a_path_of_its_own_and_is_kept_with_its_step() -> None:
    workflow = parsed("[{remediate: mend, at_most: 2}, {block: no}]")
    check = step_of(workflow, "check")

    [laid] = check.remedies
    assert laid.path == "remedies/check/mend"
    assert (laid.title, laid.doer.kind, laid.no_go) == ("T of mend", WorkerKind.NOBODY, ())
    assert [each.path for each in laid.group] == [f"{laid.path}/look", f"{laid.path}/repair"]
    assert check.no_go[0].remedies == (laid.path,)
    assert (check.no_go[0].move, check.no_go[0].steps, check.no_go[0].at_most) == (
        Move.REOPEN,
        (),
        2,
    )
    assert laid.path not in [each.path for each in workflow.planned_steps]
    assert ("mend", "mend.yaml") in workflow.uses


def test_remedy_sees_what_is_made_before_it_and_changes_none_of_it() -> None:
    workflow = parsed("[{remediate: mend}]")

    look = step_of(workflow, "remedies/check/mend/look")
    repair = step_of(workflow, "remedies/check/mend/repair")
    assert look.reads == ("outline",)
    assert repair.keeps == ("p.md",)
    assert repair.writes == ("src/**",)
    assert repair.when == "facts.ui"
    assert repair.produces[0].name == "remedies/check/mend/notes"
    assert repair.commit.policy is CommitPolicy.ON_APPROVAL


def test_what_a_step_does_after_a_remedy_is_its_own_work_again() -> None:
    workflow = parsed(
        "[{remediate: mend}]",
        build=", no_go: [{remediate: short}]",
        use=", no_go: [{remediate: [mend, short]}, {remediate: short, rework: self}]",
    )
    build, use = step_of(workflow, "build"), step_of(workflow, "use")

    assert [each.move for each in build.no_go] == [Move.REWORK]
    assert [each.move for each in use.no_go] == [Move.REOPEN, Move.REWORK]
    assert [len(each.remedies) for each in use.no_go] == [2, 1]
    assert [each.path for each in use.remedies] == ["remedies/use/mend", "remedies/use/short"]


def test_offers_have_remedies_too() -> None:
    rules = "[{ask: lead, offers: [{remediate: mend}, {remediate: short, reopen: [build]}]}]"
    offers = step_of(parsed(rules), "check").no_go[0].offers

    assert [each.remedies for each in offers] == [
        ("remedies/check/mend",),
        ("remedies/check/short",),
    ]
    assert [each.steps for each in offers] == [(), ("build",)]


def test_remedy_is_given_params_and_inputs() -> None:
    asked = """
params: {where: {type: string, default: lib}, twice: {type: bool, default: "false"}}
inputs: {text: {}}
steps:
  only:
    by: developer
    brief: Mend {where}.
    reads: [text]
    writes: ["{where}/**"]
    when: params.twice
    gate: [tests]
"""
    rules = """
      - {checks: [lint], remediate: fix, with: {text: outline, where: src}}
      - {remediate: [fix], with: {text: outline, where: src}, at_most: 1}
      - ask: lead
        offers:
          - {remediate: fix, with: {text: outline, twice: "true"}}
          - {remediate: short}"""
    check = step_of(parsed(rules, fix=asked), "check")

    first, second, third = check.no_go
    assert first.remedies == second.remedies == ("remedies/check/fix",)
    assert third.offers[0].remedies == ("remedies/check/fix.2",)
    [one], [other], _ = (each.group for each in check.remedies)
    assert (one.doer.brief, one.writes, one.when, one.reads) == (
        "Mend src.",
        ("src/**",),
        "false",
        ("outline",),
    )
    assert (other.path, other.doer.brief, other.when) == (
        "remedies/check/fix.2/only",
        "Mend lib.",
        "true",
    )


def test_remedy_that_is_given_something_is_played() -> None:
    fix = SHORT.replace("R.", "'Mend {where}.'")
    fix = "\nparams: {where: {type: string}}" + fix
    rules = "[{remediate: fix, with: {where: a}}, {remediate: fix, with: {where: b}}, {block: no}]"
    plays, problems, _ = plays_of(parsed(rules, fix=fix))

    assert problems == ()
    assert plays["remedies/check/fix/only is refused once"].ending is Ending.COMPLETED
    assert plays["remedies/check/fix.2/only is refused once"].ending is Ending.COMPLETED


def test_remedy_is_given_nothing_of_an_item() -> None:
    rule = "no_go: [{remediate: fix, with: {where: WHAT}}, {block: no}]"
    each = (
        "steps:\n  each:\n    {for_each: {w: [a, b]}, "
        "by: developer, brief: R., writes: [docs], gate: [tests], " + rule + "}\n"
    )
    fix = "\nparams: {where: {type: string}}" + SHORT
    for said in ('"{w}"', '"in {w.key}"'):
        answer = parse("[{block: no}]", short=each.replace("WHAT", said), fix=fix)
        assert not isinstance(answer, Workflow)
        assert ["a remedy is given no item of a list" in one for one in answer] == [True]
    assert isinstance(
        parse("[{block: no}]", short=each.replace("WHAT", '"{feature.slug}"'), fix=fix), Workflow
    )


def test_remedy_within_a_procedure_stands_below_it() -> None:
    inner = (
        "steps:\n  only:\n    by: developer\n    brief: R.\n    writes: [docs]\n    gate: [tests]\n"
    )
    inner += "    no_go: [{remediate: mend}, {abort: no}]\n"
    mend = MEND.replace("inputs: {outline: {}, hints: {optional: true}}\n", "").replace(
        "reads: [outline, hints], ", ""
    )
    workflow = parsed("[{block: no}]", short=inner, mend=mend)
    only = step_of(workflow, "use/only")

    assert only.no_go[0].remedies == ("use/remedies/only/mend",)
    assert [each.path for each in only.remedies[0].group] == [
        "use/remedies/only/mend/look",
        "use/remedies/only/mend/repair",
    ]


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ("[{remediate: mand}]", ['no workflow is called "mand"', "mend"]),
        ("[{remediate: [short, mand]}]", ['no workflow is called "mand"']),
        ("[{remediate: main}]", ["these use each other: main"]),
        ("[{remediate: needy}]", ['"needy" needs the input "wanted"']),
        ("[{remediate: valued}]", ["where"]),
        ("[{remediate: valued, with: {were: x}}]", ['no param and no input "were"', "where"]),
        ("[{remediate: valued, with: {where: x}}, {block: n, with: {a: b}}]", ['"with" needs one']),
        ("[{remediate: [valued, short], with: {where: x}}]", ['"with" needs one workflow']),
        ("[{remediate: needy, with: {wanted: outlin}}]", ['no artifact is called "outlin"']),
        ("[{remediate: owned}]", ['"owned" has "waive", which is for a run of its own']),
        ("[{remediate: again}]", ["these use each other: again, turn"]),
        ("[{remediate: list}]", ["makes each for each item of a list; a remedy does not"]),
        ("[{remediate: over}]", ['"over" makes p.md, which is outline here']),
        ("[{remediate: mend, rework: self}]", ["nobody works here", "leave it out"]),
        ("[{remediate: mend, ask: lead, offers: [{rework: producers}, {block: n}]}]", ["offers"]),
        ("[{remediate: mend, reopen: [build], block: no}]", ["one move"]),
        ("[{remediate: mend, block: no, at_most: 2}]", ["done once"]),
        ("[{at_most: 2}]", ["a failure rule has one move"]),
    ],
)
def test_remedy_that_cannot_be_laid_in_is_told_about(rules: str, told: list[str]) -> None:
    answer = parse(
        rules,
        needy="\ninputs: {wanted: {}}" + SHORT,
        valued="\nparams: {where: {type: string}}" + SHORT,
        owned="\nwaive: [lead]" + SHORT,
        again="\nsteps:\n  only: {gate: [tests], no_go: [{remediate: turn}]}\n",
        turn="\nsteps:\n  only: {gate: [tests], no_go: [{remediate: again}]}\n",
        list="\nsteps:\n  each:\n    {for_each: {w: [a, b]}, "
        "by: developer, brief: R., writes: [docs], gate: [tests]}\n",
        over="\nsteps:\n  only:\n    {by: developer, brief: R., "
        "produces: {x: {path: p.md}}, gate: [tests]}\n",
    )  # fmt: skip

    assert not isinstance(answer, Workflow)
    assert all(any(word in one for one in answer) for word in told), answer
    assert answer[0].startswith(("w.yaml:", "turn.yaml:", "again.yaml:"))


def test_rules_behind_an_end_are_come_to_where_a_remedy_is_first() -> None:
    parsed("[{remediate: mend, block: no}, {reopen: [build]}]")
    answer = parse("[{block: no}, {reopen: [build]}]")

    assert not isinstance(answer, Workflow)
    assert "never come to" in answer[0]


def test_no_step_is_called_as_remedies_are() -> None:
    answer = parse("[{block: no}]\n  remedies: {gate: [tests]}")

    assert not isinstance(answer, Workflow)
    assert 'no step and no gate is called "remedies"' in answer[0]


# As it is played


def test_each_step_of_a_remedy_is_played_once_something_led_to_it() -> None:
    rules = "[{checks: [lint], remediate: short}, {remediate: mend, at_most: 1}, {block: no}]"
    plays, problems, remarks = plays_of(parsed(rules), ("ui", True))

    assert problems == ()
    once = plays["remedies/check/mend/look is refused once"]
    assert once.ending is Ending.COMPLETED
    assert "remedies/check/mend/repair" in once.begun
    assert "remedies/check/short/only" not in once.begun
    assert "remedies/check/short/only" in plays["remedies/check/short/only is refused once"].begun
    assert plays["remedies/check/mend/look is always refused"].ending is Ending.BLOCKED
    assert plays["all is good"].begun.isdisjoint(once.begun - plays["all is good"].begun)
    assert not any("no rule follows" in each for each in remarks)


def test_remedy_of_what_people_send_back_is_played() -> None:
    plays, problems, _ = plays_of(parsed("[{checks: [approval], remediate: short}, {block: no}]"))

    assert problems == ()
    assert plays["remedies/check/short/only is refused once"].ending is Ending.COMPLETED


def test_remedy_that_a_person_chooses_is_played() -> None:
    rules = "[{ask: lead, offers: [{reopen: [build]}, {remediate: short}], at_most: 3}]"
    plays, problems, _ = plays_of(parsed(rules))

    assert problems == ()
    assert plays["remedies/check/short/only is refused once"].ending is Ending.COMPLETED


def test_remedy_within_a_remedy_is_played() -> None:
    mend = "\nsteps:\n  only: {gate: [tests], no_go: [{remediate: short}, {abort: no}]}\n"
    plays, problems, _ = plays_of(parsed("[{remediate: mend}, {block: no}]", mend=mend))

    assert problems == ()
    deep = plays["remedies/check/mend/remedies/only/short/only is refused once"]
    assert deep.ending is Ending.COMPLETED


def test_remedy_that_nothing_follows_is_told_of() -> None:
    _, problems, remarks = plays_of(parsed("[{remediate: short}]"))

    assert problems == ()
    assert "where short does not help, no rule follows at check: it stops and asks" in remarks
