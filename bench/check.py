"""What `check` costs over running the same tools by hand, and what an unchanged tree costs.

A small repository with a test suite of SUITE_S seconds and a change on a branch. By hand means:
pytest under coverage on the head, pytest on the base, ruff and detect-secrets, one after another.
`check` runs cold (nothing observed) with its environment warm; it also shows the new test to the
base, which nobody does by hand. Both are run in turn, ROUNDS times.

What is kept: the second `check` of an unchanged tree beside the very first, which builds the
environments too; and after each of a few edits of one line, what was looked at again.
"""

import compileall
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gatewright

ROUNDS = 5
SUITE_S = 3.0
TESTS = 30
BY_HAND = "the same tools by hand"
COLD = "check --no-cache, warm environment"
KEPT = "check again, unchanged tree"
RATIO_WANTED = 50

FILES = {
    "README.md": "# Small\n",
    "pyproject.toml": """
        [project]
        name = "small"
        version = "1.0.0"

        [build-system]
        requires = ["hatchling"]
        build-backend = "hatchling.build"

        [tool.pytest.ini_options]
        testpaths = ["tests"]
        """,
    "small/__init__.py": '''
        """Small."""


        def double(number: int) -> int:
            """Return twice `number`."""
            return number * 2
        ''',
    "tests/test_small.py": f"""
        import time

        import pytest

        from small import double


        @pytest.mark.parametrize("number", range({TESTS}))
        def test_double(number: int) -> None:
            time.sleep({SUITE_S / TESTS})
            assert double(number) == number + number
        """,
}
CHANGE = {
    "small/__init__.py": '''

        def triple(number: int) -> int:
            """Return three times `number`."""
            return number * 3
        ''',
    "tests/test_triple.py": """
        import small


        def test_triple() -> None:
            assert small.triple(3) == 9
        """,
}
EDITS = {
    "one line of source": ("small/__init__.py", "\n\nLIMIT = 3\n"),
    "one line of a test": ("tests/test_triple.py", "    assert small.triple(1) == 3\n"),
    "one line of a document": ("README.md", "Small.\n"),
    "one setting of the linter": ("pyproject.toml", "\n[tool.ruff]\nline-length = 99\n"),
    "one dependency": ("pyproject.toml", '\n[dependency-groups]\ndev = ["iniconfig"]\n'),
}
PRIVATE_GIT = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def main() -> int:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory(prefix="gatewright-bench-") as folder:
        place = Path(folder).resolve()
        compileall.compile_dir(next(iter(gatewright.__path__)), quiet=2)  # as installers do
        head, base = make_repository(place)
        python = make_environment(place)
        first_s = timed(lambda: _check(head, place))  # builds the environments, once
        medians = measure(
            {
                BY_HAND: lambda: _by_hand(head, base, python),
                COLD: lambda: _check(head, place, "--no-cache"),
                KEPT: lambda: _check(head, place),
            }
        )
        edits = after_edits(head, place)
        _give_back(place)
    for name, seconds in medians.items():
        print(f"{name:36} {seconds:7.2f} s {seconds / medians[BY_HAND]:6.2f} x")
    print(f"overhead of check: {medians[COLD] - medians[BY_HAND]:+.2f} s")
    print(f"{'the very first check':36} {first_s:7.2f} s")
    for name, before_s in (
        ("the very first", first_s),
        ("a first, warm environment", medians[COLD]),
    ):
        ratio = before_s / medians[KEPT]
        print(f"unchanged tree: {ratio:.0f} x faster than {name} (wanted: {RATIO_WANTED} x)")
    print(f"\n{'edit':28} {'time':>8}  looked at again")
    for name, (seconds, again) in edits.items():
        print(f"{name:28} {seconds:6.2f} s  {again}")
    return 0


