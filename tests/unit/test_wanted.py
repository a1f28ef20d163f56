"""Runs of programs that are cut short from the outside, and what asks whether they are wanted."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.ports.processes import Cancelled, Command, Exited, Finished, TimedOut
from gatewright.runtime.wanted import InterruptibleProcesses, NoLongerWanted
from gatewright.testing.scripted_processes import ScriptedProcesses, exited

BARE = Isolation(IsolationLevel.NONE, Network.OPEN)
ENDLESS = Finished(TimedOut(1800.0), b"", b"", 1, BARE)


def make() -> tuple[ScriptedProcesses, InterruptibleProcesses]:
    inner = ScriptedProcesses({("endless",): ENDLESS, ("short",): exited(0)})
    return inner, InterruptibleProcesses(inner)


def command(program: str) -> Command:
    return Command(argv=(program,), cwd="/", env=())


def test_look_that_is_not_wanted_any_more_ends_with_all_that_was_to_follow() -> None:
    inner, processes = make()
    answers = iter((True, True, True, False))

    def look() -> None:
        for program in ("short", "endless", "short"):
            processes.run(command(program))

    with pytest.raises(NoLongerWanted), processes.while_wanted(lambda: next(answers)):
        look()

    assert [each.argv for each in inner.commands] == [("short",), ("endless",)]


def test_what_tidies_up_on_the_way_out_runs_to_its_end() -> None:
    inner, processes = make()

    @contextmanager
    def service() -> Iterator[None]:
        try:
            yield
        finally:
            processes.run(command("short"))

    with pytest.raises(NoLongerWanted), processes.while_wanted(lambda: False), service():
        processes.run(command("endless"))

    assert [each.argv for each in inner.commands] == [("short",)]


def test_outside_the_block_and_in_other_threads_nothing_is_cut_short() -> None:
    _, processes = make()
    endings: list[object] = []

    def run() -> None:
        endings.append(processes.run(command("short")).ending)

    with processes.while_wanted(lambda: False):
        thread = Thread(target=run)
        thread.start()
        thread.join()
    run()

    assert endings == [Exited(0), Exited(0)]


def test_who_asks_for_itself_is_answered_and_not_interrupted() -> None:
    _, processes = make()

    with processes.while_wanted(lambda: True):
        finished = processes.run(command("short"), None, lambda: False)

    assert finished.ending == Cancelled()
