"""Environments, built for real by uv from a folder of wheels: no registry is needed."""

import os
import subprocess
from pathlib import Path

import pytest
import uv

from gatewright.environments.environments import SealedEnvironments
from gatewright.environments.store import EnvironmentStore
from gatewright.model.ids import Digest
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import EnvironmentRequest
from tests.environment_rooms import (
    BASE_PYTHON,
    PYPROJECT,
    make_checkout,
    make_environments,
    make_project,
    must,
    request_of,
    tell_nobody,
)
from tests.wheels import make_wheel


@pytest.fixture(name="wheels")
def _wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    make_wheel(folder, "dependency", "1.0")
    make_wheel(folder, "checker", "2.0", console="checker = checker:main")
    return folder


@pytest.fixture(name="environments")
def _environments(tmp_path: Path, wheels: Path) -> SealedEnvironments:
    return make_environments(tmp_path / "state", wheels)


def printed(program: str, *arguments: str) -> str:
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_project_attached_runs_with_dependencies_and_its_own_program(
    environments: SealedEnvironments, tmp_path: Path
) -> None:
    checkout = make_checkout(tmp_path / "work" / "head")

    environment = must(environments.provide(request_of(make_project()), tell_nobody))
    attachment = must(environments.attach(environment, str(checkout), make_project()))

    assert attachment.notes == ()
    assert printed(f"{attachment.program_folders[0]}/demo") == "demo 1.0"
    assert attachment.python is not None
    where = "import demo; print(demo.__file__)"
    assert printed(attachment.python, "-c", where) == str(checkout / "src" / "demo.py")
    assert not Path(environment.folder, "lib").joinpath("demo").exists()
    assert "overlay" not in os.listdir(checkout)


def test_environment_programs_start_with_the_project_on_the_path(
    environments: SealedEnvironments, tmp_path: Path
) -> None:
    source = "import sys\ndef main():\n    import demo\n    print(sys.prefix)\n"
    make_wheel(
        tmp_path / "wheels",
        "checker",
        "2.1",
        {"checker.py": source},
        console="checker = checker:main",
    )
    checkout = make_checkout(tmp_path / "work" / "head")

    request = request_of(make_project(), extra=("checker",))
    environment = must(environments.provide(request, tell_nobody))
    attachment = must(environments.attach(environment, str(checkout), make_project()))

    assert (
        printed(f"{attachment.program_folders[0]}/checker") == dict(attachment.env)["VIRTUAL_ENV"]
    )


def test_edit_of_sources_or_settings_keeps_the_environment(
    environments: SealedEnvironments,
) -> None:
    first = must(environments.provide(request_of(make_project()), tell_nobody))
    edited = PYPROJECT + "\n[tool.ruff]\nline-length = 90\n"
    second = must(environments.provide(request_of(make_project(), edited), tell_nobody))

    assert (first.was_built, second.was_built) == (True, False)
    assert second.key == first.key
    assert second.folder == first.folder


def test_edit_of_dependencies_builds_another_environment(
    environments: SealedEnvironments,
) -> None:
    first = must(environments.provide(request_of(make_project()), tell_nobody))
    edited = PYPROJECT.replace('["dependency"]', '["dependency", "checker"]')
    second = must(environments.provide(request_of(make_project(), edited), tell_nobody))

    assert second.was_built
    assert second.key != first.key


def test_rebuild_after_prune_takes_the_kept_resolution(
    environments: SealedEnvironments, tmp_path: Path
) -> None:
    first = must(environments.provide(request_of(make_project()), tell_nobody))
    make_wheel(tmp_path / "wheels", "dependency", "9.0")
    assert environments.store.prune(first.key[:24])

    again = must(environments.provide(request_of(make_project()), tell_nobody))

    found = sorted(path.name for path in Path(again.folder).rglob("dependency-*.dist-info"))
    assert again.was_built
    assert found == ["dependency-1.0.dist-info"]


def test_environment_is_read_only_and_compiled(environments: SealedEnvironments) -> None:
    environment = must(environments.provide(request_of(make_project()), tell_nobody))

    paths = [Path(environment.folder), *Path(environment.folder).rglob("*")]
    assert [path for path in paths if not path.is_symlink() and path.stat().st_mode & 0o222] == []
    assert [path for path in paths if path.name.startswith("dependency.cpython")] != []


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (lambda packages: (packages / "evil.pth").write_text("import os\n"), "evil.pth was added"),
        (lambda packages: (packages / "dependency.py").unlink(), "dependency.py is gone"),
        (lambda packages: (packages / "dependency.py").write_text("VERSION = '1.1'\n"), "changed"),
    ],
    ids=["planted", "removed", "edited"],
)
def test_altered_environment_is_refused(
    environments: SealedEnvironments, tmp_path: Path, plant: object, said: str
) -> None:
    environment = must(environments.provide(request_of(make_project()), tell_nobody))
    packages = next(Path(environment.folder).glob("lib/python*/site-packages"))
    for path in (packages, *packages.glob("dependency.py")):
        path.chmod(0o755)
    assert callable(plant)
    plant(packages)

    answers = [
        environments.provide(request_of(make_project()), tell_nobody),
        environments.attach(environment, str(tmp_path), make_project()),
    ]

    for answer in answers:
        assert isinstance(answer, Trouble)
        assert answer.code == "environment.altered"
        assert said in answer.found
        assert environment.key[:24] in answer.way_out


