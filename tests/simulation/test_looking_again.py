"""When something is looked at again, and what it comes to when that shows another answer."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from gatewright.model.digest import digest_of
from gatewright.model.ids import Digest
from gatewright.model.isolation import IsolationLevel
from gatewright.model.observations import CaseOutcome, FindingsRun, TestRun
from gatewright.model.records import replace
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Anew, Verdict
from gatewright.ports.environments import Environment, EnvironmentRequest
from gatewright.ports.gatherers import FindingsRequest, TestRequest
from gatewright.ports.processes import IsolationSurvey
from gatewright.runtime import observing
from gatewright.runtime.edges import Edges
from gatewright.testing.scripted_processes import ScriptedProcesses
from gatewright.testing.toy_tools import ToyLinter, ToyTests
from tests.simulation.door import (
    Door,
    NoConsent,
    ToyEnvironments,
    _Repositories,
    reason_codes,
    statuses,
    verdict_of,
)

BASE = {"code.py": "add\n", "tests/test_old.py": "old: add\nodd: add\n"}
HEAD = {**BASE, "code.py": "add\nsub\n", "tests/test_new.py": "new: sub\n"}


@dataclass
class Levelled(ScriptedProcesses):
    """A machine with only so much isolation."""

    level: IsolationLevel = IsolationLevel.NAMESPACES

    def __post_init__(self) -> None:
        super().__init__({})

    def survey(self) -> IsolationSurvey:
        """Return what it gives."""
        return replace(super().survey(), strongest=self.level)


@dataclass
class Agreed(NoConsent):
    """What was agreed to is of this content."""

    content: str = ""

    def fingerprint(self, repository_root: str) -> Digest:
        """Return the name of the content."""
        return digest_of([self.content])


@dataclass
class Built(ToyEnvironments):
    """Environments and tools of this build."""

    build: str = ""
    tool_build: str = ""

    def provide(
        self, request: EnvironmentRequest, tell: Callable[[str], None]
    ) -> Environment | Trouble:
        """Return an environment of the build."""
        provided = super().provide(request, tell)
        if not isinstance(provided, Environment):
            return provided
        return replace(provided, key=digest_of([provided.key, self.build]))

    def tools(self, requirements: tuple[str, ...], tell: Callable[[str], None]) -> Environment:
        """Return tools of the build."""
        found = super().tools(requirements, tell)
        assert isinstance(found, Environment)
        return replace(found, key=digest_of([found.key, self.tool_build]))


@dataclass
class Machine(Door):
    """A door whose surroundings may change between two judgements."""

    platform: str = "linux x86_64"
    agreed: Agreed = field(default_factory=Agreed)

    def _edges(self, repositories: _Repositories) -> Edges:
        return replace(super()._edges(repositories), platform=self.platform, consent=self.agreed)


def configured(text: str) -> dict[str, str]:
    return {**BASE, ".gatewright/config.yaml": f"gatewright: 1\n{text}"}


def change_level(door: Machine) -> None:
    door.processes = Levelled(level=IsolationLevel.FILES)


def change_platform(door: Machine) -> None:
    door.platform = "linux aarch64"


def change_environment(door: Machine) -> None:
    door.environments = Built(build="another interpreter")


def change_tools(door: Machine) -> None:
    door.environments = Built(tool_build="another version")


def change_agreed(door: Machine) -> None:
    door.agreed = Agreed("another .env")


def change_program(door: Machine) -> None:
    """Another version of this program may read the same report in another way."""


@pytest.mark.parametrize(
    ("change", "tests_again", "lint_again"),
    [
        (change_level, True, True),
        (change_platform, True, True),
        (change_environment, True, False),
        (change_tools, False, True),
        (change_agreed, True, True),
        (change_program, True, True),
    ],
)
def test_what_an_answer_rests_on_is_in_its_key(
    change: Callable[[Machine], None],
    tests_again: bool,
    lint_again: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    door = Machine(environments=Built())
    door.judge(BASE, HEAD)
    asked, linted = len(door.tests.asked), door.linter.runs

    change(door)
    if change is change_program:
        monkeypatch.setattr(observing, "__version__", "another")
    door.judge(BASE, HEAD)

    assert (len(door.tests.asked) > asked) == tests_again
    assert (door.linter.runs > linted) == lint_again


@pytest.mark.parametrize(
    "text",
    [
        "checks: {tests: {tests: {}, timeout: 5s}}\n",
        "prepare: {gen: {argv: [make], writes: [gen.py]}}\n",
    ],
    ids=["limit", "preparation"],
)
def test_what_the_base_configures_is_in_the_key(text: str) -> None:
    """The head is the same tree each time; only the base's word on it changes."""
    door = Machine()
    head = configured("checks: {}\n")
    door.judge(configured("checks: {}\n"), head, only=("tests",))
    asked = len(door.tests.asked)
    assert asked == 1

    if "prepare" in text:
        with pytest.raises(AssertionError):  # it would be prepared, which this door refuses
            door.judge(configured(text), head, only=("tests",))
    else:
        door.judge(configured(text), head, only=("tests",))
        assert [each.limits.wall_s for each in door.tests.asked[asked:]] == [5.0, 5.0]


@dataclass
class Moody(ToyTests):
    """Tests of which `odd` come out as told, run after run, on the trees that hold `where`."""

    moods: list[bool] = field(default_factory=list)
    odd: str = "odd"
    where: str = "tests/test_new.py"
    looks: int = 0

    def run(self, request: TestRequest) -> TestRun | Trouble:
        """Run them, and let the odd one pass or fail."""
        run = super().run(request)
        if isinstance(run, Trouble) or not self.moods:
            return run
        if not any(self.where in (case.file, case.name) for case in run.cases):
            return run
        outcome = CaseOutcome.PASSED if self.moods.pop(0) else CaseOutcome.FAILED
        cases = tuple(
            replace(case, outcome=outcome) if case.name == self.odd else case for case in run.cases
        )
        return replace(run, cases=cases)


def test_failure_is_not_washed_away_by_looking_again() -> None:
    door = Door(tests=Moody(moods=[False, True]))
    first = door.judge(BASE, HEAD, only=("tests",))

    second = door.judge(BASE, HEAD, only=("tests",), use_cache=False)
    third = door.judge(BASE, HEAD, only=("tests",))

    assert reason_codes(first, "tests") == ["tests.failed"]
    assert statuses(second) == {"tests": "fail"}
    assert reason_codes(second, "tests") == ["check.unstable"]
    assert verdict_of(third, "tests").status == "fail"
    assert "check.unstable" in reason_codes(third, "tests")


def test_pass_is_lost_by_another_look_and_stays_lost() -> None:
    door = Door(tests=Moody(moods=[True, False, True, True]))
    assert statuses(door.judge(BASE, HEAD, only=("tests",))) == {"tests": "pass"}

    looks = [door.judge(BASE, HEAD, only=("tests",), use_cache=False) for _ in range(3)]
    again = looks[-1]

    assert reason_codes(again, "tests") == ["check.unstable"]
    [place] = verdict_of(again, "tests").reasons[0].places
    assert place.text.endswith("odd: passed, then failed, then passed")


def test_other_content_is_looked_at_anew() -> None:
    door = Door(tests=Moody(moods=[True, False]))
    door.judge(BASE, HEAD, only=("tests",))
    door.judge(BASE, HEAD, only=("tests",), use_cache=False)

    mended = door.judge(BASE, {**HEAD, "code.py": "add\nsub\nmore\n"}, only=("tests",))

    assert statuses(mended) == {"tests": "pass"}


def test_what_is_as_unsteady_on_the_base_is_left_alone() -> None:
    door = Door(tests=Moody(moods=[True, True, False, False], where="odd"))
    door.judge(BASE, HEAD, only=("tests",))

    again = door.judge(BASE, HEAD, only=("tests",), use_cache=False)

    assert statuses(again) == {"tests": "pass"}
    assert "1 test unsteady on the base too, left alone" in verdict_of(again, "tests").notes


def test_broken_test_does_not_become_an_old_failure_by_a_bad_moment_of_the_base() -> None:
    head = {**HEAD, "tests/test_old.py": "old: add\nodd: lost\n"}
    # head, base; head, base: the base fails once, the change always
    door = Door(tests=Moody(moods=[False, True, False, False], where="odd"))
    first = door.judge(BASE, head, only=("tests",))

    again = door.judge(BASE, head, only=("tests",), use_cache=False)

    assert reason_codes(first, "tests") == ["tests.failed"]
    assert reason_codes(again, "tests") == ["check.unstable"]


