"""The page of trust says what the families claim, and the families say what they rest on."""

from pathlib import Path

from tests.adversary.everything import FAMILIES
from tests.adversary.family import Claim
from tests.adversary.naive import DEFENCES
from tests.adversary.trust_page import render_trust
from tests.golden.golden import agrees_with_file

PAGE = Path(__file__).parents[2] / "docs" / "trust.md"


def test_page_of_trust_is_current() -> None:
    assert agrees_with_file(str(PAGE), render_trust(FAMILIES))


def test_family_has_a_name_of_its_own_and_says_which_defence_it_needs() -> None:
    names = [family.name for family in FAMILIES]

    assert len(set(names)) == len(names)
    for family in FAMILIES:
        is_open = set(family.claims.values()) == {Claim.NOT_COVERED}
        assert family.without or is_open, family.name
        assert family.without <= set(DEFENCES), family.name
        has_refusal = Claim.DETECTED in family.claims.values()
        assert family.refused_by or not has_refusal, family.name
