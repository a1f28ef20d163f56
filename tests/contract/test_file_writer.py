"""Files that Gatewright writes into a lane: at their places, by way of no link."""

import os
from pathlib import Path

from gatewright.model.events import Ended
from gatewright.model.ids import EffectId, StepPath
from gatewright.ports.processes import Limits
from gatewright.ports.workers import Order, Work
from gatewright.workers.file_writer import FileWriter


def written(lane: Path, *files: tuple[str, bytes]) -> Work:
    order = Order(
        effect_id=EffectId("e"), step=StepPath("s"), number=1, title="t", lane=str(lane), brief="",
        files=files, limits=Limits(wall_s=1.0),
    )  # fmt: skip
    work = FileWriter().work(order, print)
    assert isinstance(work, Work)
    return work


def test_files_are_written_at_their_places_and_others_left(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "log.md").write_text("older and longer")
    (tmp_path / "kept").write_text("x")

    work = written(tmp_path, ("docs/log.md", b"new"), ("a/b/c.md", b"deep"))

    assert (work.ended, work.said) == (Ended.DONE, "wrote docs/log.md, a/b/c.md")
    assert (tmp_path / "docs" / "log.md").read_bytes() == b"new"
    assert (tmp_path / "a" / "b" / "c.md").read_bytes() == b"deep"
    assert (tmp_path / "kept").read_text() == "x"


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    lane, outside = tmp_path / "lane", tmp_path / "outside"
    lane.mkdir()
    outside.mkdir()
    (outside / "key").write_text("secret")
    os.symlink(outside, lane / "docs")
    os.symlink(outside / "key", lane / "log.md")

    assert written(lane, ("docs/key", b"x")).ended is Ended.FAILED
    assert written(lane, ("log.md", b"x")).ended is Ended.FAILED
    assert written(lane, ("docs", b"x")).ended is Ended.FAILED
    assert (outside / "key").read_text() == "secret"
    assert os.listdir(outside) == ["key"]
