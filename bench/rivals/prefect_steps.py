"""Steps under Prefect, by itself: `SHAPE STAGES WIDTH FOLDER`, in its own environment.

It starts a server of its own, with SQLite, for as long as this lasts; that start is not counted.
A step is a task whose result is kept, so that the flow need not do it again.
"""

import json
import os
import sys
import time

FOLDER = sys.argv[4]
os.environ |= {
    "PREFECT_HOME": FOLDER,
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "true",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}

from prefect import flow, task  # noqa: E402 -- it reads its settings when it is imported


@task
def check(stage: int, before: int, number: int) -> int:
    """Do a step with one trivial check."""
    assert before == stage, (before, number)
    return stage + 1


@flow
def linear(stages: int) -> int:
    """Do one step after the other."""
    reached = 0
    for stage in range(stages):
        reached = check(stage, reached, 0)
    return reached


@flow
def fanned(stages: int, width: int) -> int:
    """Do the steps of a stage side by side, one stage after the other."""
    reached = 0
    for stage in range(stages):
        begun = [check.submit(stage, reached, number) for number in range(width)]
        reached = min(each.result() for each in begun)
    return reached


def run(stages: int, width: int) -> int:
    """Run a flow to its end."""
    return linear(stages) if width == 1 else fanned(stages, width)


def main(stages: int, width: int) -> None:
    """Run the steps once; print how long it took and how many results are kept."""
    run(2, width)
    before = results()
    started = time.perf_counter()
    assert run(stages, width) == stages
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "kept": results() - before, "of": "step results"}))


def results() -> int:
    """Return how many results of tasks are kept."""
    return len(os.listdir(f"{FOLDER}/storage"))


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
