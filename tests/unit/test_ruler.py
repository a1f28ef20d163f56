"""Each weakening with its honest twin: the twin must not alarm."""

from fnmatch import fnmatchcase

import pytest

from gatewright.core.ruler import ruler_files
from gatewright.core.ruler.ruler import Direction, RulerArea, RulerDifference, compare_rulers
from gatewright.core.ruler.ruler_effects import SHOWN_CHARS_MAX
from gatewright.core.ruler.ruler_files import RulerKind, classify, ruler_paths
from gatewright.core.ruler.ruler_ignores import PATTERN_CHARS_MAX, _rule, hidden_by
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.ids import TreeId

PYPROJECT = """\
[project]
name = "shortlink"
dependencies = ["httpx"]

[tool.ruff]
line-length = 100
lint.select = ["E", "F"]
lint.ignore = ["E501"]

[tool.pytest.ini_options]
addopts = "-q --strict-markers"

[tool.coverage.run]
omit = ["setup.py"]

[tool.coverage.report]
fail_under = 80

[tool.mypy]
strict = true
"""


def lines_of(text: str) -> tuple[Line, ...]:
    return tuple(Line(number, line) for number, line in enumerate(text.splitlines(), 1))


def changed(path: str, before: str | None, after: str | None) -> ChangedFile:
    old, new = lines_of(before or ""), lines_of(after or "")
    gone, there = {line.text for line in old}, {line.text for line in new}
    status = (
        FileStatus.ADDED
        if before is None
        else FileStatus.DELETED
        if after is None
        else FileStatus.MODIFIED
    )
    return ChangedFile(
        path,
        status,
        path,
        tuple(line for line in new if line.text not in gone),
        tuple(line for line in old if line.text not in there),
    )


def compare(
    path: str, before: str | None, after: str | None, head_paths: tuple[str, ...] = ()
) -> tuple[RulerDifference, ...]:
    change = Change(TreeId("base"), TreeId("head"), (changed(path, before, after),))
    base = {} if before is None else {path: before.encode()}
    head = {} if after is None else {path: after.encode()}
    return compare_rulers(base, head, change, head_paths)


WEAKER = Direction.WEAKER
STRONGER = Direction.STRONGER
UNCLEAR = Direction.UNCLEAR


