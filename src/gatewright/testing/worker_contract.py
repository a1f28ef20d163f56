"""What every worker does, however it is driven: one suite for each adapter, and for one of yours.

Use: make a `Stage` for your adapter, which gives a worker for each scene, and try every law on it:

    @pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
    def test_my_adapter(law, tmp_path):
        law(MyStage(tmp_path))

A scene is what the other side does. PROGRAMS has each as a Python program, which reads its brief
from stdin and prints what it says; an adapter of another kind plays it in its own way.
"""

import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from gatewright.model.events import Ended
from gatewright.model.ids import EffectId, StepPath
from gatewright.ports.processes import Limits
from gatewright.ports.workers import Order, Unwanted, Work, Worker

BRIEF_CHARS = 2 * 1024 * 1024
WALL_S = 60.0


class Scene(StrEnum):
    """What the other side does in an attempt."""

    WORKS = "works"  # writes src/app.py, and says "Made it."
    LIES = "lies"  # says "All is done.", and does nothing
    DENIED = "denied"  # wants what it may not have, is told so, says "I may not." and ends
    ASKS = "asks"  # writes "Which port?" to the file of questions
    RECORDS = "records"  # writes two lines to the file of entries
    OUTSIDE = "outside"  # writes ../outside, then inside; a refusal does not stop it
    FLOODS = "floods"  # prints without end
    HANGS = "hangs"  # says "So far.", and then nothing without end
    DIES = "dies"  # says "So far.", and is ended by a signal that is not ours
    READS = "reads"  # says "read N characters", for its brief
    GOES_ON = "goes on"  # says "anew" or "going on", for its session, and has worked


PROGRAMS: dict[Scene, str] = {
    Scene.WORKS: "import os; os.mkdir('src'); open('src/app.py', 'w').write('x = 1\\n');"
    " print('Made it.')",
    Scene.LIES: "print('All is done.')",
    Scene.DENIED: "print('I may not.')",
    Scene.ASKS: "import os; open(os.environ['GATEWRIGHT_ASK'], 'w').write('Which port?')",
    Scene.RECORDS: "import os; open(os.environ['GATEWRIGHT_RECORD'], 'w').write("
    '\'{"register": "log"}\\n\\x1b[1mb\\n\')',
    Scene.OUTSIDE: "try: open('../outside', 'w').write('x')\nexcept OSError: pass\n"
    "open('inside', 'w').write('x')",
    Scene.FLOODS: "while True: print('x' * 4000)",
    Scene.HANGS: "import time; print('So far.', flush=True); time.sleep(300)",
    Scene.DIES: "import os; print('So far.', flush=True); os.kill(os.getpid(), 9)",
    Scene.READS: "import sys; print(f'read {len(sys.stdin.read())} characters')",
    Scene.GOES_ON: "print('anew')",
}


class Stage(Protocol):
    """Where one adapter is tried: in a folder of its own, made anew for each law."""

    @property
    def lane(self) -> Path:
        """Return the lane, an empty folder."""
        ...

    @property
    def scratch(self) -> Path:
        """Return the folder where attempts have their rooms, if there are any."""
        ...

    @property
    def is_confined(self) -> bool:
        """Return whether the worker is kept from writing outside its lane."""
        ...

    @property
    def goes_on(self) -> bool:
        """Return whether a later attempt goes on with the session of the one before."""
        ...

    def worker(self, scene: Scene) -> Worker:
        """Return a worker whose other side plays `scene`."""
        ...


Law = Callable[[Stage], None]


def work_is_what_is_in_the_lane(stage: Stage) -> None:
    """Hold: what it made is there, and its last words are kept."""
    work = play(stage, Scene.WORKS)
    must((stage.lane / "src" / "app.py").read_text("utf-8") == "x = 1\n", "src/app.py is made")
    must(work.ended is Ended.DONE, f"it is done, not {work.ended}")
    must(work.said.endswith("Made it."), f"its last words are kept: {work.said!r}")


def who_lies_ends_like_one_who_works(stage: Stage) -> None:
    """Hold: nothing of what it says counts."""
    work = play(stage, Scene.LIES)
    must(work.ended is Ended.DONE, f"it is done, not {work.ended}")
    must("All is done." in work.said, f"its last words are kept: {work.said!r}")
    must(os.listdir(stage.lane) == [], "the lane is empty")


def who_is_denied_ends_as_done(stage: Stage) -> None:
    """Hold: that it was denied something is no trouble of its service."""
    work = play(stage, Scene.DENIED)
    must(work.ended is Ended.DONE, f"it is done, not {work.ended}")
    must("I may not." in work.said, f"its last words are kept: {work.said!r}")
    must(os.listdir(stage.lane) == [], "the lane is empty")


def questions_are_handed_over(stage: Stage) -> None:
    """Hold: what it asks reaches people."""
    told = play(stage, Scene.ASKS).questions
    must(told == ("Which port?",), f"the question is handed over: {told}")


def entries_are_handed_over_line_by_line(stage: Stage) -> None:
    """Hold: entries arrive, and without what a terminal would obey."""
    lines = play(stage, Scene.RECORDS).lines
    must(lines == ('{"register": "log"}', "b"), f"both lines are handed over: {lines}")


