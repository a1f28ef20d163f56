"""Path sets, regions, parts and versions as a workflow writes them, and what is wrong with each."""

import json

import pytest

from gatewright.core.content.watched import sets_in
from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.workflow import Product, StepDefinition, Workflow

HEAD = 'workflow: w\nversion: "1"\ntitle: W\nroles: [developer, lead]\n'


def ask(*bound: str) -> str:
    named = ", ".join(f"'{name}'" for name in bound)
    return f"{{approval: {{roles: [lead], question: May it?, binds: [{named}]}}}}"


def work(name: str, writes: str = "[source]", more: str = "") -> str:
    return f"  {name}: {{by: developer, brief: B., writes: {writes}, gate: [secrets]{more}}}"


def making(name: str, product: str, more: str = "") -> str:
    return f"  {name}: {{by: developer, brief: B., produces: {product}, gate: [secrets]{more}}}"


def text(*steps: str, head: str = "") -> str:
    return HEAD + head + "steps:\n" + "\n".join(steps) + "\n"


def read(*steps: str, head: str = "", library: Library | None = None) -> Workflow:
    answer = parse_workflow(text(*steps, head=head), "w.yaml", library=library or Library())
    assert isinstance(answer, Workflow), [str(problem) for problem in answer]
    return answer


def problem(*steps: str, head: str = "") -> str:
    answer = parse_workflow(text(*steps, head=head), "w.yaml")
    assert not isinstance(answer, Workflow), "read"
    assert len(answer) == 1, [str(each) for each in answer]
    return str(answer[0]).removeprefix("w.yaml:")


def step_of(workflow: Workflow, name: str) -> StepDefinition:
    return next(step for step in workflow.all_steps if step.path == name)


def look(*bound: str) -> str:
    return f"  look: {{gate: [{ask(*bound)}]}}"


PLAN, CODE = making("plan-it", "{plan: {path: p.md}}"), work("code")
PLANS = "paths: {plans: [docs/plans/**], source: [app/**]}\n"


def test_a_bare_word_is_a_path_set_or_an_artifact() -> None:
    plan = making("plan-it", "{plan: {path: p.md}}", ", writes: [plan, plans, x/**]")
    workflow = read(plan, work("code", "[source, README.md]"), head=PLANS)

    assert step_of(workflow, "plan-it").writes == ("tree:plans", "x/**")
    assert step_of(workflow, "code").writes == ("tree:source", "README.md")
    sets = {each.name: each.globs for each in workflow.paths}
    assert sets["plans"] == ("docs/plans/**",)
    assert sets["source"] == ("app/**",)
    assert set(sets) == {"source", "tests", "docs", "code", "plans"}


def test_what_is_frozen_stays_for_those_behind() -> None:
    workflow = read(
        making("plan-it", "{plan: {path: p.md}}"),
        work("red", "[tests]", ", freeze: ['tree:tests', plan, x/**]"),
        work("green"),
    )
    assert step_of(workflow, "green").keeps == ("p.md", "tree:tests", "x/**")
    assert step_of(workflow, "red").keeps == ("p.md",)


def test_a_phase_freezes_artifacts_and_regions() -> None:
    phases = (
        "phases:\n"
        "  - id: one\n    steps:\n    " + making("plan-it", "{plan: {path: p.md}}") + "\n"
        "    gate: [secrets]\n    freeze: [plan, 'tree:docs']\n"
        "  - id: two\n    steps:\n    " + work("code") + "\n"
    )
    workflow = parse_workflow(HEAD + phases, "w.yaml")
    assert isinstance(workflow, Workflow), workflow
    assert step_of(workflow, "one-gate").gate.freeze == ("plan",)
    assert step_of(workflow, "code").keeps == ("p.md", "tree:docs")


def test_a_part_is_not_frozen_by_itself() -> None:
    phases = "phases:\n  - id: one\n    steps:\n    " + PLAN + "\n"
    written = HEAD + phases + "    gate: [secrets]\n    freeze: ['plan#risks', 'tree:sauce']\n"
    found = parse_workflow(written, "w.yaml")
    assert not isinstance(found, Workflow)
    assert [each.what for each in found] == [
        '"plan#risks" is fixed with all of plan', 'no path set is called "sauce"',
    ]  # fmt: skip


