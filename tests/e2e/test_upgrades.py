"""A definition that a run is to go on by: found as it is now, kept whole in the journal, taken."""

from pathlib import Path

import pytest

from gatewright import bootstrap
from gatewright.core.state.run_state import Accepted
from gatewright.model.changing import ChangeAsked
from gatewright.model.events import Choice
from gatewright.model.ids import Digest, RunId, StepPath
from gatewright.model.intake import AskChange, Decide
from gatewright.model.trouble import Mistake
from gatewright.runtime.desk import Desk
from gatewright.runtime.desk_words import StartRequest
from tests.e2e.checked_repository import commit, make_repository, write

PATH = ".gatewright/workflows/ours.yaml"
OURS = """\
workflow: ours
version: "{version}"
title: Ours
roles: [requester]
phases:
  - id: work
    steps:
      look:
        gate: [{{approval: {{roles: [requester], question: "{question}", binds: [{binds}]}}}}]
      {more}
"""
MORE = 'see: {gate: [{approval: {roles: [requester], question: "Seen?"}}]}'


def ours(version: str, question: str = "Is it good?", more: str = MORE, binds: str = "tree") -> str:
    return OURS.format(version=version, question=question, more=more, binds=binds)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with a workflow of its own, by which a run begins."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return make_repository(tmp_path / "shelf", {PATH: ours("1")})


def begun(root: Path) -> tuple[Desk, RunId]:
    desk = bootstrap.desk(str(root))
    return desk, desk.start(
        desk.plan_start(StartRequest(start=str(root), idea="X", workflow="ours"))
    )


def agree(desk: Desk, run_id: RunId, step: str) -> None:
    desk.drive(run_id, lambda told: None)
    asked = desk.asked(run_id, StepPath(step))
    assert asked is not None
    shown, yes = desk.keep_shown("it"), Choice.APPROVE
    desk.admit(
        run_id,
        Decide(asked.step, asked.nonce, asked.bound, yes, desk.person, (), "", shown, asked.head),
    )


def test_definition_by_its_name_is_that_of_the_branch_as_it_is_now(root: Path) -> None:
    desk, run_id = begun(root)
    agree(desk, run_id, "look")
    write(root, {PATH: ours("2", more=MORE.replace("Seen?", "Have you seen it?"))})
    commit(root, "Ask otherwise")

    new, tree = desk.find_upgrade(run_id, "ours")
    wanted = AskChange((), desk.person, "it is clearer", definition=new, tree=tree)
    desk.admit(run_id, wanted)
    agree(desk, run_id, "changes/1")

    loaded = bootstrap.desk(str(root)).load(run_id)
    assert loaded.state.started.workflow.version == "2"
    assert isinstance(loaded.state.record(StepPath("look")).state, Accepted)
    [asked] = [each.event for each in loaded.entries if isinstance(each.event, ChangeAsked)]
    assert asked.definition == new
    agree(desk, run_id, "see")


def test_definition_of_a_file_is_a_persons_word_and_names_what_was_looked_at(
    root: Path, tmp_path: Path
) -> None:
    desk, run_id = begun(root)
    file = tmp_path / "ours.yaml"
    file.write_text(ours("2", binds='"tree:code"'))

    new, _ = desk.find_upgrade(run_id, str(file))

    assert str(file) in new.because
    assert [name for name, _ in new.contents] == ["tree:code"]
    assert new.digest != Digest("")


def test_definition_that_nobody_can_read_is_refused_with_its_place(
    root: Path, tmp_path: Path
) -> None:
    desk, run_id = begun(root)
    file = tmp_path / "ours.yaml"
    file.write_text(ours("2").replace("question", "qestion", 1))

    with pytest.raises(Mistake) as caught:
        desk.find_upgrade(run_id, str(file))

    assert "ours.yaml:9" in caught.value.found
