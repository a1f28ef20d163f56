"""What an agent of a known kind does beside any worker: its session, its use, its trouble."""

import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from gatewright.model.agent_profile import AgentOutput, AgentProfile, PromptBy, Spot
from gatewright.model.budgets import Resource, Usage
from gatewright.model.events import Ended
from gatewright.model.isolation import IsolationLevel
from gatewright.model.records import replace
from gatewright.ports.processes import Limits
from gatewright.ports.workers import Unwanted, Work
from gatewright.workers.agent_home import AgentHome, Session, open_home, sweep_homes
from gatewright.workers.agent_worker import AgentPlace, AgentWorker, login_of
from tests.contract.test_workers import (
    Stage,
    agent_of,
    at_each_level,
    order,
    processes,
    stage_at,
)
from tests.sandbox import PYTHON, processes_with

OUTPUT = AgentOutput(
    session=Spot(("/id",), ("start",)),
    tokens=Spot(("/in", "/out"), ("end",)),
    money=Spot(("/cost",), ("end",)),
    said=Spot(("/text",)),
    denied=Spot(("/denied",), ("end",)),
    trouble=Spot(("/error",), ("retry", "end")),
    works=Spot(("/tool",)),
)
PLAY = "import sys; brief = sys.stdin.read(); print(sys.argv[1:])\n"


def profile_of(*lines: object, more: str = "", **keys: Any) -> AgentProfile:
    """Return a profile whose agent prints `lines`, and does `more`."""
    printed = "".join(f"print({json.dumps(line)!r}, flush=True)\n" for line in lines)
    argv = (("-I", "-S", "-c", PLAY + printed + more), ("--resume", "{session}"))
    made = AgentProfile(name="small", program="python", argv=argv, output=OUTPUT)
    return replace(made, **keys)


def play(stage: Stage, profile: AgentProfile, limits: Limits | None = None) -> Work:
    return stage.play(agent_of(stage, profile), limits=limits)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return stage_at(IsolationLevel.NONE, tmp_path)


WORKED = {"type": "call", "tool": "write"}


def test_words_and_use_are_read_off_its_lines(stage: Stage) -> None:
    end = {"type": "end", "in": 900, "out": 100, "cost": 0.123, "text": "Made it."}

    work = play(stage, profile_of(WORKED, end))

    assert work.said == "Made it."
    assert work.usage == Usage(1000, 13)
    assert b'"cost": 0.123' in work.transcript


def test_what_it_does_not_say_counts_as_its_profile_has_it(stage: Stage) -> None:
    work = play(stage, profile_of(WORKED, {"type": "end", "in": 5}, money_max=250, tokens_max=9))

    assert work.usage == Usage(5, 250, (Resource.MONEY,))


def test_nothing_is_counted_for_a_model_that_never_answered(stage: Stage) -> None:
    work = play(stage, profile_of({"type": "end"}, money_max=250, tokens_max=9))

    assert work.usage == Usage()


def test_next_attempt_goes_on_with_the_session_and_says_so(stage: Stage) -> None:
    agent = profile_of({"type": "start", "id": "s-1"}, WORKED, more="print(brief)")
    assert "[]" in play(stage, agent).transcript.decode()

    again = play(stage, agent)

    assert "['--resume', 's-1']" in again.transcript.decode()
    assert "You go on in an earlier session." in again.transcript.decode()


def test_what_earlier_attempts_of_a_session_used_counts_once(stage: Stage) -> None:
    output = replace(OUTPUT, tokens=Spot(("/in",), ("end",), whole_session=True))
    start = {"type": "start", "id": "s-1"}
    used = [
        play(stage, profile_of(start, {"type": "end", "in": tokens}, output=output)).usage
        for tokens in (100, 250, 240)
    ]

    assert used == [Usage(100), Usage(150), Usage(0)]


def test_session_that_cannot_go_on_is_given_up_and_costs_no_attempt(stage: Stage) -> None:
    play(stage, profile_of({"type": "start", "id": "s-1"}, WORKED))

    lost = play(stage, profile_of({"type": "start", "id": "s-2"}))
    after = play(stage, profile_of({"type": "start", "id": "s-3"}, WORKED))

    assert lost.ended is Ended.BUSY
    assert "its earlier session could not go on" in lost.said
    assert "--resume" not in after.transcript.decode()


