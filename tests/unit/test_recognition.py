"""What kind of project a tree is, read from names and manifests alone."""

import json

import pytest

from gatewright.core.projects.recognition import PROJECTS_MAX, manifests_of, recognise
from gatewright.model.project import Project, Stack


def recognised(tree: dict[str, str]) -> tuple[Project, ...]:
    paths = sorted(tree)
    return recognise(paths, {path: tree[path].encode() for path in manifests_of(paths)})


def only(tree: dict[str, str]) -> Project:
    (project,) = recognised(tree)
    return project


def test_uv_project_with_src_layout_is_recognised_whole() -> None:
    project = only(
        {
            "pyproject.toml": "[project]\nname='tally'\n[build-system]\nrequires=[]\n"
            "[tool.pytest.ini_options]\ntestpaths=['tests']\n[tool.ruff]\n[tool.mypy]\n",
            "uv.lock": "",
            "src/tally/__init__.py": "",
            "tests/test_a.py": "",
        }
    )

    assert (project.root, project.stack, project.name) == ("", Stack.PYTHON, "tally")
    assert (project.profile, project.profile_because) == ("uv", "uv.lock")
    assert project.manifests == ("pyproject.toml", "uv.lock")
    assert (project.packages, project.source_roots) == (("tally",), ("src",))
    assert project.is_installable
    assert not project.has_compiled_part
    assert (project.lint, project.types) == ("ruff", "mypy")
    assert project.tests is not None
    assert project.tests.tool == "pytest"
    assert project.tests.because == "pyproject.toml [tool.pytest.ini_options]"
    assert project.tests.paths == ("tests",)
    assert project.tests.file_patterns == ("test_*.py", "*_test.py")
    assert project.notes == ()


@pytest.mark.parametrize(
    ("name", "text", "because"),
    [
        ("pytest.ini", "[pytest]\ntestpaths = checks\n", "pytest.ini [pytest]"),
        (".pytest.ini", "[pytest]\ntestpaths = checks\n", ".pytest.ini [pytest]"),
        ("tox.ini", "[tox]\n[pytest]\ntestpaths = checks\n", "tox.ini [pytest]"),
        ("setup.cfg", "[tool:pytest]\ntestpaths = checks\n", "setup.cfg [tool:pytest]"),
        ("pyproject.toml", "[tool.pytest]\ntestpaths=['checks']", "pyproject.toml [tool.pytest]"),
    ],
)
def test_pytest_settings_are_found_wherever_pytest_reads_them(
    name: str, text: str, because: str
) -> None:
    project = only({name: text, "checks/check_a.py": "", "requirements.txt": ""})

    assert project.tests is not None
    assert (project.tests.because, project.tests.paths) == (because, ("checks",))


def test_patterns_are_taken_as_pytest_means_them() -> None:
    project = only(
        {
            "pytest.ini": "[pytest]\npython_files = check_*.py\npython_functions = check *_holds\n",
            "check_a.py": "",
            "setup.py": "setup(name='x')",
        }
    )

    assert project.tests is not None
    assert project.tests.file_patterns == ("check_*.py",)
    assert project.tests.function_patterns == ("check*", "*_holds")


def test_test_path_that_is_not_there_is_a_note() -> None:
    project = only(
        {"pytest.ini": "[pytest]\ntestpaths = tests gone\n", "tests/test_a.py": "", "setup.py": ""}
    )

    assert project.tests is not None
    assert project.tests.paths == ("tests",)
    assert project.notes == ("pytest.ini [pytest] names gone, which is not there",)


def test_unittest_without_a_word_of_pytest_is_unittest() -> None:
    text = "import unittest\nclass T(unittest.TestCase):\n    pass\n"
    project = only({"setup.py": "setup(name='old')", "old.py": "", "test/testold.py": text})

    assert project.tests is not None
    assert project.tests.tool == "unittest"
    assert project.tests.file_patterns == ("test*.py",)
    assert project.tests.paths == ("test",)
    assert (project.name, project.packages, project.source_roots) == ("old", ("old",), ("",))


def test_repository_without_a_manifest_is_a_project_all_the_same() -> None:
    project = only({"calc.py": "", "test_calc.py": "def test_a(): pass\n"})

    assert project.profile_because == "no manifest: the standard library alone"
    assert project.packages == ("calc",)
    assert not project.is_installable
    assert project.tests is not None


def test_repository_without_code_is_no_project() -> None:
    assert recognised({"README.md": "hello"}) == ()


@pytest.mark.parametrize(
    "tree",
    [
        {"setup.py": "setup(name='x', ext_modules=[e])"},
        {"pyproject.toml": "[build-system]\nrequires=['maturin']\nbuild-backend='maturin'"},
        {"pyproject.toml": "[build-system]\nbuild-backend='mesonpy'"},
        {"pyproject.toml": "[project]\nname='x'", "Cargo.toml": ""},
        {"setup.py": "setup(name='x')", "x/fast.pyx": ""},
        {"pyproject.toml": "[build-system]\nrequires=['Cython>=3']\nbuild-backend='setuptools'"},
    ],
)
def test_compiled_part_is_seen(tree: dict[str, str]) -> None:
    assert only({**tree, "x/__init__.py": ""}).has_compiled_part


