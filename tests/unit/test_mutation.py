"""Which small faults fit into which lines, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.code.mutation import (
    LINE_CHARS_MAX,
    MUTANTS_OF_FILE_MAX,
    SIZE_BYTES_MAX,
    Mutant,
    choose_mutants,
    mutants_of,
    mutate,
)
from gatewright.core.judges.judge_mutants import judge_mutants
from gatewright.core.judging.trials import Outcome, Trial
from gatewright.model.rules import MutantsRule
from gatewright.model.verdicts import Place, Status
from tests.observed import SUBJECT


def mutated(text: str, path: str = "a.py") -> list[str]:
    """Return the text with each fault in it."""
    content = text.encode()
    numbers = range(1, text.count("\n") + 2)
    return [mutate(content, each).decode() for each in mutants_of(path, content, numbers)]


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("a == b", ["a != b"]),
        ("a < 3", ["a >= 3", "a < 4"]),
        ("x = True", ["x = False"]),
        ("x = not y", ["x =  y"]),
        ("x = a and b", ["x = a or b"]),
        ("x = a not in b", ["x = a  in b"]),
        ("x = 'a == 1'  # 1 < 2", []),
        ("x = 0x1f", []),
        ("x: Literal[1] = y", []),
        ("import a", []),
        ("logger.info(1)", []),
    ],
)
def test_python_has_a_fault_for_each_token_that_decides(line: str, faults: list[str]) -> None:
    assert mutated(f"{line}\n") == [f"{each}\n" for each in faults]


def test_value_is_not_returned() -> None:
    text = "def f(x):\n    return x.y  # why\n"

    assert mutated(text) == ["def f(x):\n    return None  # why\n"]
    assert mutated("def f():\n    return None\n") == []
    assert mutated("def f():\n    return\n") == []
    assert mutated("def f(x):\n    return (\n        x\n    )\n") == []


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("if (a === b) c()", ["if (a !== b) c()"]),
        ("const f = (x) => x", []),
        ("let t = 'a === 1' // 2", []),
        ("let n = [1.5, 2]", ["let n = [1.5, 3]"]),
        ("return a + b;", ["return undefined;"]),
        ("return f(", []),
        ("if (!a) b()", ["if (a) b()"]),
        ("const x: Map<string, A> = y", []),
        ("a && b", ["a || b"]),
    ],
)
def test_script_has_a_fault_for_each_piece_that_decides(line: str, faults: list[str]) -> None:
    assert mutated(line, "a.ts") == faults


def test_only_the_lines_that_were_named_are_touched() -> None:
    content = b"a == b\nc == d\n"

    assert [each.line for each in mutants_of("a.py", content, {2})] == [2]


@given(st.binary(max_size=60), st.sampled_from(["a.py", "a.ts"]))
def test_any_bytes_are_read_without_a_mistake(content: bytes, path: str) -> None:
    for mutant in mutants_of(path, content, range(100)):
        assert mutate(content, mutant) != content


def test_choice_is_spread_over_lines_and_bounded() -> None:
    mutants = [Mutant("a.py", line, start, "1", "2") for line in range(10) for start in range(3)]

    assert [each.line for each in choose_mutants(mutants, 5)] == [0, 2, 4, 6, 8]
    assert len(choose_mutants(mutants, 12)) == 12
    assert {each.line for each in choose_mutants(mutants, 12)} == set(range(10))
    assert len(choose_mutants(mutants, 100)) == 30


@pytest.mark.parametrize(
    ("noticed", "unnoticed", "status", "codes"),
    [
        (6, 4, Status.PASS, []),
        (5, 5, Status.FAIL, ["mutants.survived"]),
        (0, 0, Status.ERROR, ["proof.not-tried"]),
    ],
)
def test_score_is_of_what_was_tried(
    noticed: int, unnoticed: int, status: Status, codes: list[str]
) -> None:
    place = Place("a.py", 1, "== became !=")
    trials = [Trial(place, Outcome.NOTICED)] * noticed + [
        Trial(place, Outcome.UNNOTICED)
    ] * unnoticed

    verdict = judge_mutants("mutants", trials, 12, MutantsRule(), SUBJECT)

    assert verdict.status is status
    assert [reason.code for reason in verdict.reasons] == codes
    assert verdict.examined.count == noticed + unnoticed


def test_file_has_no_more_mutants_than_are_counted() -> None:
    line = "a" + " && b" * 90
    faults = mutated(f"{line}\n" * 5, "a.ts")

    assert len(faults) == MUTANTS_OF_FILE_MAX
    assert mutated("a == b" + " " * SIZE_BYTES_MAX) == []


def test_fault_of_another_text_is_put_nowhere() -> None:
    fault = Mutant("a.py", 2, 0, "==", "!=")

    assert mutate(b"a == b\n", fault) == b"a == b\n"
    assert mutate(b"a == b\na < b\n", fault) == b"a == b\na < b\n"


def test_text_that_only_half_of_the_readers_understand_has_no_mutant() -> None:
    """In its own encoding the text ends; read as UTF-8, a quote in it is escaped."""
    text = b'# coding: shift_jis\na = """\x83\x5c"""\nb == c\n'

    assert list(mutants_of("a.py", text, {3})) == []


def test_only_the_lines_of_a_script_that_were_named_are_touched() -> None:
    content = b"a && b\nc || d\n" + b"e && f" + b" " * LINE_CHARS_MAX

    assert [each.line for each in mutants_of("a.ts", content, {2, 3})] == [2]


@pytest.mark.parametrize(("after", "said"), [("!=", "== became !="), ("", "== left out")])
def test_fault_is_told_in_words(after: str, said: str) -> None:
    assert Mutant("a.py", 1, 2, "==", after).said == said


@pytest.mark.parametrize(("total", "notes"), [(2, 0), (3, 1)])
def test_faults_that_were_not_tried_are_told(total: int, notes: int) -> None:
    trials = [Trial(Place("a.py", 1), Outcome.NOTICED)] * 2

    verdict = judge_mutants("mutants", trials, total, MutantsRule(), SUBJECT)

    assert len(verdict.notes) == notes


@pytest.mark.parametrize(
    ("noticed", "unnoticed", "score"), [(100, 0, "100"), (2, 1, "66"), (0, 0, "0")]
)
def test_score_is_rounded_down(noticed: int, unnoticed: int, score: str) -> None:
    place = Place("a.py", 1)
    trials = [Trial(place, Outcome.NOTICED)] * noticed
    trials += [Trial(place, Outcome.UNNOTICED)] * unnoticed

    (figure,) = judge_mutants("mutants", trials, 100, MutantsRule(), SUBJECT).figures

    assert figure.measured == score
