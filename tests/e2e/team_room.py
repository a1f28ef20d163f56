"""A repository of a team: its people, a workflow of its own, and commands typed by one of them."""

import subprocess
from pathlib import Path

from tests.e2e.checked_repository import environment, make_repository, program

CONFIGURATION = """\
gatewright: 1
off: [tests, lint, types, secrets, coverage, proof, expectations, reversal, ruler]
people: {people}
environments:
  py: {{profile: adopt, path: .venv}}
"""


def make_team_room(
    room: Path, people: str, workflow: str, checks: str = "", *procedures: str
) -> None:
    """Make a repository in `room` whose workflows are called as their first lines say."""
    files = {".gatewright/config.yaml": CONFIGURATION.format(people=people) + checks}
    for text in (workflow, *procedures):
        name = text.splitlines()[0].partition(": ")[2]
        files[f".gatewright/workflows/{name}.yaml"] = text
    make_repository(room / "shelf", files)


def typed(room: Path, person: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as `person`, who sits at no terminal."""
    return subprocess.run(
        [program(), *words],
        cwd=room / "shelf",
        env={**environment(room / "state"), "LOGNAME": person},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )
