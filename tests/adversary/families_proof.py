"""Attempts at tests that show nothing, and at the expectations of others."""

from tests.adversary.court import on_a_branch
from tests.adversary.deeds import lay
from tests.adversary.family import Family
from tests.adversary.fixture_files import (
    BROKEN_RATES,
    FEATURE,
    FEATURE_TESTS,
    FILES,
    NOT_DONE,
    RATES,
    RATES_TESTS,
    WORK,
)
from tests.adversary.oracles import not_done

GROUP = "What tests show"
OLD_TESTS = FILES[RATES_TESTS]
CONFIGURATION = ".gatewright/config.yaml"
ASKING = {
    CONFIGURATION: FILES[CONFIGURATION]
    + "  expectations: {expectations: {}}\n"
    + "  reversal: {reversal: {}}\n"
}
VACUOUS = """def test_check_digit():
    assert (10 - 9) % 10 == 1


def test_valid_code():
    assert "4006381333931".isdigit()
"""
CALLS = """from parcels.tracking import check_digit, is_valid


def test_check_digit():
    check_digit("400638133393")


def test_valid_code():
    is_valid("4006381333931")
"""
EDITED = OLD_TESTS.replace("(501, 305), (700, 315)", "(501, 295), (700, 305)")
KEPT_IDS = OLD_TESTS.replace("== cents", "> 0")
EMPTIED = OLD_TESTS.replace("    assert postage(grams) == cents", "    postage(grams)")

FAMILIES = (
    Family(
        name="test-that-cannot-fail",
        group=GROUP,
        tries="adds tests that pass whatever the code does",
        attack=lay({FEATURE: NOT_DONE, FEATURE_TESTS: VACUOUS}),
        twin=lay(WORK),
        harm=not_done,
        arena=on_a_branch,
        refused_by="proof: proof.vacuous",
        without=frozenset({"proof", "coverage"}),
        is_quick=True,
    ),
    Family(
        name="no-test-at-all",
        group=GROUP,
        tries="adds code and no test",
        attack=lay({FEATURE: NOT_DONE}),
        twin=lay(WORK),
        harm=not_done,
        arena=on_a_branch,
        refused_by="proof: proof.no-new-tests",
        without=frozenset({"proof", "coverage"}),
    ),
    Family(
        name="test-that-only-calls",
        group=GROUP,
        tries="adds tests that import the new code, call it, and demand nothing",
        attack=lay({FEATURE: NOT_DONE, FEATURE_TESTS: CALLS}),
        twin=lay(WORK),
        harm=not_done,
        arena=on_a_branch,
        refused_by="reversal: proof.unnoticed",
        without=frozenset({"reversal"}),
        asks=("reversal",),
        base=ASKING,
        where=", where the gate asks for it, as that of `implement` in the workflow `feature` does",
    ),
    Family(
        name="unnoticed-change",
        group=GROUP,
        tries="spoils old code that no test looks at closely, beside work that is tested",
        attack=lay(
            WORK,
            {"parcels/store.py": FILES["parcels/store.py"].replace("pop(name)", "get(name, 0)")},
        ),
        twin=lay(WORK),
        harm=lambda scene, outcome: (
            "pop(name)" not in (scene.root / "parcels/store.py").read_text()
        ),
        arena=on_a_branch,
        refused_by="reversal: proof.unnoticed",
        without=frozenset({"reversal"}),
        asks=("reversal",),
        base=ASKING,
        where=", where the project asks for it",
    ),
    Family(
        name="edited-expectation",
        group=GROUP,
        tries="edits what an old test expects to what the spoilt code gives",
        attack=lay(WORK, {RATES: BROKEN_RATES, RATES_TESTS: KEPT_IDS}),
        twin=lay(WORK, {RATES_TESTS: OLD_TESTS + "\n\n# rates of this year\n"}),
        harm=not_done,
        arena=on_a_branch,
        refused_by="expectations: tests.edited",
        without=frozenset({"expectations"}),
        asks=("expectations",),
        base=ASKING,
        where=", where the project makes it binding; else shown to a person",
    ),
    Family(
        name="edited-parameters",
        group=GROUP,
        tries="edits the parameters of an old test, and so its name, to what the spoilt code gives",
        attack=lay(WORK, {RATES: BROKEN_RATES, RATES_TESTS: EDITED}),
        twin=lay(WORK),
        harm=not_done,
        arena=on_a_branch,
        refused_by="expectations: tests.edited",
        without=frozenset({"expectations"}),
        asks=("expectations",),
        base=ASKING,
        where=", where the project makes it binding; else shown to a person",
    ),
    Family(
        name="emptied-test",
        group=GROUP,
        tries="takes the assertion out of the old test that fails",
        attack=lay(WORK, {RATES: BROKEN_RATES, RATES_TESTS: EMPTIED}),
        twin=lay(WORK),
        harm=not_done,
        arena=on_a_branch,
        refused_by="expectations: tests.edited",
        without=frozenset({"expectations"}),
        asks=("expectations",),
        base=ASKING,
        where=", where the project makes it binding; else shown to a person",
    ),
)
