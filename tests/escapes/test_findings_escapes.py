"""Ways to make a static tool look away: each beats the plain invocation, none beats ours.

Each attack has an honest twin that differs by the cheat alone and passes.
"""

import json
import subprocess
from pathlib import Path

import pytest

from gatewright.checks.ruff_tool import RuffTool
from gatewright.checks.secrets_tool import SecretsTool
from gatewright.core.judges.judge_ruler import judge_ruler
from gatewright.core.ruler.ruler import compare_rulers
from gatewright.model.change import Change, ChangedFile, FileStatus
from gatewright.model.ids import TreeId
from gatewright.model.verdicts import Status, Verdict
from tests.static_tools import PROGRAMS, SUBJECT, bench_in, judge, look, write_tree

KEY = "AKIA" + "Z3VQ8L5NXW7RTPB2"
LEAK = f"key = '{KEY}'\n"
Files = dict[str, str]
BASE: Files = {
    "ruff.toml": "lint.select = ['F']\n",
    "app.py": "x = 1\n",
    "old.py": "import os  # noqa: F401\nimport sys\n",
}
BLOCKED = (Status.FAIL, Status.ERROR)


def lint(folder: Path, head: Files, base: Files = BASE) -> Verdict:
    runs = [
        look(RuffTool(bench_in(folder)), folder / side, {**files})
        for side, files in (("head", head), ("base", base))
    ]
    return judge(runs[0], runs[1])


def secrets(folder: Path, head: Files, base: Files = BASE) -> Verdict:
    changed = tuple(path for path in head if head[path] != base.get(path))
    runs = [
        look(SecretsTool(bench_in(folder)), folder / side, {**files}, changed)
        for side, files in (("head", head), ("base", base))
    ]
    return judge(runs[0], runs[1], "detect-secrets")


def ruler(head: Files, base: Files = BASE) -> Verdict:
    paths = sorted(path for path in head.keys() | base.keys() if head.get(path) != base.get(path))
    files = [
        ChangedFile(path, FileStatus.MODIFIED if path in base else FileStatus.ADDED, path)
        for path in paths
    ]
    change = Change(TreeId("base"), TreeId("head"), tuple(files))
    before, after = ({path: text.encode() for path, text in side.items()} for side in (base, head))
    found = compare_rulers(before, after, change, tuple(head))
    return judge_ruler(found, [], SUBJECT, len(files))


