"""Steps under DBOS on SQLite, as it comes: `SHAPE STAGES WIDTH FOLDER`, in its own environment.

A workflow is a function here; each step that it calls has its result in the database before the
next one begins. A stage of several is gathered, so those are asynchronous.
"""

import asyncio
import json
import sqlite3
import sys
import time

from dbos import DBOS

FOLDER = sys.argv[4]
DBOS(
    config={
        "name": "bench",
        "system_database_url": f"sqlite:///{FOLDER}/steps.sqlite",
        "run_admin_server": False,
        "log_level": "ERROR",
    }
)


@DBOS.step()
def check(stage: int, before: int) -> int:
    """Do a step with one trivial check."""
    assert before == stage, before
    return stage + 1


@DBOS.step()
async def check_beside(stage: int, before: int) -> int:
    """Do a step with one trivial check, beside others."""
    assert before == stage, before
    return stage + 1


@DBOS.workflow()
def linear(stages: int) -> int:
    """Do one step after the other."""
    reached = 0
    for stage in range(stages):
        reached = check(stage, reached)
    return reached


@DBOS.workflow()
async def fanned(stages: int, width: int) -> int:
    """Do the steps of a stage side by side, one stage after the other."""
    reached = 0
    for stage in range(stages):
        reached = min(await asyncio.gather(*(check_beside(stage, reached) for _ in range(width))))
    return reached


def run(stages: int, width: int) -> int:
    """Run a workflow to its end."""
    return linear(stages) if width == 1 else asyncio.run(fanned(stages, width))


def main(stages: int, width: int) -> None:
    """Run the steps once; print how long it took and how many results are kept."""
    DBOS.launch()
    warmed = run(2, width)
    started = time.perf_counter()
    assert run(stages, width) == stages
    seconds = time.perf_counter() - started
    query = "SELECT count(*) FROM operation_outputs"
    with sqlite3.connect(f"{FOLDER}/steps.sqlite") as connection:
        kept = connection.execute(query).fetchone()[0] - warmed * width
    print(json.dumps({"seconds": seconds, "kept": kept, "of": "step results"}))
    DBOS.destroy()


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
