"""A few families of the adversary suite; `make adversary` tries them all, at every level."""

from collections.abc import Iterator

import pytest

from tests.adversary.court import leave
from tests.adversary.everything import FAMILIES
from tests.adversary.family import Family
from tests.adversary.trial import try_family
from tests.sandbox import levels

QUICK = [family for family in FAMILIES if family.is_quick]


@pytest.fixture(scope="module", autouse=True)
def _gone_afterwards() -> Iterator[None]:
    yield
    leave()


@pytest.mark.parametrize("family", QUICK, ids=lambda family: family.name)
def test_family_is_met_as_claimed(family: Family) -> None:
    assert try_family(family, levels()[-1:]).misses == []
