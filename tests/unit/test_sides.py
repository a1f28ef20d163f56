"""On which side of a change a file stands."""

import pytest

from gatewright.core.content.path_sets import by_name, is_in
from gatewright.core.projects.shipped_sets import shipped_sets
from gatewright.core.projects.sides import is_source_file, is_test_file
from gatewright.core.projects.sorted_change import SortedChange
from gatewright.model.configuration import Configuration
from gatewright.model.project import Project, Stack, TestSetup
from gatewright.model.records import replace


def project_of(*paths: str, source: str = "src", packages: tuple[str, ...] = ("x",)) -> Project:
    tests = TestSetup("pytest", "pytest.ini", paths, ("test_*.py", "*_test.py"), ("test*",))
    return Project(
        root="",
        stack=Stack.PYTHON,
        name="x",
        profile="pip",
        profile_because="",
        manifests=(),
        packages=packages,
        source_roots=(source,),
        is_installable=True,
        has_compiled_part=False,
        tests=tests,
        lint=None,
        types=None,
    )


@pytest.mark.parametrize(
    "path",
    [
        "tests/test_a.py",
        "tests/data/input.json",
        "tests/builders.py",
        "conftest.py",
        "src/x/test_near.py",
        "src/x/__snapshots__/a.ambr",
    ],
)
def test_file_that_only_tests_read_is_on_their_side(path: str) -> None:
    assert is_test_file(path, project_of("tests"))
    assert not is_source_file(path, project_of("tests"))


@pytest.mark.parametrize(
    "path",
    [
        "src/x/a.py",
        "src/x/testing/fakes.py",
        "manage.py",
        "src/x/testdata/__init__.py",
        "src/x/spec/parser.py",
        "src/x/e2e/a.py",
        "src/x/migrations/0001_first.py",
        "src/x/scripts/a.py",
        "src/x/vendor/a.py",
        "src/x/tasks.py",
    ],
)
def test_code_is_on_the_side_of_the_code(path: str) -> None:
    assert is_source_file(path, project_of("tests"))
    assert not is_test_file(path, project_of("tests"))


@pytest.mark.parametrize("path", ["src/x/tests/__init__.py", "src/x/tests/impl.py"])
def test_code_in_a_test_folder_of_a_package_is_on_both_sides(path: str) -> None:
    assert is_test_file(path, project_of("tests"))
    assert is_source_file(path, project_of("tests"))


def test_data_in_a_folder_of_a_package_is_still_data() -> None:
    assert is_test_file("src/x/testdata/a.json", project_of("tests"))
    assert not is_source_file("src/x/testdata/a.json", project_of("tests"))


@pytest.mark.parametrize("path", ["setup.py", "docs/conf.py", "noxfile.py", "README.md"])
def test_neither_code_nor_test(path: str) -> None:
    assert not is_source_file(path, project_of("tests"))
    assert not is_test_file(path, project_of("tests"))


def test_looking_for_tests_in_the_code_does_not_make_the_code_tests() -> None:
    project = project_of("x", "tests", source="")

    assert is_source_file("x/core.py", project)
    assert is_test_file("x/test_core.py", project)
    assert is_test_file("tests/data.txt", project)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/x/a.py", "source code"),
        ("src/x/vendor/a.py", "source code"),
        ("src/x/spec/parser.py", "source code"),
        ("src/x/words.md", "code"),
        ("manage.py", "source code"),
        ("setup.py", "code"),
        ("scripts/a.py", "code"),
        ("vendor/a.py", "code"),
        ("pyproject.toml", "code"),
        ("tests/test_a.py", "tests code"),
        ("tests/data/words.md", "tests code"),
        ("src/x/tests/a.py", "tests code"),
        ("src/x/test_near.py", "tests code"),
        ("conftest.py", "tests code"),
        ("docs/a.png", "docs"),
        ("notes/4-alias.md", "docs"),
    ],
)
def test_shipped_path_sets_say_the_same_in_globs(path: str, expected: str) -> None:
    project = project_of("tests")
    sets = by_name(shipped_sets([project]))
    found = [name for name in ("source", "tests", "docs", "code") if is_in(path, sets[name].globs)]
    assert found == expected.split()


def test_the_configuration_says_which_paths_are_meant() -> None:
    said = Configuration(source_paths=("lib/**",), test_paths=("checks/**",))
    sets = by_name(shipped_sets([project_of("tests")], said))
    assert sets["tests"].globs == ("checks/**",)
    assert is_in("lib/a.py", sets["source"].globs)
    assert not is_in("src/x/a.py", sets["source"].globs)


def test_test_among_configured_code_is_a_test() -> None:
    said = Configuration(source_paths=("lib/**",), test_paths=("**/check_*.py",))
    sorted_change = SortedChange(None, project_of("tests"), said)

    assert [sorted_change.is_source(f"lib/{name}.py") for name in ("a", "check_a")] == [True, False]
    assert not sorted_change.is_source("src/x/a.py")


@pytest.mark.parametrize(
    ("folder", "is_test"), [("checks", True), ("src/x/checks", False), ("src", False)]
)
def test_folder_that_the_project_names_holds_tests_where_it_ships_nothing(
    folder: str, is_test: bool
) -> None:
    assert is_test_file(f"{folder}/words.txt", project_of(folder)) is is_test


@pytest.mark.parametrize(
    ("path", "expected"),
    [("app/a.rb", "source code"), ("spec/a.rb", "tests code"), ("README.md", "docs")],
)
def test_where_no_project_is_known_what_is_usual_is_meant(path: str, expected: str) -> None:
    sets = by_name(shipped_sets())
    found = [name for name in ("source", "tests", "docs", "code") if is_in(path, sets[name].globs)]
    assert found == expected.split()


def test_a_project_below_the_top_has_its_own_paths() -> None:
    wide = TestSetup("npm", "package.json", (), ("*.js", "checks/*.rb"), ())
    below = replace(
        project_of(packages=()), root="api", source_roots=("api",), stack=Stack.OTHER, tests=wide
    )
    sets = by_name(shipped_sets([below]))
    assert is_in("api/main.rb", sets["source"].globs)
    assert not is_in("main.rb", sets["source"].globs)
    assert is_in("api/spec/a.rb", sets["tests"].globs)
    assert is_in("api/checks/a.rb", sets["tests"].globs)
    assert not is_in("api/a.js", sets["tests"].globs)