def test_malformed_manifest_is_a_note() -> None:
    project = only({"pyproject.toml": "[project\n", "test_a.py": ""})

    assert len(project.notes) == 1
    assert project.notes[0].startswith("pyproject.toml could not be read")


def test_settings_of_pytest_that_cannot_be_read_are_a_note() -> None:
    project = only({"pytest.toml": "[pytest\n", "setup.py": "", "test_a.py": ""})

    assert any(each.startswith("pytest.toml could not be read") for each in project.notes)


@pytest.mark.parametrize(
    ("name", "text"), [("conftest.py", ""), ("requirements.txt", "pytest>=8\n")]
)
def test_project_uses_pytest_where_a_file_says_so(name: str, text: str) -> None:
    case = "import unittest\nclass T(unittest.TestCase):\n    pass\n"
    project = only({"setup.py": "", "test/test_a.py": case, name: text})

    assert project.tests is not None
    assert (project.tests.tool, project.tests.because) == ("pytest", f"{name} uses pytest")


def test_folders_and_lone_modules_of_src_are_shipped() -> None:
    project = only({"pyproject.toml": "[build-system]\n", "src/ns/a.py": "", "src/one.py": ""})

    assert project.packages == ("ns", "one")


def test_monorepo_gives_each_part_that_has_tests() -> None:
    manifest = "[project]\nname='x'\n"
    projects = recognised(
        {
            "README.md": "",
            "packages/api/pyproject.toml": manifest,
            "packages/api/tests/test_a.py": "import pytest",
            "packages/web/package.json": json.dumps({"scripts": {"test": "vitest run"}}),
            "packages/none/pyproject.toml": manifest,
            "examples/demo/pyproject.toml": manifest,
            "examples/demo/test_demo.py": "import pytest",
        }
    )

    assert [project.root for project in projects] == ["packages/api", "packages/web"]
    assert projects[0].manifests == ("packages/api/pyproject.toml",)
    assert projects[0].tests is not None
    assert projects[0].tests.paths == ("packages/api/tests",)


def test_uv_workspace_gives_its_members_and_the_shared_lock() -> None:
    member = "[project]\nname='a'\n"
    projects = recognised(
        {
            "pyproject.toml": "[tool.uv.workspace]\nmembers=['libs/*']\n",
            "uv.lock": "",
            "libs/a/pyproject.toml": member,
            "libs/a/src/a/__init__.py": "",
            "libs/a/tests/test_a.py": "import pytest",
            "libs/b/pyproject.toml": member,
            "libs/b/tests/test_b.py": "import pytest",
        }
    )

    # The root collects every test of its members already, so it is the one project.
    assert [project.root for project in projects] == [""]
    assert projects[0].profile == "uv"


def test_uv_workspace_whose_root_tests_itself_only_gives_all() -> None:
    member = "[project]\nname='a'\n"
    root = "[project]\nname='r'\n[tool.uv.workspace]\nmembers=['libs/*']\n"
    projects = recognised(
        {
            "pyproject.toml": root + "[tool.pytest.ini_options]\ntestpaths=['tests']\n",
            "uv.lock": "",
            "tests/test_r.py": "",
            "libs/a/pyproject.toml": member,
            "libs/a/tests/test_a.py": "import pytest",
        }
    )

    assert [project.root for project in projects] == ["", "libs/a"]
    assert (projects[1].profile, projects[1].profile_because) == ("uv", "uv.lock")
    assert "uv.lock" in projects[1].manifests
    assert "pyproject.toml" in projects[1].manifests


@pytest.mark.parametrize(
    ("script", "tool"),
    [
        ("node --test", "node"),
        ("node --import tsx --test test/*.js", "node"),
        ("tsc && vitest run --coverage", "vitest"),
        ("NODE_OPTIONS=--experimental-vm-modules jest", "jest"),
        ("mocha", "mocha"),
        ("make test", "npm"),
    ],
)
def test_node_runner_is_read_from_the_test_script(script: str, tool: str) -> None:
    tree = {"package.json": json.dumps({"name": "x", "scripts": {"test": script}})}
    project = only({**tree, "test/a.test.js": "", "package-lock.json": "{}"})

    assert project.tests is not None
    assert project.tests.tool == tool
    assert project.profile_because == "package-lock.json"


def test_npm_workspaces_give_their_members() -> None:
    root = {"name": "r", "workspaces": ["pkgs/*"], "scripts": {"test": "npm test --workspaces"}}
    part = {"name": "p", "scripts": {"test": "node --test"}}
    projects = recognised(
        {
            "package.json": json.dumps(root),
            "package-lock.json": "{}",
            "pkgs/p/package.json": json.dumps(part),
            "pkgs/p/a.test.js": "",
        }
    )

    assert [project.root for project in projects] == ["pkgs/p"]
    assert "package-lock.json" in projects[0].manifests


