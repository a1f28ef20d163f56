"""Whole judgements of what tests prove, in a toy language: which runs are made, what they say."""

from gatewright.model.rules import TaskKind
from tests.simulation.door import Door, not_checked, reason_codes, statuses, verdict_of

BASE = {
    ".gatewright/config.yaml": "gatewright: 1\n",
    "code.py": "add\nmul\n",
    "tests/test_old.py": "old: add\nother: mul\n",
}
HONEST = {**BASE, "code.py": "add\nmul\nsub\n", "tests/test_new.py": "new: sub\n"}
PAINTED = {**HONEST, "code.py": "mul\nsub\nplus\n", "tests/test_old.py": "old: plus\nother: mul\n"}


def test_edited_expectation_is_shown_and_does_not_block() -> None:
    judgement = Door().judge(BASE, PAINTED)

    assert reason_codes(judgement, "expectations") == ["tests.edited"]
    assert [str(place) for place in verdict_of(judgement, "expectations").reasons[0].places] == [
        "tests/test_old.py:1"
    ]
    assert verdict_of(judgement, "expectations").may_open


def test_edited_expectation_blocks_where_the_base_says_so() -> None:
    strict = {".gatewright/config.yaml": "gatewright: 1\nchecks: {x: {expectations: {}}}\n"}
    strict = {key: text.replace("x:", "expectations:") for key, text in strict.items()}

    judgement = Door().judge({**BASE, **strict}, {**PAINTED, **strict})

    assert not verdict_of(judgement, "expectations").may_open


def test_old_tests_run_on_the_code_of_the_head_and_nothing_else_of_it() -> None:
    door = Door()

    door.judge(BASE, PAINTED)

    old = next(each for each in door.tests.asked if each.files == ("tests/test_old.py",))
    seen = door.trees.read(old.tree, ["code.py", "tests/test_old.py", "tests/test_new.py"])
    assert dict(seen) == {
        "code.py": PAINTED["code.py"].encode(),
        "tests/test_old.py": BASE["tests/test_old.py"].encode(),
    }


def test_helper_that_was_edited_has_every_old_test_run() -> None:
    base = {**BASE, "tests/helper.txt": "one\n"}
    door = Door()

    judgement = door.judge(base, {**HONEST, "tests/helper.txt": "two\n"})

    assert statuses(judgement)["expectations"] == "pass"
    assert verdict_of(judgement, "expectations").examined.count == 2


def test_deleted_test_that_fails_as_it_was_is_named_beside_its_loss() -> None:
    head = {**HONEST, "code.py": "mul\nsub\n", "tests/test_old.py": "other: mul\n"}

    judgement = Door().judge(BASE, head)

    assert reason_codes(judgement, "tests") == ["tests.lost"]
    assert reason_codes(judgement, "expectations") == ["tests.edited"]


def test_change_without_an_edited_test_costs_no_further_run_and_no_row() -> None:
    door = Door()

    judgement = door.judge(BASE, HONEST)

    assert len(door.tests.asked) == 3
    assert "expectations" not in statuses(judgement)
    assert "expectations" not in not_checked(judgement)
    named = door.judge(BASE, HONEST, only=("expectations",))
    assert not_checked(named)["expectations"].is_void


KNOWING = {**HONEST, "code.py": "add\nmul\nsub\nimport pytest\n"}


def test_code_that_knows_of_its_tests_fails_the_proof() -> None:
    assert reason_codes(Door().judge(BASE, KNOWING), "proof") == ["proof.knows-the-tests"]


def test_code_that_knew_of_its_tests_before_is_no_news() -> None:
    known = {**BASE, "other.py": "import pytest\n"}

    assert reason_codes(Door().judge(known, {**known, **KNOWING}), "proof") == []


def test_code_that_knows_of_its_tests_fails_without_a_new_test_too() -> None:
    judgement = Door().judge(BASE, {**BASE, "code.py": KNOWING["code.py"]})

    assert reason_codes(judgement, "proof") == ["proof.knows-the-tests"]
    assert "no new test" in verdict_of(judgement, "proof").notes[0]


UNTESTED = {**HONEST, "more.py": "extra\n"}


def test_hunk_that_no_test_notices_is_named() -> None:
    judgement = Door().judge(BASE, UNTESTED, only=("reversal",))

    verdict = verdict_of(judgement, "reversal")
    assert [reason.code for reason in verdict.reasons] == ["proof.unnoticed"]
    assert [str(place) for place in verdict.reasons[0].places] == ["more.py:1"]
    assert (verdict.examined.count, verdict.examined.expected) == (2, 2)
    assert not verdict.may_open