def timed(do: Callable[[], object]) -> float:
    """Return how long `do` takes. Units: seconds."""
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def after_edits(head: Path, place: Path) -> dict[str, tuple[float, str]]:
    """Return, for each edit, how long the check after it takes, and what it looked at again."""
    found = {}
    for name, (path, text) in EDITS.items():
        _write(head / path, text, "a")
        started = time.perf_counter()
        said = _check(head, place)
        found[name] = (time.perf_counter() - started, _looked_at(json.loads(said)))
        _git(head, "clean", "--quiet", "--force")
        _git(head, "checkout", "--quiet", "--force", "HEAD")
    return found


def _looked_at(judgement: dict[str, Any]) -> str:
    """Return which checks ran a tool anew, and on how much."""
    names = []
    for verdict in judgement["verdicts"]:
        evidence, files = verdict["evidence"], verdict["examined"]["count"]
        if not evidence["executions"] or evidence["first_judged_at"]:
            continue
        reused = evidence["reused_files"]
        part = f" ({files - reused} of {files} files)" if reused else ""
        names.append(f"{verdict['check']}{part}")
    return ", ".join(names) or "nothing"


def make_repository(place: Path) -> tuple[Path, Path]:
    """Return a checkout of the branch `change`, and one of `main` beside it."""
    head, base = place / "head", place / "base"
    head.mkdir()
    _git(head, "init", "--quiet", "--initial-branch", "main")
    for path, text in FILES.items():
        _write(head / path, text, "w")
    _commit(head, "first")
    shutil.copytree(head, base)
    _git(head, "switch", "--quiet", "--create", "change")
    for path, text in CHANGE.items():
        _write(head / path, text, "a")
    _commit(head, "second")
    return head, base


def make_environment(place: Path) -> str:
    """Return the python of an environment with every tool, made as a person would."""
    uv, python = str(Path(sys.executable).parent / "uv"), str(place / "venv" / "bin" / "python")
    _run((uv, "venv", "--quiet", "--python", sys.executable, str(place / "venv")), place)
    tools = ("pytest", "coverage", "ruff", "detect-secrets")
    _run((uv, "pip", "install", "--quiet", "--python", python, *tools), place)
    return python


def measure(doings: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the median of ROUNDS runs of each, run in turn. Units: seconds."""
    taken: dict[str, list[float]] = {name: [] for name in doings}
    for _ in range(ROUNDS):
        for name, do in doings.items():
            started = time.perf_counter()
            do()
            taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in taken.items()}


def _by_hand(head: Path, base: Path, python: str) -> None:
    """Run what `check` runs, without `check`."""
    tool = (python, "-m")
    _run((*tool, "coverage", "run", "--source", "small", "-m", "pytest", "-q"), head)
    _run((*tool, "coverage", "xml", "--quiet"), head)
    _run((*tool, "pytest", "-q"), base)
    for tree in (head, base):
        _run((*tool, "ruff", "check", "--no-cache", "."), tree)
    _run((*tool, "detect_secrets", "scan", "-n", "small", "tests"), head)
    for left in (head / ".coverage", head / "coverage.xml"):
        left.unlink()


def _check(head: Path, place: Path, *arguments: str) -> str:
    """Run `check`, and return what it says; refusals are answers like others."""
    program = str(Path(sys.executable).parent / "gatewright")
    state = {"XDG_STATE_HOME": str(place / "state")}
    return _run((program, "check", "--json", *arguments), head, state, allowed=(0, 40, 41))


def _write(path: Path, text: str, mode: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open(mode, encoding="utf-8") as file:
        file.write(textwrap.dedent(text))


def _commit(root: Path, message: str) -> None:
    _git(root, "add", "--all")
    _git(root, "commit", "--quiet", "--message", message)


def _git(root: Path, *arguments: str) -> None:
    _run(("git", *arguments), root, PRIVATE_GIT)


def _run(
    argv: tuple[str, ...],
    cwd: Path,
    extra: dict[str, str] | None = None,
    allowed: tuple[int, ...] = (0,),
) -> str:
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **(extra or {})}
    done = subprocess.run(argv, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode not in allowed:
        raise SystemExit(f"{argv[0]} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def _give_back(place: Path) -> None:
    """Make the sealed environments removable again."""
    for path in sorted(place.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main())