def test_dependency_that_nobody_has_is_trouble_and_leaves_nothing(
    environments: SealedEnvironments,
) -> None:
    wanting = PYPROJECT.replace('["dependency"]', '["no-such-thing"]')

    answer = environments.provide(request_of(make_project(), wanting), tell_nobody)

    assert isinstance(answer, Trouble)
    assert answer.code == "environment.failed"
    assert "no-such-thing" in answer.tail
    assert environments.store.names() == []
    assert environments.store.sweep() == []


def test_development_requirements_that_cannot_be_had_are_left_out_and_said(
    environments: SealedEnvironments,
) -> None:
    wider = PYPROJECT + '\n[dependency-groups]\ndev = ["no-such-thing"]\ntest = ["checker"]\n'

    environment = must(environments.provide(request_of(make_project(), wider), tell_nobody))

    assert len(environment.notes) == 1
    assert environment.notes[0].startswith("development requirements left out")
    assert list(Path(environment.folder).rglob("checker.py")) != []


def test_project_that_its_dependencies_bring_along_is_left_out(
    environments: SealedEnvironments, tmp_path: Path
) -> None:
    make_wheel(tmp_path / "wheels", "demo", "0.1")
    make_wheel(tmp_path / "wheels", "plugin", "1.0", requires=("demo",))
    looping = PYPROJECT.replace('["dependency"]', '["dependency", "plugin"]')

    environment = must(environments.provide(request_of(make_project(), looping), tell_nobody))

    assert list(Path(environment.folder).rglob("plugin.py")) != []
    assert list(Path(environment.folder).rglob("demo*")) == []


def lock_of(wheels: Path, folder: Path, pyproject: str) -> bytes:
    """Return the uv.lock of a project, from wheels alone."""
    folder.mkdir()
    (folder / "pyproject.toml").write_text(pyproject)
    index = folder / "index"
    index.mkdir()
    env = {"UV_FIND_LINKS": str(wheels), "UV_DEFAULT_INDEX": index.as_uri(), "HOME": str(folder)}
    argv = [uv.find_uv_bin(), "lock", "-q", "-p", BASE_PYTHON]
    subprocess.run(argv, cwd=folder, env=env, check=True)
    return (folder / "uv.lock").read_bytes()


def test_lock_is_law_and_the_project_stays_out(
    environments: SealedEnvironments, tmp_path: Path, wheels: Path
) -> None:
    make_wheel(wheels, "demo", "0.1")
    make_wheel(wheels, "plugin", "1.0", requires=("demo",))
    pyproject = PYPROJECT + 'requires-python = ">=3.11"\n[dependency-groups]\nx = ["checker"]\n'
    lock = lock_of(wheels, tmp_path / "locked", pyproject)
    make_wheel(wheels, "dependency", "9.0")
    project = make_project(profile="uv")
    sources = {"pyproject.toml": pyproject.encode(), "uv.lock": lock}
    request = EnvironmentRequest(
        project=project, sources=sources, extra_requirements=("plugin", "checker==1.0")
    )

    environment = must(environments.provide(request, tell_nobody))

    found = {path.name for path in Path(environment.folder).rglob("*.dist-info")}
    assert environment.described == "uv sync --frozen"
    assert environment.notes == ("plugin added: not in uv.lock",)
    assert found == {
        f"{name}.dist-info" for name in ("dependency-1.0", "checker-2.0", "plugin-1.0")
    }


def test_python_that_is_not_here_is_trouble_with_the_way_out(
    environments: SealedEnvironments,
) -> None:
    future = PYPROJECT + 'requires-python = ">=3.99"\n'

    answer = environments.provide(request_of(make_project(), future), tell_nobody)

    assert isinstance(answer, Trouble)
    assert answer.code == "environment.python"
    assert answer.way_out == "uv python install '>=3.99'"


def test_project_whose_build_fails_is_put_on_the_path_and_said(
    environments: SealedEnvironments, tmp_path: Path
) -> None:
    checkout = make_checkout(tmp_path / "work" / "head")
    (checkout / "backend.py").write_text("raise SystemExit('no build today')\n")

    environment = must(environments.provide(request_of(make_project()), tell_nobody))
    attachment = must(environments.attach(environment, str(checkout), make_project()))

    assert len(attachment.notes) == 1
    assert "no build today" in attachment.notes[0]
    assert attachment.python is not None
    assert printed(attachment.python, "-c", "import demo; demo.main()") == "demo 1.0"


def test_tools_are_kept_apart_by_their_requirements(environments: SealedEnvironments) -> None:
    first = must(environments.tools(("checker==2.0",), tell_nobody))
    second = must(environments.tools(("checker==2.0",), tell_nobody))

    assert Path(first.folder, "bin", "checker").exists()
    assert (first.was_built, second.was_built) == (True, False)


def test_build_that_was_cut_off_leaves_only_what_sweep_removes(tmp_path: Path) -> None:
    """The process that builds is gone: the lock is free, the seal was never written."""
    store, key = EnvironmentStore(str(tmp_path)), Digest("ab" * 32)
    with store.alone(key):
        site = store.open_site(key)
        Path(site.folder, "half").write_text("half")

    assert store.find(key) is None
    assert store.names() == []
    assert store.sweep() == [key[:24]]
    assert not Path(site.folder).exists()
    assert not Path(site.scratch).exists()


def test_build_that_runs_is_not_swept(tmp_path: Path) -> None:
    store, key = EnvironmentStore(str(tmp_path)), Digest("cd" * 32)
    with store.alone(key):
        site = store.open_site(key)

        assert store.sweep() == []
        assert Path(site.folder).exists()
