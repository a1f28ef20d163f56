"""`gatewright explain`: one code, all codes, a slip, and the same as a document."""

import json

import pytest

from gatewright.cli.explain import find, read_explanations, run
from gatewright.model.trouble import Mistake

KNOWN = read_explanations()


def test_code_is_explained_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["proof.vacuous"]) == 0

    out = capsys.readouterr().out.splitlines()
    assert out[0] == "proof.vacuous  a new test passes without the change"
    assert [row.split()[0] for row in out if row[2:3].strip()] == [
        "proof.vacuous",
        "why",
        "bad",
        "good",
        "change",
    ]


def test_example_of_several_lines_keeps_them(capsys: pytest.CaptureFixture[str]) -> None:
    run(["doc.section-missing"])

    assert "           # Usage\n" in capsys.readouterr().out


def test_without_a_code_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0

    out = capsys.readouterr().out
    assert out.startswith("work\n  work.empty")
    assert sum(row.startswith("  ") for row in out.splitlines()) == len(KNOWN)


def test_slip_gets_the_nearest_code_and_its_family() -> None:
    with pytest.raises(Mistake) as caught:
        find("proof.vacous", KNOWN)

    assert caught.value.code == "explain.unknown"
    assert caught.value.hints[0] == "did you mean  proof.vacuous"
    assert caught.value.hints[1].startswith("proof  proof.vacuous, proof.not-green")


def test_word_like_no_code_gets_the_way_to_the_list() -> None:
    with pytest.raises(Mistake) as caught:
        find("zzzzzz", KNOWN)

    assert caught.value.hints == ("gatewright explain    lists all codes",)


def test_document_holds_what_the_screen_says(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--json", "git.scope"])
    one = json.loads(capsys.readouterr().out)
    run(["--json=codes"])
    listed = json.loads(capsys.readouterr().out)

    assert (one["schema"], one["code"]) == ("gatewright.explain/1", "git.scope")
    assert {"code": "git.scope", "title": one["title"]} in listed["codes"]