def test_checks_on_paths_name_sets() -> None:
    workflow = read(
        making("plan-it", "{plan: {path: p.md}}"),
        "  look: {gate: [{git: {unchanged: [source, plan, x/**], max_changed_lines: 5}}]}",
    )
    [check] = step_of(workflow, "look").gate.defined
    assert json.loads(check.text)["git"]["unchanged"] == ["tree:source", "p.md", "x/**"]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([work("code", "[sorce]")], '6:45  a bare word is an artifact or a path set, and none'),
        ([work("code", "[source]", ", freeze: [tets]")], 'none here is called "tets"'),
        ([work("code", "[source]", ", freeze: ['tree:tets']")], 'none here is called "tets"'),
        (["  look: {gate: [{git: {only: [sauce]}}]}"], '6:'),
        ([work("code", more=", reads: ['tree:sauce']")], 'no path set is called "sauce"'),
        ([work("code", more=", reads: ['plan#risks']")], 'no artifact is called "plan"'),
        ([work("code", more=", reads: [Plan]")], '"Plan" cannot be the name of content'),
        ([work("code", more=", reads: ['plan@last']")], '"plan@last" cannot be'),
        (
            [PLAN, work("code", more=", reads: ['plan@approved']")],
            'nobody decides on "plan" before this step',
        ),
        ([making("x", "{change: {path: p.md}}")], "that is all that the run changed"),
        ([making("x", "{plan: {schema: plan}}")], 'a product needs "path", "form", or "revises"'),
        ([making("x", "{plan: {path: p.md, section: a, except: [b]}}")], '"except" does not go'),
        ([making("x", "{plan: {path: p.md, section: A b}}")], '"A b" cannot be a section'),
        ([making("x", "{plan: {path: p.md, section: log}}")], "nobody makes this file before"),
        ([making("x", "{plan: {revises: old}}")], 'nothing that is made before is called "old"'),
        ([making("x", '{plan: {path: "{old.path}"}}')], 'made before is called "old"'),
        (
            [making("x", "{plan: {path: p.md}}"), making("y", "{log: {path: p.md, section: log}}")],
            '"plan" counts this section as its own',
        ),
        (
            [making("x", "{plan: {path: p.md}}"), making("y", "{notes: {path: p.md}}")],
            "plan is made at this path already",
        ),
    ],
)  # fmt: skip
def test_what_means_nothing_is_located(steps: list[str], expected: str) -> None:
    assert expected in problem(*steps)


def test_everything_is_no_set_of_ones_own() -> None:
    assert '"all" is the whole tree' in problem(work("code"), head="paths: {all: [x/**]}\n")


def test_a_product_may_be_a_section_or_come_in_the_place_of_another() -> None:
    workflow = read(
        making("draft", "{skeleton: {path: p.md, except: [log, notes]}}"),
        making("plan-it", "{plan: {revises: skeleton, except: [log]}}"),
        making("say", '{log: {path: "{plan.path}", section: log, append_only: true}}'),
    )
    assert step_of(workflow, "draft").produces == (
        Product("skeleton", "p.md", living=("log", "notes")),
    )
    assert step_of(workflow, "plan-it").produces == (
        Product("plan", "p.md", living=("log",), revises="skeleton"),
    )
    assert step_of(workflow, "say").produces == (
        Product("log", "p.md", section="log", append_only=True),
    )
    assert all(step.keeps == () for step in workflow.steps)


def test_names_of_parts_versions_and_regions_are_read() -> None:
    workflow = read(
        making("plan-it", "{plan: {path: p.md}}"),
        look("plan#risks", "tree:docs"),
        work("code", more=", reads: ['plan@first', 'plan@approved#risks', 'tree:docs', change]"),
    )
    assert step_of(workflow, "code").reads == (
        "plan@first", "plan@approved#risks", "tree:docs", "change",
    )  # fmt: skip
    [rule] = step_of(workflow, "look").gate.approvals
    assert rule.binds == ("plan#risks", "tree:docs")


# Who writes into what was agreed to


def test_nobody_writes_later_into_what_was_agreed_to() -> None:
    said = problem(work("code"), look("tree:code"), work("fix"))
    assert '"fix" comes after this and may write into tree:code: nobody would be asked' in said


@pytest.mark.parametrize(
    "steps",
    [
        [work("code"), look("tree:code"), work("words", "[docs]")],
        [work("code"), look("tree:code"), making("words", "{words: {path: docs/a.md}}")],
        [work("code"), look("tree:code"), work("fix"), look("tree:all").replace("look", "end")],
        [work("code"), look("tree"), work("fix")],
        [work("code"), work("fix", more=", needs: []"), look("tree:code")],
    ],
)
def test_who_writes_elsewhere_or_is_asked_about_may_come_later(steps: list[str]) -> None:
    read(*steps)


def test_a_gate_of_a_phase_is_crossed_again_so_others_may_write_later() -> None:
    phases = (
        "phases:\n  - id: one\n    steps:\n    " + work("code") + "\n"
        f"    gate: [{ask('tree:code')}]\n"
        "  - id: two\n    steps:\n    " + work("fix") + "\n"
    )
    assert isinstance(parse_workflow(HEAD + phases, "w.yaml"), Workflow)


