"""The form that a run starts with: the whole program, with a real repository and real files."""

from pathlib import Path

import pytest

from gatewright import bootstrap
from gatewright.model.digest import digest_of_bytes
from gatewright.model.ids import RunId
from gatewright.model.trouble import Mistake
from gatewright.runtime.desk_words import Starting, StartRequest
from gatewright.runtime.run_start import started_of
from tests.e2e.checked_repository import make_repository

GO = """\
workflow: go
version: "1"
title: Go
roles: [developer]
start: {declare: ready}
steps: {note: {run: ["true"], writes: [note.md], may_be_empty: true, gate: none, because: a note}}
"""
READY = "document: ready\nfields: {reason: {words: 2..}}\n"
FILES = {
    ".gatewright/workflows/go.yaml": GO,
    ".gatewright/documents/ready.yaml": READY,
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return make_repository(tmp_path / "shelf", FILES)


def planned(root: Path, form: str = "", workflow: str = "go") -> Starting:
    request = StartRequest(start=str(root), idea="Go on then", workflow=workflow, form=form)
    return bootstrap.desk(str(root)).plan_start(request)


def test_run_begins_with_its_form_and_keeps_who_said_what(root: Path, tmp_path: Path) -> None:
    form = tmp_path / "ready.yaml"
    form.write_text("reason: it is time\n")
    starting = planned(root, str(form))
    declared = started_of(starting, RunId("1")).declared

    assert declared is not None
    assert (declared.form, declared.text) == ("ready", "reason: it is time\n")
    assert declared.person == starting.person
    assert declared.digest == digest_of_bytes(form.read_bytes())


def test_run_is_refused_without_it_and_plan_says_what_it_wants(root: Path) -> None:
    with pytest.raises(Mistake) as caught:
        planned(root)
    assert caught.value.code == "run.undeclared"

    request = StartRequest(start=str(root), idea="Go on then", workflow="go")
    notes = bootstrap.desk(str(root)).foresee(request).notes
    assert any("starts with --form FILE, a form of ready: reason" in note for note in notes), notes


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"reason: no\n", "declare.wrong"),
        (b"", "declare.wrong"),
        (b"\xff\xfe\x00", "declare.wrong"),
        (b"reason: [" + b"[" * 5000, "declare.wrong"),
        (b"reason: " + b"a " * 20_000, "declare.wrong"),
        (None, "arguments.file"),
    ],
)
def test_form_that_is_not_as_wanted_begins_nothing(
    root: Path, tmp_path: Path, content: bytes | None, code: str
) -> None:
    form = tmp_path / "ready.yaml"
    if content is not None:
        form.write_bytes(content)
    with pytest.raises(Mistake) as caught:
        planned(root, str(form))

    assert caught.value.code == code


def test_form_that_nobody_asked_for_is_a_mistake(root: Path, tmp_path: Path) -> None:
    form = tmp_path / "ready.yaml"
    form.write_text("reason: it is time\n")
    with pytest.raises(Mistake) as caught:
        planned(root, str(form), "quick")

    assert caught.value.code == "arguments.form"