@pytest.mark.parametrize("session", ["--danger", "a b", "x" * 200, "../x", 7, None])
def test_session_that_is_none_is_not_kept(stage: Stage, session: object) -> None:
    agent = profile_of({"type": "start", "id": session}, WORKED)
    play(stage, agent)

    assert "--resume" not in play(stage, agent).transcript.decode()


def test_session_is_of_one_lane_alone(stage: Stage, tmp_path: Path) -> None:
    agent = profile_of({"type": "start", "id": "s-1"}, WORKED)
    play(stage, agent)
    (tmp_path / "other").mkdir()
    elsewhere = agent_of(stage, agent).work(order(tmp_path / "other"), lambda _: None)

    assert isinstance(elsewhere, Work)
    assert "--resume" not in elsewhere.transcript.decode()


@pytest.mark.parametrize(
    ("error", "ended"),
    [
        ("unexpected status 401 Unauthorized", Ended.SHUT_OUT),
        (403, Ended.SHUT_OUT),
        ("authentication_failed", Ended.SHUT_OUT),
        (429, Ended.BUSY),
        (500, Ended.BUSY),
        ("We are experiencing high demand", Ended.BUSY),
        ("Connection failed: error sending request", Ended.BUSY),
    ],
)
def test_trouble_of_its_service_has_its_own_end(stage: Stage, error: object, ended: Ended) -> None:
    work = play(stage, profile_of(WORKED, {"type": "end", "error": error}))

    assert work.ended is ended
    assert f"[its model did not answer: {error}]" in work.said


def test_trouble_that_it_got_over_is_none(stage: Stage) -> None:
    work = play(stage, profile_of({"type": "retry", "error": 429}, WORKED, {"type": "end"}))

    assert work.ended is Ended.DONE


def test_word_of_trouble_in_its_own_words_is_none(stage: Stage) -> None:
    work = play(stage, profile_of(WORKED, {"type": "end", "text": "Handled 401 and 429."}))

    assert work.ended is Ended.DONE


def test_agent_that_never_heard_from_its_model_is_busy_and_not_quiet(stage: Stage) -> None:
    hang = "import time; time.sleep(60)"
    limits = Limits(wall_s=30.0, idle_s=0.5)

    assert play(stage, profile_of(more=hang), limits).ended is Ended.BUSY
    assert play(stage, profile_of(WORKED, more=hang), limits).ended is Ended.QUIET


def test_agent_that_repeats_its_trouble_for_ever_is_given_up(stage: Stage) -> None:
    clock = count(0, 30_000)
    line = json.dumps({"type": "retry", "error": 500})
    more = f"import time\nwhile True: print({line!r}, flush=True); time.sleep(0.05)"
    worker = agent_of(stage, profile_of(more=more), lambda: next(clock))

    work = worker.work(order(stage.lane), lambda _: None, lambda: True)

    assert isinstance(work, Work)
    assert work.ended is Ended.BUSY


def test_silence_after_one_word_of_trouble_may_be_work(stage: Stage) -> None:
    clock = count(0, 300_000)
    agent = profile_of({"type": "retry", "error": 500}, more="import time; time.sleep(1)")
    work = agent_of(stage, agent, lambda: next(clock)).work(order(stage.lane), lambda _: None)

    assert isinstance(work, Work)
    assert "[exit code" not in work.said
    assert "ended after" not in work.said


@pytest.mark.parametrize("line", [json.dumps(WORKED), '{"cut": "' + "x" * 3000])
def test_trouble_that_comes_back_is_counted_anew(stage: Stage, line: str) -> None:
    clock = count(0, 100_000)
    trouble = {"type": "retry", "error": 500}
    more = f"print({line!r}, flush=True)\nprint({json.dumps(trouble)!r}, flush=True)\n" * 4
    worker = agent_of(stage, profile_of(more=more), lambda: next(clock))

    work = worker.work(order(stage.lane), lambda _: None)

    assert isinstance(work, Work)
    assert "ended after" not in work.said


def test_agent_that_nobody_wants_says_what_it_used_until_then(stage: Stage) -> None:
    heard: list[str] = []
    more = "import time; time.sleep(60)"
    agent = profile_of(WORKED, {"type": "end", "in": 7, "text": "so far"}, more=more)

    work = agent_of(stage, agent).work(order(stage.lane), heard.append, lambda: not heard)

    assert isinstance(work, Unwanted)
    assert work.usage == Usage(7)


