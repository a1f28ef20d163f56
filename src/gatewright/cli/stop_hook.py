"""`gatewright agents stop-hook`: an agent is reminded, once, of what it has not handed in.

A courtesy and no gate: whatever goes wrong here, the agent may stop.
"""

import json
import sys
from typing import Any

from gatewright.cli.arguments import Typed
from gatewright.cli.mcp_door import McpDoor
from gatewright.cli.start_folder import start_folder
from gatewright.core.course.work_here import worked_on_here
from gatewright.model.ids import RunId
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit
from gatewright.views.here import UNCONFINED

INPUT_MAX = 100_000


def stop_hook(typed: Typed, door: McpDoor) -> int:
    """Answer as a hook is read: a reason to go on, or nothing; return the exit code."""
    if not _is_second(sys.stdin.read(INPUT_MAX)):
        try:
            reason = missing(door, start_folder(typed))
        except Mistake:  # no repository, a journal that cannot be read
            reason = ""
        if reason:
            sys.stdout.write(json.dumps({"decision": "block", "reason": reason}) + "\n")
    return Exit.SETTLED


def missing(door: McpDoor, start: str) -> str:
    """Return what is worked on here and not handed in; "" for nothing. Raises: Mistake."""
    for row in door.journal(start).rows():
        if row.state == "waits" and row.question.endswith(UNCONFINED):
            record = worked_on_here(door.reader(start).load(RunId(row.run_id)).state)
            if record is not None:
                return (
                    f"{record.definition.path} of {row.run_id} {row.slug} is not handed in. Call"
                    " submit of the server gatewright, or ask where a person has to say something."
                )
    return ""


def _is_second(text: str) -> bool:
    """Return whether a hook made the agent go on already: then it may stop."""
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("stop_hook_active") is True
