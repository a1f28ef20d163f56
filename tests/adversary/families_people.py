"""Attempts at what only people may do, and at the record of it."""

import sqlite3
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from gatewright.model.digest import digest_of
from gatewright.model.events import Choice, Event
from gatewright.model.ids import Nonce, RunId
from gatewright.model.intake import Decide
from gatewright.model.isolation import IsolationLevel
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Mistake
from gatewright.runtime.desk import Desk
from gatewright.runtime.desk_words import Asked
from gatewright.workspace.discovery import find_checkout
from tests.adversary.court import new_repository, scene_at
from tests.adversary.deeds import filled, put
from tests.adversary.families_lanes import HONEST
from tests.adversary.family import ALWAYS, Deed, Family, Outcome, Scene
from tests.adversary.lane_court import WORKFLOW, edges_at, outcome_of, started, worker
from tests.adversary.naive import ADMISSION, CHAIN, SUPERVISOR
from tests.e2e.run_driver import approval

EACH_OTHER = 'import time\nopen("parcels/number.py", "w").write(f"{time.time_ns()} == 0\\n")\n'
"""No two attempts leave the same content."""

SOURCE = Path(__file__).parents[2] / "src"
_numbers = count(1)
GROUP = "Decisions and the record"
ASKING = (
    WORKFLOW.replace("budget: {attempts: 1, time: TIMES}", "budget: {attempts: 2, time: 20s}")
    + """\
    gate:
      id: may-merge
      checks:
        - approval:
            roles: [requester]
            question: May this be merged?
            binds: [tree]
    no_go:
      - {reopen: [change], at_most: 3}
      - {block: it was sent back three times}
"""
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A run that waits for a person, and who is at its desk."""

    desk: Desk
    run_id: RunId
    asked: Asked
    takes_anything: bool  # nothing is compared with what was asked

    def decide(self, intake: Decide) -> None:
        """Hand a decision in."""
        if self.takes_anything:
            now = self.asked
            intake = replace(intake, step=now.step, nonce=now.nonce, bound=now.bound, head=now.head)
        self.desk.admit(self.run_id, intake)

    @property
    def events(self) -> list[Event]:
        """Return what is recorded."""
        return [entry.event for entry in self.desk.load(self.run_id).entries]


@dataclass(frozen=True, slots=True)
class Deal:
    """Something that is done where a run waits for a person."""

    do: Callable[[Scene, Sitting], None]

    def __call__(self, scene: Scene) -> None:
        put(scene.script, filled(scene, HONEST + EACH_OTHER))


def at_a_gate(
    family: Family, deed: Deed, level: IsolationLevel, left_out: frozenset[str]
) -> tuple[Scene, Outcome]:
    """Bring a run to where it asks a person, and see what becomes of a deal there."""
    scene = scene_at(new_repository(f"gate-{next(_numbers)}"))
    deed(scene)
    desk = Desk(edges_at(scene, level, frozenset()))
    run_id = started(desk, scene, ASKING)
    desk.drive(run_id, lambda _: None)
    asked = desk.asked(run_id)
    assert asked is not None, desk.load(run_id).state.phase
    sitting = Sitting(desk, run_id, asked, ADMISSION in left_out)
    assert isinstance(deed, Deal), "BUG: nothing is done at this gate"
    try:
        deed.do(scene, sitting)
        said = _raw(sitting, scene) if CHAIN in left_out else str(sitting.events)
    except Mistake as mistake:
        check = mistake.code.partition(".")[0]
        return scene, Outcome(False, {check: (mistake.code,)}, str(mistake))
    return scene, Outcome(True, {}, said)


def _raw(sitting: Sitting, scene: Scene) -> str:
    """Return the record as whoever just opens the file reads it."""
    with sqlite3.connect(_journal(sitting, scene)) as database:
        rows = database.execute("select payload from events").fetchall()
    return "\n".join(row[0].decode("utf-8", "replace") for row in rows)


def _journal(sitting: Sitting, scene: Scene) -> Path:
    repository = sitting.desk._run.repository.repository_id
    return scene.state / repository / "journal.sqlite"


def approve(scene: Scene, sitting: Sitting) -> None:
    """Approve what is asked, as a person."""
    _decide(scene, sitting, approval(sitting.desk, sitting.asked))


def approve_other(scene: Scene, sitting: Sitting) -> None:
    """Hand in a yes to other content."""
    asked = approval(sitting.desk, sitting.asked)
    _decide(scene, sitting, replace(asked, bound=digest_of("what was read yesterday")))


def replay(scene: Scene, sitting: Sitting) -> None:
    """Hand in a yes under the number of an asking that is over."""
    asked = approval(sitting.desk, sitting.asked)
    _decide(scene, sitting, replace(asked, nonce=Nonce("0" * len(asked.nonce))))


def after_the_fact(scene: Scene, sitting: Sitting) -> None:
    """Approve, have the content change, and count the yes for what it is now."""
    first = approval(sitting.desk, sitting.asked)
    back = replace(first, choice=Choice.SEND_BACK, because="once more, with other content")
    sitting.desk.admit(sitting.run_id, back)
    sitting.desk.drive(sitting.run_id, lambda _: None)
    now = sitting.desk.asked(sitting.run_id)
    assert now is not None, sitting.desk.load(sitting.run_id).state.phase
    _decide(scene, replace(sitting, asked=now), first)


def _decide(scene: Scene, sitting: Sitting, meant: Decide) -> None:
    """Hand in a decision; what the person meant is kept beside."""
    (scene.outside / "meant").write_text(f"{meant.nonce} {meant.bound}")
    sitting.decide(meant)


def taken_for_another(scene: Scene, outcome: Outcome) -> bool:
    """Return whether a yes is on record that nobody gave to that content, in that asking."""
    nonce, bound = (scene.outside / "meant").read_text().split()
    _, _, record = outcome.said.rpartition("Decided(")
    is_yes = "Decided(" in outcome.said
    return is_yes and (nonce not in record or bound not in record)


def rewrite(scene: Scene, sitting: Sitting) -> None:
    """Change a word of the record by hand."""
    with sqlite3.connect(_journal(sitting, scene)) as database:
        database.execute(
            "update events set payload = cast(replace(cast(payload as text),"
            " 'Add tracking codes', 'Add cracking codes') as blob)"
        )


def look(scene: Scene, sitting: Sitting) -> None:
    """Change nothing."""


def is_rewritten(scene: Scene, outcome: Outcome) -> bool:
    """Return whether the file of the record is other than it was written."""
    journal = scene.state / find_checkout(str(scene.root)).repository_id / "journal.sqlite"
    with sqlite3.connect(journal) as database:
        rows = database.execute("select payload from events").fetchall()
    return any(b"Add cracking codes" in row[0] for row in rows)


def at_once(name: str, tries: str, attack: Deal, by: str) -> Family:
    """Return a family that wants a yes to count for what it was not given to."""
    return Family(
        name=name,
        group=GROUP,
        tries=tries,
        attack=attack,
        twin=Deal(approve),
        harm=taken_for_another,
        arena=at_a_gate,
        refused_by=by,
        claims=ALWAYS,
        without=frozenset({ADMISSION}),
        is_quick=name == "replayed-approval",
    )


APPROVES = """
import subprocess
words = ["-C", "{root}", "approve", "1", "--on", "{bound}"]
done = subprocess.run(["{python}", "-P", "-m", "gatewright", *words],
    env={"XDG_STATE_HOME": "{home}", "PATH": os.environ["PATH"], "PYTHONPATH": "{source}",
         **{name: text for name, text in os.environ.items() if "GATEWRIGHT" in name}},
    capture_output=True, text=True, stdin=subprocess.DEVNULL)
print(done.stdout[-2000:], done.stderr[-2000:])
"""


def in_another_run(
    family: Family, deed: Deed, level: IsolationLevel, left_out: frozenset[str]
) -> tuple[Scene, Outcome]:
    """Have the worker of a second run do something while the first one waits for a person."""
    scene = scene_at(new_repository(f"gate-{next(_numbers)}"))
    put(scene.script, filled(scene, HONEST))
    desk = Desk(edges_at(scene, level, left_out))
    first = started(desk, scene, ASKING)
    desk.drive(first, lambda _: None)
    asked = desk.asked(first)
    assert asked is not None, "BUG: the first run asks nothing"
    deed(scene)
    code = scene.script.read_text().replace("{bound}", asked.bound)
    code = code.replace("{python}", sys.executable).replace("{home}", str(scene.state.parent))
    scene.script.write_text(code.replace("{source}", str(SOURCE)))
    second = started(desk, scene, WORKFLOW, "30s")
    desk.drive(second, lambda _: None)
    loaded = [desk.load(each) for each in (first, second)]
    events = [[entry.event for entry in each.entries] for each in loaded]
    outcome = outcome_of(desk._run, loaded[1].state, events[1], frozenset())
    return scene, replace(outcome, said=f"{outcome.said}\nof the first: {events[0]}")


def first_is_decided(scene: Scene, outcome: Outcome) -> bool:
    """Return whether somebody decided on the first run."""
    return "Decided(" in outcome.said.rpartition("of the first: ")[2]


FAMILIES = (
    at_once(
        "approval-of-other-content",
        "hands in a yes that was given to other content",
        Deal(approve_other),
        "approval: approval.stale",
    ),
    at_once(
        "replayed-approval",
        "hands in a yes once more, in an asking that it was not given in",
        Deal(replay),
        "approval: approval.stale",
    ),
    at_once(
        "content-changes-after-approval",
        "has a yes count for content that came after it",
        Deal(after_the_fact),
        "approval: approval.stale",
    ),
    Family(
        name="record-rewritten",
        group=GROUP,
        tries="changes a word of the record in its file",
        attack=Deal(rewrite),
        twin=Deal(look),
        harm=is_rewritten,
        arena=at_a_gate,
        refused_by="journal: journal.damaged",
        without=frozenset({CHAIN}),
    ),
    Family(
        name="worker-approves",
        group=GROUP,
        tries="types gatewright approve from its attempt, for another run",
        attack=worker(HONEST + APPROVES),
        twin=worker(HONEST),
        harm=first_is_decided,
        arena=in_another_run,
        claims=ALWAYS,
        without=frozenset({SUPERVISOR}),
        is_effect=True,
    ),
)
