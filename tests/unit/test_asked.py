"""Which built-in checks are wanted, and which are switched off with what they rest on."""

from gatewright.core.judging.asked import is_asked, is_off
from gatewright.model.configuration import Configuration
from gatewright.model.rules import CheckDefinition, ReversalRule

NONE = Configuration()
WITHOUT_TESTS = Configuration(off=("tests", "proof", "coverage"))


def test_costly_check_is_judged_where_somebody_names_it() -> None:
    configured = Configuration(checks=(CheckDefinition("reversal", ReversalRule()),))

    assert is_asked("tests", (), NONE)
    assert is_asked("expectations", (), NONE)
    assert not is_asked("reversal", (), NONE)
    assert is_asked("reversal", (), configured)
    assert is_asked("reversal", ("reversal web",), NONE)
    assert not is_asked("reversal", ("tests",), configured)


def test_what_rests_on_the_tests_goes_with_them() -> None:
    assert is_off("expectations", WITHOUT_TESTS)
    assert not is_asked("mutants", ("mutants",), WITHOUT_TESTS)
    assert not is_off("lint", WITHOUT_TESTS)
    assert not is_off("expectations", Configuration(off=("proof",)))
