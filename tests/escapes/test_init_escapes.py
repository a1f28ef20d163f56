"""A link in a repository that leads the new configuration somewhere else."""

from pathlib import Path

import pytest

from gatewright.cli.arguments import Typed
from gatewright.cli.init import init
from gatewright.definitions.configuration import CONFIGURATION_PATH
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from tests.judgements import REFUSED, FakeDoor


def write_naively(root: Path) -> None:
    """Write as one would who trusts the repository."""
    target = root / CONFIGURATION_PATH
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("gatewright: 1\n")


def laid_trap(tmp_path: Path, link: str, target: str) -> tuple[Path, Path]:
    """Return a repository with a link out of it, and the folder outside."""
    root, outside = tmp_path / "repository", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).symlink_to(outside / target)
    return root, outside


@pytest.mark.parametrize(
    ("link", "target"),
    [(".gatewright", ""), (CONFIGURATION_PATH, "stolen.yaml")],
    ids=["folder", "file"],
)
def test_link_leads_a_naive_writer_out_and_not_us(tmp_path: Path, link: str, target: str) -> None:
    root, outside = laid_trap(tmp_path, link, target)
    door = FakeDoor(replace(REFUSED, repository=replace(REFUSED.repository, root=str(root))))

    with pytest.raises(Mistake) as caught:
        init(Typed({"-C": str(root)}), door, "gatewright")

    assert caught.value.code in ("init.unsafe", "init.exists")
    assert list(outside.iterdir()) == []
    write_naively(root)
    assert len(list(outside.iterdir())) == 1
