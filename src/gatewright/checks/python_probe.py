"""Asks a Python environment which test tools it holds, without importing any of them."""

import json

from gatewright.checks.test_process import RunFolders, command_of
from gatewright.model.records import dataclass, replace
from gatewright.ports.gatherers import TestRequest
from gatewright.ports.processes import Exited, Processes

_NAMES = ("pytest", "coverage", "pytest-cov", "pytest-xdist")
_PROBE = f"""
import importlib.metadata as metadata, json
found = {{}}
for name in {_NAMES!r}:
    try:
        found[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
print(json.dumps(found))
"""


@dataclass(frozen=True, slots=True)
class PythonTools:
    """Versions of what was found; "" where it is absent. A claim of the environment."""

    pytest: str = ""
    coverage: str = ""
    pytest_cov: str = ""
    pytest_xdist: str = ""


def read_python_tools(
    processes: Processes, request: TestRequest, folders: RunFolders, python: str
) -> PythonTools:
    """Return which test tools the environment of `request` holds."""
    command = command_of(request, folders, (python, "-c", _PROBE))
    finished = processes.run(replace(command, cwd=folders.home))
    if finished.ending != Exited(0):
        return PythonTools()
    found = _parsed(finished.stdout)
    return PythonTools(*(found.get(name, "") for name in _NAMES))


def _parsed(stdout: bytes) -> dict[str, str]:
    """Return the last line as names and versions; nothing where it is anything else."""
    lines = stdout.splitlines() or [b""]
    try:
        found = json.loads(lines[-1][:2000])
    except (ValueError, RecursionError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: version[:40] for name, version in pairs if isinstance(version, str)}
