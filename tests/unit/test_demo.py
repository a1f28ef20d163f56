"""What the demo plays, and how it tells what happened."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from gatewright.cli.demo import Teller, make_service
from gatewright.cli.demo_rows import demo_rows, opening_rows
from gatewright.cli.screen import paint
from gatewright.definitions.agent_script import parse_agent_script
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.agent_script import Action, AgentScript, Edit, Write
from gatewright.model.digest import digest_of
from gatewright.model.events import (
    AttemptFinished,
    Choice,
    Decided,
    Ended,
    Event,
    StepAccepted,
    StepJudged,
    StepRefused,
    StepReopened,
    VerdictLine,
)
from gatewright.model.ids import Nonce, RunId, StepPath, TreeId
from gatewright.model.records import replace
from gatewright.model.told import Busy, Recorded, RunTold
from gatewright.model.verdicts import Place, Status
from gatewright.model.workflow import Workflow
from gatewright.views.demo import DemoLine, demo_line
from tests.judgements import PIPE

CATALOG = Path(__file__).parents[2] / "src" / "gatewright" / "catalog"
DEMO = CATALOG / "demo"
STEP = StepPath("build/1")
TREE = TreeId("1" * 40)
DIGEST = digest_of(["any"])


class NoGit:
    """Makes no repository."""

    def make_repository(self, folder: str, *, name: str, mail: str, message: str) -> None:
        assert (name, mail) == ("Demo", "demo@gatewright.invalid")


def script_of(name: str) -> AgentScript:
    return parse_agent_script((DEMO / name).read_text(), name)


def service(folder: Path) -> dict[str, str]:
    """Return the files of the service, by their real names."""
    make_service(str(folder), NoGit())  # type: ignore[arg-type]
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


def play(files: dict[str, str], actions: tuple[Action, ...]) -> dict[str, str]:
    """Return `files` after an attempt; an edit that finds nothing is a mistake in the script."""
    files = dict(files)
    for action in actions:
        match action:
            case Write(path, text):
                files[path] = text
            case Edit(path, find, new):
                assert find in files[path], f"{path} does not hold {find!r}"
                files[path] = files[path].replace(find, new, 1)
            case _:
                pass
    return files


# What is played


def test_service_is_copied_under_the_names_its_tools_look_for(tmp_path: Path) -> None:
    files = service(tmp_path / "shortlink")

    assert {"pyproject.toml", ".gitignore", "shortlink/app.py", "tests/test_app.py"} <= set(files)
    assert not [name for name in files if name.endswith(".txt")]
    for name, text in files.items():
        if name.endswith(".py"):
            ast.parse(text)


def test_no_tool_takes_a_file_of_the_service_for_one_of_this_project() -> None:
    kept = [path for path in (DEMO / "shortlink").rglob("*") if path.is_file()]

    assert kept
    assert [path for path in kept if path.suffix != ".txt"] == []


@pytest.mark.parametrize("name", ["agent.yaml", "agent-bad.yaml"])
def test_every_attempt_of_a_script_can_be_played_on_what_was_accepted_before(
    name: str, tmp_path: Path
) -> None:
    files = service(tmp_path / "shortlink")

    for part in script_of(name).parts:
        after = files
        for actions in part.attempts:
            after = play(files, actions)
            for path, text in after.items():
                if path.endswith(".py"):
                    ast.parse(text)
        files = after


def test_each_agent_has_as_many_attempts_as_the_workflow_allows() -> None:
    path = CATALOG / "workflows" / "feature.yaml"
    workflow = parse_workflow(path.read_text(), path.name)
    assert isinstance(workflow, Workflow)
    build = next(step for step in workflow.steps if step.for_each)

    counts = {part.step: len(part.attempts) for part in script_of("agent.yaml").parts}
    bad = {part.step: len(part.attempts) for part in script_of("agent-bad.yaml").parts}

    assert max(counts.values()) <= build.attempts_max
    assert bad["build/*"] == build.attempts_max


def test_no_file_of_the_demo_holds_a_key_before_it_is_planted() -> None:
    header = "BEGIN RSA " + "PRIVATE KEY"

    assert [
        path for path in DEMO.rglob("*") if path.is_file() and f"-{header}-" in path.read_text()
    ] == []
    planted = play({}, next(a for a in script_of("agent-bad.yaml").parts[1].attempts if len(a) > 4))
    assert header in planted["notes/deploy.txt"]


# How it is told


def told(*events: Event) -> list[Recorded]:
    return [
        Recorded(RunId("1"), seq, f"2026-01-02T03:04:{seq:02}+00:00", "gatewright", event)
        for seq, event in enumerate(events, start=1)
    ]


def finished(said: str) -> AttemptFinished:
    return AttemptFinished(STEP, 1, Ended.DONE, TREE, said, None, None, 5)


def judged(*lines: VerdictLine) -> StepJudged:
    return StepJudged(STEP, 1, TREE, lines, ())


def verdict(check: str, status: Status, headline: str) -> VerdictLine:
    return VerdictLine(check, status, headline, DIGEST, ("a.code",), (Place("a.py", 3),))


REFUSED = StepRefused(STEP, 1, DIGEST, ("a.code",), "nothing was changed")
DECIDED = Decided(
    step=STEP,
    nonce=Nonce("n"),
    bound=DIGEST,
    choice=Choice.APPROVE,
    person="person:demo",
    role="requester",
    answers=(),
    because="says yes",
    shown=DIGEST,
    head=DIGEST,
)


def test_refusal_tells_what_was_claimed_and_what_was_seen() -> None:
    failing = verdict("coverage", Status.FAIL, "23 % of changed lines ran")
    passing = verdict("tests", Status.PASS, "3 ran")

    line = demo_line(
        told(finished("wrote a.py\nAll done.\n"), judged(passing, failing), REFUSED),
        "2026-01-02T03:04:01+00:00",
    )

    assert line == DemoLine(
        2.0,
        "build/1",
        "fail",
        "refused",
        ('the agent says "All done."', "coverage: 23 % of changed lines ran  a.py:3"),
        ("a.code",),
    )


def test_acceptance_tells_the_proof() -> None:
    lines = (verdict("tests", Status.PASS, "3 ran"), verdict("proof", Status.PASS, "3 proved"))

    line = demo_line(told(judged(*lines), StepAccepted(STEP, 1, TREE, ())), "")

    assert line is not None
    assert (line.word, line.texts) == ("accepted", ("3 proved",))


def test_step_that_no_check_looked_at_is_no_part_of_the_story() -> None:
    assert demo_line(told(StepAccepted(STEP, 1, TREE, ())), "") is None
    assert demo_line(told(StepReopened(STEP, "again")), "") is None


def test_words_of_an_agent_move_no_cursor() -> None:
    line = demo_line(told(finished("\x1b[2J\x1b[31mdone\x07"), judged(), REFUSED), "")

    assert line is not None
    assert all(text.isprintable() for text in line.texts)


def test_what_is_told_again_is_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    teller = Teller(PIPE, is_silent=False)
    first = told(finished("done"), judged(), REFUSED)

    again = told(*(each.event for each in first), DECIDED)
    heard: list[RunTold] = [*first, Busy(None, "judging"), *first, *again]
    for each in heard:
        teller.hear(each)

    assert [line.word for line in teller.lines] == ["refused", "you"]
    assert capsys.readouterr().out.count("refused") == 1


def test_silent_teller_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    teller = Teller(PIPE, is_silent=True)

    for each in told(judged(), REFUSED):
        teller.hear(each)

    assert len(teller.lines) == 1
    assert capsys.readouterr().out == ""


def rows(width: int, *, can_unicode: bool) -> Iterator[str]:
    terminal = replace(PIPE, width=width, can_unicode=can_unicode)
    texts = ("the agent says " + "on and on " * 12, "tests: 0 ran")
    line = DemoLine(61.2, "write-plan", "fail", "refused", texts)
    for row in (*opening_rows("bad", "/somewhere/else", terminal), *demo_rows(line, terminal)):
        yield paint(row, terminal)


@pytest.mark.parametrize(("width", "can_unicode"), [(60, True), (80, False), (100, True)])
def test_lines_of_the_demo_fit_the_screen(width: int, can_unicode: bool) -> None:
    shown = list(rows(width, can_unicode=can_unicode))

    assert max(map(len, shown)) <= width
    assert any("  01:01  write-plan" in row for row in shown)
    assert shown[-1].strip() == "tests: 0 ran"