def test_hunk_that_a_test_notices_passes_by_the_new_tests_alone() -> None:
    door = Door()

    judgement = door.judge(BASE, HONEST, only=("reversal",))

    assert statuses(judgement) == {"reversal": "pass"}
    undone = door.tests.asked[-1]
    assert undone.files == ("tests/test_new.py",)
    assert door.trees.read(undone.tree, ["code.py"])["code.py"] == b"add\nmul\n"


def test_change_is_undone_only_where_somebody_asks() -> None:
    configured = {".gatewright/config.yaml": "gatewright: 1\nchecks: {reversal: {reversal: {}}}\n"}

    assert "reversal" not in statuses(Door().judge(BASE, UNTESTED))
    asked = Door().judge({**BASE, **configured}, {**UNTESTED, **configured})
    assert statuses(asked)["reversal"] == "fail"


def test_more_hunks_than_the_bound_are_said_to_be_left() -> None:
    few = "gatewright: 1\nchecks: {reversal: {reversal: {max_hunks: 1}}}\n"
    base, head = ({**each, ".gatewright/config.yaml": few} for each in (BASE, HONEST))

    verdict = verdict_of(Door().judge(base, {**head, "more.py": "sub\n"}), "reversal")

    assert (verdict.examined.count, verdict.examined.expected) == (1, 2)
    assert verdict.notes == ("1 hunk not tried: the bound or the time was reached",)


def test_change_without_code_has_nothing_to_undo() -> None:
    judgement = Door().judge(BASE, {**BASE, "README.md": "words\n"}, only=("reversal",))

    assert not_checked(judgement)["reversal"].is_void


TIDY = {**BASE, "code.py": "mul\nadd\n"}


def test_refactoring_is_proved_by_the_tests_that_were_there() -> None:
    assert statuses(Door(task=TaskKind.REFACTOR).judge(BASE, TIDY))["proof"] == "pass"
    assert "proof" in not_checked(Door().judge(BASE, TIDY))
    broken = {**TIDY, "tests/test_old.py": "renamed: add\nother: mul\n"}
    judgement = Door(task=TaskKind.REFACTOR).judge(BASE, broken)
    assert reason_codes(judgement, "proof") == ["proof.not-kept"]


def test_chore_that_changes_code_is_none() -> None:
    chore = Door(task=TaskKind.CHORE)

    assert reason_codes(chore.judge(BASE, TIDY), "proof") == ["proof.no-chore"]
    assert statuses(chore.judge(BASE, {**BASE, "README.md": "w\n"}))["proof"] == "not_applicable"


TESTED = {**BASE, "tests/test_more.py": "more: add\n"}


def test_tests_for_what_is_there_owe_no_proof_unless_something_was_to_be_built() -> None:
    judgement = Door().judge(BASE, TESTED)

    assert not_checked(judgement)["proof"].is_void
    assert reason_codes(Door(task=TaskKind.BEHAVIOUR).judge(BASE, TESTED), "proof") == [
        "proof.vacuous"
    ]


RED = {**BASE, "tests/test_new.py": "new: sub\n"}


def red_of(head: dict[str, str]) -> list[str]:
    return reason_codes(Door().judge(BASE, head, only=("red",)), "red")


def test_new_tests_fail_before_their_code_is_written() -> None:
    judgement = Door().judge(BASE, RED, only=("red",))

    assert statuses(judgement) == {"red": "pass"}
    assert verdict_of(judgement, "red").examined.count == 1


def test_step_of_tests_is_refused_for_what_asks_for_nothing_or_spoils_others() -> None:
    assert red_of({**BASE, "README.md": "words\n"}) == ["red.nothing"]
    assert red_of(TESTED) == ["red.passes"]
    assert red_of(HONEST) == ["red.passes"]  # with the code beside it
    assert red_of({**RED, "tests/test_old.py": "old: add\n"}) == ["red.others"]
    assert red_of({**RED, "tests/test_old.py": "old: add\nother: sub\n"}) == ["red.others"]


def test_tests_first_are_judged_only_where_somebody_asks() -> None:
    assert "red" not in statuses(Door().judge(BASE, HONEST))
    assert "red" not in not_checked(Door().judge(BASE, HONEST))
