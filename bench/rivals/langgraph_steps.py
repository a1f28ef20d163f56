"""Steps under LangGraph, with its SQLite saver: `SHAPE STAGES WIDTH FOLDER`, in an environment.

A node for each step; a stage is a node for each of its steps, all after all of the one before.
"chain" is that; "loop" is one node that comes again and again, which this engine finds easier.
A checkpoint is written after each stage, before the next begins.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from typing import Annotated, TypedDict

from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph


def latest(one: int, other: int) -> int:
    """Return the stage that steps side by side have reached: they say the same."""
    return max(one, other)


class State(TypedDict):
    """How far it is."""

    stage: Annotated[int, latest]


def step(stage: int) -> Callable[[State], State]:
    """Return a step with one trivial check."""

    def check(state: State) -> State:
        assert state["stage"] == stage, state
        return {"stage": stage + 1}

    return check


def chained(stages: int, width: int) -> StateGraph:
    """Return a graph with a node for each step."""
    graph = StateGraph(State)
    before = [START]
    for stage in range(stages):
        names = [f"s{stage}-{number}" for number in range(width)]
        for name in names:
            graph.add_node(name, step(stage))
            graph.add_edge(before if before != [START] else START, name)
        before = names
    graph.add_edge(before, END)
    return graph


def looped(stages: int) -> StateGraph:
    """Return a graph of one node that is gone through once for each step."""
    graph = StateGraph(State)
    graph.add_node("s", lambda state: step(state["stage"])(state))
    graph.add_edge(START, "s")
    graph.add_conditional_edges("s", lambda state: END if state["stage"] == stages else "s")
    return graph


def main(shape: str, stages: int, width: int, folder: str) -> None:
    """Run the steps once; print how long it took and how many checkpoints are kept."""
    connection = sqlite3.connect(f"{folder}/graph.sqlite", check_same_thread=False)
    saver = SqliteSaver(connection)
    saver.setup()
    connection.execute("PRAGMA synchronous = FULL")
    graph = looped if shape == "loop" else lambda count: chained(count, width)
    for count, thread in ((2, "warm"), (stages, "timed")):
        app = graph(count).compile(checkpointer=saver)
        known = {"configurable": {"thread_id": thread}, "recursion_limit": count + 10}
        started = time.perf_counter()
        ended = app.invoke({"stage": 0}, known, durability="sync")
        seconds = time.perf_counter() - started
        assert ended["stage"] == count, ended
    found = connection.execute("SELECT count(*) FROM checkpoints WHERE thread_id = 'timed'")
    print(json.dumps({"seconds": seconds, "kept": found.fetchone()[0], "of": "checkpoints"}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
