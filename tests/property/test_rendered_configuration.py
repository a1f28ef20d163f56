"""What init writes reads back, whatever a repository's names are; the schema is the table's."""

import json
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from gatewright.core.text.yaml_nodes import Scalar, read_yaml
from gatewright.definitions.configuration import parse_configuration
from gatewright.definitions.rendering import describe_projects, quoted, render_configuration
from gatewright.definitions.schema import configuration_schema
from gatewright.model.configuration import Configuration
from gatewright.model.project import Project, Stack, TestSetup
from tests.golden.golden import agrees_with_file

SCHEMA = Path(__file__).parents[2] / "src/gatewright/catalog/configuration.schema.json"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NAMES = st.text(max_size=30)  # lone surrogates too: paths of git are bytes


@st.composite
def projects(draw: st.DrawFn) -> Project:
    tools = st.none() | NAMES
    tests = draw(st.none() | NAMES)
    return Project(
        root=draw(NAMES),
        stack=draw(st.sampled_from(Stack)),
        name=draw(NAMES),
        profile=draw(NAMES),
        profile_because="",
        manifests=(),
        packages=(),
        source_roots=(),
        is_installable=False,
        has_compiled_part=False,
        tests=TestSetup(tests, "", (), (), ()) if tests is not None else None,
        lint=draw(tools),
        types=draw(tools),
    )


@given(st.lists(projects(), max_size=12), NAMES)
@example([], "main\nchecks: {}")
@example([], "on")
@example([], "\ud800")
@example([], "a\x00b")
@example([], "x" * 5000)
def test_first_configuration_reads_back(found: list[Project], base: str) -> None:
    """Law: names change nothing but the base."""
    text = render_configuration(found, base)

    parsed = parse_configuration(text)

    assert isinstance(parsed, Configuration)
    assert parsed == Configuration(base=parsed.base)
    assert parsed.base in (base, None)
    assert all(len(line) <= 1100 for line in text.splitlines())


def test_first_configuration_without_the_signs_of_comment_reads_back() -> None:
    """Its examples are worth trying: they must be right."""
    text = render_configuration((), "origin/main")
    before, mark, examples = text.partition("# checks:")

    parsed = parse_configuration(before + "checks:" + examples.replace("#   ", "  "))

    assert mark
    assert isinstance(parsed, Configuration)
    assert [check.name for check in parsed.checks] == ["changelog", "readme", "small"]


@given(TEXT)
def test_quoted_scalar_reads_back(text: str) -> None:
    """Law: quoting loses nothing."""
    node = read_yaml(f"key: {quoted(text)}\n")

    assert node is not None
    assert not isinstance(node, Scalar)
    value = getattr(node, "entries", [(None, None)])[0][1]
    assert isinstance(value, Scalar)
    assert value.text == text


def test_many_projects_are_counted_and_not_listed() -> None:
    one = Project("", Stack.NODE, "", "npm", "", (), (), (), False, False, None, None, "tsc")

    assert "# and 2 more.\n" in render_configuration([one] * 12, "main")
    assert describe_projects([one]) == "Node, npm, no tests, tsc"
    assert "# off: [tests, lint]" in render_configuration([one], "main")


def test_published_schema_is_made_from_the_table_of_the_loader() -> None:
    assert agrees_with_file(str(SCHEMA), json.dumps(configuration_schema(), indent=2) + "\n")
    schema = configuration_schema()
    check = next(iter(schema["properties"]["checks"]["patternProperties"].values()))
    assert {"required": ["doc"]} in check["oneOf"]
    assert schema["required"] == ["gatewright"]