@pytest.mark.parametrize(
    ("before", "after", "direction", "what"),
    [
        ('"setup.py"]', '"setup.py", "a.py"]', WEAKER, "adds a.py to coverage omit"),
        ('omit = ["setup.py"]', "omit = []", STRONGER, "removes setup.py from coverage omit"),
        ("fail_under = 80", "fail_under = 60", WEAKER, "lowers coverage fail_under from 80 to 60"),
        ("fail_under = 80", "fail_under = 90", STRONGER, "raises coverage fail_under"),
        ("fail_under = 80", "", WEAKER, "lowers coverage fail_under from 80 to 0"),
        ("fail_under = 80", "fail_under = 'high'", UNCLEAR, "fail_under from 80 to high"),
        ("strict = true", "strict = 'maybe'", UNCLEAR, "mypy strict from true to maybe"),
        ("strict = true", "strict = true\nnew_rule = true", UNCLEAR, "mypy new_rule = true"),
        ("[tool.mypy]", "[tool.mypy]\nwarn_unreachable = false", UNCLEAR, "warn_unreachable"),
        ('ignore = ["E501"]', 'ignore = ["E501", "F401"]', WEAKER, "adds F401 to ruff ignore"),
        ('select = ["E", "F"]', 'select = ["E"]', WEAKER, "removes F from ruff select"),
        ('select = ["E", "F"]', 'select = ["E", "F", "B"]', STRONGER, "adds B to ruff select"),
        ('select = ["E", "F"]', 'select = ["E", "B"]', WEAKER, "removes F from ruff select"),
        (
            "line-length = 100",
            'line-length = 100\nextend-exclude = ["x"]',
            WEAKER,
            "adds x to ruff",
        ),
        ("line-length = 100", "line-length = 300", WEAKER, "raises ruff line-length"),
        ("strict = true", "strict = false", WEAKER, "turns mypy strict off"),
        (
            "strict = true",
            "strict = true\nignore_errors = true",
            WEAKER,
            "turns mypy ignore_errors",
        ),
        ("strict = true", "strict = true\nexclude = 'x'", WEAKER, "adds x to mypy exclude"),
        (
            "-q --strict",
            "-q -k 'not alias' --strict",
            WEAKER,
            "adds -k not alias to pytest addopts",
        ),
        ("-q --strict", "-q --deselect=t.py::a --strict", WEAKER, "adds --deselect=t.py::a"),
        ("-q --strict", "-q --ignore tests --strict", WEAKER, "adds --ignore tests"),
        ("-q --strict", "-q -p no:randomly --strict", WEAKER, "adds -p no:randomly"),
        ("-q --strict-markers", "-q", WEAKER, "removes --strict-markers"),
        ("-q --strict", "-q --strict-config --strict", STRONGER, "adds --strict-config"),
        ("-q --strict", "-q -p plug --strict", UNCLEAR, "adds -p plug to pytest addopts"),
        ("[tool.mypy]", "[tool.mypy]\nplugins = ['own.py']", UNCLEAR, "adds mypy plugins"),
        (
            "[tool.mypy]",
            '[project.entry-points.pytest11]\na = "b"\n[tool.mypy]',
            UNCLEAR,
            "pytest11",
        ),
        (
            "[tool.mypy]",
            '[tool.ruff.lint.per-file-ignores]\n"a.py" = ["F"]\n[tool.mypy]',
            WEAKER,
            "adds F to ruff per-file-ignores a.py",
        ),
        (
            "[tool.mypy]",
            '[[tool.mypy.overrides]]\nmodule = "x"\nignore_errors = true\n[tool.mypy]',
            WEAKER,
            "turns mypy ignore_errors on",
        ),
    ],
)
def test_changed_setting_is_told_with_its_direction(
    before: str, after: str, direction: Direction, what: str
) -> None:
    (found,) = compare("pyproject.toml", PYPROJECT, PYPROJECT.replace(before, after, 1))

    assert found.direction is direction
    assert what in found.what


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('["httpx"]', '["httpx", "orjson"]'),
        ('omit = ["setup.py"]', 'omit = [\n  "setup.py",  # generated\n]'),
        ('select = ["E", "F"]', 'select = ["F", "E"]'),
        ("-q --strict", "-v --tb=short --strict"),
        ("-q --strict", "--strict"),
        ("fail_under = 80", "fail_under = 80.0"),
        ("strict = true", "strict = 1"),
        ("[tool.mypy]", '[tool.ruff.format]\nquote-style = "double"\n[tool.mypy]'),
        ('-markers"', "-markers\"\nmarkers = ['slow: takes long']"),
        ("[tool.mypy]", "[tool.hatch.build]\nx = 1\n[tool.mypy]"),
        ("strict = true", "strict = true\npretty = true"),
    ],
)
def test_honest_edit_of_pyproject_is_no_difference(before: str, after: str) -> None:
    assert PYPROJECT.replace(before, after, 1) != PYPROJECT
    assert compare("pyproject.toml", PYPROJECT, PYPROJECT.replace(before, after, 1)) == ()


OVERRIDES = "[[tool.mypy.overrides]]\nmodule = [{}]\nignore_missing_imports = true\n"


def test_module_that_leaves_a_list_of_excused_ones_is_no_weakening() -> None:
    two, one = (OVERRIDES.format(each) for each in ('"ruamel.*", "uv"', '"ruamel.*"'))

    left = [each.direction for each in compare("pyproject.toml", two, one)]
    came = [each.direction for each in compare("pyproject.toml", one, two)]

    assert set(left) <= {Direction.STRONGER}
    assert came == [Direction.WEAKER]


def test_difference_names_pointer_line_and_both_values() -> None:
    after = PYPROJECT.replace('omit = ["setup.py"]', 'omit = [\n  "setup.py",\n  "a.py",\n]')

    (found,) = compare("pyproject.toml", PYPROJECT, after)

    assert found.pointer == "/tool/coverage/run/omit"
    assert after.splitlines()[found.line - 1].strip() == '"a.py",'
    assert (found.before, found.after) == ("setup.py", "setup.py, a.py")


