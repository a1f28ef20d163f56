"""`gatewright init`: one file, two with --ci, and never one that is there."""

from pathlib import Path

import pytest

from gatewright.cli.arguments import Typed
from gatewright.cli.init import WORKFLOW_PATH, init, look, write_new
from gatewright.core.text.yaml_nodes import read_yaml
from gatewright.definitions.configuration import CONFIGURATION_PATH, parse_configuration
from gatewright.model.configuration import Configuration
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from tests.judgements import REFUSED, FakeDoor


def door_at(root: Path) -> FakeDoor:
    judgement = replace(REFUSED, repository=replace(REFUSED.repository, root=str(root)))
    return FakeDoor(judgement)


def typed_in(root: Path, **flags: str) -> Typed:
    return Typed({"-C": str(root), **{f"--{name}": value for name, value in flags.items()}})


def files_under(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_one_file_is_written_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(typed_in(tmp_path), door_at(tmp_path), "gw") == 0

    assert files_under(tmp_path) == [CONFIGURATION_PATH]
    parsed = parse_configuration((tmp_path / CONFIGURATION_PATH).read_text())
    assert isinstance(parsed, Configuration)
    assert parsed.base == "main"
    out = capsys.readouterr().out
    assert "Wrote .gatewright/config.yaml (19 lines).\nThat is the only file." in out
    assert "it is on main:   git add .gatewright/config.yaml" in out
    assert "  gw init --ci" in out


def test_workflow_comes_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init(typed_in(tmp_path, ci=""), door_at(tmp_path), "gatewright")

    assert files_under(tmp_path) == [CONFIGURATION_PATH, WORKFLOW_PATH]
    workflow = (tmp_path / WORKFLOW_PATH).read_text()
    assert read_yaml(workflow) is not None
    assert "pull_request:" in workflow
    assert "fetch-depth: 0" in workflow
    assert "--output-format github" in workflow
    assert "{version}" not in workflow
    assert "These are the only files." in capsys.readouterr().out


def test_workflow_leaves_a_configuration_alone(tmp_path: Path) -> None:
    init(typed_in(tmp_path), door_at(tmp_path), "gatewright")
    (tmp_path / CONFIGURATION_PATH).write_text("mine")

    init(typed_in(tmp_path, ci=""), door_at(tmp_path), "gatewright")

    assert (tmp_path / CONFIGURATION_PATH).read_text() == "mine"


@pytest.mark.parametrize(("path", "flags"), [(CONFIGURATION_PATH, {}), (WORKFLOW_PATH, {"ci": ""})])
def test_file_that_is_there_is_not_written_over(
    tmp_path: Path, path: str, flags: dict[str, str]
) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text("mine")

    with pytest.raises(Mistake) as caught:
        init(typed_in(tmp_path, **flags), door_at(tmp_path), "gatewright")

    assert caught.value.code == "init.exists"
    assert files_under(tmp_path) == [path]
    assert (tmp_path / path).read_text() == "mine"


def test_file_that_appears_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")

    with pytest.raises(Mistake) as caught:
        write_new(tmp_path, "a", "ours")

    assert caught.value.code == "init.exists"
    assert (tmp_path / "a").read_text() == "mine"


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file where a folder should be")

    with pytest.raises(Mistake) as caught:
        write_new(tmp_path, "a/b", "ours")

    assert caught.value.code in ("init.unwritable", "init.exists")


def test_branch_stands_for_the_base_where_there_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    door = door_at(tmp_path)
    door.judgement = replace(door.judgement, base=None, projects=())

    init(typed_in(tmp_path), door, "gatewright")

    assert "no project that is known here" in capsys.readouterr().out
    assert "base: feature/alias\n" in (tmp_path / CONFIGURATION_PATH).read_text()


def test_looking_judges_nothing(tmp_path: Path) -> None:
    door = door_at(tmp_path)

    opened = look(door, str(tmp_path))

    assert opened.projects == REFUSED.projects
    assert [request.start for request in door.asked] == [str(tmp_path)]
