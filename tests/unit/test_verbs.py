"""What check and show ask of the program, and how they answer what cannot be meant."""

from pathlib import Path

import pytest

from gatewright.cli.arguments import parse_arguments
from gatewright.cli.check import check, format_of, request_of
from gatewright.cli.completion import SHELLS, run
from gatewright.cli.help import render_verb
from gatewright.cli.json_document import wanted_fields
from gatewright.cli.show import show
from gatewright.cli.verbs import CHECK, SHOW, VERBS
from gatewright.model.judgement import CheckRequest, Judgement
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.model.verdicts import Stage
from gatewright.views.check import CheckView
from gatewright.views.places import Stretch, join_places
from gatewright.views.quoting import bytes_of
from gatewright.views.refusal import PlaceView
from tests.judgements import PIPE, REFUSED, FakeDoor


def test_check_asks_for_what_was_typed(tmp_path: Path) -> None:
    words = ["-C", str(tmp_path), "--base", "none", "--from", "v1", "--stage=staging", "--no-cache"]

    assert request_of(parse_arguments(CHECK, words)) == CheckRequest(
        start=str(tmp_path),
        base="none",
        from_ref="v1",
        stage=Stage.STAGING,
        use_cache=False,
    )


@pytest.mark.parametrize(
    ("words", "is_actions", "expected"),
    [
        ([], False, "text"),
        ([], True, "github"),
        (["--json"], True, "json"),
        (["--output-format", "text"], True, "text"),
    ],
    ids=["plain", "actions", "json", "asked"],
)
def test_answer_suits_where_it_goes(words: list[str], is_actions: bool, expected: str) -> None:
    terminal = replace(PIPE, is_github_actions=is_actions)

    assert format_of(parse_arguments(CHECK, words), terminal) == expected


def test_two_answers_at_once_are_a_mistake() -> None:
    with pytest.raises(Mistake, match="exclude each other"):
        check(parse_arguments(CHECK, ["--json", "--output-format=sarif"]), FakeDoor(REFUSED))


def test_nothing_is_judged_for_a_document_that_cannot_be() -> None:
    door = FakeDoor(REFUSED)

    with pytest.raises(Mistake) as caught:
        check(parse_arguments(CHECK, ["--json=verdict"]), door)

    assert caught.value.hints[0] == "did you mean  verdicts"
    assert door.asked == []


def test_fields_are_taken_without_blanks() -> None:
    assert wanted_fields("summary, ,next", CheckView) == ("summary", "next")


def test_show_without_a_name_says_which_there_are() -> None:
    with pytest.raises(Mistake) as caught:
        show(parse_arguments(SHOW, []), FakeDoor(REFUSED))

    assert caught.value.hints == ("here  tests, proof, coverage, ruler, lint, secrets",)


class NewDoor(FakeDoor):
    """A repository in which nothing was judged."""

    def latest(self, start: str) -> Judgement | None:
        return None


def test_show_before_any_check_says_what_comes_first() -> None:
    with pytest.raises(Mistake) as caught:
        show(parse_arguments(SHOW, []), NewDoor(REFUSED))

    assert caught.value.hints[0] == "gatewright check"


def test_every_verb_has_a_page_with_all_its_flags() -> None:
    for verb in VERBS.values():
        page = render_verb(verb, "gw")
        assert page.startswith(f"gw {verb.name}")
        assert all(flag.shown in page for flag in verb.flags)
        assert "Exit codes" in page
        assert max(len(row) for row in page.splitlines()) <= 80


def test_completion_knows_every_verb_and_flag(capsys: pytest.CaptureFixture[str]) -> None:
    for shell in SHELLS:
        assert run([shell]) == 0
        script = capsys.readouterr().out
        for verb in VERBS.values():
            assert verb.name in script
            assert all(flag.name.lstrip("-") in script for flag in verb.flags)


def test_unknown_shell_is_a_mistake() -> None:
    with pytest.raises(Mistake, match="Which shell"):
        run(["powershell"])


def test_following_lines_that_say_the_same_are_one_place() -> None:
    rows = [("a", 1, "x"), ("a", 2, "x"), ("a", 3, "y"), ("a", 5, "y"), ("b", 0, ""), ("b", 1, "")]

    joined = join_places([PlaceView(*row) for row in rows])

    assert joined == (
        Stretch("a", 1, 2, "x"),
        Stretch("a", 3, 3, "y"),
        Stretch("a", 5, 5, "y"),
        Stretch("b", 0, 0, ""),
        Stretch("b", 1, 1, ""),
    )
    assert [each.where for each in joined] == ["a:1-2", "a:3", "a:5", "b", "b:1"]


def test_path_is_the_bytes_of_its_file_system() -> None:
    assert [bytes_of("é\udcff"), bytes_of("\ud800")] == [b"\xc3\xa9\xff", b"?"]
