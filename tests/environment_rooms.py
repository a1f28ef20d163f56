"""A machine without a registry: our environments over a folder of wheels made by hand."""

import itertools
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import uv

from gatewright.environments.environments import Machine, SealedEnvironments
from gatewright.model.project import Project, Stack
from gatewright.model.records import replace
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import Attachment, Environment, EnvironmentRequest
from gatewright.processes.launcher import SupervisedProcesses

BASE_PYTHON: str = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
# A build backend of three lines: the wheel it makes holds one .pth line and one program.
BACKEND = """
import os
import zipfile

def build_editable(out, config_settings=None, metadata_directory=None):
    name = "demo-1.0-py3-none-any.whl"
    info = "demo-1.0.dist-info"
    files = {
        "demo_editable.pth": os.path.join(os.getcwd(), "src") + "\\n",
        info + "/METADATA": "Metadata-Version: 2.1\\nName: demo\\nVersion: 1.0\\n",
        info + "/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        info + "/entry_points.txt": "[console_scripts]\\ndemo = demo:main\\n",
    }
    files[info + "/RECORD"] = "".join(path + ",,\\n" for path in [*files, info + "/RECORD"])
    with zipfile.ZipFile(os.path.join(out, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "demo"
version = "1.0"
dependencies = ["dependency"]
"""
DEMO = "import dependency\n\ndef main():\n    print('demo', dependency.VERSION)\n"


def make_environments(
    folder: Path, wheels: Path, extra_env: Mapping[str, str] | None = None
) -> SealedEnvironments:
    """Return environments whose state lies in `folder` and whose registry is `wheels`."""
    (folder / "run").mkdir(parents=True, exist_ok=True)
    empty_index = folder / "index"
    empty_index.mkdir()
    ticks = itertools.count(0, 7)
    machine = Machine(
        state=str(folder),
        uv=uv.find_uv_bin(),
        python=BASE_PYTHON,
        npm=None,
        search_path=os.path.dirname(BASE_PYTHON),
        network_env={
            "UV_FIND_LINKS": str(wheels),
            "UV_DEFAULT_INDEX": empty_index.as_uri(),
            **(extra_env or {}),
        },
    )
    processes = SupervisedProcesses(BASE_PYTHON, str(folder / "run"), "GATEWRIGHT_TEST")
    return SealedEnvironments(processes, machine, lambda: next(ticks))


def make_project(**changes: object) -> Project:
    """Return a small Python project with a src layout."""
    project = Project(
        root="",
        stack=Stack.PYTHON,
        name="demo",
        profile="pip",
        profile_because="pyproject.toml",
        manifests=("pyproject.toml",),
        packages=("demo",),
        source_roots=("src",),
        is_installable=True,
        has_compiled_part=False,
        tests=None,
        lint=None,
        types=None,
    )
    return replace(project, **changes)  # type: ignore[arg-type]


def make_checkout(folder: Path, pyproject: str = PYPROJECT) -> Path:
    """Write the small project into `folder`."""
    (folder / "src").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(pyproject)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "src" / "demo.py").write_text(DEMO)
    return folder


def request_of(
    project: Project, pyproject: str = PYPROJECT, extra: tuple[str, ...] = ()
) -> EnvironmentRequest:
    """Return a request for the small project."""
    return EnvironmentRequest(
        project=project,
        sources={"pyproject.toml": pyproject.encode()},
        extra_requirements=extra,
    )


Answer = TypeVar("Answer", Environment, Attachment)


def must(answer: Answer | Trouble) -> Answer:
    """Return an answer that is not trouble."""
    assert not isinstance(answer, Trouble), answer
    return answer


def tell_nobody(_: str) -> None:
    """Hear nothing."""
