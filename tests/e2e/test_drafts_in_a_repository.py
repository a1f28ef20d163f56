"""Whole procedures of teams, committed to a repository: found by name, laid out and drawn."""

from pathlib import Path

import pytest

from gatewright import bootstrap
from gatewright.runtime.desk_words import StartRequest
from gatewright.views.graph import graph_of
from gatewright.views.mermaid import mermaid
from gatewright.views.svg import svg
from tests.drafts import FOLDER, GIVEN
from tests.e2e.checked_repository import make_repository

NAMES = ("tdd-feature", "complex-feature", "consult-then-build", "spec-to-production")
LARGEST = "feature-lifecycle"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository that has the procedures on its main branch."""
    files = {
        f".gatewright/{path.relative_to(FOLDER)}": path.read_text("utf-8")
        for path in FOLDER.glob("**/*.*")
    }
    return make_repository(tmp_path_factory.mktemp("drafts") / "shelf", files)


@pytest.mark.parametrize("name", [*NAMES, LARGEST])
def test_its_plan_is_drawn(root: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(root.parent / "state"))
    params = tuple(GIVEN.get(name, {}).items())
    request = StartRequest(
        start=str(root), idea="x", workflow=name, params=params, is_rehearsed=True
    )

    view = graph_of(bootstrap.desk(str(root)).foresee(request).state)

    assert svg(view).startswith("<svg")
    assert "flowchart" in mermaid(view)