def test_template_of_npm_init_is_no_test() -> None:
    script = 'echo "Error: no test specified" && exit 1'
    project = only({"package.json": json.dumps({"scripts": {"test": script}}), "index.js": ""})

    assert project.tests is None


def test_python_and_node_at_one_root_are_two_projects() -> None:
    projects = recognised(
        {
            "pyproject.toml": "[project]\nname='x'\n[tool.pytest.ini_options]\n",
            "tests/test_a.py": "",
            "package.json": json.dumps({"scripts": {"test": "node --test"}}),
            "test/a.test.js": "",
        }
    )

    assert [project.stack for project in projects] == [Stack.NODE, Stack.PYTHON]


@pytest.mark.parametrize(
    ("tree", "tool", "because"),
    [
        ({"vitest.config.ts": ""}, "vitest", "vitest.config.ts"),
        ({"jest.config.js": ""}, "jest", "jest.config.js"),
        ({"package.json": '{"jest": {"verbose": true}}'}, "jest", "package.json jest"),
        ({"lib/a.test.js": ""}, "node", "lib/a.test.js, and no test script"),
    ],
)
def test_node_runner_is_found_without_a_script(
    tree: dict[str, str], tool: str, because: str
) -> None:
    project = only({"package.json": "{}", **tree})

    assert project.tests is not None
    assert (project.tests.tool, project.tests.because) == (tool, because)


@pytest.mark.parametrize(
    ("beside", "paths"), [("test/a.spec.js", ("test",)), ("src/a.spec.js", ())]
)
def test_usual_folder_holds_the_tests_where_none_lies_beside_the_code(
    beside: str, paths: tuple[str, ...]
) -> None:
    package = '{"scripts": {"test": "vitest"}}'
    project = only({"package.json": package, "test/b.test.js": "", beside: ""})

    assert project.tests is not None
    assert project.tests.paths == paths


def test_tests_of_what_was_installed_are_not_ours() -> None:
    tree = {"package.json": "{}", "node_modules/x/a.test.js": ""}

    assert only(tree).tests is None


def test_node_sources_stand_in_their_folder_where_it_has_scripts() -> None:
    assert only({"package.json": "{}", "src/a.ts": "", "lib/b.js": ""}).source_roots == ("src",)
    assert only({"package.json": "{}", "src/a.md": "", "lib/b.js": ""}).source_roots == ("lib",)
    assert only({"package.json": "{}", "a.js": ""}).source_roots == ("",)


def test_lock_of_another_program_is_a_note() -> None:
    project = only({"package.json": "{}", "yarn.lock": "", "a.js": ""})

    assert project.notes == ("yarn.lock is not npm's; npm resolves package.json anew",)


def test_test_paths_with_stars_stand_for_their_folders() -> None:
    setup = "[tool.pytest.ini_options]\ntestpaths = ['pkgs/*/tests', 'own']\n"
    tree = {"pyproject.toml": setup, "pkgs/b/tests/test_b.py": "", "pkgs/a/tests/test_a.py": ""}
    project = only({**tree, "own/test_c.py": "", "pkgs/c/test_c.py": "", "pkgs/d/docs/x": ""})

    assert project.tests is not None
    assert project.tests.paths == ("pkgs/a/tests", "pkgs/b/tests", "own")


@pytest.mark.parametrize(
    "tree", [{"pyproject.toml": "[tool.pyright]\n"}, {"pyrightconfig.json": "{}"}]
)
def test_types_are_checked_by_what_is_set_up(tree: dict[str, str]) -> None:
    assert only({"pyproject.toml": "", "a.py": "", **tree}).types == "pyright"
    assert only({"a.py": "", **tree, "mypy.ini": ""}).types == "mypy"


def test_tree_of_many_projects_has_a_bound() -> None:
    tree = {
        f"p{n:03}/{name}": ""
        for n in range(PROJECTS_MAX + 2)
        for name in ("pytest.ini", "pyproject.toml", "test_a.py")
    }

    assert [each.root for each in recognised(tree)] == [f"p{n:03}" for n in range(PROJECTS_MAX)]


def test_folder_within_a_project_that_is_judged_is_no_project_of_its_own() -> None:
    part = {"pyproject.toml": "", "pytest.ini": "", "test_a.py": ""}
    outer = {f"a/{name}": text for name, text in part.items()}
    inner = {f"a/b/{name}": text for name, text in part.items()}

    assert [each.root for each in recognised({**outer, **inner})] == ["a"]
    assert [each.root for each in recognised({**part, **outer})] == [""]


@pytest.mark.parametrize(
    ("text", "is_installable"),
    [
        ("[build-system]\nrequires=[]\n", True),
        ("[project]\nname='x'\n", False),
        ("[project]\nname='x'\n[tool.uv]\npackage=true\n", True),
        ("[project]\nname='x'\n[build-system]\n[tool.uv]\npackage=false\n", True),
        ("[tool.poetry.dependencies]\n", True),
        ("[tool.uv]\npackage=true\n", False),
    ],
)
def test_project_is_installed_where_it_says_so(text: str, is_installable: bool) -> None:
    assert only({"pyproject.toml": text, "x.py": ""}).is_installable is is_installable
