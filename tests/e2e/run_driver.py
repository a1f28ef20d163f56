"""Drives one feature from its idea to its end, in a process of its own that a test may kill.

`python -m tests.e2e.run_driver ROOT SCRIPT [rest|end] [WORKFLOW]`: starts the feature, or goes on
with the one that is there; approves whatever is asked, grants attempts where the run is blocked;
prints what it came to. With `rest` it decides nothing: it drives once, and prints what it was told.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from gatewright import bootstrap
from gatewright.core.state.run_state import Blocked, Over, RunState
from gatewright.model.commit_policy import CommitMade
from gatewright.model.digest import digest_of
from gatewright.model.events import Answer, Choice, Decided, Event, StepAccepted
from gatewright.model.ids import RunId
from gatewright.model.intake import Decide, Hint
from gatewright.model.told import Recorded, RunTold, Saying
from gatewright.runtime.desk import Desk
from gatewright.runtime.desk_words import Asked, StartRequest

IDEA = "Halve and treble numbers"
ROUNDS_MAX = 200


def main(root: str, script: str, until: str = "end", workflow: str = "feature") -> int:
    """Bring the feature to its end, and print its projection."""
    desk = bootstrap.desk(root)
    run_id = go_on(desk, root, script, workflow)
    if until == "rest":
        desk.drive(run_id, say)
        return 0
    state = to_the_end(desk, run_id)
    events = [entry.event for entry in desk.load(run_id).entries]
    sys.stdout.write(json.dumps(projection(state, events)) + "\n")
    return 0


def go_on(desk: Desk, root: str, script: str, workflow: str) -> RunId:
    """Return the run that is there, or a new one."""
    rows = desk.rows()
    if rows:
        return rows[0].run_id
    request = StartRequest(start=root, idea=IDEA, agent_script=script, workflow=workflow)
    return desk.start(desk.plan_start(request))


def say(told: RunTold) -> None:
    """Print what was told, but for what only says that something takes a while."""
    match told:
        case Saying(step, line):
            sys.stdout.write(json.dumps({"saying": f"{step}: {line}"}) + "\n")
        case Recorded():
            sys.stdout.write(json.dumps({"seq": told.seq}) + "\n")
        case _:
            pass
    sys.stdout.flush()


def to_the_end(desk: Desk, run_id: RunId) -> RunState:
    """Drive, decide and grant until the run is over."""
    for _ in range(ROUNDS_MAX):
        state = desk.drive(run_id, lambda _: None)
        if isinstance(state.phase, Over):
            return state
        asked = desk.asked(run_id)
        if asked is not None:
            desk.admit(run_id, approval(desk, asked))
        elif isinstance(state.phase, Blocked):
            desk.admit(run_id, Hint(state.phase.step, desk.person, "once more"))
    raise AssertionError(f"not over after {ROUNDS_MAX} rounds: {desk.rows()}")


def approval(desk: Desk, asked: Asked) -> Decide:
    """Return a yes to all of what is asked."""
    return Decide(
        asked.step,
        asked.nonce,
        asked.bound,
        Choice.APPROVE,
        desk.person,
        tuple(Answer(item, True) for item in asked.items),
        "",
        digest_of("as it was shown"),
        asked.head,
    )


def projection(state: RunState, events: Sequence[Event]) -> dict[str, Any]:
    """Return what a run came to: the same however often its driver died on the way."""
    accepted = [event for event in events if isinstance(event, StepAccepted)]
    return {
        "exit": str(state.phase.exit) if isinstance(state.phase, Over) else "",
        "steps": {step: type(record.state).__name__ for step, record in state.steps.items()},
        "tree": state.tree,
        "accepted": Counter(event.step for event in accepted),
        "trees": {event.step: event.tree for event in accepted},
        "artifacts": dict(state.artifacts),
        "decisions": [
            [event.step, event.bound, str(event.choice), event.person]
            for event in events
            if isinstance(event, Decided)
        ],
        "commits": [[each.step, each.tree] for each in events if isinstance(each, CommitMade)],
        "attempts": [[event.step, event.number] for event in accepted],
    }


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