def test_steps_that_would_make_each_other_anew_for_ever_are_refused() -> None:
    said = problem(
        making("review", "{review: {path: docs/r.md}}", ", reads: ['tree:source']"),
        work("fix", more=", reads: [review]"),
    )
    assert "tree:source is written by fix, which is made anew whenever this is" in said
    listed = work("code", more=", reads: ['tree:source'], for_each: {word: [a, b]}")
    assert "tree:source is written by code" in problem(listed)


def test_who_writes_what_it_reads_itself_or_does_not_come_back_is_fine() -> None:
    read(work("code", more=", reads: ['tree:source']"))
    read(
        work("code"),
        making("review", "{review: {path: docs/r.md}}", ", reads: ['tree:source']"),
        work("tests", "[tests]", ", reads: [review]"),
    )


# Procedures

NOTE = ", writes: [plans], reads: ['plan#risks', 'tree:plans']"
CYCLE = (
    'workflow: cycle\nversion: "1"\ntitle: C\nroles: [developer]\n'
    "paths: {plans: [docs/notes/*.md]}\ninputs: {plan: {path: p.md}}\nsteps:\n"
    + making(
        "note",
        "{note: {path: docs/notes/a.md}}",
        ", writes: [plans], reads: ['plan#risks', 'tree:plans']",
    )
    + "\n"
    + work("code", "[source]", ", reads: [note]")
    + "\noutputs: [note]\n"
)


def test_names_inside_of_a_procedure_are_its_own() -> None:
    library = Library({"cycle": (CYCLE, "cycle.yaml")}.get, ("cycle",))
    workflow = read(
        making("plan-it", "{design: {path: p.md}}"),
        "  build: {uses: cycle, with: {plan: design}, produces: {told: note}}",
        work("code", "[plans]", ", reads: [told]"),
        head=PLANS.replace(", source: [app/**]", ""),
        library=library,
    )
    note, code = step_of(workflow, "build/note"), step_of(workflow, "build/code")
    assert note.reads == ("design#risks", "tree:build/plans")
    assert note.writes == ("tree:build/plans",)
    assert code.writes == ("tree:source",)
    assert code.reads == ("told",)
    sets = {each.name: each.globs for each in workflow.paths}
    assert sets["build/plans"] == ("docs/notes/*.md",)
    assert sets["plans"] == ("docs/plans/**",)


def test_each_item_binds_what_is_made_for_it() -> None:
    cycle = CYCLE.replace("docs/notes/a.md", '"docs/notes/{each}.md"')
    library = Library({"cycle": (cycle, "c.yaml")}.get, ("cycle",))
    workflow = read(
        making("plan-it", "{plan: {path: p.md}}"),
        "  build: {uses: cycle, for_each: {each: [a, b]}, gate: ["
        + ask("note#risks", "tree:code")
        + "]}",
        library=library,
    )
    [rule] = step_of(workflow, "build").gate.approvals
    assert rule.binds == ("build/note#risks", "tree:code")


def traced(source: str, *others: str, to: str = "tree:tests") -> str:
    """Return a step whose gate has a trace."""
    items = (f"{{id: covered, trace: {{from: '{source}', to: '{to}'}}}}", *others)
    return f"  look: {{gate: [{', '.join(items)}]}}"


def test_a_trace_takes_an_older_version_and_a_region() -> None:
    plan = making("plan-it", "{plan: {path: p.md, schema: plan}}")
    look_at = step_of(read(plan, traced("plan@first#requirements", ask("plan"))), "look")
    assert look_at.gate.artifacts == (("plan@first", "plan@first"),)
    said = problem(plan, traced("plan@approved#requirements"))
    assert 'nobody decides on "plan" before this step' in said
    said = problem(plan, traced("plan#requirements", to="tree:test"))
    assert 'no path set is called "test"' in said


def test_path_sets_that_steps_name_are_known() -> None:
    workflow = read(
        work("red", "[tests]", ", freeze: [plans]"),
        work("code", more=", reads: ['tree:docs']"),
        "  look: {gate: [{git: {unchanged: [tests]}}]}",
        head=PLANS,
    )
    assert sets_in(workflow.all_steps) == ("docs", "plans", "source", "tests")
    assert sets_in(read(work("code", "[x/**]")).all_steps) == ()


def test_a_failure_rule_may_want_a_part_otherwise() -> None:
    plan = making("plan-it", "{plan: {path: p.md}}")
    rule = "  look: {gate: [secrets], no_go: [{change: '%s'}, {block: no}]}"
    [first, _] = step_of(read(plan, rule.replace("%s", "plan#risks")), "look").no_go
    assert first.artifacts == ("plan#risks",)
    for odd in ("plan@first", "tree:code"):
        assert "is no artifact, and no part of one" in problem(plan, rule.replace("%s", odd))