@pytest.mark.parametrize(
    "line", ["[[[[" * 9000, '{"type":', "\x00\xff{}", '{"type": []}', "9" * 9999]
)
def test_unknown_output_is_never_fatal(stage: Stage, line: str) -> None:
    work = play(stage, profile_of(WORKED, more=f"print({line!r})"))

    assert work.ended is Ended.DONE


def test_what_was_denied_is_said(stage: Stage) -> None:
    end = {"type": "end", "text": "Done.", "denied": [{"tool_name": "Bash"}, {"tool_name": "Bash"}]}

    assert play(stage, profile_of(WORKED, end)).said == "Done.\n[it was not allowed: Bash]"


def test_people_hear_its_words_and_not_its_lines(stage: Stage) -> None:
    heard: list[str] = []
    agent = profile_of(WORKED, {"type": "end", "text": "Made it."}, {"type": "retry", "error": 429})

    agent_of(stage, agent).work(order(stage.lane), heard.append)

    assert heard == ["Made it.", "429"]


@at_each_level
def test_brief_as_a_file_is_named_and_readable(tmp_path: Path, level: IsolationLevel) -> None:
    stage = stage_at(level, tmp_path)
    program = "import sys; print(open(sys.argv[1]).read(), sys.stdin.read())"
    agent = AgentProfile(
        name="small",
        program="python",
        argv=(("-I", "-S", "-c", program, "{prompt}"),),
        prompt=PromptBy.FILE,
    )

    assert stage.play(agent_of(stage, agent), brief="Do this.").said == "Do this."


@at_each_level
def test_login_is_read_and_from_level_one_not_altered(
    tmp_path: Path, level: IsolationLevel
) -> None:
    stage = stage_at(level, tmp_path)
    theirs = tmp_path / "person" / ".small"
    theirs.mkdir(parents=True)
    (theirs / "login").write_text("secret-1")
    (theirs / "other").write_text("secret-2")
    program = (
        "import os\nhome = os.environ['HOME']\nplace = home + '/.small/login'\n"
        "print(open(place).read(), sorted(os.listdir(home + '/.small')))\n"
        "try: open(place, 'w').write('mine')\nexcept OSError: print('kept out')\n"
        f"try: print(open({str(theirs / 'other')!r}).read())\nexcept OSError: print('unseen')\n"
    )
    agent = AgentProfile(name="small", program="python", argv=(("-I", "-S", "-c", program),))
    login = login_of(str(tmp_path / "person"), (".small/login", ".small/missing"))
    place = AgentPlace(
        program=PYTHON, homes=str(tmp_path / "homes"), login=login, elapsed_ms=lambda: 0
    )

    work = stage.play(AgentWorker(agent, place, processes(level), stage.surroundings()))

    assert "secret-1 ['login']" in work.said
    is_confined = level is not IsolationLevel.NONE
    assert ("kept out" in work.said) is is_confined
    assert ("unseen" in work.said) is is_confined
    assert ((theirs / "login").read_text() == "secret-1") is is_confined


def test_home_lives_as_long_as_its_lane(tmp_path: Path) -> None:
    lane, homes = tmp_path / "lane", str(tmp_path / "homes")
    lane.mkdir()
    home = open_home(homes, "small", str(lane), ())
    home.keep_session(Session("s-1"))
    assert sweep_homes(homes) == 0

    lane.rmdir()

    assert sweep_homes(homes) == 1
    assert not Path(home.folder).exists()


def test_session_is_handed_over_once(tmp_path: Path) -> None:
    home = open_home(str(tmp_path), "small", "/lane", ())
    home.keep_session(Session("s-1", 12))

    assert (home.session(), AgentHome(home.folder).session()) == (Session("s-1", 12), Session())


@at_each_level
def test_process_that_it_left_behind_ends_with_it(tmp_path: Path, level: IsolationLevel) -> None:
    """An agent that leaves a service of its own behind, in a session of its own, as some do."""
    stage, mark = stage_at(level, tmp_path), f"left-by-{tmp_path.name}"
    child = f"import time; open('alive', 'w'); {mark!r}; time.sleep(300)"
    more = (
        "import os, subprocess\n"
        "if os.fork() == 0:\n"
        f"    subprocess.Popen([sys.executable, '-I', '-S', '-c', {child!r}],"
        " start_new_session=True, stdout=-3, stderr=-3)\n"
        "    os._exit(0)\nos.wait()\n"
        "while not os.path.exists('alive'): pass\n"
    )

    work = play(stage, profile_of(WORKED, more=more))

    assert work.ended is Ended.DONE
    assert processes_with(mark) == []