def test_new_test_that_passes_without_the_change_at_times_proves_nothing() -> None:
    door = Door(tests=Moody(odd="new"))
    door.judge(BASE, HEAD, only=("proof",))
    door.tests = Moody(moods=[True, True], odd="new")

    again = door.judge(BASE, HEAD, only=("proof",), use_cache=False)

    assert verdict_of(again, "proof").status == "fail"
    assert "check.unstable" in reason_codes(again, "proof")


def test_lines_that_run_by_chance_make_coverage_unstable() -> None:
    class Chancy(ToyTests):
        misses = False

        def run(self, request: TestRequest) -> TestRun | Trouble:
            run = super().run(request)
            if not isinstance(run, TestRun) or not self.misses or run.coverage is None:
                return run
            lost = tuple(
                replace(file, ran=frozenset({1}), missed=file.missed | {2}) for file in run.coverage
            )
            return replace(run, coverage=lost)

    door = Door(tests=Chancy())
    first = door.judge(BASE, HEAD)
    Chancy.misses = True

    again = door.judge(BASE, HEAD, use_cache=False)

    assert first.good_for is not None
    assert "check.unstable" in reason_codes(again, "coverage")
    assert verdict_of(again, "tests").status == "pass"
    assert door.judge(BASE, HEAD).good_for is None


def test_trouble_is_no_look() -> None:
    class Failing(ToyTests):
        def run(self, request: TestRequest) -> TestRun | Trouble:
            return Trouble("tests.could-not-start", "a run", "no memory", "")

    door = Door()
    door.judge(BASE, HEAD, only=("tests",))
    door.tests, sound = Failing(), door.tests
    broken = door.judge(BASE, HEAD, only=("tests",), use_cache=False)
    door.tests = sound

    again = door.judge(BASE, HEAD, only=("tests",))

    assert statuses(broken) == {"tests": "error"}
    assert statuses(again) == {"tests": "pass"}


def test_linter_that_says_something_else_of_the_same_file_is_unstable() -> None:
    class Moving(ToyLinter):
        def run(self, request: FindingsRequest, program_folder: str) -> FindingsRun | Trouble:
            run = super().run(request, program_folder)
            assert isinstance(run, FindingsRun)
            return replace(run, findings=()) if self.runs > 1 else run

    head = {**HEAD, "code.py": "add\nsub\nbad\n"}
    door = Door(linter=Moving())
    first = door.judge(None, head, only=("lint",))

    again = door.judge(None, head, only=("lint",), use_cache=False)

    assert reason_codes(first, "lint") == ["findings.new"]
    assert "check.unstable" in reason_codes(again, "lint")


def test_edit_of_one_file_has_one_file_linted() -> None:
    door = Door()
    door.judge(BASE, HEAD, only=("lint",))
    seen: list[FindingsRequest] = []

    class Listening(ToyLinter):
        def run(self, request: FindingsRequest, program_folder: str) -> FindingsRun | Trouble:
            seen.append(request)
            return super().run(request, program_folder)

    door.linter = Listening()
    verdict = verdict_of(
        door.judge(BASE, {**HEAD, "code.py": "add\nsub\nbad\n"}, only=("lint",)), "lint"
    )

    assert [request.candidates for request in seen] == [("code.py",)]
    assert seen[0].is_part
    assert reason_codes_of(verdict) == ["findings.new"]
    assert (verdict.evidence.reused_count, verdict.evidence.reused_from) == (2, None)


def reason_codes_of(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def test_verdict_says_why_it_was_looked_at_anew() -> None:
    """Law: the other side of the same change explains nothing; an earlier judgement does."""
    door = Door()

    def anew(head: dict[str, str], *, use_cache: bool = True) -> Anew | None:
        judged = door.judge(BASE, head, only=("tests",), use_cache=use_cache)
        return verdict_of(judged, "tests").evidence.anew

    assert anew(HEAD) == Anew()
    assert anew(HEAD) is None
    changed = anew({**HEAD, "code.py": "add\nsub\nmore\n"})
    assert changed is not None
    assert changed.differing == ("the content",)
    again = anew(HEAD, use_cache=False)
    assert again is not None
    assert again.differing == ()
    assert again.seen_at is not None
