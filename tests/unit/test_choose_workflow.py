"""Which workflow an idea gets, when the work outgrows it, and what is filled into it."""

import pytest

from gatewright.core.layout.resolve_workflow import resolve_workflow
from gatewright.core.projects.choose_workflow import choose_workflow, outgrown
from gatewright.core.text.filling import holes
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.feature import Feature
from gatewright.model.ids import RunId, StepPath, TreeId
from gatewright.model.records import replace
from gatewright.model.workflow import (
    Doer,
    Product,
    StepDefinition,
    WorkerKind,
    Workflow,
)

STEP = StepDefinition(
    StepPath("build"),
    "build",
    "work",
    Doer(WorkerKind.AGENT, "developer", "read {feature.slug}", ("echo", "{feature.number}")),
    writes=("docs/{feature.slug}/**", "{x}/**"),
    keeps=("docs/{feature.number}.md",),
    produces=(Product("plan", "{feature.number}-{feature.slug}.md"),),
)
QUICK = Workflow("quick", "1", "t", (), (STEP,), 75, ("**/migrations/**",), "feature")


def change_of(*files: tuple[str, int]) -> Change:
    return Change(
        TreeId("a"),
        TreeId("b"),
        tuple(
            ChangedFile(path, FileStatus.MODIFIED, path, (Line(1, "x"),) * count)
            for path, count in files
        ),
    )


@pytest.mark.parametrize(
    ("idea", "name", "word"),
    [
        ("Fix the typo in the 404 page", "quick", "typo"),
        ("rename Foo to Bar", "quick", "rename"),
        ("Update the README", "quick", "readme"),
        ("Let users shorten a link with a custom alias", "feature", "let"),
        ("Add comments to posts", "feature", "add"),
        ("Retry a page that times out", "feature", "nothing"),
        ("", "feature", "nothing"),
    ],
)
def test_words_of_an_idea_choose_and_say_why(idea: str, name: str, word: str) -> None:
    chosen = choose_workflow(idea)

    assert chosen.name == name
    assert word in chosen.because


def test_small_change_is_not_outgrown() -> None:
    assert outgrown(change_of(("a.py", 75)), QUICK) is None


def test_large_or_risky_change_is_outgrown_and_says_by_what() -> None:
    risky = change_of(("migrations/1.py", 1), ("app/migrations/2.py", 1))

    assert outgrown(change_of(("a.py", 76)), QUICK) == "the diff has 76 lines (quick: 75)"
    assert outgrown(risky, QUICK) == "the diff touches migrations/1.py and 1 more"
    assert outgrown(change_of(("migrations/1.py", 80)), QUICK) == (
        "the diff touches migrations/1.py and has 80 lines (quick: 75)"
    )


def test_file_that_left_a_risky_place_counts_as_there() -> None:
    moved = ChangedFile("old.py", FileStatus.RENAMED, "migrations/1.py")

    assert outgrown(Change(TreeId("a"), TreeId("b"), (moved,)), QUICK) is not None


def test_lines_that_are_gone_count_as_those_that_came() -> None:
    change = change_of(("a.py", 40))
    [one] = change.files
    both = replace(change, files=(replace(one, removed=(Line(1, "y"),) * 36),))

    assert outgrown(both, QUICK) == "the diff has 76 lines (quick: 75)"


def test_workflow_without_a_limit_is_never_outgrown() -> None:
    large = change_of(("a.py", 9999), ("migrations/1.py", 1))

    assert outgrown(large, replace(QUICK, outgrown="")) is None
    assert outgrown(change_of(("a.py", 9999)), replace(QUICK, risk_lines_max=None)) is None


def test_names_are_filled_in_everywhere() -> None:
    workflow = resolve_workflow(QUICK, Feature(RunId("12"), "alias", "{feature.slug}"))

    (step,) = workflow.steps
    assert step.doer.brief == "read alias"
    assert step.doer.argv == ("echo", "12")
    assert step.writes == ("docs/alias/**", "{x}/**")
    assert step.keeps == ("docs/12.md",)
    assert step.produces[0].path == "12-alias.md"


@pytest.mark.parametrize("slug", ["", "../x", "a/b", "{feature.slug}", "-x", "a\n", "x" * 101])
def test_slug_that_could_leave_its_folder_is_a_bug(slug: str) -> None:
    with pytest.raises(ValueError, match=r"feature\.slug"):
        resolve_workflow(QUICK, Feature(RunId("12"), slug, "idea"))


def test_names_in_braces_have_a_dot() -> None:
    text = "{feature.slug} {feature.nmber} {task.id} {x} {}"

    assert list(holes(text)) == ["feature.slug", "feature.nmber", "task.id"]
