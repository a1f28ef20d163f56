"""Steps under spec-kit's workflow engine: `SHAPE STAGES WIDTH FOLDER`, in its own environment.

The engine is called in its own process, without the start of its command. A step with a check is a
`shell` step there. A stage of several is a `fan-out`. It writes its state after each step.
"""

import json
import sys
import time
from pathlib import Path

from specify_cli.workflows import load_custom_steps
from specify_cli.workflows.engine import WorkflowEngine

CHECK = {"type": "shell", "run": "true"}


def steps(stages: int, width: int) -> list[dict[str, object]]:
    """Return the steps of a workflow."""
    if width == 1:
        return [{"id": f"s{stage}", **CHECK} for stage in range(stages)]
    return [
        {
            "id": f"s{stage}",
            "type": "fan-out",
            "items": items(width),
            "max_concurrency": width,
            "step": {"id": f"s{stage}-each", **CHECK},
        }
        for stage in range(stages)
    ]


def run(folder: Path, stages: int, width: int) -> tuple[float, int]:
    """Run a workflow; return how long it took, and how many results it kept."""
    folder.mkdir()
    path = folder / "many.yml"
    document = {
        "schema_version": "1.0",
        "workflow": {"id": "many", "name": "Many", "version": "1.0.0"},
        "steps": steps(stages, width),
    }
    path.write_text(json.dumps(document))  # JSON is YAML
    load_custom_steps(folder)
    engine = WorkflowEngine(folder)
    definition = engine.load_workflow(path)
    faults = engine.validate(definition)
    assert not faults, faults
    started = time.perf_counter()
    state = engine.execute(definition)
    seconds = time.perf_counter() - started
    assert state.status.value == "completed", state.status
    (path,) = folder.rglob("state.json")
    kept = json.loads(path.read_text())["step_results"]
    return seconds, sum(width == 1 or ":" in name for name in kept)  # "s1:s1-each:0" of a fan-out


def items(width: int) -> str:
    """Return an expression for a list of `width` items."""
    return "{{ [" + ", ".join(map(str, range(width))) + "] }}"


def main(stages: int, width: int, folder: Path) -> None:
    """Run the steps once; print how long it took and how many results are kept."""
    run(folder / "warm", 2, width)
    seconds, kept = run(folder / "timed", stages, width)
    print(json.dumps({"seconds": seconds, "kept": kept, "of": "step results"}))


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
