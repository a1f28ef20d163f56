"""When work is a commit, as the text of a workflow says it."""

import pytest

from gatewright.definitions.workflow import parse_workflow
from gatewright.model.commit_policy import CommitPolicy
from gatewright.model.workflow import Workflow

HEAD = 'workflow: w\nversion: "1"\ntitle: W\nroles: [developer, lead]\n'
A = '{by: developer, brief: Do it., writes: ["x/**"], gate: [tests]}'


def told(text: str) -> Workflow | list[str]:
    answer = parse_workflow(HEAD + text, "w.yaml")
    if isinstance(answer, Workflow):
        return answer
    return [f"{each.line}:{each.column} {each.what}" for each in answer]


def test_phase_has_the_policy_of_the_workflow_unless_it_says_another() -> None:
    text = (
        'commit: {policy: at_next_stage, message: "feat: {feature.title}"}\n'
        'branch: "feature/{feature.number}-{feature.slug}"\n'
        f"phases:\n  - {{id: one, steps: {{a: {A}}}}}\n"
        f"  - {{id: two, commit: on_accept, steps: {{b: {A}, c: {{action: commit}}}}}}\n"
    )
    workflow = told(text)

    assert isinstance(workflow, Workflow)
    rules = [
        (one.path, one.commit.policy, one.commit.message, one.action) for one in workflow.steps
    ]
    assert rules == [
        ("a", CommitPolicy.AT_NEXT_STAGE, "feat: {feature.title}", ""),
        ("b", CommitPolicy.ON_ACCEPT, "feat: {feature.title}", ""),
        ("c", CommitPolicy.ON_ACCEPT, "feat: {feature.title}", "commit"),
    ]
    assert workflow.branch == "feature/{feature.number}-{feature.slug}"


def test_message_by_its_parts_is_a_conventional_commit() -> None:
    message = (
        "{type: fix, scope: api, closes: '{feature.issue}', "
        "body: ['coverage {verdicts.covered.measured}%', tests]}"
    )
    text = f"commit: {{policy: by_step, message: {message}}}\n"
    workflow = told(text + f"steps: {{a: {A}, b: {{action: commit}}}}\n")

    assert isinstance(workflow, Workflow)
    assert workflow.steps[0].commit.message == (
        "fix(api): {feature.title}\n\n- coverage {verdicts.covered.measured}%\n- tests\n\n"
        "Closes: {feature.issue}"
    )


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("commit: sometimes\n", '5:9 "sometimes" is not one of on_accept'),
        ("commit: on_approval\n", "5:9 nobody approves anything here"),
        ("commit: by_step\n", "5:9 no step commits"),
        ('commit: {policy: on_accept, message: "{odd.name}"}\n', "5:38 nothing is known of"),
        ('branch: "a b"\n', "5:9 a branch is written in"),
        ('branch: "a..b"\n', "5:9 a branch is written in"),
        ('branch: "gw/x"\n', "5:9 gw/ is for the branches"),
        ('branch: "{task.key}"\n', "5:9 nothing is known of"),
    ],
)
def test_what_cannot_be_meant_is_told_where_it_stands(text: str, wrong: str) -> None:
    answer = told(text + f"steps: {{a: {A}}}\n")

    assert isinstance(answer, list)
    assert answer[0].startswith(wrong), answer


def test_what_waits_for_a_word_waits_as_a_whole() -> None:
    one = f"{{id: one, commit: on_request, steps: {{a: {A}}}}}"
    answer = told(f"phases: [{one}]\n")

    assert answer == [
        '5:28 "on_request" is for a workflow as a whole: work is committed in its order'
    ]


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("{action: deploy}", '5:21 the action "deploy" is not carried out yet'),
        (
            "{action: comit}",
            "5:21 one of branch, commit, ",
        ),
        (
            "{action: [commit]}",
            "5:21 one of branch, commit, ",
        ),
        ("{action: commit, by: developer}", 'keep "by" or "action"'),
        ("{action: commit, brief: x}", '"brief" needs "by"'),
    ],
)
def test_action_is_one_of_a_few_and_alone(step: str, wrong: str) -> None:
    answer = told(f"steps: {{a: {step}}}\n")

    assert isinstance(answer, list)
    assert wrong in answer[0], answer
