"""Which scripts of a package a check goes through: by name, or called by one that is."""

from gatewright.core.ruler.package_scripts import checking_scripts
from gatewright.core.ruler.ruler_settings import Setting


def kept(**scripts: str) -> set[str]:
    """Return which of these scripts count."""
    settings = {f"scripts/{name}": Setting("", text) for name, text in scripts.items()}
    found, _ = checking_scripts({"jest/x": Setting("", 1), **settings}, {})
    return {key.removeprefix("scripts/") for key in found}


def test_script_that_a_check_calls_counts_however_far_down() -> None:
    found = kept(test="npm run one", one="npm run two", two="npm run three", three="x", build="y")

    assert found == {"jest/x", "test", "one", "two", "three"}


def test_scripts_that_call_each_other_come_to_an_end() -> None:
    assert kept(test="npm run one", one="npm run test") == {"jest/x", "test", "one"}


def test_word_in_what_is_no_script_calls_none() -> None:
    settings = {"test/x": Setting("", "build"), "scripts/build": Setting("", "y")}

    assert checking_scripts(settings, {}) == ({"test/x": Setting("", "build")}, {})


def test_script_of_either_side_counts_on_both() -> None:
    before = {"scripts/test": Setting("", "npm run one"), "scripts/one": Setting("", "a")}
    after = {"scripts/test": Setting("", "b"), "scripts/one": Setting("", "c")}

    assert checking_scripts(before, after) == (before, after)
