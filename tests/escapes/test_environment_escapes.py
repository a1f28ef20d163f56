"""Attacks and traps on environments: each succeeds on a naive variant, and fails on ours."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from gatewright.environments.environments import SealedEnvironments
from gatewright.environments.node_links import link_node_modules
from gatewright.environments.origin import judge_origins
from gatewright.environments.overlay import make_overlay, packages_of
from gatewright.model.isolation import IsolationLevel
from gatewright.model.project import Stack
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import Environment, EnvironmentRequest
from tests.environment_rooms import (
    BACKEND,
    BASE_PYTHON,
    PYPROJECT,
    make_checkout,
    make_environments,
    make_project,
    must,
    request_of,
    tell_nobody,
)
from tests.sandbox import levels
from tests.wheels import make_wheel

TEST = "import demo\nassert demo.answer() == 42\nprint('1 passed')\n"
GOOD, BROKEN = "def answer():\n    return 42\n", "def answer():\n    return 41\n"


@pytest.fixture(name="environments")
def _environments(tmp_path: Path) -> SealedEnvironments:
    make_wheel(tmp_path / "wheels", "dependency")
    return make_environments(tmp_path / "state", tmp_path / "wheels")


def make_venv(folder: Path) -> Path:
    """Make a virtual environment by hand; return its site-packages."""
    version = subprocess.run(
        [BASE_PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    packages = folder / "lib" / f"python{version}" / "site-packages"
    packages.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(BASE_PYTHON)
    (folder / "pyvenv.cfg").write_text(f"home = {os.path.dirname(BASE_PYTHON)}\n")
    return packages


def make_source(folder: Path, code: str) -> Path:
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "demo.py").write_text(code)
    return folder


def run_test(python: str, checkout: Path) -> str:
    """Run the test as a naive program would, and return what it says."""
    (checkout / "test_demo.py").write_text(TEST)
    done = subprocess.run(
        [python, "test_demo.py"], cwd=checkout, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def adopted(folder: Path) -> EnvironmentRequest:
    return EnvironmentRequest(project=make_project(profile="adopt"), sources={}, adopt=str(folder))


EDITABLES = {
    "pth": {"demo.pth": "{user}/src\n"},
    "finder": {
        "__editable__.demo.pth": "import __editable___demo_finder as f; f.install()\n",
        "__editable___demo_finder.py": (
            "import importlib.util, sys\nMAPPING = {{'demo': '{user}/src/demo.py'}}\n"
            "class Finder:\n    @staticmethod\n    def find_spec(name, path=None, target=None):\n"
            "        if name in MAPPING:\n"
            "            return importlib.util.spec_from_file_location(name, MAPPING[name])\n"
            "def install():\n    sys.meta_path.append(Finder)\n"
        ),
    },
    "metadata": {
        "demo-1.0.dist-info/direct_url.json": '{{"url": "file://{user}", "dir_info":'
        ' {{"editable": true}}}}',
        "demo-1.0.dist-info/METADATA": "Name: demo\nVersion: 1.0\n",
        "zz.pth": "{user}/src\n",
    },
}


@pytest.mark.parametrize("kind", EDITABLES)
def test_environment_linked_to_another_checkout_is_refused(
    kind: str, environments: SealedEnvironments, tmp_path: Path
) -> None:
    """The measured trap: a broken tree passes, because the tests import the user's own checkout."""
    user = make_source(tmp_path / "user", GOOD)
    packages = make_venv(user / ".venv")
    for name, text in EDITABLES[kind].items():
        (packages / name).parent.mkdir(exist_ok=True)
        (packages / name).write_text(text.format(user=user))
    checkout = make_source(tmp_path / "work" / "head", BROKEN)
    assert run_test(str(user / ".venv" / "bin" / "python"), checkout) == "1 passed"

    answer = environments.provide(adopted(user / ".venv"), tell_nobody)

    assert isinstance(answer, Trouble)
    assert answer.code == "environment.adopted-elsewhere"
    assert str(user) in answer.found


