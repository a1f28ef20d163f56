"""What is remembered of this machine is asked again once anything that it rests on differs."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.environments.errands import ErrandRunner
from gatewright.environments.interpreters import Interpreter, Interpreters, WantedPython
from gatewright.environments.remembered import ANSWERS_MAX, ProgramFacts
from gatewright.model.isolation import IsolationLevel
from gatewright.model.records import replace
from gatewright.ports.processes import Command, Confinement, Exited, IsolationSurvey, NotStarted
from gatewright.processes.launcher import SupervisedProcesses
from gatewright.processes.remembered import SurveyMemory
from gatewright.testing.memory_store import MemoryRecords
from tests import sandbox
from tests.plain_processes import PlainProcesses

QUESTION = ("version", "tool")
SURVEY = IsolationSurvey(IsolationLevel.FILES, "subreaper", "ABI 1", "not installed")
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs a boot that has a name")


def edit(path: Path) -> None:
    path.write_text("another")


def replace_with_equal_size_and_time(path: Path) -> None:
    found = path.stat()
    other = path.with_name("other")
    other.write_text("TOOL")
    os.utime(other, ns=(found.st_atime_ns, found.st_mtime_ns))
    other.rename(path)


def edit_and_set_time_back(path: Path) -> None:
    found = path.stat()
    path.write_text("TOOL")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def lead_elsewhere(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    (path.with_name("elsewhere-2")).write_text("tool")
    path.symlink_to("elsewhere-2")


CHANGES = [edit, replace_with_equal_size_and_time, edit_and_set_time_back, lead_elsewhere]


@pytest.mark.parametrize("change", [*CHANGES, Path.unlink])
def test_answer_of_a_program_that_changed_is_forgotten(
    change: Callable[[Path], None], tmp_path: Path
) -> None:
    records = MemoryRecords()
    tool = tmp_path / "tool"
    tool.write_text("tool")
    ProgramFacts(records).keep(QUESTION, "1.0", [str(tool)])
    assert ProgramFacts(records).recall(QUESTION) == "1.0"

    change(tool)

    assert ProgramFacts(records).recall(QUESTION) is None


def test_answer_is_forgotten_once_what_was_absent_is_there(tmp_path: Path) -> None:
    facts = ProgramFacts(MemoryRecords())
    facts.keep(QUESTION, "1.0", [str(tmp_path / "tool")])
    assert facts.recall(QUESTION) == "1.0"

    (tmp_path / "tool").write_text("")

    assert facts.recall(QUESTION) is None


def test_answers_are_bounded_and_the_newest_stay(tmp_path: Path) -> None:
    records = MemoryRecords()
    for number in range(ANSWERS_MAX + 3):
        ProgramFacts(records).keep((f"{number}",), number, [str(tmp_path)])

    kept = [ProgramFacts(records).recall((f"{number}",)) for number in range(ANSWERS_MAX + 3)]

    assert kept == [None] * 3 + list(range(3, ANSWERS_MAX + 3))


@pytest.mark.parametrize("document", [b"", b"[]", b"\xff", b"[" * 50_000, b'{"a": 1}'])
def test_document_that_cannot_be_read_holds_no_answer(document: bytes, tmp_path: Path) -> None:
    records = MemoryRecords()
    records.write("machine", "programs", document)
    records.write("machine", "isolation", document)

    assert ProgramFacts(records).recall(QUESTION) is None
    assert SurveyMemory(records, ()).recall() is None


def interpreters(folder: Path, records: MemoryRecords, path: Path) -> Interpreters:
    processes = PlainProcesses()
    runner = ErrandRunner(processes, {})
    python = os.path.realpath(sys.executable)
    facts = ProgramFacts(records)
    made = Interpreters(runner, str(path / "uv"), python, str(path), str(folder / "scratch"), facts)
    made.asked = processes.commands  # type: ignore[attr-defined]
    return made


def test_interpreter_is_asked_once_for_all_commands(tmp_path: Path) -> None:
    records = MemoryRecords()
    first = interpreters(tmp_path, records, tmp_path)
    found = first.choose(WantedPython())
    assert isinstance(found, Interpreter)

    again = interpreters(tmp_path, records, tmp_path)

    assert again.choose(WantedPython()) == found
    assert (len(first.asked), len(again.asked)) == (1, 0)  # type: ignore[attr-defined]


def test_interpreter_that_fits_is_looked_for_again_once_another_is_installed(
    tmp_path: Path,
) -> None:
    folder, records = tmp_path / "bin", MemoryRecords()
    folder.mkdir()
    uv = folder / "uv"
    uv.write_text(f"#!/bin/sh\necho {os.path.realpath(sys.executable)}\n")
    uv.chmod(0o755)
    wanted = WantedPython(">=3.11")

    def count_asked() -> int:
        made = interpreters(tmp_path, records, folder)
        assert isinstance(made.choose(wanted), Interpreter)
        return len(made.asked)  # type: ignore[attr-defined]

    assert [count_asked(), count_asked()] == [2, 0]
    (folder / "python3.99").symlink_to(sys.executable)
    assert [count_asked(), count_asked()] == [1, 0]
    (folder / "python").write_text("#!/bin/sh\n")  # chooses, when it is run
    assert [count_asked(), count_asked()] == [1, 1]


@linux
@pytest.mark.parametrize("change", CHANGES)
def test_survey_is_forgotten_once_a_program_of_isolation_changed(
    change: Callable[[Path], None], tmp_path: Path
) -> None:
    records = MemoryRecords()
    program = tmp_path / "bwrap"
    program.write_text("tool")
    SurveyMemory(records, [str(program)]).keep(SURVEY)
    assert SurveyMemory(records, [str(program)]).recall() == SURVEY

    change(program)

    assert SurveyMemory(records, [str(program)]).recall() is None


@linux
def test_survey_of_one_process_is_not_that_of_a_more_confined_one(tmp_path: Path) -> None:
    """A sandbox around us may give less; so what it gave must not be taken for what is there."""
    code = (
        "import ctypes, sys; sys.path[:0] = sys.argv[1].split(':')\n"
        "from gatewright.processes.remembered import _read_surroundings as read\n"
        "before = read(()); ctypes.CDLL(None).prctl(38, 1, 0, 0, 0); print(before != read(()))\n"
    )
    path = ":".join(each for each in sys.path if each)

    finished = PlainProcesses().run(
        Command(argv=(sys.executable, "-c", code, path), cwd=str(tmp_path), env=())
    )

    assert finished.stdout.strip() == b"True", finished.stderr


def launcher(folder: Path, records: MemoryRecords) -> SupervisedProcesses:
    return SupervisedProcesses(sandbox.PYTHON, str(folder), "tests", remembered=records)


@linux
def test_survey_that_is_remembered_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = MemoryRecords()
    known = launcher(tmp_path, records).survey()
    monkeypatch.setattr(SupervisedProcesses, "_converse", None)

    assert launcher(tmp_path, records).survey() == known


@linux
@pytest.mark.parametrize("told", list(IsolationLevel))
def test_isolation_is_tried_before_it_is_used(told: IsolationLevel, tmp_path: Path) -> None:
    """What is remembered may be wrong: then nothing runs, and it is not wrong a second time."""
    records = MemoryRecords()
    real = launcher(tmp_path, records).survey()
    subject = launcher(tmp_path, records)
    assert subject._memory is not None
    subject._memory.keep(replace(real, strongest=told))
    witness = tmp_path / "ran"
    command = Command(
        argv=("touch", str(witness)),
        cwd=str(tmp_path),
        env=(("PATH", "/usr/bin:/bin"),),
        confinement=Confinement(writable=(str(tmp_path),)),
    )
    assert subject.survey().strongest is told

    ending = subject.run(command).ending

    is_right = told is real.strongest
    assert (ending == Exited(0)) is witness.exists() is is_right
    assert isinstance(ending, NotStarted) is not is_right
    assert launcher(tmp_path, records).survey() == real


def test_interpreter_that_leads_where_nobody_may_go_opens_nothing(tmp_path: Path) -> None:
    """The sandbox ends at a folder that may not be entered, as the home of somebody else."""
    folder, gone = tmp_path / "bin", tmp_path / "gone" / "home"
    folder.mkdir()
    (folder / "python3").symlink_to(gone / "bin" / "python3")
    made = interpreters(tmp_path, MemoryRecords(), folder)

    made.choose(WantedPython(">=3.11"))

    [asked] = made.asked  # type: ignore[attr-defined]
    assert str(gone) not in asked.confinement.readable