@pytest.mark.parametrize(
    ("path", "before", "after", "direction"),
    [
        (".coveragerc", "[run]\nomit =\n  a.py\n", "[run]\nomit =\n  a.py\n  b.py\n", WEAKER),
        ("setup.cfg", "[tool:pytest]\n", "[tool:pytest]\naddopts = -k x\n", WEAKER),
        ("setup.cfg", "[coverage:run]\nomit=a\n", "[coverage:run]\nomit=a,b\n", WEAKER),
        ("setup.cfg", "[mypy]\n", "[mypy-x.*]\nignore_errors = True\n", WEAKER),
        ("tox.ini", "[flake8]\n", "[flake8]\nextend-ignore = E1\n", WEAKER),
        ("ruff.toml", "", "extend-exclude = ['a']\n", WEAKER),
        ("pytest.ini", "[pytest]\n", "[pytest]\npython_files = x\n", UNCLEAR),
        ("tsconfig.json", '{"compilerOptions":{"strict":true}}', "{}", WEAKER),
        ("tsconfig.json", "{}", '{"exclude":["a"]}', WEAKER),
        ("package.json", '{"scripts":{"test":"jest"}}', '{"scripts":{"test":"true"}}', UNCLEAR),
        (
            "package.json",
            '{"scripts":{"test":"npm run all","all":"jest"}}',
            '{"scripts":{"test":"npm run all","all":"true"}}',
            UNCLEAR,
        ),
        ("eslint.config.js", "a\n", "b\n", UNCLEAR),
        (".github/workflows/ci.yml", "on: push\n", "on: never\n", UNCLEAR),
        (".gatewright/config.yaml", "a: 1\n", "a: 2\n", UNCLEAR),
        (".secrets.baseline", "{}\n", '{"results": {"a": []}}\n', UNCLEAR),
    ],
)
def test_each_kind_of_ruler_file_is_compared(
    path: str, before: str, after: str, direction: Direction
) -> None:
    (found,) = compare(path, before, after)

    assert found.direction is direction


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("package.json", '{"scripts":{}}', '{"scripts":{"dev":"vite"},"dependencies":{"a":"1"}}'),
        ("tsconfig.json", "{}", '{\n// why\n"compilerOptions": {"target": "es2022",},}'),
        ("setup.cfg", "[metadata]\nname=a\n", "[metadata]\nname=b\n"),
        ("tox.ini", "[testenv]\n", "[testenv]\ndeps = x\n"),
        (".github/workflows/ci.yml", "on: push\n", "# why\non: push\n\n"),
        (".coveragerc", "[run]\nomit = a\n", "[run]\nomit=a\n[html]\ndirectory=x\n"),
        ("README.md", "a", "b"),
        ("shortlink/coverage.py", "a", "b"),
    ],
)
def test_honest_edit_of_a_mixed_file_is_no_difference(path: str, before: str, after: str) -> None:
    assert compare(path, before, after) == ()


@pytest.mark.parametrize("path", ["pytest.ini", "ruff.toml", ".coveragerc", "mypy.ini"])
def test_new_settings_file_alters_which_settings_are_read(path: str) -> None:
    (found,) = compare(path, None, "")

    assert found.direction is UNCLEAR
    assert found.what.startswith("adds")


@pytest.mark.parametrize(
    "text",
    ["[tool", "\x00", "a = " + "[" * 5000, "[a]\n" * 2, "x = 1\nx = 2", "\ufeff[", "é" * 10],
)
def test_malformed_settings_are_a_difference_and_no_crash(text: str) -> None:
    (found,) = compare("pyproject.toml", PYPROJECT, text)

    assert found.direction is UNCLEAR
    assert "cannot be read" in found.what


TREE = ("bad.py", "src/app.py", "src/gen/x.py", "dist/readme.txt", "img/a.png")


@pytest.mark.parametrize(
    ("before", "after", "hidden"),
    [
        ("", "bad.py\n", "bad.py"),
        ("", "*.py\n!src/app.py\n", "bad.py"),
        ("", "src/\n!src/app.py\n", "src/app.py"),  # a folder that is hidden stays hidden
        ("", "/src/**/x.py\n", "src/gen/x.py"),
        ("*.py\n!bad.py\n", "*.py\n", "bad.py"),
        ("", "ba[a-d].py\n", "bad.py"),
    ],
)
def test_ignore_file_that_hides_a_file_of_the_tree_is_weaker(
    before: str, after: str, hidden: str
) -> None:
    (found,) = compare(".gitignore", before, after, TREE)

    assert found.direction is WEAKER
    assert f"hides {hidden}" in found.what


@pytest.mark.parametrize(
    "after",
    ["build/\n", "*.pyc\n__pycache__/\n", "/app.py\n", "# bad.py\n", "bad.py/\n", "\\\n", "[\n"],
)
def test_ignore_file_that_hides_nothing_is_no_difference(after: str) -> None:
    assert compare(".gitignore", "", after, TREE) == ()


