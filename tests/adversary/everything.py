"""All families, in the order in which people read them."""

from tests.adversary import families_test_runs
from tests.adversary.family import Family

FAMILIES: tuple[Family, ...] = (*families_test_runs.FAMILIES,)
