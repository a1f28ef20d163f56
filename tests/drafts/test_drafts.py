"""The procedures of teams load, are laid out, and can be played from end to end."""

from itertools import islice

import pytest

from gatewright.core.rehearse.played_endings import Ending
from gatewright.core.rehearse.rehearsal import rehearse
from gatewright.core.text.yaml_format import format_yaml
from gatewright.model.workflow import Workflow
from tests.drafts import DOCUMENTS, FOLDER, OF_ITEMS, TEXTS, draft, parsed
from tests.starts import AT, start

ALONE = tuple(name for name in TEXTS if name not in OF_ITEMS)
WHOLE = (
    "tdd-feature",
    "complex-feature",
    "consult-then-build",
    "spec-to-production",
    "api-contract",
    "change-management",
    "implementation-layer",
)


@pytest.mark.parametrize("name", ALONE)
def test_it_loads(name: str) -> None:
    assert draft(name).name == name


@pytest.mark.parametrize("name", OF_ITEMS)
def test_what_is_for_items_says_so_where_nobody_uses_it(name: str) -> None:
    told = parsed(TEXTS, name)

    assert not isinstance(told, Workflow)
    assert "an item of a list" in str(told[0])


@pytest.mark.parametrize("name", TEXTS)
def test_it_is_laid_out(name: str) -> None:
    assert format_yaml(TEXTS[name]) == TEXTS[name]


def test_every_schema_is_used() -> None:
    own = {path.stem for path in FOLDER.glob("documents/*.yaml")}

    used = {schema.name for name in ALONE for schema in draft(name).documents}

    assert own <= used | {"plan"}
    assert own <= set(DOCUMENTS)


@pytest.mark.parametrize("name", WHOLE)
def test_it_is_played_to_an_end_whatever_goes_wrong(name: str) -> None:
    workflow = draft(name)

    plays = list(rehearse(start(workflow), AT))

    assert plays[0].ending is Ending.COMPLETED
    stuck = [play for play in plays if play.ending in (Ending.STUCK, Ending.ENDLESS)]
    assert not stuck
    begun = frozenset[str]().union(*(play.begun for play in plays))
    assert {step.path for step in workflow.all_steps} - begun == set()


def test_the_largest_one_is_played_with_each_fact_otherwise() -> None:
    workflow = draft("feature-lifecycle")

    for play in islice(rehearse(start(workflow), AT), 1 + len(workflow.facts)):
        assert play.ending is Ending.COMPLETED, play.script.name
