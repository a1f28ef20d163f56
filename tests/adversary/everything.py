"""All families, in the order in which people read them."""

from tests.adversary import (
    families_effects,
    families_lanes,
    families_node,
    families_people,
    families_proof,
    families_reports,
    families_ruler,
    families_test_runs,
    families_words,
)
from tests.adversary.family import Family

FAMILIES: tuple[Family, ...] = (
    *families_test_runs.FAMILIES,
    *families_reports.FAMILIES,
    *families_proof.FAMILIES,
    *families_ruler.FAMILIES,
    *families_ruler.SECRETS,
    *families_node.FAMILIES,
    *families_effects.CONTENTS,
    *families_effects.FAMILIES,
    *families_lanes.FAMILIES,
    *families_words.FAMILIES,
    *families_people.FAMILIES,
)