def naively(folder: Path, files: Files, *argv: str, tracked: tuple[str, ...] = ()) -> bytes:
    """Run a tool as people do, in a git repository; its exit code must be 0: "all well"."""
    write_tree(folder, files)
    git = ("git", "-C", str(folder))
    subprocess.run((*git, "init", "-q"), check=True)
    if tracked:
        subprocess.run((*git, "add", "-f", *tracked), check=True)
    done = subprocess.run(
        (f"{PROGRAMS}/{argv[0]}", *argv[1:]), cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


HIDDEN_FROM_LINT: dict[str, Files] = {
    "an ignore file": {".gitignore": "bad.py\n", "bad.py": "import os\n"},
    "an ignore file of another tool": {".ignore": "bad.py\n", "bad.py": "import os\n"},
    "a comment for the file": {"bad.py": "# ruff: noqa\nimport os\n"},
    "a comment for a range": {"bad.py": "# ruff: disable[F401]\nimport os\n# ruff: enable[F401]\n"},
    "a comment on the line": {"bad.py": "import os  # noqa: F401\n"},
    "a comment where others are": {
        "old.py": "import os  # noqa: F401\nimport json  # noqa: F401\nimport sys\n"
    },
}


@pytest.mark.parametrize("files", HIDDEN_FROM_LINT.values(), ids=HIDDEN_FROM_LINT)
def test_finding_hidden_from_lint_is_found(tmp_path: Path, files: Files) -> None:
    path = next(path for path in files if path.endswith(".py"))
    settled = BASE | {"old.py": "import os  # noqa: F401\n"}
    naively(
        tmp_path / "naive",
        settled | {path: text.replace("import sys\n", "") for path, text in files.items()},
        *("ruff", "check", "--no-cache", "."),
    )

    verdict = lint(tmp_path, BASE | files)

    assert verdict.status is Status.FAIL
    assert any(place.path == path for place in verdict.reasons[0].places)


def test_ignore_file_beats_the_plain_linter(tmp_path: Path) -> None:
    clean = {"ruff.toml": BASE["ruff.toml"], "app.py": BASE["app.py"]}
    files = clean | HIDDEN_FROM_LINT["an ignore file"]

    naively(tmp_path / "naive", files, "ruff", "check", "--no-cache", ".", tracked=tuple(files))

    assert lint(tmp_path, files, clean).status is Status.FAIL
    assert ruler(files, clean).status is Status.FAIL


@pytest.mark.parametrize(
    "files",
    [
        {".gitignore": "dist/\n", "good.py": "x = 2\n"},
        {"old.py": "import os.path  # noqa: F401\nimport sys\n"},
        {"old.py": "x = 1\nimport os  # noqa: F401\nimport sys\n"},
        {"good.py": "import os\n\nprint(os.sep)\n"},
    ],
)
def test_honest_twin_passes_lint_and_ruler(tmp_path: Path, files: Files) -> None:
    assert lint(tmp_path, BASE | files).status is Status.PASS
    assert ruler(BASE | files).status is Status.PASS


def test_exclude_over_a_file_of_the_base_is_told_twice(tmp_path: Path) -> None:
    settings = BASE["ruff.toml"] + "[lint.per-file-ignores]\n'x.py' = ['F']\n"
    clean = {"ruff.toml": BASE["ruff.toml"], "app.py": "x = 1\n", "other.py": "y = 1\n"}
    files = clean | {
        "ruff.toml": "extend-exclude = ['app.py']\n" + settings,
        "app.py": "import os\n",
    }

    naively(tmp_path / "naive", files, "ruff", "check", "--no-cache", ".")
    verdict = lint(tmp_path, files, clean)

    assert (verdict.status, verdict.reasons[0].code) == (Status.ERROR, "check.not-all-examined")
    assert ruler(files, clean).reasons[0].code == "ruler.weakened"


def test_exclude_over_a_new_file_is_told_by_the_ruler(tmp_path: Path) -> None:
    clean = {"ruff.toml": BASE["ruff.toml"], "app.py": "x = 1\n"}
    files = clean | {"ruff.toml": "extend-exclude = ['bad.py']\n" + BASE["ruff.toml"]}
    files |= {"bad.py": "import os\n"}

    naively(tmp_path / "naive", files, "ruff", "check", "--no-cache", ".")

    assert ruler(files, clean).status is Status.FAIL


def test_secret_absorbed_into_a_baseline_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "naive"
    empty = subprocess.run(
        (f"{PROGRAMS}/detect-secrets", "scan", "-n"),
        cwd=write_tree(tmp_path / "nothing", {}),
        capture_output=True,
        check=True,
    )
    files = BASE | {".secrets.baseline": empty.stdout.decode(), "bad.py": LEAK}
    argv = ("detect-secrets", "scan", "-n", "--baseline", ".secrets.baseline", "bad.py")

    naively(folder, files, *argv, tracked=("bad.py",))
    absorbed = (folder / ".secrets.baseline").read_text()
    files |= {".secrets.baseline": absorbed}
    naively(folder, files, "detect-secrets-hook", "--baseline", ".secrets.baseline", "bad.py")

    assert json.loads(absorbed)["results"]
    assert secrets(tmp_path, files).status is Status.FAIL
    assert ruler(files).status is Status.FAIL


def test_secret_in_an_untracked_file_is_found(tmp_path: Path) -> None:
    files = BASE | {".gitignore": "tmp/\n", "tmp/notes.txt": LEAK}

    told = naively(
        tmp_path / "naive", files, "detect-secrets", "scan", "-n", ".", tracked=("app.py",)
    )

    assert json.loads(told)["results"] == {}
    assert secrets(tmp_path, files).status is Status.FAIL


@pytest.mark.parametrize("text", [LEAK, LEAK.rstrip() + "  # pragma: allowlist secret\n"])
def test_secret_is_found_whatever_the_exit_code_says(tmp_path: Path, text: str) -> None:
    naively(tmp_path / "naive", {"bad.py": text}, "detect-secrets", "scan", "-n", "bad.py")

    assert secrets(tmp_path, BASE | {"bad.py": text}).status is Status.FAIL


def test_honest_twin_passes_secrets(tmp_path: Path) -> None:
    files = BASE | {"good.py": "key = read('KEY')\n", "notes.txt": "rotate the keys\n"}

    assert secrets(tmp_path, files).status is Status.PASS


def test_folder_without_files_passes_the_plain_linter_only(tmp_path: Path) -> None:
    naively(tmp_path / "naive", {}, "ruff", "check", "--no-cache", ".")

    run = look(RuffTool(bench_in(tmp_path)), tmp_path / "head", {}, ("app.py",))

    assert judge(run, None).status in BLOCKED