def nothing_is_written_outside(stage: Stage) -> None:
    """Hold: where it is confined, only the lane is written; the rest of its work counts."""
    work = play(stage, Scene.OUTSIDE)
    is_there = (stage.lane.parent / "outside").exists()
    must(is_there is not stage.is_confined, f"outside is {'' if is_there else 'not '}there")
    must((stage.lane / "inside").exists(), "inside is there")
    must(work.ended is Ended.DONE, f"it is done, not {work.ended}")


def who_floods_is_ended(stage: Stage) -> None:
    """Hold: what it prints is bounded, while it runs and in what is kept."""
    work = play(stage, Scene.FLOODS, limits=Limits(wall_s=WALL_S, output_bytes_max=4_000_000))
    must(work.ended is Ended.FLOODED, f"it is ended for flooding, not {work.ended}")
    must(len(work.transcript) <= 1024 * 1024, "the transcript is cut")
    must(len(work.said) <= 2000, "the last words are cut")


def who_hangs_is_ended_at_its_limit(stage: Stage) -> None:
    """Hold: no attempt is longer than its limit."""
    work = play(stage, Scene.HANGS, limits=Limits(wall_s=0.5))
    ends = (Ended.TIMED_OUT, Ended.BUSY)  # busy: where it is seen that its model never answered
    must(work.ended in ends, f"it is ended at its limit, not {work.ended}")


def who_dies_has_failed(stage: Stage) -> None:
    """Hold: a program that breaks has done nothing that is known; its words are kept."""
    work = play(stage, Scene.DIES)
    must(work.ended is Ended.FAILED, f"it has failed, not {work.ended}")
    must("So far." in work.said, f"its last words are kept: {work.said!r}")


def brief_of_two_megabytes_arrives_whole(stage: Stage) -> None:
    """Hold: a brief is as long as it is."""
    work = play(stage, Scene.READS, brief="x" * BRIEF_CHARS)
    must(f"read {BRIEF_CHARS} characters" in work.said, f"all of it is read: {work.said!r}")


def who_is_not_wanted_any_more_is_ended(stage: Stage) -> None:
    """Hold: after the first no it is ended soon, nothing counts, nothing is left."""
    answers = iter((True, False))
    work = stage.worker(Scene.HANGS).work(order(stage), _nobody, lambda: next(answers))
    must(isinstance(work, Unwanted), "what nobody wants is not work")
    must(_is_empty(stage.scratch), "nothing of its room is left")


def who_is_not_wanted_does_nothing(stage: Stage) -> None:
    """Hold: it is asked before anything is started."""
    work = stage.worker(Scene.WORKS).work(order(stage), _nobody, lambda: False)
    must(isinstance(work, Unwanted), "what nobody wants is not work")
    must(os.listdir(stage.lane) == [], "the lane is empty")


def its_lines_are_heard(stage: Stage) -> None:
    """Hold: what it says is heard while it works."""
    heard: list[str] = []
    stage.worker(Scene.LIES).work(order(stage), heard.append)
    must("All is done." in heard, f"its words are heard: {heard}")


def nothing_of_a_room_is_left(stage: Stage) -> None:
    """Hold: what an attempt was given to work with is gone afterwards."""
    play(stage, Scene.WORKS)
    must(_is_empty(stage.scratch), "nothing of its room is left")


def session_goes_on_where_it_can(stage: Stage) -> None:
    """Hold: a second attempt goes on with the session of the first, or begins anew and says so."""
    worker = stage.worker(Scene.GOES_ON)
    said = [_worked(worker.work(order(stage), _nobody)).said for _ in range(2)]
    wanted = "going on" if stage.goes_on else "anew"
    must("anew" in said[0], f"the first attempt begins anew: {said[0]!r}")
    must(wanted in said[1], f"the second attempt says {wanted!r}: {said[1]!r}")


LAWS: tuple[Law, ...] = (
    work_is_what_is_in_the_lane,
    who_lies_ends_like_one_who_works,
    who_is_denied_ends_as_done,
    questions_are_handed_over,
    entries_are_handed_over_line_by_line,
    nothing_is_written_outside,
    who_floods_is_ended,
    who_hangs_is_ended_at_its_limit,
    who_dies_has_failed,
    brief_of_two_megabytes_arrives_whole,
    who_is_not_wanted_any_more_is_ended,
    who_is_not_wanted_does_nothing,
    its_lines_are_heard,
    nothing_of_a_room_is_left,
    session_goes_on_where_it_can,
)


def play(stage: Stage, scene: Scene, brief: str = "Do it.", limits: Limits | None = None) -> Work:
    """Return what came of one attempt that is wanted to its end."""
    return _worked(stage.worker(scene).work(order(stage, brief, limits), _nobody))


def order(stage: Stage, brief: str = "Do it.", limits: Limits | None = None) -> Order:
    """Return an order for the lane of `stage`."""
    return Order(
        effect_id=EffectId("1/step/attempt/1"),
        step=StepPath("step"),
        number=1,
        title="A step",
        lane=str(stage.lane),
        brief=brief,
        limits=limits or Limits(wall_s=WALL_S),
    )


def must(holds: bool, told: str) -> None:
    """Raise AssertionError where a law does not hold; `told` says what was to be."""
    if not holds:
        raise AssertionError(told)


def _worked(work: Work | Unwanted) -> Work:
    must(isinstance(work, Work), "it was wanted to its end")
    assert isinstance(work, Work)
    return work


def _nobody(_: str) -> None:
    """Hear nothing."""


def _is_empty(folder: Path) -> bool:
    return not folder.exists() or os.listdir(folder) == []
