"""Keeps what only people do from processes that were started for some work.

Invariant: it is refused before anything is read for it, and goes on the record of the run, where
there is one, a bounded number of times.
"""

from gatewright.model.events import ActForbidden
from gatewright.model.ids import RunId
from gatewright.model.intake import ForbiddenAct, Intake
from gatewright.model.told import RunTold
from gatewright.model.trouble import Mistake
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import RunLog, stream_of

RECORDED_MAX = 10  # of each run: what cannot be done must not fill the record either
VERBS = {
    "decide": "approve",
    "allowcommit": "commit",
    "askchange": "change",
    "hint": "retry",
    "reply": "answer",
    "take": "checkout",
}
OBSERVER = "gatewright"


def require_person(run: RunEdges, run_id: RunId | None, what: str) -> None:
    """Raise Mistake `decision.from-worker` where a driver of ours started this process.

    Shape: `what` is the verb. Crash: it is refused, whether or not it was recorded.
    """
    found = run.find_starter()
    if found is None:
        return
    if run_id is not None and run.journal.read(stream_of(run_id)):
        _record(run, run_id, ForbiddenAct(what, found))
    raise Mistake(
        "decision.from-worker",
        f"{what} is for people, and this was typed by a process that Gatewright started.",
        found=found,
        hints=(f"gatewright {what}    by a person, in a terminal of their own",),
    )


def verb_of(intake: Intake) -> str:
    """Return how people call what they do."""
    name = type(intake).__name__.lower()
    return VERBS.get(name, name)


def _record(run: RunEdges, run_id: RunId, act: ForbiddenAct) -> None:
    """Put it on the record, unless that holds enough of them."""
    log = RunLog(run, run_id, _tell_nobody)
    if sum(isinstance(each.event, ActForbidden) for each in log.entries) < RECORDED_MAX:
        log.admit(act, OBSERVER)


def _tell_nobody(told: RunTold) -> None:
    """Tell nobody."""
