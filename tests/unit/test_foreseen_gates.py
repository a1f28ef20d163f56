"""What gates ask and nothing can answer is told before a run, and nothing else is."""

import pytest

from gatewright.core.judging.foreseen_gates import Base, Tools, foresee_held
from gatewright.core.projects.recognition import manifests_of, recognise
from gatewright.model.configuration import Configuration, EnvironmentDefinition
from gatewright.model.records import replace

GATE = ("tests", "proof", "coverage", "ruler", "lint", "types", "secrets", "project")
TOOLS = Tools(("pytest", "node"), ("ruff", "mypy", "eslint"))
PYTHON = {"pyproject.toml": "[project]\nname = 'a'\n", "a.py": "", "tests/test_a.py": ""}
MYPY = "[project]\nname = 'a'\n[tool.mypy]\nstrict = true\n"
ADOPTED = Configuration(environments=(EnvironmentDefinition("py", "adopt", path=".venv"),))


def base(files: dict[str, str], configuration: Configuration | None = None) -> Base:
    texts = {path: text.encode() for path, text in files.items()}
    read = {path: texts[path] for path in manifests_of(list(texts))}
    known = recognise(list(texts), read)
    return Base("main", list(texts), read, known, configuration or Configuration())


def held(files: dict[str, str], configuration: Configuration | None = None) -> list[str]:
    return list(foresee_held(GATE, base(files, configuration), TOOLS))


def test_type_checker_that_is_set_up_and_named_nowhere_is_told_with_the_way_out() -> None:
    (told,) = held({**PYTHON, "pyproject.toml": MYPY})

    assert told.startswith("types would hold its step: mypy is set up, and nothing says")
    assert "off: [types]" in told


@pytest.mark.parametrize(
    "more",
    [
        "[project.optional-dependencies]\ndev = ['mypy>=1']\n",
        "[dependency-groups]\ndev = [\n  'mypy',\n]\n",
        "[tool.poetry.group.dev.dependencies]\nmypy = '^1'\n",
    ],
)
def test_type_checker_that_is_installed_is_not_told(more: str) -> None:
    assert held({**PYTHON, "pyproject.toml": MYPY + more}) == []


@pytest.mark.parametrize("configuration", [Configuration(off=("types",)), ADOPTED])
def test_what_is_off_or_not_known_is_not_told(configuration: Configuration) -> None:
    assert held({**PYTHON, "pyproject.toml": MYPY}, configuration) == []


def test_checks_that_no_gate_names_are_not_told() -> None:
    assert list(foresee_held(("tests",), base({**PYTHON, "pyproject.toml": MYPY}), TOOLS)) == []


def test_base_of_an_unknown_kind_holds_what_knows_two_stacks() -> None:
    (told,) = held({"main.c": "int main(){}", "Makefile": ""})

    assert told.startswith("tests, proof, coverage, lint, types would hold their steps")


@pytest.mark.parametrize("files", [PYTHON, {"README.md": ""}, {}], ids=["python", "docs", "none"])
def test_base_that_can_be_judged_has_nothing_to_tell(files: dict[str, str]) -> None:
    assert held(files) == []


def test_test_tool_without_a_profile_is_told_with_all_that_rests_on_it() -> None:
    whole = base(PYTHON)
    told = list(foresee_held(GATE, whole, replace(TOOLS, tests=())))

    assert [each.partition(":")[0] for each in told] == [
        "tests, proof, coverage would hold their steps"
    ]


def test_static_tool_without_a_profile_is_told() -> None:
    linted = {**PYTHON, "pyproject.toml": "[project]\nname = 'a'\n[tool.pyright]\n"}

    (told,) = held(linted)

    assert told.startswith("types would hold its step: there is no profile for pyright")