def test_adopted_folder_without_an_interpreter_is_trouble(
    environments: SealedEnvironments, tmp_path: Path
) -> None:
    answers = [environments.provide(adopted(path), tell_nobody) for path in (tmp_path, Path("x"))]

    assert [isinstance(answer, Trouble) and answer.code for answer in answers] == [
        "environment.adopted-missing",
        "environment.adopted-missing",
    ]


def test_project_hidden_by_an_installed_copy_is_refused(
    environments: SealedEnvironments, tmp_path: Path
) -> None:
    """The copy comes first on the path: sitecustomize of an adopted environment sees to it."""
    packages = make_venv(tmp_path / "venv")
    (packages / "copy").mkdir()
    (packages / "copy" / "demo.py").write_text(GOOD)
    line = f"import sys; sys.path.insert(0, {str(packages / 'copy')!r})\n"
    (packages / "first.pth").write_text(line)
    checkout = make_source(tmp_path / "work" / "head", BROKEN)
    assert run_test(str(tmp_path / "venv" / "bin" / "python"), checkout) == "1 passed"

    project = make_project(profile="adopt", is_installable=False)
    environment = environments.provide(adopted(tmp_path / "venv"), tell_nobody)
    assert isinstance(environment, Environment)
    assert not environment.is_sealed
    answer = environments.attach(environment, str(checkout), project)

    assert isinstance(answer, Trouble)
    assert answer.code == "environment.origin"
    assert str(packages / "copy" / "demo.py") in answer.found
    assert str(checkout) in answer.wanted


def test_source_root_that_is_a_link_out_of_the_checkout_is_refused(
    environments: SealedEnvironments, tmp_path: Path
) -> None:
    make_source(tmp_path / "user", GOOD)
    checkout = make_source(tmp_path / "work" / "head", BROKEN)
    (checkout / "src" / "demo.py").unlink()
    (checkout / "src" / "demo.py").symlink_to(tmp_path / "user" / "src" / "demo.py")
    assert run_naively_with_path(checkout) == "1 passed"

    project = make_project(is_installable=False)
    environment = must(environments.provide(request_of(project), tell_nobody))
    answer = environments.attach(environment, str(checkout), project)

    assert isinstance(answer, Trouble)
    assert answer.code == "environment.origin"


