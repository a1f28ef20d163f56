"""On which side of a change a file stands."""

import pytest

from gatewright.core.sides import is_source_file, is_test_file
from gatewright.model.project import Project, Stack, TestSetup


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