def test_hostile_ignore_pattern_ends() -> None:
    hostile = "*a" * 200 + "b\n" + "**/" * 100 + "x\n"

    assert compare(".gitignore", "", hostile, ("a" * 250, "/".join("a" * 100))) == ()


@pytest.mark.parametrize(
    ("after", "is_told"),
    [
        ("*.py binary\n", True),
        ("bad.py -diff\n", True),
        ("src/** export-ignore\n", True),
        ("* text=auto\n*.png binary\n", False),
        ("*.psd filter=lfs diff=lfs -text\n", False),
    ],
)
def test_attributes_alarm_only_where_code_is_veiled(after: str, is_told: bool) -> None:
    assert bool(compare(".gitattributes", "", after, TREE)) is is_told


CONFTEST = "import pytest\n\n\n@pytest.fixture\ndef client():\n    return 1\n"


@pytest.mark.parametrize(
    "added",
    [
        "def pytest_runtest_makereport(item, call):\n    return None\n",
        "pytest_plugins = ['plug']\n",
        "from plug import *\n",
        "from plug import pytest_pyfunc_call\n",
        "import plug as pytest_plug\n",
        "@pytest.hookimpl(specname='pytest_pyfunc_call')\ndef harmless(): ...\n",
        "globals()['pytest_pyfunc_call'] = print\n",
        "collect_ignore = ['test_a.py']\n",
        "import _pytest.runner\n",
        "import os\n\n\n@pytest.fixture(autouse=True)\ndef a():\n    os._exit(0)\n",
        "@pytest.fixture(autouse=True)\ndef a(request):\n    request.config.pluginmanager.x()\n",
    ],
)
def test_conftest_that_reaches_into_the_test_tool_is_told(added: str) -> None:
    found = compare("tests/conftest.py", CONFTEST, CONFTEST + added)

    assert found
    assert all(each.area is RulerArea.TEST_MACHINERY for each in found)


@pytest.mark.parametrize(
    "added",
    [
        "@pytest.fixture\ndef db(client):\n    yield client\n",
        "import pytest_asyncio\n",
        "pytest.importorskip('pytest_asyncio')\n",
        "import os\n\n\ndef make():\n    return os.environ['A']\n",
        "X = 'see pytest docs'\n",
    ],
)
def test_conftest_with_more_fixtures_is_no_difference(added: str) -> None:
    assert compare("tests/conftest.py", CONFTEST, CONFTEST + added) == ()


def test_hook_that_moved_within_conftest_is_no_difference() -> None:
    hook = "def pytest_configure(config):\n    pass\n"

    assert compare("conftest.py", hook + CONFTEST, CONFTEST + hook) == ()


def test_hook_that_changed_is_told() -> None:
    hook = "def pytest_configure(config):\n    {}\n"

    (found,) = compare("conftest.py", hook.format("pass"), hook.format("config.x = 1"))

    assert found.what == "adds or changes hook pytest_configure"


@pytest.mark.parametrize(
    "path",
    [
        "sitecustomize.py",
        "a/b.pth",
        "pytest.py",
        "tests/unittest.py",
        "_pytest/runner.py",
        "coverage.py",
        "src/coverage/__init__.py",
        "iniconfig.pyc",
        "coverage.cpython-311-x86_64-linux-gnu.so",
    ],
)
def test_code_that_runs_inside_the_test_tool_is_told(path: str) -> None:
    (found,) = compare(path, None, "x = 1\n")

    assert found.area is RulerArea.TEST_MACHINERY


@pytest.mark.parametrize(
    "path",
    [
        "packaging/deb.py",
        "coverage/index.html",
        "parcels/coverage.py",
        "py/setup.cfg.in",
        "tests/coverage_test.py",
        "coverage.txt",
    ],
)
def test_code_beside_the_test_tool_is_no_ruler(path: str) -> None:
    assert classify(path) is None


def test_ruler_that_is_renamed_away_is_told() -> None:
    file = ChangedFile("old.ini", FileStatus.RENAMED, "pytest.ini")
    change = Change(TreeId("b"), TreeId("h"), (file,))
    texts = {"pytest.ini": b"[pytest]\nxfail_strict = true\n"}

    found = compare_rulers(texts, {}, change)

    assert {each.direction for each in found} == {WEAKER, UNCLEAR}
    assert ruler_paths(change) == ("pytest.ini",)


