"""Builds that need a package registry: run by `make strangers`, never by `make test`."""

import os
import shutil
from pathlib import Path

import pytest

from gatewright.bootstrap.surroundings import network_environment
from gatewright.environments.environments import Machine, SealedEnvironments
from gatewright.model.project import Stack
from gatewright.ports.environments import Environment, EnvironmentRequest
from gatewright.processes.launcher import SupervisedProcesses
from tests.environment_rooms import BASE_PYTHON, make_project, must, tell_nobody

pytestmark = pytest.mark.network

HATCHLING = """
[build-system]
requires = ["hatchling", "hatch-vcs"]
build-backend = "hatchling.build"
[project]
name = "demo"
dynamic = ["version"]
dependencies = ["itsdangerous"]
[project.scripts]
demo = "demo:main"
[tool.hatch.version]
source = "vcs"
"""
SETUP_PY = """
from setuptools import setup
setup(name="demo", version="1", package_dir={"": "src"}, py_modules=["demo"],
      install_requires=["itsdangerous"], entry_points={"console_scripts": ["demo=demo:main"]})
"""


@pytest.fixture(name="environments")
def _environments(tmp_path: Path) -> SealedEnvironments:
    import uv

    (tmp_path / "run").mkdir()
    machine = Machine(
        state=str(tmp_path / "state"),
        uv=uv.find_uv_bin(),
        python=BASE_PYTHON,
        npm=shutil.which("npm"),
        search_path=os.environ["PATH"],
        network_env=network_environment(os.environ),
    )
    processes = SupervisedProcesses(BASE_PYTHON, str(tmp_path / "run"), "GATEWRIGHT_TEST")
    return SealedEnvironments(processes, machine, lambda: 0)


@pytest.mark.parametrize(
    ("name", "manifest"),
    [("pyproject.toml", HATCHLING), ("setup.py", SETUP_PY)],
    ids=["hatchling-without-history", "setup.py"],
)
def test_project_of_a_real_backend_is_installed(
    environments: SealedEnvironments, tmp_path: Path, name: str, manifest: str
) -> None:
    checkout = tmp_path / "work" / "head"
    (checkout / "src" / "demo").mkdir(parents=True)
    source = "import itsdangerous\ndef main(): print('demo')\n"
    (checkout / "src" / "demo" / "__init__.py").write_text(source)
    (checkout / "src" / "demo.py").write_text(source)
    (checkout / name).write_text(manifest)
    request = EnvironmentRequest(project=make_project(), sources={name: manifest.encode()})

    environment = must(environments.provide(request, tell_nobody))
    attachment = must(environments.attach(environment, str(checkout), make_project()))

    assert attachment.notes == ()
    assert Path(attachment.program_folders[0], "demo").exists()


def test_dependency_without_a_wheel_is_built_and_said(environments: SealedEnvironments) -> None:
    manifest = '[project]\nname = "demo"\nversion = "1"\ndependencies = ["docopt==0.6.2"]\n'
    sources = {"pyproject.toml": manifest.encode()}

    request = EnvironmentRequest(project=make_project(), sources=sources)
    environment = must(environments.provide(request, tell_nobody))

    assert any("built here" in note for note in environment.notes)
    assert list(Path(environment.folder).rglob("docopt.py")) != []


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_node_packages_are_the_same_after_prune(environments: SealedEnvironments) -> None:
    project = make_project(stack=Stack.NODE, profile="npm", packages=())
    manifest = b'{"name": "demo", "dependencies": {"left-pad": "^1.1.0"}}'
    request = EnvironmentRequest(project=project, sources={"package.json": manifest})

    first = environments.provide(request, tell_nobody)
    assert isinstance(first, Environment)
    assert environments.store.prune(first.key[:24])
    again = environments.provide(request, tell_nobody)

    assert isinstance(again, Environment)
    assert again.described == "npm ci --ignore-scripts"
    assert Path(again.folder, "node_modules", "left-pad", "package.json").exists()
