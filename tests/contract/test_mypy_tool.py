from pathlib import Path

from gatewright.checks.mypy_tool import MypyTool
from gatewright.model.observations import FindingsRun
from gatewright.model.records import replace
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status
from tests import static_tools
from tests.static_tools import bench_in, judge, look

SETTINGS = "[mypy]\nstrict = True\nexclude = gen\nfiles = .\n"


def mypy(folder: Path, files: dict[str, str | bytes]) -> FindingsRun:
    run = look(MypyTool(bench_in(folder)), folder / "tree", files)
    assert isinstance(run, FindingsRun), run
    return run


def test_mypy_reports_findings_and_what_it_checked(tmp_path: Path) -> None:
    run = mypy(tmp_path, {"mypy.ini": SETTINGS, "a.py": "x: int = ''\n", "gen/b.py": "y = z\n"})

    (found,) = run.findings
    assert (found.rule, found.path, found.line) == ("assignment", "a.py", 1)
    assert (run.examined, run.excluded) == (("a.py",), ("gen/b.py",))
    assert sorted(path.name for path in (tmp_path / "tree").iterdir()) == [
        "a.py",
        "gen",
        "mypy.ini",
    ]


def test_old_type_error_is_left_alone_and_a_new_one_is_not(tmp_path: Path) -> None:
    base = mypy(tmp_path / "base", {"mypy.ini": SETTINGS, "a.py": "x: int = ''\n"})
    moved = mypy(tmp_path / "moved", {"mypy.ini": SETTINGS, "a.py": "y = 1\nx: int = ''\n"})
    worse = replace(moved, findings=moved.findings * 2)

    assert judge(moved, base, "mypy").status is Status.PASS
    assert judge(worse, base, "mypy").status is Status.FAIL


def test_without_targets_in_its_settings_mypy_checks_the_packages(tmp_path: Path) -> None:
    project = static_tools.PROJECT
    static_tools.PROJECT = replace(project, packages=("app",), source_roots=("src",))
    try:
        run = mypy(tmp_path, {"src/app/__init__.py": "x = 1\n", "tests/conftest.py": ""})
    finally:
        static_tools.PROJECT = project

    assert run.examined == ("src/app/__init__.py",)
    assert run.excluded == ("tests/conftest.py",)


def test_file_that_mypy_cannot_parse_is_trouble(tmp_path: Path) -> None:
    trouble = look(MypyTool(bench_in(tmp_path)), tmp_path / "tree", {"a.py": "def f(:\n"})

    assert isinstance(trouble, Trouble)
    assert "exit code 2" in trouble.found
