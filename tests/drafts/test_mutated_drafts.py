"""Procedures of teams with something wrong in them: each loads, or is told about at its place."""

import random

import pytest

from gatewright.core.layout.resolve_workflow import resolve_workflow
from gatewright.definitions.problems import Problem
from gatewright.definitions.workflow import CODE
from gatewright.model.feature import Feature
from gatewright.model.ids import RunId
from gatewright.model.workflow import Workflow
from tests.drafts import DOCUMENTS, FOLDER, OF_ITEMS, TEXTS, parsed
from tests.property.test_mutated_workflows import begun, mutated

MUTATIONS = 110  # of each part
OWN = tuple(path.stem for path in sorted(FOLDER.glob("documents/*.yaml")))
LARGE = "feature-lifecycle"
WHOSE = {
    "strategy": "consult-then-build",
    "tdd-feature-plan": "tdd-feature",
    "stage3-playbook": "complex-feature",
    "feature-spec": "spec-to-production",
    "api-inventory": "api-contract",
}


def assert_is_told(problem: Problem, texts: dict[str, str]) -> None:
    lines = max(texts[name].count("\n") for name in texts if problem.path == f"{name}.yaml")
    assert 1 <= problem.line <= lines + 2, str(problem)
    assert problem.column >= 1
    assert problem.what
    assert problem.code == CODE


def answered(answer: Workflow | tuple[Problem, ...], texts: dict[str, str]) -> bool:
    """Return whether a workflow loads; fail where it neither does nor is told about."""
    if isinstance(answer, Workflow):
        assert begun(resolve_workflow(answer, Feature(RunId("1"), "slug", "idea"))).steps
        return True
    assert answer
    for problem in answer:
        assert_is_told(problem, texts)
    return False


@pytest.mark.parametrize("part", range(3))
def test_a_mutated_workflow_is_told_about_at_its_place(part: int) -> None:
    chance = random.Random(part)
    schemas = {name: text for name, (text, _) in DOCUMENTS.items()}
    loaded = 0
    for turn in range(MUTATIONS):
        name = chance.choice([one for one in TEXTS if one != LARGE] if turn % 10 else [LARGE])
        texts = {**TEXTS, name: mutated(TEXTS[name], chance)}
        top = "implementation-layer" if name in OF_ITEMS else name
        loaded += answered(parsed(texts, top), {**texts, **_longer(schemas, texts)})
    assert 0 < loaded < MUTATIONS / 2


@pytest.mark.parametrize("name", WHOSE)
def test_a_mutated_schema_is_told_about_at_its_place(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(name)
    text, path = DOCUMENTS[name]
    for _ in range(10):
        wrong = mutated(text, chance)
        monkeypatch.setitem(DOCUMENTS, name, (wrong, path))
        answered(parsed(TEXTS, WHOSE[name]), {**TEXTS, name: wrong})


def _longer(schemas: dict[str, str], texts: dict[str, str]) -> dict[str, str]:
    """Return the schemas, and of one that is called like a workflow whichever is longer."""
    return {name: max(text, texts.get(name, ""), key=len) for name, text in schemas.items()}
