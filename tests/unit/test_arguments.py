"""Words of a command line: what is understood, and what a slip is answered with."""

import pytest

from gatewright.cli.arguments import Flag, Typed, Verb, parse_arguments
from gatewright.cli.help import find_verb
from gatewright.cli.synonyms import SYNONYMS
from gatewright.cli.verbs import CHECK, SHOW, VERBS
from gatewright.model.trouble import Mistake


def test_flags_and_operands_are_understood_in_any_order() -> None:
    typed = parse_arguments(SHOW, ["--json=id,verdict", "proof", "-C", "/srv"])

    assert typed == Typed({"--json": "id,verdict", "-C": "/srv"}, ("proof",))


def test_flag_whose_value_may_lack_does_not_take_the_next_word() -> None:
    assert parse_arguments(SHOW, ["--json", "proof"]) == Typed({"--json": ""}, ("proof",))


def test_words_after_two_dashes_are_operands() -> None:
    assert parse_arguments(SHOW, ["--", "--json"]) == Typed({}, ("--json",))


def test_short_flag_is_the_long_one() -> None:
    assert parse_arguments(CHECK, ["-q"]) == parse_arguments(CHECK, ["--quiet"])


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        (["--bse", "main"], "arguments.unknown-flag", "did you mean  --base"),
        (["--stage", "stagin"], "arguments.choice", "did you mean  staging"),
        (["--base"], "arguments.value", "--base REF|none"),
        (["--base="], "arguments.value", "--base REF|none"),
        (["--base", "--json"], "arguments.value", "--base REF|none"),
        (["a", "b", "c"], "arguments.surplus", "gatewright check --help"),
    ],
    ids=["flag", "choice", "value", "empty", "flag as value", "surplus"],
)
def test_slip_is_answered_with_the_way_out(arguments: list[str], code: str, hint: str) -> None:
    with pytest.raises(Mistake) as caught:
        parse_arguments(CHECK, arguments)

    assert caught.value.code == code
    assert caught.value.hints[0] == hint


def test_flag_without_value_refuses_one() -> None:
    with pytest.raises(Mistake, match="takes no value"):
        parse_arguments(CHECK, ["--no-cache=yes"])


@pytest.mark.parametrize(("word", "meant"), [("chek", "check"), ("verify", "check")])
def test_unknown_verb_is_answered_with_the_nearest(word: str, meant: str) -> None:
    with pytest.raises(Mistake) as caught:
        find_verb(word)

    assert caught.value.hints[0].startswith(f"did you mean  {meant}")


def test_synonyms_lead_to_verbs_and_are_none() -> None:
    assert set(SYNONYMS.values()) <= set(VERBS)
    assert not set(SYNONYMS) & set(VERBS)


def test_flag_that_may_repeat_keeps_every_value_in_order() -> None:
    verb = Verb("do", "does", "m", flags=(Flag("--item", "one", value="N", may_repeat=True),))

    typed = parse_arguments(verb, ["--item", "1=yes", "--item=2=no:a=b"])

    assert typed.values("--item") == ("1=yes", "2=no:a=b")
    assert typed.values("--other") == ()