def run_naively_with_path(checkout: Path) -> str:
    (checkout / "test_demo.py").write_text(f"import sys; sys.path.insert(0, 'src')\n{TEST}")
    done = subprocess.run(
        [BASE_PYTHON, "test_demo.py"], cwd=checkout, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def test_build_code_of_the_project_reaches_neither_cache_nor_environment(
    environments: SealedEnvironments, tmp_path: Path
) -> None:
    """A worker's build backend tries to plant a file in everything that outlives the check."""
    state = tmp_path / "state"
    environment = must(environments.provide(request_of(make_project()), tell_nobody))
    packages = packages_of(environment.folder)
    targets = [str(packages), str(state / "cache"), str(state / "environments"), str(tmp_path)]
    attack = (
        f"\nfor target in {targets!r}:\n    try:\n        os.chmod(target, 0o777)\n"
        "        open(os.path.join(target, 'evil.pth'), 'w').write('import os')\n"
        "    except OSError:\n        pass\n"
    )
    checkout = make_checkout(tmp_path / "work" / "head")
    (checkout / "backend.py").write_text(BACKEND + attack)
    naive = tmp_path / "naive"
    naive.mkdir()
    subprocess.run(
        [BASE_PYTHON, "-c", BACKEND + attack.replace(repr(targets), repr([str(naive)]))],
        check=True,
    )
    assert (naive / "evil.pth").exists()

    must(environments.attach(environment, str(checkout), make_project()))

    if is_confined():
        assert [str(path) for path in state.rglob("evil.pth")] == []
        assert not (tmp_path / "evil.pth").exists()
    else:
        assert isinstance(environments.provide(request_of(make_project()), tell_nobody), Trouble)


@pytest.mark.skipif(max(levels()) < IsolationLevel.NAMESPACES, reason="no namespaces here")
def test_build_code_of_the_project_reaches_no_network(
    environments: SealedEnvironments, tmp_path: Path
) -> None:
    checkout = make_checkout(tmp_path / "work" / "head")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        call = f"\nimport socket\nsocket.create_connection({listening.getsockname()!r})\n"
        subprocess.run([BASE_PYTHON, "-c", BACKEND + call], check=True)
        (checkout / "backend.py").write_text(BACKEND + call)

        environment = must(environments.provide(request_of(make_project()), tell_nobody))
        attachment = must(environments.attach(environment, str(checkout), make_project()))

    assert len(attachment.notes) == 1
    assert "ConnectionRefusedError" in attachment.notes[0]


def is_confined() -> bool:
    return max(levels()) > IsolationLevel.NONE


def test_check_that_writes_into_a_package_does_not_reach_the_store(tmp_path: Path) -> None:
    """Hard links: the naive copy. A write in place changes the kept environment; seen by its seal.

    Ours are links to a folder that is read-only for a check; caches go into the checkout.
    """
    stored = tmp_path / "env" / "node_modules" / "pad"
    stored.mkdir(parents=True)
    (stored / "index.js").write_text("module.exports = 1\n")
    naive = tmp_path / "naive"
    naive.mkdir()
    os.link(stored / "index.js", naive / "index.js")
    (naive / "index.js").write_text("module.exports = 2\n")
    assert (stored / "index.js").read_text() == "module.exports = 2\n"

    checkout = tmp_path / "checkout"
    checkout.mkdir()
    link_node_modules(str(tmp_path / "env"), str(checkout), "")
    (checkout / "node_modules" / ".cache").mkdir()
    (checkout / "node_modules" / "pad").unlink()

    assert (stored / "index.js").exists()
    assert not (stored.parent / ".cache").exists()


def test_manifest_path_that_leaves_the_build_folder_is_not_written(
    environments: SealedEnvironments, tmp_path: Path
) -> None:
    request = EnvironmentRequest(
        project=make_project(stack=Stack.OTHER, profile="command"),
        sources={"../../../../evil": b"x", "/evil-gatewright": b"x", "good": b"x"},
        build=("/bin/sh", "-c", "cp good {env}/good"),
    )

    environment = environments.provide(request, tell_nobody)

    assert isinstance(environment, Environment)
    assert Path(environment.folder, "good").exists()
    assert list(tmp_path.rglob("evil")) == []
    assert not Path("/evil-gatewright").exists()


def test_guard_without_any_place_refuses(tmp_path: Path) -> None:
    assert judge_origins({"demo": []}, str(tmp_path)) is not None
    assert judge_origins({"demo": [f"{tmp_path}-other/demo.py"]}, str(tmp_path)) is not None
    assert judge_origins({"demo": [f"{tmp_path}/demo.py"]}, str(tmp_path)) is None


def test_overlay_puts_the_project_before_its_dependencies(tmp_path: Path) -> None:
    """A copy among the dependencies does not hide the checkout: the overlay's line comes later."""
    packages = make_venv(tmp_path / "venv")
    (packages / "demo.py").write_text(GOOD)
    checkout = make_source(tmp_path / "work" / "head", BROKEN)

    overlay = make_overlay(str(tmp_path / "overlay"), (str(tmp_path / "venv"),))
    Path(overlay.packages, "zzz.pth").write_text(f"{checkout / 'src'}\n")

    assert run_test(overlay.python, checkout) == ""


def test_pyproject_cannot_smuggle_an_option_into_the_resolver(
    environments: SealedEnvironments, tmp_path: Path
) -> None:
    wanting = PYPROJECT.replace('["dependency"]', '["dependency", "-r /etc/passwd", "-e /"]')

    answer = environments.provide(request_of(make_project(), wanting), tell_nobody)

    assert "root:" not in str(answer)
