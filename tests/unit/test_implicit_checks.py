"""What every step must hold: work was done, in its place, and all of it is there."""

import pytest

from gatewright.core.judging.implicit_checks import Terms, judge_work
from gatewright.core.projects.companions import is_companion
from gatewright.model.change import Change, ChangedFile, FileStatus
from gatewright.model.ids import StepPath, TreeId
from gatewright.model.path_sets import PathSet
from gatewright.model.records import replace
from gatewright.model.verdicts import Reason, Status
from gatewright.model.workflow import Doer, Product, StepDefinition, WorkerKind
from tests.observed import SUBJECT

PLAN = Product("plan", "docs/plan.md", "plan")
STEP = StepDefinition(
    path=StepPath("build"),
    title="build",
    phase="work",
    doer=Doer(WorkerKind.AGENT, "developer", "do it"),
    writes=("src/**", "pyproject.toml"),
)


def change_of(*paths: str, moved: tuple[str, str] | None = None) -> Change:
    files = [ChangedFile(path, FileStatus.MODIFIED, path) for path in paths]
    if moved:
        files.append(ChangedFile(moved[1], FileStatus.RENAMED, moved[0]))
    return Change(TreeId("a" * 40), TreeId("b" * 40), tuple(files))


def codes(
    change: Change, step: StepDefinition = STEP, produced: dict[str, bytes | None] | None = None
) -> list[str]:
    verdicts = judge_work(step, change, produced or {}, SUBJECT)
    assert [verdict.check for verdict in verdicts] == ["work", "scope"]
    for verdict in verdicts:
        assert (verdict.status is Status.PASS) == (not verdict.reasons)
    return [reason.code for verdict in verdicts for reason in verdict.reasons]


def test_work_in_its_place_passes() -> None:
    assert codes(change_of("src/a.py", "src/deep/b.py")) == []


def test_attempt_that_changed_nothing_is_refused() -> None:
    assert codes(change_of()) == ["work.empty"]


def test_attempt_that_may_change_nothing_passes() -> None:
    step = replace(STEP, may_be_empty=True)

    work, scope = judge_work(step, change_of(), {}, SUBJECT)

    assert (work.status, work.headline) == (Status.PASS, "nothing to do")
    assert scope.status is Status.PASS


@pytest.mark.parametrize("content", [None, b"", b" \n"])
def test_product_that_is_not_there_is_refused(content: bytes | None) -> None:
    step = replace(STEP, produces=(PLAN,))

    assert codes(change_of("src/a.py"), step, {"plan": content}) == ["work.product-missing"]
    assert codes(change_of("src/a.py"), step) == ["work.product-missing"]


def test_a_command_may_have_had_nothing_to_print() -> None:
    step = replace(STEP, produces=(replace(PLAN, captured=True),))

    assert codes(change_of("docs/plan.md"), step, {"plan": b""}) == []
    assert codes(change_of("src/a.py"), step, {"plan": None}) == ["work.product-missing"]


def test_product_may_be_written_where_nothing_else_may() -> None:
    step = replace(STEP, writes=(), produces=(PLAN,))

    assert codes(change_of("docs/plan.md"), step, {"plan": b"x"}) == []
    assert codes(change_of("docs/plan.md", "src/a.py"), step, {"plan": b"x"}) == ["scope.outside"]


def test_step_that_may_write_nothing_says_so() -> None:
    step = replace(STEP, writes=(), may_be_empty=True)

    _, scope = judge_work(step, change_of("a.py", "b.py"), {}, SUBJECT)

    assert scope.reasons[0].wanted == "no change"
    assert scope.reasons[0].found == "a.py and 1 more"
    assert [place.path for place in scope.reasons[0].places] == ["a.py", "b.py"]


@pytest.mark.parametrize("moved", [("src/a.py", "lib/a.py"), ("lib/a.py", "src/a.py")])
def test_move_over_the_border_is_refused_either_way(moved: tuple[str, str]) -> None:
    _, scope = judge_work(STEP, change_of(moved=moved), {}, SUBJECT)

    assert [reason.code for reason in scope.reasons] == ["scope.outside"]
    assert scope.reasons[0].places[0].text == f"renamed, was {moved[0]}"


def test_what_another_step_made_stays_as_it_is() -> None:
    step = replace(STEP, writes=("**",), keeps=("docs/plan.md",))

    assert codes(change_of("docs/plan.md", "src/a.py"), step) == ["scope.kept"]
    assert codes(change_of(moved=("docs/plan.md", "docs/old.md")), step) == ["scope.kept"]


def test_lock_file_follows_its_manifest_and_nothing_else() -> None:
    assert codes(change_of("pyproject.toml", "uv.lock")) == []
    assert codes(change_of("uv.lock")) == ["scope.outside"]
    assert codes(change_of("src/package.json", "package-lock.json")) == []
    assert codes(change_of("package.json", "package-lock.json")) == ["scope.outside"]


@pytest.mark.parametrize(
    ("path", "changed", "expected"),
    [
        ("uv.lock", "pyproject.toml", True),
        ("uv.lock", "packages/api/pyproject.toml", True),
        ("web/uv.lock", "pyproject.toml", False),
        ("uv.lock", "package.json", False),
        ("notes.txt", "pyproject.toml", False),
    ],
)
def test_companion_stands_beside_its_leader_or_above(
    path: str, changed: str, expected: bool
) -> None:
    assert is_companion(path, [changed]) is expected


def test_step_that_nobody_tries_has_nothing_to_hold() -> None:
    step = replace(STEP, doer=Doer(WorkerKind.NOBODY))

    assert judge_work(step, change_of(), {}, SUBJECT) == ()


def test_nothing_to_change_is_an_answer_where_what_it_reads_changed() -> None:
    work, scope = judge_work(STEP, change_of(), {"plan": b"as it was"}, SUBJECT, Terms(["design"]))

    assert (work.status, scope.status) == (Status.PASS, Status.PASS)
    assert "nothing was changed to fit design" in work.headline


def test_a_step_may_write_a_path_set_and_leaves_another() -> None:
    sets = (PathSet("source", ("src/**", "!**/*.test.js")), PathSet("tests", ("**/*.test.js",)))
    step = replace(STEP, writes=("tree:source", "docs/a.md"), keeps=("tree:tests",))
    terms = Terms(paths=sets)

    def found(*paths: str) -> list[str]:
        verdicts = judge_work(step, change_of(*paths), {}, SUBJECT, terms)
        return [reason.code for verdict in verdicts for reason in verdict.reasons]

    assert found("src/a.js", "docs/a.md") == []
    assert found("src/a.test.js") == ["scope.kept"]
    assert found("lib/a.js") == ["scope.outside"]


def test_what_is_wrong_inside_of_files_is_told_by_the_check_it_is_of() -> None:
    reasons = [Reason(code, code, "", "") for code in ("work.x", "scope.y")]
    work, scope = judge_work(STEP, change_of("src/a.py"), {}, SUBJECT, Terms(found=reasons))

    assert [each.code for each in work.reasons] == ["work.x"]
    assert [each.code for each in scope.reasons] == ["scope.y"]