def renamed(old: str, new: str, before: bytes, after: bytes) -> tuple[RulerDifference, ...]:
    """Return what a renamed file that was edited too differs in."""
    file = ChangedFile(new, FileStatus.RENAMED, old, lines_of(after.decode()))
    change = Change(TreeId("b"), TreeId("h"), (file,))
    return compare_rulers({old: before}, {new: after}, change)


def test_ruler_that_moves_under_its_name_is_compared_with_its_older_self() -> None:
    hook = b"def pytest_configure(config):\n    pass\n"
    less = b"[tool.mypy]\nstrict = false\n"

    assert renamed("a/conftest.py", "b/conftest.py", hook, hook) == ()
    (found,) = renamed(
        "a/pyproject.toml", "b/pyproject.toml", b"[tool.mypy]\nstrict = true\n", less
    )
    assert found.what == "turns mypy strict off"


def test_settings_under_another_name_are_those_that_went_and_those_that_came() -> None:
    text = b"[coverage:run]\nomit = a\n"

    assert renamed("setup.cfg", "tox.ini", text, text)
    assert renamed("a/pytest.ini", "b/pytest.ini", b"[pytest]\n", b"[pytest]\n")


def test_edit_of_a_text_is_told_with_both_lines() -> None:
    (found,) = compare("eslint.config.js", "same\nold\n", "same\nnew\n")

    assert (found.before, found.after, found.line) == ("old", "new", 2)


def test_long_value_is_told_in_part() -> None:
    long = PYPROJECT.replace("fail_under = 80", f"fail_under = '{'x' * (SHOWN_CHARS_MAX + 1)}'")
    (found,) = compare("pyproject.toml", PYPROJECT, long)

    assert found.what.endswith(f" to {'x' * (SHOWN_CHARS_MAX - 3)}...")


def test_file_that_a_check_goes_through_is_ruler_only_when_named() -> None:
    assert classify("Makefile") is None
    assert classify("Makefile", ("Makefile",)) is RulerKind.TEXT


def test_build_script_that_declares_a_plug_in_of_pytest_is_told() -> None:
    plain = "from setuptools import setup\nsetup(name='x')\n"
    plugged = "from setuptools import setup, x\nsetup(entry_points={'pytest11': ['x = x.y']})\n"

    (found,) = compare("setup.py", plain, plugged)

    assert (found.area, found.line) == (RulerArea.TEST_MACHINERY, 2)
    assert compare("setup.py", None, plain) == compare("setup.py", plugged, plain) == ()


@pytest.mark.parametrize("table", ["[tool.ruff]\n", "[tool.ruff]\nfix = true\n"])
def test_folder_that_gets_ruff_settings_of_its_own_is_told(table: str) -> None:
    (found,) = compare("link/pyproject.toml", None, table)

    assert (found.direction, found.pointer) == (Direction.UNCLEAR, "/tool/ruff")
    assert compare("link/pyproject.toml", None, "[project]\nname = 'x'\n") == ()


def test_repeated_stars_of_an_ignore_file_cost_no_more_than_one() -> None:
    pattern = "**/" * 160 + "x"
    deep = "/".join(["d"] * 150) + "/x"

    assert hidden_by(".gitignore", pattern.encode(), [deep]) == {deep}
    assert len(_rule(pattern).segments) == 2


@pytest.mark.parametrize("text", ["jest.config.ts", ".eslintrc", ".eslintrc.json", "a.pth", "pth"])
@pytest.mark.parametrize("pattern", ["jest.config.*", ".eslintrc", ".eslintrc.*", "*.pth"])
def test_matches_quick_way_is_the_plain_one(text: str, pattern: str) -> None:
    assert ruler_files._matches(text, (pattern,)) == fnmatchcase(text, pattern)


def test_start_up_file_that_goes_alters_no_test_run() -> None:
    assert compare("sitecustomize.py", "x = 1\n", None) == ()


@pytest.mark.parametrize(
    ("line", "path", "is_hidden"),
    [
        ("#*", "#a", False),
        ("\\#*", "#a", True),
        ("a" * PATTERN_CHARS_MAX, "a" * PATTERN_CHARS_MAX, True),
        ("a" * (PATTERN_CHARS_MAX + 1), "a" * (PATTERN_CHARS_MAX + 1), False),
        ("", "", False),
    ],
)
def test_line_that_is_no_pattern_hides_nothing(line: str, path: str, is_hidden: bool) -> None:
    assert bool(hidden_by(".gitignore", f"{line}\nother\n".encode(), [path])) is is_hidden
