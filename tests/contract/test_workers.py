"""What every worker does, the fake included; and what only real programs can be tried with."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from gatewright.bootstrap.agent_profiles import acp_client
from gatewright.model.agent_profile import AcpTalk, AgentOutput, AgentProfile, Spot
from gatewright.model.agent_script import (
    Action,
    AgentScript,
    Ask,
    Die,
    Execute,
    Hang,
    Lie,
    Note,
    Part,
    Say,
    Witness,
    Write,
)
from gatewright.model.events import Ended
from gatewright.model.ids import EffectId, StepPath
from gatewright.model.isolation import IsolationLevel, Network
from gatewright.ports.processes import Limits, Processes
from gatewright.ports.workers import Order, Unwanted, Work, Worker
from gatewright.processes.launcher import SupervisedProcesses
from gatewright.testing.toy_worker import FakeWorker, worked
from gatewright.testing.worker_contract import (
    LAWS,
    PROGRAMS,
    Law,
    Scene,
    nothing_is_written_outside,
)
from gatewright.workers.agent_worker import AgentPlace, AgentWorker
from gatewright.workers.command_worker import CommandWorker, StepCommandWorker
from gatewright.workers.scripted import ScriptedWorker
from gatewright.workers.surroundings import Surroundings
from tests import sandbox
from tests.sandbox import PYTHON, RUNTIME, becomes_true, processes_with

ROOT = Path(__file__).parents[2]
FLOOD = "while True: print('x' * 4000)"
FLOODING = Execute((PYTHON, "-I", "-S", "-c", FLOOD))
Clock = Callable[[], int]
BRIEF_CHARS = 2 * 1024 * 1024

# What the scripted agent plays in each scene, and what the fake does.
SCENES: dict[Scene, tuple[tuple[Action, ...], Callable[[Order], Work]]] = {
    Scene.WORKS: (
        (Write("src/app.py", "x = 1\n"), Say("Made it.")),
        lambda order: _make_it(order.lane),
    ),
    Scene.LIES: ((Lie("All is done."), Write("never.py", "")), lambda _: worked("All is done.")),
    Scene.DENIED: ((Write("/proc/denied", ""), Say("I may not.")), lambda _: worked("I may not.")),
    Scene.OUTSIDE: (
        (Write("../outside", "x"), Write("inside", "x")),
        lambda order: _write_inside(order.lane),
    ),
    Scene.HANGS: ((Say("So far."), Hang()), lambda _: worked("", Ended.TIMED_OUT)),
    Scene.FLOODS: ((FLOODING,), lambda _: worked("x" * 100, Ended.FLOODED)),
    Scene.DIES: ((Say("So far."), Die("KILL")), lambda _: worked("So far.", Ended.FAILED)),
    Scene.READS: (
        (),  # it says by itself how much it read
        lambda order: worked(f"read {len(order.brief)} characters"),
    ),
    Scene.ASKS: ((Ask("Which port?"),), lambda _: worked(questions=("Which port?",))),
    Scene.RECORDS: (
        (Note('{"register": "log"}'), Note("b")),
        lambda _: worked(lines=('{"register": "log"}', "b")),
    ),
    Scene.GOES_ON: ((Say("anew"),), lambda _: worked("anew")),
}


def _make_it(lane: str) -> Work:
    Path(lane, "src").mkdir()
    Path(lane, "src", "app.py").write_text("x = 1\n")
    return worked("Made it.")


def _write_inside(lane: str) -> Work:
    Path(lane, "inside").write_text("x")
    return worked()


AGENT_FILE = str(ROOT / "src" / "gatewright" / "testing" / "acp_agent.py")
ACP_PROGRAMS = PROGRAMS | {
    Scene.DENIED: "permission('edit', 'write it', '/elsewhere') or print('I may not.')",
    Scene.HANGS: f"tool('a long one')\n{PROGRAMS[Scene.HANGS]}",
    Scene.GOES_ON: "tool('some work'); print('going on' if is_loaded else 'anew')",
}
SAYS_SESSION = (
    "import json, sys\n"
    "print(json.dumps({'type': 'start', 'id': 's-1'}))\n"
    "print(json.dumps({'type': 'call', 'tool': 'write'}))\n"
    "print('going on' if '--resume' in sys.argv else 'anew')\n"
)
SAID_SESSION = AgentOutput(session=Spot(("/id",), ("start",)), works=Spot(("/tool",), ("call",)))


@dataclass(frozen=True)
class Stage:
    """Where one worker is tried."""

    kind: str
    level: IsolationLevel
    folder: Path

    @property
    def lane(self) -> Path:
        return self.folder / "lane"

    @property
    def scratch(self) -> Path:
        return self.folder / "scratch"

    @property
    def is_confined(self) -> bool:
        return self.kind == "fake" or self.level is not IsolationLevel.NONE

    @property
    def goes_on(self) -> bool:
        return self.kind in ("agent", "acp")

    def worker(self, scene: Scene) -> Worker:
        actions, play = SCENES[scene]
        if self.kind == "fake":
            return FakeWorker(play)
        if self.kind == "acp":
            return self.acp(ACP_PROGRAMS[scene])
        if self.kind == "agent":
            return self.small(scene)
        is_scripted = self.kind == "scripted"
        return self.scripted(*actions) if is_scripted else self.command(PROGRAMS[scene])

    def small(self, scene: Scene) -> AgentWorker:
        if scene is not Scene.GOES_ON:
            return self.agent(PROGRAMS[scene])
        argv = (("-I", "-S", "-c", SAYS_SESSION), ("--resume", "{session}"))
        output = SAID_SESSION
        return agent_of(self, AgentProfile(name="s", program="python", argv=argv, output=output))

    def acp(self, program: str, talk: AcpTalk | None = None, **ways: object) -> AgentWorker:
        argv = (("-I", "-S", AGENT_FILE, program, json.dumps(ways)),)
        return agent_of(
            self, AgentProfile(name="acp", program="python", argv=argv, acp=talk or AcpTalk())
        )

    def scripted(self, *actions: Action, witness: Path | None = None) -> ScriptedWorker:
        script = AgentScript((Part("step", (actions,)),))
        where = str(witness) if witness else None
        return ScriptedWorker(script, processes(self.level), self.surroundings(), PYTHON, where)

    def command(self, program: str) -> CommandWorker:
        argv = (PYTHON, "-I", "-S", "-c", program)
        return CommandWorker("small", argv, processes(self.level), self.surroundings())

    def agent(self, program: str, output: AgentOutput | None = None) -> AgentWorker:
        return agent_of(self, AgentProfile(
            name="small", program="python", argv=(("-I", "-S", "-c", program),), output=output
        ))  # fmt: skip

    def surroundings(self) -> Surroundings:
        return Surroundings(scratch=str(self.folder / "scratch"), readable=RUNTIME)

    def play(self, worker: Worker, brief: str = "Do it.", limits: Limits | None = None) -> Work:
        return ended(worker.work(order(self.lane, brief, limits), lambda _: None))


def ended(work: Work | Unwanted) -> Work:
    """Return the work of an attempt that was wanted to its end."""
    assert isinstance(work, Work)
    return work


def agent_of(stage: Stage, profile: AgentProfile, elapsed_ms: Clock = lambda: 0) -> AgentWorker:
    """Return the worker of a profile that Python plays."""
    homes = stage.folder / "homes"
    homes.mkdir(exist_ok=True)
    place = AgentPlace(
        program=PYTHON, homes=str(homes), login=(), elapsed_ms=elapsed_ms, acp=acp_client()
    )
    return AgentWorker(profile, place, processes(stage.level), stage.surroundings())


@cache
def processes(level: IsolationLevel) -> Processes:
    return SupervisedProcesses(PYTHON, tempfile.gettempdir(), "tests", level)


def order(
    lane: Path,
    brief: str = "",
    limits: Limits | None = None,
    argv: tuple[str, ...] = (),
    capture: str = "",
) -> Order:
    return Order(
        effect_id=EffectId("1/step/attempt/1"),
        step=StepPath("step"),
        number=1,
        title="A step",
        lane=str(lane),
        brief=brief,
        argv=argv,
        capture=capture,
        limits=limits or Limits(wall_s=30.0),
    )


STRONGEST = sandbox.levels()[-1]
at_each_level = pytest.mark.parametrize("level", sandbox.levels())


def stage_at(level: IsolationLevel, tmp_path: Path) -> Stage:
    (tmp_path / "lane").mkdir()
    return Stage("real", level, tmp_path)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("kind", ["fake", "scripted", "command", "agent", "acp"])
def test_worker_holds(kind: str, law: Law, tmp_path: Path) -> None:
    (tmp_path / "lane").mkdir()

    law(Stage(kind, STRONGEST, tmp_path))


@pytest.mark.parametrize("kind", ["scripted", "command", "agent", "acp"])
def test_without_isolation_nothing_but_it_is_missing(kind: str, tmp_path: Path) -> None:
    (tmp_path / "lane").mkdir()

    nothing_is_written_outside(Stage(kind, IsolationLevel.NONE, tmp_path))


@at_each_level
def test_isolation_is_told_and_the_network_open(tmp_path: Path, level: IsolationLevel) -> None:
    stage = stage_at(level, tmp_path)

    isolation = stage.play(stage.worker(Scene.LIES)).isolation

    assert (isolation.level, isolation.network) == (level, Network.OPEN)


@at_each_level
def test_write_outside_the_lane_is_denied_from_level_one(
    tmp_path: Path, level: IsolationLevel
) -> None:
    stage = stage_at(level, tmp_path)
    outside = tmp_path / "outside"

    work = stage.play(stage.scripted(Write(str(outside), "x"), Write("inside", "x")))

    assert outside.exists() is (level is IsolationLevel.NONE)
    assert (stage.lane / "inside").exists()
    assert work.ended is Ended.DONE


def test_worker_sees_nothing_of_the_drivers_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "sk-1")
    stage = stage_at(STRONGEST, tmp_path)

    work = stage.play(
        stage.command(
            "import os; print(os.listdir(os.environ['HOME']), 'SOME_API_KEY' in os.environ)"
        )
    )

    assert work.said == "[] False"


def test_variable_that_a_person_passes_on_arrives(tmp_path: Path) -> None:
    (tmp_path / "lane").mkdir()
    surroundings = Surroundings(scratch=str(tmp_path), env=(("SOME_API_KEY", "sk-1"),))
    worker = StepCommandWorker(processes(STRONGEST), surroundings)

    work = worker.work(
        order(tmp_path / "lane", argv=("sh", "-c", "echo $SOME_API_KEY")), lambda _: None
    )

    assert ended(work).said == "sk-1"


@pytest.mark.parametrize(
    ("code", "ended"),
    [
        (0, Ended.DONE),
        (1, Ended.DONE),
        (145, Ended.DONE),
        (75, Ended.BUSY),
        (126, Ended.ABSENT),
        (127, Ended.ABSENT),
    ],
)
def test_exit_code_is_kept_and_not_believed(tmp_path: Path, code: int, ended: Ended) -> None:
    stage = stage_at(IsolationLevel.NONE, tmp_path)

    work = stage.play(stage.command(f"print('All done.'); raise SystemExit({code})"))

    assert work.ended is ended
    assert work.said == ("All done." if code == 0 else f"All done.\n[exit code {code}]")
    assert work.transcript.endswith(f"--- exit code {code}\n".encode())


@at_each_level
def test_program_that_is_not_there_is_absent_and_named(
    tmp_path: Path, level: IsolationLevel
) -> None:
    stage = stage_at(level, tmp_path)
    worker = CommandWorker("none", ("no-such-agent",), processes(level), stage.surroundings())

    work = stage.play(worker)

    assert work.ended is Ended.ABSENT
    assert "no-such-agent" in work.said


def test_command_of_a_step_is_told_nothing(tmp_path: Path) -> None:
    stage = stage_at(STRONGEST, tmp_path)
    worker = StepCommandWorker(processes(STRONGEST), stage.surroundings())

    work = worker.work(
        order(stage.lane, "The brief.", argv=("sh", "-c", "cat; echo made > made")), lambda _: None
    )

    assert ended(work).said == ""
    assert (stage.lane / "made").read_text() == "made\n"


PRINTS = ("sh", "-c", "echo one; head -c 3000000 /dev/zero >&2; exit 1")


@at_each_level
def test_what_a_command_prints_is_a_file_and_what_it_says_beside_is_not(
    tmp_path: Path, level: IsolationLevel
) -> None:
    stage = stage_at(level, tmp_path)
    worker = StepCommandWorker(processes(level), stage.surroundings())

    worker.work(order(stage.lane, argv=PRINTS, capture="docs/found.txt"), lambda _: None)

    assert (stage.lane / "docs/found.txt").read_text() == "one\n"


@pytest.mark.parametrize(
    "before",
    [
        "echo another > out; chmod 700 out",
        "mkfifo out",
        "ln -s ../elsewhere out",
        "echo x > y; ln y out",
    ],
)
def test_what_the_command_puts_there_itself_goes(tmp_path: Path, before: str) -> None:
    stage = stage_at(IsolationLevel.NONE, tmp_path)
    (tmp_path / "elsewhere").write_text("kept")
    worker = StepCommandWorker(processes(IsolationLevel.NONE), stage.surroundings())

    argv = ("sh", "-c", f"{before}; echo printed")
    worker.work(order(stage.lane, argv=argv, capture="out"), lambda _: None)

    assert (stage.lane / "out").read_text() == "printed\n"
    assert not (stage.lane / "out").is_symlink()
    assert (tmp_path / "elsewhere").read_text() == "kept"


@pytest.mark.parametrize(
    ("script", "because"),
    [
        ("head -c 524289 /dev/zero", "the command printed more than 512 KiB"),
        ("head -c 3000000 /dev/zero", "the command printed more than 512 KiB"),
        ("echo some; kill -9 $$", "the command failed"),
        ("mkdir out", "it cannot be written: "),
        ("ln -s /tmp docs", "it cannot be written: "),
    ],
)
def test_what_is_not_whole_is_no_file(tmp_path: Path, script: str, because: str) -> None:
    stage = stage_at(IsolationLevel.NONE, tmp_path)
    worker = StepCommandWorker(processes(IsolationLevel.NONE), stage.surroundings())
    path = "docs/out" if "docs" in script else "out"

    work = worker.work(order(stage.lane, argv=("sh", "-c", script), capture=path), lambda _: None)

    assert f"[{path} is not kept: {because}" in ended(work).said
    assert not (stage.lane / path).is_file()


def test_control_characters_are_not_among_the_last_words(tmp_path: Path) -> None:
    stage = stage_at(IsolationLevel.NONE, tmp_path)

    work = stage.play(stage.command(r"print('\x1b[2J\x1b]0;title\x07a\u202eb\x00\tc\r\nd')"))

    assert work.said == "ab c\nd"


@pytest.mark.parametrize("make", [os.symlink, os.link])
def test_question_is_not_read_through_a_link(
    tmp_path: Path, make: Callable[[str, str], None]
) -> None:
    """At level 0 nothing keeps a worker from linking to what we may read and it may not tell."""
    stage = stage_at(IsolationLevel.NONE, tmp_path)
    (tmp_path / "secret").write_text("sk-1")

    work = stage.play(
        stage.command(
            f"import os; os.{make.__name__}({str(tmp_path / 'secret')!r},"
            " os.environ['GATEWRIGHT_ASK'])"
        )
    )

    assert work.questions == ()
    assert work.ended is Ended.DONE
    assert "[" not in work.said  # the link was made


def test_questions_are_few_and_short(tmp_path: Path) -> None:
    stage = stage_at(IsolationLevel.NONE, tmp_path)

    questions = stage.play(stage.scripted(*(Ask(f"{n}" * 3000) for n in range(9)))).questions

    assert questions == ("0" * 500, "1" * 500, "2" * 500)


def test_room_that_was_locked_is_removed_and_links_are_not_followed(tmp_path: Path) -> None:
    stage = stage_at(IsolationLevel.NONE, tmp_path)
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o500)

    stage.play(
        stage.command(
            "import os; home = os.environ['HOME']; os.makedirs(home + '/a/b');"
            f" os.symlink({str(kept)!r}, home + '/a/link'); os.chmod(home + '/a', 0)"
        )
    )

    assert os.listdir(tmp_path / "scratch") == []
    assert kept.stat().st_mode & 0o777 == 0o500


def test_room_that_is_very_deep_is_removed(tmp_path: Path) -> None:
    stage = stage_at(IsolationLevel.NONE, tmp_path)
    program = (
        "import os; os.chdir(os.environ['HOME'])\n"
        "for _ in range(2500): os.mkdir('deep'); os.chdir('deep')\n"
        "open('x', 'w').close(); print('made')"
    )

    work = stage.play(stage.command(program))

    assert work.said == "made"
    assert os.listdir(tmp_path / "scratch") == []


@at_each_level
def test_witness_counts_attempts_outside_the_lane(tmp_path: Path, level: IsolationLevel) -> None:
    stage = stage_at(level, tmp_path)
    witness = tmp_path / "witness"
    worker = stage.scripted(Witness("tried"), witness=witness)

    stage.play(worker)
    stage.play(worker)

    assert witness.read_text() == "tried\ntried\n"


@at_each_level
def test_killed_driver_leaves_no_worker(tmp_path: Path, level: IsolationLevel) -> None:
    (tmp_path / "lane").mkdir()
    token = f"token-{tmp_path.name}-{os.getpid()}"
    driver_code = (
        "from pathlib import Path; from tests.contract.test_workers import *\n"
        f"stage = Stage('real', IsolationLevel({int(level)}), Path({str(tmp_path)!r}))\n"
        f"sleep = Execute((PYTHON, '-I', '-S', '-c', 'import time; time.sleep(300)', {token!r}))\n"
        "stage.scripted(sleep).work(order(stage.lane), lambda line: print(line, flush=True))\n"
    )
    driver = subprocess.Popen(
        [sys.executable, "-c", driver_code],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
    )
    with driver:
        assert driver.stdout is not None
        assert b"read 0 characters" in driver.stdout.readline()
        assert becomes_true(lambda: bool(processes_with(token) and _others(token)))

        driver.kill()

    assert becomes_true(lambda: not processes_with(token))


def _others(token: str) -> bool:
    """Return whether more than the driver, whose code names the token, is running."""
    return len(processes_with(token)) > 1
